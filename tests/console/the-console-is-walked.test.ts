import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newPerson } from '../../hub/testing/console-client.ts';
import { operatorToken } from '../../hub/testing/hub-fixture.ts';
import { ConsoleBrowser, desk, type Look, phone } from './console-browser.ts';
import { type ConsoleFleet, openConsoleFleet } from './console-fleet.ts';
import { consolePages } from './console-pages.ts';

let fleet: ConsoleFleet;
let browser: ConsoleBrowser;
beforeAll(async () => {
  fleet = await openConsoleFleet();
  browser = await ConsoleBrowser.open(fleet.url, fleet.nowMs());
  await browser.signInByToken(operatorToken);
  browser.takeComplaints();
}, 300_000);
afterAll(async () => {
  await browser.close();
  await fleet.close();
});

/** `npm test` sees every page once, half of them in one language and light, the others in the other and dark; pictures show both; `npm run test:console` sees every page in all four. */
const isWhole = process.env.YITIJI_CONSOLE === 'all';
const seesBoth = isWhole || process.env.YITIJI_PICTURES === 'docs';
const looks: readonly Look[] = isWhole
  ? [
      { language: 'zh-CN', theme: 'light' },
      { language: 'en', theme: 'dark' },
      { language: 'en', theme: 'light' },
      { language: 'zh-CN', theme: 'dark' },
    ]
  : [
      { language: 'zh-CN', theme: 'light' },
      { language: 'en', theme: 'dark' },
    ];

describe.each(looks.map((look, turn) => ({ ...look, turn })))('in $language, $theme', ({ turn, ...look }) => {
  test('every page shows what the hub says, without an error, and everybody can use it', {
    timeout: 300_000,
  }, async () => {
    await browser.look(look);
    const wrong: Record<string, readonly string[]> = {};
    for (const [at, [name, path]] of consolePages(fleet.rollouts).entries()) {
      if (!seesBoth && at % looks.length !== turn) continue;
      await browser.go(path);
      await keepPicture(`${name}.${look.language}.${look.theme}`);
      const found = [...(await browser.faults())];
      // A view is no filter: what nobody has chosen cannot be cleared, and an empty list does not blame it.
      if ((await browser.page.getByRole('button', { name: /清除筛选|Clear filters/ }).count()) > 0)
        found.push('filters to clear, though none was set');
      if (found.length > 0) wrong[name] = found;
    }
    expect(wrong).toEqual({});
  });
});

// In `npm test` a phone meets the longest words there are: no-page-breaks-at-its-edges.test.ts.
test.runIf(isWhole)(
  'on a phone no page is wider than the window, and no list is pressed to a line',
  {
    timeout: 300_000,
  },
  async () => {
    await browser.look({ language: 'en', theme: 'light' });
    await browser.page.setViewportSize(phone);
    const wrong: Record<string, readonly string[]> = {};
    for (const [name, path] of consolePages(fleet.rollouts)) {
      await browser.go(path);
      const found = [...(await browser.tooWide()), ...(await browser.pressedLists())];
      if (found.length > 0) wrong[name] = found;
    }
    await browser.page.setViewportSize(desk);
    expect(wrong).toEqual({});
  },
);

