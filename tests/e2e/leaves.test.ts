import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStage, type Stage } from '../access/stage.ts';

/**
 * What does not fit its sheet is turned, not scrolled: in a real browser, with the largest letters on the smallest panel, and lying down.
 */
describe('leaves', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());

  const portrait = { width: 1080, height: 1920, panel: '15.6' };
  const lying = { width: 1920, height: 1080, panel: '21.5' };

  async function show(story: string, query: string, { width, height, panel } = portrait): Promise<Page> {
    const page = await stage.open({ width, height });
    await page.goto(`https://stories.local/dev/index.html?story=${story}&panel=${panel}&${query}`);
    await page.locator('[data-leaves]').waitFor();
    await page.evaluate(() => document.fonts.ready);
    return page;
  }

  it.each([
    ['t1-tasks', 'large=1&lang=zh-CN', portrait],
    ['f2-stored', 'large=1&lang=en', lying],
    ['d2-mobile', 'large=1&lang=zh-HK', portrait],
    ['e1-check', 'text=200&lang=zh-CN', { ...portrait, panel: '21.5' }],
    ['b1-intro', 'large=1&spacing=1&lang=en', lying],
  ])(
    '%s, %s: every row stands whole on one leaf, and no leaf asks to choose among more than four',
    async (story, query, panel) => {
      const page = await show(story, query, panel);
      const leaves = await turnedThrough(page);
      expect(leaves.length).toBeGreaterThan(1);
      const all = leaves[0]?.rows ?? [];
      expect(all.length).toBeGreaterThan(3);
      for (const row of all) {
        const whole = leaves.filter((leaf) => leaf.whole.includes(row.id));
        expect(whole, row.words).toHaveLength(1);
      }
      for (const leaf of leaves) {
        expect(leaf.cut, `leaf ${leaf.words}`).toEqual([]);
        expect(leaf.choices).toBeLessThanOrEqual(4);
      }
      expect(leaves.at(-1)?.words.match(/\d+/g)).toEqual([`${leaves.length}`, `${leaves.length}`]);
      await page.context().close();
    },
  );

  it.each(['n1-reader', 'e0-two-locks'])(
    '%s: opens on its first leaf, with its heading: a sign alone is no leaf, and nobody begins on the second',
    async (story) => {
      const page = await show(story, 'large=1&lang=en');
      await page.locator('[data-divided]').waitFor();
      await page.waitForFunction(() => document.activeElement?.id === 'page-heading');
      expect(await page.locator('[data-divided]').getAttribute('data-leaf')).toBe('1');
      await page.context().close();
    },
  );

  it('nothing scrolls under a finger, a wheel or the focus', async () => {
    const page = await show('t1-tasks', 'large=1');
    const before = await page.evaluate(placeOfFirst);
    await page.mouse.move(500, 900);
    await page.mouse.wheel(0, 600);
    const session = await page.context().newCDPSession(page);
    const at = (y: number) => ({ touchPoints: [{ x: 500, y }] });
    await session.send('Input.dispatchTouchEvent', { type: 'touchStart', ...at(1100) });
    for (let y = 1050; y > 500; y -= 50)
      await session.send('Input.dispatchTouchEvent', { type: 'touchMove', ...at(y) });
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    expect(await page.evaluate(placeOfFirst)).toBe(before);
    const scrollers = await page.evaluate(() =>
      [...document.querySelectorAll('*')].filter((element) => element.scrollTop !== 0).map(({ tagName }) => tagName),
    );
    expect(scrollers).toEqual([]);
    await page.context().close();
  });

  it('the focus is always seen whole: keys turn the leaf to it, on and back', async () => {
    const page = await show('t1-tasks', 'large=1');
    const met = new Set<string>();
    for (const key of ['ArrowDown', 'ArrowUp'] as const) {
      for (let count = 0; count < 24; count += 1) {
        await page.keyboard.press(key);
        const { name, seen } = await page.evaluate(focusSeen);
        expect(seen, `${key} ${count}: ${name}`).toBe(true);
        met.add(name);
      }
    }
    // The nine tasks of the story, on four leaves; the last cannot be opened yet.
    expect([...met].filter((name) => name.startsWith('task:'))).toHaveLength(8);
    await page.context().close();
  });

  it('a leaf that is turned to is named between the buttons and told to speech; the last one has no next', async () => {
    const page = await show('d1-found', 'large=1&lang=zh-CN');
    await page.evaluate(() => {
      const told: string[] = [];
      Object.assign(window, { told });
      document.addEventListener('yitiji:turned', (event) => told.push(String((event as CustomEvent).detail)));
    });
    const leaves = await turnedThrough(page);
    const told = await page.evaluate(() => (window as unknown as { told: string[] }).told);
    expect(told).toEqual(leaves.slice(1).map(({ words }) => words));
    expect(told[0]).toBe(`第 2 页，共 ${leaves.length} 页`);
    expect(await page.locator('[data-action="page.down"]').isDisabled()).toBe(true);
    await page.context().close();
  });
});

