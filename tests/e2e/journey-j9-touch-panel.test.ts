import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { drum, key, middleOf, pressAndHold, pressByKeys } from '../support/glass.ts';
import { type Journey, startJourney } from '../support/journey.ts';

/**
 * F-15 of the failure matrix (docs/domain/journeys.md §6): touch dead or stuck. Real contacts on the real window; twenty seconds of a stuck one are waited for.
 * What no window can show (a panel that sends nothing, or is gone from the bus): `terminal/touch-panel/touch-dead-or-stuck.test.ts`.
 */
let j: Journey;
afterAll(() => j?.close());
const hint = (text: string | undefined) => j.shows(({ bars }) => bars.panel?.text === text);
const windows = () => j.kiosk.output.filter((line) => line.includes('shell.window.opened')).length;
const work = async () =>
  (
    await j.sql<{ kind: string }[]>`select kind from maintenance_order where closed_ms is null and kind like 'fault:%'`
  ).map(({ kind }) => kind);
const cases = async () => (await j.sql`select 1 from case_file`).length;
const stuckWords = '屏幕有一处一直被按着。请移开手和物品，擦干水渍';
const stuckKeysWords = '屏幕有一处一直被按着，请移开手和物品；也可用键盘：↑ ↓ 选择，确认键继续';
const ghostWords = '屏幕有一处触摸过多，暂不响应。请停一停，擦干水渍';
const loss = 'ss.card.loss';

/** A contact is held on the window until it is judged; the page is renewed, and again: it was not the page. */
async function holdUntilOff(): Promise<{ lift(): Promise<void> }> {
  const place = await middleOf(j.kiosk, 'h1');
  const before = windows();
  await pressAndHold(j.kiosk, place);
  await j.kiosk.logged('device.recovery.tried');
  await j.shows(({ screen }) => screen.name === 'A0');
  expect(windows()).toBe(before + 1);
  expect(await work()).toEqual([]);
  return await pressAndHold(j.kiosk, await middleOf(j.kiosk, 'h1'));
}

describe('without a key pad', () => {
  beforeAll(async () => {
    j = await startJourney({ name: 'J9-touch', code: 'TH0115' });
  });
  afterEach(() => j.afterEach());

  it('a spot that touches by itself under a button: said in the visit, presses nothing there, other fingers go on, and it ends when it is calm', async () => {
    j.branch('ghost');
    await j.visit(loss, { card: 'he-wan' }, { until: (page) => page === 'D1' });
    // Near its left end: nothing can be pressed there while the card is waited for.
    const middle = await middleOf(j.kiosk, '[data-action="continue"]');
    const spot = { ...middle, x: middle.x - 140 };
    await j.kiosk.touch('[data-action="exit"]');
    j.kiosk.bench.removeCard();
    await j.visit(loss, { card: 'nobody' }, { until: (page) => page === 'C1' });
    await drum(j.kiosk, spot, 20);
    await hint(ghostWords);
    expect(await j.kiosk.text()).toContain(ghostWords);
    await j.picture();
    j.kiosk.bench.placeCard('he-wan');
    await j.standsOn(`${loss}/D1`);
    // The button that goes on lies under the spot now. Help is another finger, after all of these.
    await drum(j.kiosk, spot, 6);
    await j.kiosk.press('help');
    await j.standsOn('help');
    await j.kiosk.press('help.close');
    const { screen } = await j.standsOn(`${loss}/D1`);
    expect(screen.actions.main?.id).toBe('continue');
    await hint(undefined);
    await j.on({ card: 'he-wan' }, { until: (page) => page.startsWith('F2') });
    const receiptNo = await j.receipt();
    await j.truth('case in force', async () => (await j.caseState(receiptNo)) === 'done');
    expect(await work()).toEqual([]);
  });

  it('a contact that is never lifted while nobody is there: page renewed once, then out of service with the way on and a work order; back by itself', async () => {
    j.branch('stuck-off');
    await j.kiosk.at('A0');
    const { lift } = await holdUntilOff();
    await j.standsOn('machine/touch');
    await j.picture();
    const words = await j.kiosk.text();
    for (const said of ['本机触摸屏暂时失灵', '请到最近的一体机办理', '若已显示回执号，即已保存', '12345', stuckWords])
      expect(words).toContain(said);
    await j.truth('work order', async () => (await work()).includes('fault:touchPanel.E_TOUCH_STUCK'));
    await lift();
    // Lifted is not yet well: only a touch elsewhere, or a calm minute.
    expect((await j.now()).screen.name).toBe('machine/touch');
    await j.kiosk.touch('[data-action="mode.contrastDark"]');
    await j.standsOn('A0');
    await j.truth('work order closed', async () => (await work()).length === 0);
    await j.visit(loss, { card: 'nobody' }, { until: (page) => page === 'B2' });
  });
});