describe('somebody at a desk', () => {
  beforeAll(() => browser.look({ language: 'en', theme: 'light' }));

  test('sees why a roll-out has stopped, with its numbers, and lets another one begin as the second person', async () => {
    const { page } = browser;
    await browser.go(`/rollouts/${fleet.rollouts.halted}`);
    await page
      .getByText(/\d+ of \d+|out of|failed/i)
      .first()
      .waitFor();
    expect(await page.locator('main').textContent()).toMatch(/> 1 %/);
    await browser.go(`/rollouts/${fleet.rollouts.proposed}`);
    await page.getByRole('button', { name: 'Approve the start' }).click();
    await page.getByRole('dialog').locator('textarea').fill('lab is fine');
    await page.getByRole('dialog').getByRole('button', { name: 'Approve the start' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByText('Running', { exact: true }).first().waitFor();
    expect(browser.takeComplaints()).toEqual([]);
  });

  test('takes up an alert with its runbook before the eyes, and mutes another one', async () => {
    const { page } = browser;
    await browser.go('/alerts');
    await page.getByRole('grid').locator('button').first().click();
    const sheet = page.getByRole('dialog');
    await sheet.getByRole('heading', { name: 'Runbook' }).waitFor();
    await sheet.getByRole('button', { name: 'Take up' }).click();
    const asked = page.getByRole('dialog').last();
    await asked.locator('button[type=submit]').click();
    await page
      .getByText(/Taken up by/)
      .first()
      .waitFor();
    await keepPicture('alert.en.light');
    await page.getByRole('dialog').getByRole('button', { name: 'Mute' }).click();
    await page.getByRole('dialog').last().locator('textarea').fill('being mended');
    await page.getByRole('dialog').last().locator('button[type=submit]').click();
    // Who leaves before the hub has answered has not muted anything.
    await page.getByRole('dialog').locator('textarea').waitFor({ state: 'detached' });
    await browser.go('/alerts?view=mutes');
    await page.getByText('being mended').waitFor();
    expect(browser.takeComplaints()).toEqual([]);
  });

  test('who sends somebody for an order that was given away meanwhile is told to whom, and may do it all the same', async () => {
    const { page } = browser;
    const asOperator = (path: string, body: object) =>
      page.request.post(`${fleet.url}/v1/operator/${path}`, {
        data: body,
        headers: { authorization: `Bearer ${operatorToken}` },
      });
    for (const staffId of ['310002', '310003'])
      await asOperator(`staff/${staffId}`, { name: 'N.', role: 'technician', machines: ['*'] });
    await browser.go('/orders');
    const send = page.getByRole('button', { name: /^Send: \d+/ }).first();
    const id = (await send.getAttribute('aria-label'))?.replace(/\D/g, '') ?? '';
    await send.click();
    expect((await asOperator(`work-orders/${id}/assign`, { staffId: '310002' })).status()).toBe(200);
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Number of staff').fill('310003');
    await dialog.getByRole('button', { name: 'Send' }).click();
    await dialog.getByText('Not done: meanwhile somebody else has sent 310002.').waitFor();
    expect(await browser.faults()).toEqual([]);
    await dialog.getByRole('button', { name: 'Do it all the same' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('310003').first().waitFor();
  });

  test('closes an item; the list says why, and the audit says who', async () => {
    const { page } = browser;
    await browser.go('/catalogue');
    await page
      .getByRole('button', { name: /^Close: / })
      .first()
      .click();
    await page.getByRole('dialog').locator('button[type=submit]').click();
    await page.getByText(/Closed · System maintenance/).waitFor();
    await page
      .getByRole('button', { name: /^Open again: / })
      .first()
      .waitFor();
    expect(browser.takeComplaints()).toEqual([]);
  });

  test('narrows a list; the address keeps it, and the table as a file has the same rows', async () => {
    const { page } = browser;
    await browser.go('/machines?district=TH');
    const link = page.getByRole('link', { name: /CSV/ });
    expect(await link.getAttribute('href')).toContain('district=TH');
    const csv = await page.evaluate(async (href) => (await fetch(href ?? '')).text(), await link.getAttribute('href'));
    const lines = csv.trim().split('\n');
    expect(lines.length).toBeGreaterThan(3);
    expect(lines.slice(1).every((line) => /^"?X[DO]/.test(line))).toBe(true);
    expect(browser.takeComplaints()).toEqual([]);
  });

  test('moves by keys alone: the first one skips to the content, headings name each page', async () => {
    const { page } = browser;
    await browser.go('/rollouts');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('href'))).toBe('#main');
    expect(await page.title()).toContain('Roll-outs');
  });
});

describe('somebody with an account', () => {
  test('is told what was changed on it, ends another session, sets a better password, and is not told to be out while the hub is away', async () => {
    const nowMs = fleet.nowMs();
    const he = await newPerson(fleet.url, {
      ...{ account: 'he.yan', name: '何燕', roles: ['operator'] },
      ...{ token: operatorToken, nowMs },
    });
    const own = await browser.beside(nowMs);
    const { page } = own;
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    // The code of the set-up is spent; the next one counts already.
    await own.signIn({ ...he, code: he.code(nowMs + 30_000) });
    await page.getByRole('link', { name: '查看' }).click();
    await own.settled();
    await keepPicture('account.zh-CN.light', page);
    expect(await own.faults()).toEqual([]);

    await page.setViewportSize(phone);
    await own.look({ language: 'en', theme: 'dark' });
    await own.go('/account');
    await keepPicture('account-phone.en.dark', page);
    expect(await own.faults()).toEqual([]);
    await button('I have read this').click();
    await button('I have read this').waitFor({ state: 'detached' });
    // Another role while the window stands open: told there, and its pages are there, without anybody loading anything.
    const byOther = { authorization: `Bearer ${operatorToken}` };
    await he.client.post(`/v1/operator/accounts/${he.id}`, { roles: ['operator', 'auditor'] }, byOther);
    await page.getByText(/roles now: .*Auditor/).waitFor();
    await page.locator('nav a[href="/audit"]').waitFor({ state: 'attached' });
    await button('I have read this').click();
    await button('I have read this').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^End: / }).click();
    await page.getByRole('dialog').locator('button[type=submit]').click();
    await page.getByText('Sessions ended: 1.').waitFor();
    expect((await he.client.get('/v1/console/account')).status).toBe(401);

    await button('Change password').click();
    const dialog = page.getByRole('dialog');
    const fill = (label: string, text: string) => dialog.getByLabel(label, { exact: true }).fill(text);
    await fill('Present password', he.password);
    await fill('New password', 'moss');
    await dialog.getByText('Signs still missing: 8.').waitFor();
    await fill('New password', 'moss-tractor-of-the-sea');
    await dialog.getByText('Very good').first().waitFor();
    await fill('Once more', 'moss-tractor-of-the-sea');
    await fill('One-time code', he.recoveryCodes[0] ?? '');
    await keepPicture('password-phone.en.dark', page);
    expect(await own.faults()).toEqual([]);
    await dialog.locator('button[type=submit]').click();
    await page.getByText('The password is changed, and you are signed in nowhere else.').waitFor();

    await page.setViewportSize(desk);
    // Somebody signs in anew in another window of the browser: this one learns it with its next act, which is not done. It hears of the end of its own session, too; who is here it may ask only when the browser has
    // the new one, as the other window has when somebody sits at this one again.
    const who = '**/v1/console/session';
    const isIn = Promise.withResolvers<void>();
    await page.route(who, async (route) => {
      await isIn.promise;
      await route.continue();
    });
    const anew = { account: he.account, password: 'moss-tractor-of-the-sea', code: he.recoveryCodes[1] ?? '' };
    expect((await page.context().request.post(`${fleet.url}/v1/console/session`, { data: anew })).status()).toBe(200);
    isIn.resolve();
    await button('Sign out').click();
    await page.getByText(/somebody has signed in anew in this browser/).waitFor();
    await page.unroute(who);

    // A session that has ended is told as that, and not as a line that is cut.
    await page.context().setOffline(true);
    await page.getByText('Disconnected', { exact: true }).waitFor();
    const ended = await he.client.post(
      `/v1/operator/accounts/${he.id}/sign-out`,
      {},
      { authorization: `Bearer ${operatorToken}` },
    );
    expect(ended.status).toBe(200);
    await page.context().setOffline(false);
    await page.getByText(/You are no longer signed in/).waitFor();
    for (const [name, text] of Object.entries({ ...anew, code: he.recoveryCodes[2] ?? '' }))
      await page.locator(`input[name=${name}]`).fill(text);
    await page.locator('button[type=submit]').click();
    await page.getByText('Live', { exact: true }).waitFor();

    await page.route('**/v1/console/session/end', (route) => route.abort());
    await button('Sign out').click();
    await page.getByText(/You may still be signed in/).waitFor();
    await page.unroute('**/v1/console/session/end');
    own.takeComplaints();
    await button('Sign out').click();
    await page.locator('input[name=password]').waitFor();
    await keepPicture('sign-in.en.dark', page);
    expect(await own.faults()).toEqual([]);
  });
});

/** `npm run pictures:console` renews `docs/screens/console/`; otherwise nothing is kept. */
async function keepPicture(name: string, page = browser.page): Promise<void> {
  if (process.env.YITIJI_PICTURES !== 'docs') return;
  const png = await page.screenshot();
  const image = await loadImage(png);
  const canvas = createCanvas(image.width, image.height);
  canvas.getContext('2d').drawImage(image, 0, 0);
  const folder = join(import.meta.dirname, '../../docs/screens/console');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.webp`), await canvas.encode('webp', 86));
}
