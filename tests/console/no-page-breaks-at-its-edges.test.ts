import { join } from 'node:path';
import type { Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../build/project.mjs';
import { type HubFixture, openHubFixture, operatorToken } from '../../hub/testing/hub-fixture.ts';
import { contactSheet, type SheetPicture } from '../support/contact-sheet.ts';
import { ConsoleBrowser, desk, phone } from './console-browser.ts';
import { consolePages } from './console-pages.ts';
import { fillToTheEdge } from './edge-fleet.ts';
import { clearAll, fillWithOne } from './one-of-each.ts';

/** `npm test` sees every page with the longest words in one window, and every second one with nothing or refused; `npm run test:console` in all windows, with all, and leaves sheets of pictures in `.cache/console-edges/`. */
const isWhole = process.env.YITIJI_CONSOLE === 'all';
const windows = isWhole ? [phone, { width: 1280, height: 800 }, { width: 2560, height: 1440 }] : [phone];

let f: HubFixture;
let browser: ConsoleBrowser;
beforeAll(async () => {
  f = await openHubFixture({ catalogueDir: join(root, 'kiosk-config/catalogue') });
  browser = await ConsoleBrowser.open(f.hub.url, f.clock.wallMs());
  await browser.signInByToken(operatorToken);
  browser.takeComplaints();
});
afterAll(async () => {
  await browser.close();
  await f.close();
});

/** Pages of a fleet that has no roll-out and no such machine yet show that there is none. */
const pages = (rollout: number, kiosk: string) =>
  consolePages({ halted: rollout, proposed: rollout })
    .filter(([name]) => name !== 'rollout-proposed')
    .map(([name, path]) => [name, path.replace('XD0001', kiosk)] as const);

/** Of what is alike on every page, `npm test` looks at every second one. @param turn with which of them it begins */
const some = <T>(list: readonly T[], turn: number) => (isWhole ? list : list.filter((_, at) => at % 2 === turn));

const pictures: SheetPicture[] = [];
/** Of one on a sheet, pixels: windows of a desk are wide. */
const pictureWidth = 640;
const shoot = async (name: string) => {
  if (isWhole) pictures.push({ caption: name, picture: await browser.page.screenshot() });
};
const keepSheet = async (name: string) => {
  if (isWhole) await contactSheet(pictures.splice(0), join(root, '.cache/console-edges', `${name}.webp`), pictureWidth);
};
/** A machine or a roll-out that is not there is said by 404, which is no fault of the page. */
const known404 = (fault: string) => /^404 |status of 404/.test(fault);

async function walk(label: string, list: readonly (readonly [string, string])[], isAxed: boolean) {
  const wrong: Record<string, readonly string[]> = {};
  for (const viewport of windows) {
    await browser.page.setViewportSize(viewport);
    for (const [name, path] of list) {
      await browser.go(path);
      await shoot(`${name} ${viewport.width}`);
      const found = [
        ...(isAxed ? await browser.faults() : [...browser.takeComplaints(), ...(await browser.tooWide())]),
        ...(await browser.spilt()),
      ].filter((fault) => !known404(fault));
      if (viewport === phone) found.push(...(await browser.pressedLists()));
      if (found.length > 0) wrong[`${name} ${viewport.width}`] = found;
    }
    await keepSheet(`${label}-${viewport.width}`);
  }
  await browser.page.setViewportSize(desk);
  return wrong;
}

describe.each([
  { language: 'zh-CN', theme: 'light' },
  ...(isWhole ? [{ language: 'en', theme: 'dark' } as const] : []),
] as const)('in $language', (look) => {
  beforeAll(() => browser.look(look));

  test('a hub that has nothing to show says so on every page, and breaks none', { timeout: 300_000 }, async () => {
    expect(await walk(`nothing-${look.language}`, some(pages(1, 'XD0001'), 0), isWhole)).toEqual({});
  });
});

test('an empty list says what there is none of, where somebody with a phone sees it: a history without alerts does not call every machine well', async () => {
  await browser.look({ language: 'en', theme: 'light' });
  await browser.page.setViewportSize(phone);
  const seen: Record<string, readonly [string, boolean]> = {};
  for (const path of [
    '/machines',
    '/alerts',
    '/alerts?view=resolved',
    '/orders',
    '/orders?status=closed',
    '/queue?kind=gap',
  ]) {
    await browser.go(path);
    const words = browser.page.getByRole('grid').locator('[class*=empty]');
    const box = await words.evaluate((element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      return range.getBoundingClientRect().right;
    });
    seen[path] = [(await words.textContent()) ?? '', box <= phone.width];
  }
  await browser.page.setViewportSize(desk);
  expect(seen).toEqual({
    '/machines': ['No machine yet.', true],
    '/alerts': ['No open alerts.', true],
    '/alerts?view=resolved': ['No alert has ended yet.', true],
    '/orders': ['No open work orders.', true],
    '/orders?status=closed': ['No work order was closed yet.', true],
    '/queue?kind=gap': ['No such machine.', true],
  });
});

describe('a city with one of each', () => {
  let rollout = 0;
  beforeAll(async () => {
    rollout = await fillWithOne(f);
  });
  afterAll(() => clearAll(f));

  test('no page calls one of it many, and none breaks', { timeout: 300_000 }, async () => {
    await browser.look({ language: 'en', theme: 'light' });
    const list = [...pages(rollout, 'XA0001'), ['care', '/machines/XA0001?tab=care'] as const];
    const wrong: Record<string, readonly string[]> = {};
    // Without the whole: those that say most about how many there are.
    const few = ['machine', 'orders', 'visits', 'rollout-halted', 'queue'];
    for (const [name, path] of isWhole ? list : list.filter(([one]) => few.includes(one))) {
      await browser.go(path);
      await shoot(`${name} one`);
      // biome-ignore lint/performance/useDomNodeTextContent: as it is drawn, since words of two boxes are not one.
      const text = (await browser.page.locator('main').innerText()).replaceAll(/\s+/g, ' ');
      const found = [...browser.takeExceptions(), ...(await browser.spilt())];
      // Not 0.1 machines or 21 machines; no product is called so.
      found.push(
        ...(text.match(/(?<![\d.,–-])1 (?:machines|orders|days|entries|items|sites|numbers|visits|files|rings)\b/g) ??
          []),
      );
      if (found.length > 0) wrong[name] = found;
    }
    await keepSheet('one-of-each');
    browser.takeComplaints();
    expect(wrong).toEqual({});
  });
});

describe('a city whose names and notes are as long as they may be', () => {
  let rollout = 0;
  beforeAll(async () => {
    rollout = (await fillToTheEdge(f, isWhole ? 10_000 : 300, isWhole ? 100_000 : 2000)).rollout;
  }, 300_000);

  test.each([
    { language: 'en', theme: 'light' },
    ...(isWhole ? [{ language: 'zh-CN', theme: 'dark' } as const] : []),
  ] as const)(
    'in $language nothing is wider than its window, spilt over its neighbour or cut without a sign',
    {
      timeout: 900_000,
    },
    async (look) => {
      await browser.look(look);
      const list = [...pages(rollout, 'XA0000'), ['care', '/machines/XA0000?tab=care'] as const];
      expect(await walk(`full-${look.language}`, list, isWhole)).toEqual({});
    },
  );

  test('what was seen of an act that ended unknown is said once: who comes second reads what stands, and writes nothing over it', async () => {
    const { page } = browser;
    await browser.look({ language: 'en', theme: 'light' });
    await browser.go('/machines/XA0000?tab=care');
    const say = page.getByRole('button', { name: /^Say what was seen/ });
    expect(await say.count()).toBe(1);
    await say.click();
    const dialog = page.getByRole('dialog');
    const submit = dialog.locator('button[type=submit]');
    await submit.click();
    await dialog.getByText('Please choose what was seen.').waitFor();
    await dialog.getByRole('button', { name: /Please choose/ }).click();
    await page.getByRole('option', { name: /Nothing moved/ }).click();
    await dialog.locator('textarea').fill('counted twice');
    const byOther = await page.request.post(`${f.hub.url}/v1/operator/machines/XA0000/unknown-acts/act-3/seen`, {
      data: { what: 'inside', note: 'number 7 of the register' },
      headers: { authorization: `Bearer ${operatorToken}` },
    });
    expect(byOther.status()).toBe(200);
    await submit.click();
    await dialog.getByText(/number 7 of the register/).waitFor();
    expect(await browser.faults()).toEqual([]);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText(/number 7 of the register/).waitFor();
    expect(await say.count()).toBe(0);
  });

  const refusals = {
    500: (route: Route) => route.fulfill({ status: 500, json: { error: 'internal', detail: 'x', hubTime: '' } }),
    403: (route: Route) => route.fulfill({ status: 403, json: { error: 'forbidden', detail: 'x', hubTime: '' } }),
    409: (route: Route) => route.fulfill({ status: 409, body: '<html>a gateway</html>' }),
    cut: (route: Route) => route.abort('connectionreset'),
  } as const;
  const kinds = (isWhole ? Object.keys(refusals) : ['500']) as (keyof typeof refusals)[];

  test.each(kinds)(
    '%s from the hub is told on every page, with the way to try again, and nobody reads that there is nothing',
    {
      timeout: 300_000,
    },
    async (kind) => {
      await browser.look({ language: 'en', theme: 'light' });
      const answer = refusals[kind];
      const isData = (url: URL) =>
        url.pathname.startsWith('/v1/') && !/\/console\/(session|events)$/.test(url.pathname);
      await browser.page.route(isData, answer);
      const wrong: Record<string, readonly string[]> = {};
      for (const [name, path] of some(pages(rollout, 'XA0000'), 1)) {
        await browser.go(path);
        await shoot(`${name} ${kind}`);
        const found = browser.takeExceptions();
        const text = (await browser.page.locator('main').textContent()) ?? '';
        if (!/hub failed|may not see|Not done \(|cannot be reached|hub did not answer/i.test(text))
          found.push(`does not say that it failed: ${text.slice(0, 200)}`);
        const empty = await browser.page.locator('[class*=empty]').allTextContents();
        if (empty.length > 0) found.push(`says that there is nothing: ${empty.join(' | ')}`);
        if (found.length > 0) wrong[name] = found;
      }
      await keepSheet(`refused-${kind}`);
      await browser.page.unroute(isData, answer);
      browser.takeComplaints();
      expect(wrong).toEqual({});
    },
  );

  test('while the hub is slow a page says that it reads, and neither nothing nor zero', {
    timeout: 120_000,
  }, async () => {
    await browser.look({ language: 'en', theme: 'light' });
    const held: Route[] = [];
    const isData = (url: URL) => url.pathname.startsWith('/v1/') && !/\/console\/(session|events)$/.test(url.pathname);
    const hold = (route: Route) => {
      held.push(route);
    };
    const wrong: Record<string, string> = {};
    for (const [name, path] of isWhole ? pages(rollout, 'XA0000') : pages(rollout, 'XA0000').slice(0, 5)) {
      await browser.page.route(isData, hold);
      await browser.page.goto(`${f.hub.url}${path}`);
      await browser.page.locator('h1').first().waitFor();
      await expect.poll(() => held.length).toBeGreaterThan(0);
      await shoot(`${name} slow`);
      const text = (await browser.page.locator('main').textContent()) ?? '';
      if (/Nothing here|No open|No machine|No .* fits|no data/i.test(text)) wrong[name] = text.slice(0, 300);
      await browser.page.unroute(isData, hold);
      await Promise.all(held.splice(0).map((route) => route.continue().catch(() => undefined)));
    }
    await keepSheet('slow');
    browser.takeComplaints();
    expect(wrong).toEqual({});
  });
});

test('a session that is lost in the middle of the work is told on the next look, at the same address', {
  timeout: 60_000,
}, async () => {
  await browser.look({ language: 'en', theme: 'light' });
  await browser.go('/orders');
  await f.sql`delete from console_session`;
  await browser.page.getByRole('link', { name: 'Machines' }).first().click();
  await browser.page.getByText(/You are no longer signed in/).waitFor();
  expect(new URL(browser.page.url()).pathname).toBe('/machines');
  await shoot('lost session');
  await keepSheet('lost-session');
});