interface LeafSeen {
  readonly words: string;
  readonly rows: readonly { readonly id: number; readonly words: string }[];
  readonly whole: readonly number[];
  readonly cut: readonly string[];
  readonly choices: number;
}

/** From the first leaf to the last by the button, with what is seen on each. */
async function turnedThrough(page: Page): Promise<readonly LeafSeen[]> {
  const leaves: LeafSeen[] = [];
  for (;;) {
    leaves.push(await page.evaluate(leafSeen));
    const next = page.locator('[data-action="page.down"]');
    if (await next.isDisabled()) return leaves;
    await next.click();
  }
}

/** Runs in the page. */
function leafSeen(): LeafSeen {
  const area = document.querySelector<HTMLElement>('[data-divided]');
  if (area === null) throw new Error('the page is not divided');
  const style = getComputedStyle(area);
  const top = area.getBoundingClientRect().top + Number.parseFloat(style.paddingTop);
  const bottom = top + Number.parseFloat(style.getPropertyValue('--height'));
  const rows = [...area.querySelectorAll<HTMLElement>('h1, h2, dl > div, li, p, [data-whole]')].filter(
    (row) =>
      row.getBoundingClientRect().width > 1 && row.parentElement?.closest('li, dl > div, [data-whole], p') === null,
  );
  const whole: number[] = [];
  const cut: string[] = [];
  for (const [id, row] of rows.entries()) {
    const box = row.getBoundingClientRect();
    const isOff = box.bottom <= top + 2 || box.top >= bottom - 2;
    if (box.top >= top - 2 && box.bottom <= bottom + 2) whole.push(id);
    else if (!isOff) cut.push(row.textContent);
  }
  const choices = rows.filter(
    (row, id) => whole.includes(id) && row.querySelector('[data-task], [data-tile]') !== null,
  );
  return {
    words: document.querySelector('nav [role="status"]')?.textContent ?? '',
    rows: rows.map((row, id) => ({ id, words: row.textContent })),
    ...{ whole, cut },
    choices: choices.length,
  };
}

/** Runs in the page: where the first row stands. */
function placeOfFirst(): number {
  return document.querySelector('[data-task]')?.getBoundingClientRect().top ?? Number.NaN;
}

/** Runs in the page: the focused element, and whether nothing hides its corners. */
function focusSeen(): { readonly name: string; readonly seen: boolean } {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLElement) || focused === document.body) return { name: 'nothing', seen: false };
  const { left, right, top, bottom } = focused.getBoundingClientRect();
  const corners = [
    [left + 20, top + 8],
    [right - 20, bottom - 8],
  ] as const;
  const seen = corners.every(([x, y]) => {
    const found = document.elementFromPoint(x, y);
    return found !== null && (focused.contains(found) || found.contains(focused));
  });
  const { task, action, language } = focused.dataset;
  return { name: task === undefined ? (action ?? language ?? focused.tagName) : `task:${task}`, seen };
}
