import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type HubRig, startHubRig } from '../support/hub-rig.ts';
import { type KioskRig, startKiosk } from '../support/kiosk-rig.ts';
import { type LinkProxy, startLinkProxy } from '../support/link-proxy.ts';
import { item, walkHome, walkToCheck, walkToFound } from '../support/loss-report.ts';

/** What must hold when the network or the power goes at the wrong moment: nothing acknowledged is lost, nothing is done twice, nothing untrue is said. */
let hub: HubRig;
let link: LinkProxy;
let kiosk: KioskRig;
let code = '';
let machines = 100;

beforeAll(async () => {
  hub = await startHubRig();
});
afterAll(() => hub.close());

beforeEach(async () => {
  machines += 1;
  await hub.resetDemonstration();
  code = `HZ${String(machines).padStart(4, '0')}`;
  link = await startLinkProxy(hub.url);
  kiosk = await startKiosk({
    hubUrl: link.url,
    size: '1080x1920',
    isStill: true,
    prepare: (dataDir) => hub.enrolMachine(dataDir, code, '海珠区测试街 02 号机'),
  });
});
afterEach(async () => {
  await kiosk.close();
  await link.close();
});

const submits = async () =>
  (await hub.transactions()).filter((row) => row.kiosk === code && row.topic === 'case.submit');
const receiptOnScreen = async () =>
  /[A-Z]{2}\d{4}-\d{6}-\d{4}-\d/.exec((await kiosk.text()).replace(/\s/g, ''))?.[0] ?? 'none';

describe('network and power', () => {
  it('hub away: 已暂存 and not yet in effect, with the hotline; back: exactly one row, and the report takes effect', async () => {
    await kiosk.at('A0');
    link.set('down');
    await walkToFound(kiosk, { persona: 'li-yun' }, 'D1-offline');
    await kiosk.picture('faults/hub-away-1-offline.png');
    expect(await kiosk.text()).toContain('12333');
    await kiosk.press('continue');
    await kiosk.at(`${item}/D2-mobile`);
    for (const digit of '13800138000') await kiosk.touch(`[data-key="${digit}"]`);
    await kiosk.picture('faults/hub-away-2-mobile.png');
    await kiosk.press('continue');
    await kiosk.at(`${item}/E0`);
    await kiosk.press('continue');
    await kiosk.at(`${item}/E1`);
    await kiosk.picture('faults/hub-away-3-check.png');
    await kiosk.press('submit');
    await kiosk.at(`${item}/F2-stored`);
    await kiosk.printed(1);
    await kiosk.picture('faults/hub-away-4-stored.png');
    const screen = await kiosk.text();
    expect(screen).toContain('已暂存');
    expect(screen).toContain('尚未生效');
    expect(screen).not.toContain('已受理');
    expect(kiosk.bench.paperText()).toContain('尚未生效');
    const receiptNo = await receiptOnScreen();
    expect(await submits()).toEqual([]);
    link.set('open');
    const row = await hub.until((candidate) => candidate.receiptNo === receiptNo && candidate.state === 'done', 60_000);
    expect(row.kiosk).toBe(code);
    expect((await submits()).length).toBe(1);
    await walkHome(kiosk, {});
  });

  it('no answer after the hub has it: 结果待确认, the same number again, exactly one row', async () => {
    await walkToFound(kiosk, { persona: 'he-wan' });
    await kiosk.press('continue');
    await kiosk.at(`${item}/E0`);
    await kiosk.press('continue');
    await kiosk.at(`${item}/E1`);
    link.set('mute');
    await kiosk.press('submit');
    await kiosk.at(`${item}/F2-unknown`);
    await kiosk.printed(1);
    await kiosk.picture('faults/no-answer-unknown.png');
    expect(await kiosk.text()).toContain('结果待确认');
    expect(kiosk.bench.paperText()).toContain('结果待确认');
    const receiptNo = await receiptOnScreen();
    link.set('down');
    link.set('open');
    await hub.until((candidate) => candidate.receiptNo === receiptNo && candidate.state === 'done', 60_000);
    expect((await submits()).map((row) => row.receiptNo)).toEqual([receiptNo]);
  });

  it('terminal service killed right after submit: the committed report arrives exactly once, nothing is printed by itself, A0 explains', async () => {
    await walkToFound(kiosk, { persona: 'li-yun' });
    await walkToCheck(kiosk, {});
    link.set('down');
    const pid = kiosk.terminalPid();
    await kiosk.press('submit');
    await kiosk.logged('session.submit.stored');
    process.kill(pid, 'SIGKILL');
    await kiosk.at('A0');
    await kiosk.picture('faults/after-crash-idle.png');
    expect(await kiosk.text()).toContain('若已显示回执号，即已保存');
    expect(kiosk.terminalPid()).not.toBe(pid);
    link.set('open');
    const row = await hub.until((candidate) => candidate.kiosk === code && candidate.topic === 'case.submit', 60_000);
    await hub.until((candidate) => candidate.receiptNo === row.receiptNo && candidate.state === 'done', 30_000);
    expect((await submits()).length).toBe(1);
    expect(kiosk.bench.slips().length).toBe(0);
  });
});
