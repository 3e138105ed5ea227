import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { MachineModel } from '../../contract/machine-model.ts';
import { type PanelProfile, pageHeightPx } from '../../renderer/kit/tokens.ts';
import { pagesOut } from '../support/a4-printer.ts';
import { type Memory, newMemory, type Plan } from '../support/citizen/decide.ts';
import { root } from '../support/hub-rig.ts';
import { type Journey, startJourney } from '../support/journey.ts';

/**
 * 低位操作 on the tallest machine, 32 inch upright: somebody in a wheelchair walks J1 and J2. No hand of theirs goes higher than 1,200 mm over the floor
 * (EN 301 549 8.3.2.1), and nothing that takes a touch or the focus stands there.
 */
const model = 'yitiji-hall-32-portrait';
const { panel: measured } = JSON.parse(
  readFileSync(join(root, `kiosk-config/models/${model}.json`), 'utf8'),
) as MachineModel;
const panel: PanelProfile = { ...measured, widthPx: 1080, heightPx: 1920 };
const highestPx = panel.heightPx - pageHeightPx(panel, true);

let j: Journey;
beforeAll(async () => {
  j = await startJourney({
    ...{ name: 'J9-reach', code: 'TH0114', model },
    ...{ personaliser: true, documentPrinter: true, motorSpeed: 10, takeSeconds: 6 },
  });
});
afterAll(() => j?.close());
afterEach(() => j.afterEach());

const cards = () => j.kiosk.bench.state().cardDispenser;

/** What takes a touch or the focus and lies higher than a seated person reaches, by its words. */
const outOfReach = () =>
  j.kiosk.onPage((page) =>
    page.evaluate((highest) => {
      const all = document.querySelectorAll<HTMLElement>('button, a[href], input, select, textarea, [tabindex]');
      return [...all]
        .filter(
          (element) => element.checkVisibility({ visibilityProperty: true }) && element.closest('[inert]') === null,
        )
        .filter((element) => element.getBoundingClientRect().top < highest)
        .map((element) => element.textContent);
    }, highestPx),
  );

/** Turns reach mode on where it is praised on a tall machine, and remembers every hand from then on. */
async function sitDown(): Promise<{ readonly hands: { readonly y: number; readonly page: string }[]; stop(): void }> {
  await j.kiosk.at('A0');
  await j.kiosk.press('mode.reach.offer');
  await j.shows(({ modes }) => modes.reach);
  const hands: { readonly y: number; readonly page: string }[] = [];
  return { hands, stop: j.kiosk.onTouch(({ y, page }) => hands.push({ y, page })) };
}

/** To an item by the letters on the screen: who sits there has no keyboard. */
async function find(itemId: string, letters: string): Promise<void> {
  await j.kiosk.touch('h1');
  await j.kiosk.at('A1-home');
  await j.kiosk.press('search.open');
  for (const [index, letter] of [...letters].entries()) {
    await j.kiosk.touch(`[data-key="${letter}"]`);
    await j.kiosk.shows('[data-testid="search-query"]', letters.slice(0, index + 1));
  }
  const found = await j.shows(({ screen }) =>
    screen.blocks.some((block) => block.type === 'search' && block.query === letters),
  );
  await j.kiosk.touch(`[data-tile="tile:${itemId}"], [data-action="tile:${itemId}"]`, found);
  await j.kiosk.left('A1-home');
}

/** Walks on, and looks at every page that comes for what a seated person does not reach. */
async function walkSeated(plan: Plan, memory: Memory, until: (page: string) => boolean): Promise<readonly string[]> {
  const pages: string[] = [];
  for (;;) {
    const from: string = (await j.now()).screen.name;
    const stretch = await j.on(plan, { memory, until: (page) => until(page) || !from.endsWith(page) });
    const { name } = stretch.last.screen;
    // The idle page is the next citizen's.
    if (name !== 'A0') expect(await outOfReach(), name).toEqual([]);
    pages.push(name);
    if (until(name.slice(name.indexOf('/') + 1))) return pages;
  }
}

describe('a machine of 32 inches, and somebody who sits before it', () => {
  it('J1: a card is blocked, paid, made and taken with no hand over 1,200 mm; the next citizen finds the page as high as ever', async () => {
    j.branch('card');
    const before = cards();
    const { hands, stop } = await sitDown();
    await find('ss.card.replace', 'sbkbh');
    const plan: Plan = { card: 'li-yun', choose: { reason: 'damaged', fulfil: 'A' } };
    const memory = newMemory();
    const pages = await walkSeated(plan, memory, (page) => page.startsWith('F2'));
    expect(pages).toContain('ss.card.replace/G1-end-taken');
    expect(pages.at(-1)).toBe('ss.card.replace/F2-effective');
    const after = cards();
    expect([before.hopper.count - after.hopper.count, after.taken - before.taken]).toEqual([1, 1]);
    expect(await j.caseState(await j.receipt())).toBe('done');
    await walkSeated(plan, memory, (page) => page === 'A0');
    stop();
    expect(hands.length).toBeGreaterThan(10);
    expect(hands.filter(({ y }) => y < highestPx)).toEqual([]);
    const next = await j.shows(({ screen, modes }) => screen.code === 'A0' && !modes.reach);
    expect(next.modes.largeText).toBe(false);
    expect(await j.kiosk.onPage((page) => page.locator('[data-testid="reach-mirror"]').count())).toBe(0);
  });

  it('J2: a certificate comes out whole with no hand over 1,200 mm, in large letters on black', async () => {
    j.branch('certificate');
    const loan: Plan = { card: 'li-yun', choose: { purpose: 'loan' } };
    const before = pagesOut(j);
    const { hands, stop } = await sitDown();
    await j.kiosk.press('mode.largeText');
    await j.kiosk.press('mode.contrastDark');
    await j.shows(({ modes }) => modes.largeText && modes.theme === 'contrast-dark');
    await find('cert.ss.history', 'grshbxjfls');
    const pages = await walkSeated(loan, newMemory(), (page) => page === 'A0');
    expect(pages).toContain('cert.ss.history/G1-printed-done');
    stop();
    const [issued] = await j.sql<{ pages: number; state: string }[]>`select pages, state from document`;
    expect(issued?.state).toBe('issued');
    expect(pagesOut(j) - before).toBe(issued?.pages);
    expect(hands.filter(({ y }) => y < highestPx)).toEqual([]);
  });
});
