import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Journey, startJourney } from '../support/journey.ts';
import { item } from '../support/loss-report.ts';
import { goAway, goTo, guidePicture, knock, nameOneself, staff, touchKeys } from '../support/technician.ts';

/** A technician at the real window: gets in, sees what is wrong and what to do, mends it, proves it, and gives the machine back. */
let j: Journey;

beforeAll(async () => {
  j = await startJourney({ name: 'technician', code: 'TH0701' });
  j.branch('technician');
  await j.ready();
});
afterAll(() => j.close());
afterEach(() => j.afterEach());

/** What stands on the page, without its spaces. */
const said = async () => (await j.kiosk.text()).replaceAll(/\s/g, '');

describe('technician at the window', () => {
  it('a printer without paper: shown with what to do, refilled, tested, and citizens are served again', async () => {
    const { kiosk } = j;
    const { bench } = kiosk;
    bench.printer.setPaperLeft(0);
    await kiosk.shows('[data-screen]', '触摸屏幕开始');
    await nameOneself(kiosk, staff.technician);
    await guidePicture(kiosk, 'pin');
    // Nobody is let in by a wrong one, and the wrong one is gone from the page.
    await touchKeys(kiosk, '111222');
    await kiosk.press('pin');
    await kiosk.shows('[role="alert"]', '工号或密码不对');
    await guidePicture(kiosk, 'pin-wrong');
    await touchKeys(kiosk, staff.technician.pin);
    await kiosk.press('pin');
    await kiosk.at('technician/today');
    expect((await j.now()).screen.name).toBe('machine/maintenance');
    await kiosk.shows('[data-testid="citizens"]', '设备维护中');
    await kiosk.shows('[data-check="receiptPrinter"]', 'E_SUPPLY_OUT');
    await guidePicture(kiosk, 'today');

    await goTo(kiosk, 'devices');
    await kiosk.shows('[data-device="receiptPrinter"]', '纸或耗材用完');
    await kiosk.shows('[data-device="receiptPrinter"]', '在“耗材”里补充');
    await guidePicture(kiosk, 'devices');
    await kiosk.press('device:receiptPrinter');
    await kiosk.at('technician/device');
    await kiosk.shows('[data-axis="supply.paper"]', '用完');
    await guidePicture(kiosk, 'device');

    await goTo(kiosk, 'tests');
    await kiosk.press('test:receiptPrinter:strip');
    await kiosk.shows('[data-check="receiptPrinter:strip"]', 'E_SUPPLY_OUT');
    await kiosk.shows('[data-check="receiptPrinter:strip"]', '在“耗材”里补充');
    expect(bench.slips().length).toBe(0);
    await guidePicture(kiosk, 'tests-failed');

    await goTo(kiosk, 'supplies');
    await kiosk.press('refill:paper');
    await kiosk.at('technician/refill');
    await kiosk.shows('[data-axis="supply.paper"]', '用完');
    await guidePicture(kiosk, 'refill-paper');
    bench.printer.loadPaper(700);
    await kiosk.shows('[data-axis="supply.paper"]', '充足');
    await kiosk.press('refill.loaded');
    await kiosk.at('technician/supplies');
    await kiosk.shows('main', '记录已保存');
    await kiosk.printed(1);
    expect(bench.paperText()).toContain('补充记录');
    await guidePicture(kiosk, 'supplies');
    await j.truth('replenishment at the hub', async () => {
      const rows = await j.sql<{ unit: string; staff: readonly string[] }[]>`select unit, staff from replenishment`;
      return rows.length === 1 && rows[0]?.unit === 'paper' && rows[0].staff.includes(staff.technician.staffId);
    });

    await goTo(kiosk, 'tests');
    await kiosk.press('test:receiptPrinter:strip');
    await kiosk.shows('[data-check="receiptPrinter:strip"]', '测试条已打印');
    await kiosk.printed(2);
    expect(bench.paperText()).toContain('测试条');
    await guidePicture(kiosk, 'tests');

    // The wire of the printer while it prints: pushed, and nothing of what was printed.
    await goTo(kiosk, 'devices');
    await kiosk.press('device:receiptPrinter');
    await kiosk.press('wire:receiptPrinter');
    await kiosk.at('technician/wire');
    await kiosk.press('test:receiptPrinter:strip');
    await kiosk.printed(3);
    await kiosk.shows('[data-testid="wire"]', 'DLEEOT');
    expect(await kiosk.page().locator('[data-testid="wire"]').textContent()).not.toContain('yitiji');

    await goAway(kiosk);
    await j.ready();
    expect((await j.now()).technician).toBeUndefined();
  });

  it('in a visit the hidden sign does nothing, and no page of the visit stands behind the maintenance', async () => {
    const { kiosk } = j;
    await kiosk.touch(`[data-tile="tile:${item}"]`);
    await kiosk.at(`${item}/B2`);
    const asked = () => kiosk.output.filter((line) => line.includes('"technician.access.asked"')).length;
    const before = asked();
    await knock(kiosk);
    // Whatever the sign had done would have come before the answer to this touch.
    await kiosk.press('exit');
    await kiosk.at('A0');
    expect(asked()).toBe(before);
    await nameOneself(kiosk, staff.keeper);
    await kiosk.touch('[data-language="en"]');
    await kiosk.shows('main', 'YourPIN');
    await touchKeys(kiosk, staff.keeper.pin);
    await kiosk.press('pin');
    await kiosk.at('technician/today');
    await guidePicture(kiosk, 'today-en');
    expect(asked()).toBe(before + 1);
    expect(await said()).not.toContain('社保卡');
    expect((await j.now()).screen.personal).toBe(false);
    await goAway(kiosk);
    // The next citizen finds the language of the place.
    expect((await j.now()).language).toBe('zh-CN');
  });
});