describe('with a key pad', () => {
  beforeAll(async () => {
    await j?.close();
    j = await startJourney({ name: 'J9-touch-keys', code: 'TH0116', navPad: true });
  });
  afterEach(() => j.afterEach());

  it('a contact that lies on 提交: said with the way by keys, nothing is handed in when it is lifted, and the keys hand in what was filled in', async () => {
    j.branch('stuck-on-submit');
    const before = await cases();
    await j.visit(loss, { card: 'he-wan' }, { until: (page) => page === 'E1' });
    const { lift } = await pressAndHold(j.kiosk, await middleOf(j.kiosk, '[data-action="submit"]'));
    await hint(stuckKeysWords);
    await j.picture();
    expect(await j.kiosk.text()).toContain(stuckKeysWords);
    await lift();
    await hint(undefined);
    await key(j.kiosk, 'F1');
    await j.standsOn('help');
    await pressByKeys(j.kiosk, '[data-action="help.close"]');
    await j.standsOn(`${loss}/E1`);
    expect(await cases()).toBe(before);
    await pressByKeys(j.kiosk, '[data-action="submit"]');
    await j.standsOn(`${loss}/F2-effective`);
    const receiptNo = await j.receipt();
    await j.truth('case in force', async () => (await j.caseState(receiptNo)) === 'done');
  });

  it('a finger that still lies there when the page has changed presses nothing on the new page', async () => {
    j.branch('page-changes-under-finger');
    await j.visit(loss, { card: 'he-wan' }, { until: (page) => page === 'E1' });
    const { lift } = await pressAndHold(j.kiosk, await middleOf(j.kiosk, '[data-action="submit"]'));
    await key(j.kiosk, 'F1');
    await j.standsOn('help');
    // 关闭 of the help page lies where 提交 was, and is drawn by the same button.
    await lift();
    await j.kiosk.touch('[data-action="mode.contrastDark"]');
    const { screen } = await j.shows(({ modes }) => modes.theme !== 'light');
    expect(screen.name).toBe('help');
  });

  it('off, it is not out of service: the idle page says so, and a service is opened by keys', async () => {
    j.branch('keys-only');
    await j.kiosk.at('A0');
    const { lift } = await holdUntilOff();
    await j.shows(({ screen, bars }) => screen.name === 'A0' && bars.panel !== undefined);
    await j.picture();
    const words = await j.kiosk.text();
    expect(words).toContain('按确认键开始');
    expect(words).toContain('触摸屏暂时失灵，请用键盘办理：按 ↑ ↓ 选择，按确认键继续');
    expect(words).not.toContain('触摸屏幕开始');
    await j.truth('work order', async () => (await work()).includes('fault:touchPanel.E_TOUCH_STUCK'));
    await pressByKeys(j.kiosk, `[data-tile="tile:${loss}"]`);
    await j.standsOn(`${loss}/B2`);
    await pressByKeys(j.kiosk, '[data-action="agree"]');
    await j.standsOn(`${loss}/C1`);
    await lift();
  });
});
