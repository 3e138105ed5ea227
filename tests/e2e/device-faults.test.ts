import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { leave } from '../support/citizen/walk.ts';
import { type HubRig, startHubRig } from '../support/hub-rig.ts';
import { type KioskRig, startKiosk } from '../support/kiosk-rig.ts';
import { item, walkToCheck, walkToFound } from '../support/loss-report.ts';

/**
 * A clear page in plain words, a typed fault in the log, and the visit goes on or ends cleanly. One machine meets all of them, as one in the street does: each begins with another citizen before a machine
 * that has got over the fault before.
 */
let hub: HubRig;
let kiosk: KioskRig;
/** Lines and slips that there were when a test began. */
let before = { lines: 0, slips: 0 };

beforeAll(async () => {
  hub = await startHubRig();
  kiosk = await startKiosk({
    hubUrl: hub.url,
    size: '1080x1920',
    prepare: (dataDir) => hub.enrolMachine(dataDir, 'YX0201', '越秀区测试街 03 号机'),
  });
});
afterAll(async () => {
  await kiosk?.close();
  await hub?.close();
});
beforeEach(() => {
  before = { lines: kiosk.output.length, slips: kiosk.bench.slips().length };
});
/** What shell and terminal service have said in this test. */
const said = () => kiosk.output.slice(before.lines);
const slips = () => kiosk.bench.slips().length - before.slips;
/** How often the log names this event. */
const times = (event: string) => kiosk.output.filter((line) => line.includes(`"${event}"`)).length;

async function toPad(): Promise<void> {
  await kiosk.at('A0');
  await kiosk.touch(`[data-tile="tile:${item}"]`);
  await kiosk.at(`${item}/B2`);
  await kiosk.press('agree');
  await kiosk.at(`${item}/C1`);
}

function noStackTrace(text: string): void {
  expect(text).not.toMatch(/Error|at .*\.ts:|undefined|\bnull\b/);
}

describe('device faults before a citizen', () => {
  afterEach(async () => {
    await leave(kiosk);
    kiosk.bench.clearSdtFaults();
    kiosk.bench.printer.loadPaper(400);
    await hub.resetDemonstration();
  });

  it('garbled frame and half reply: read again by itself, and the visit goes on', async () => {
    await toPad();
    kiosk.bench.injectSdt({ type: 'checksum' }, { on: 'readTextPhoto', times: 1 });
    kiosk.bench.placeCard('li-yun');
    await kiosk.at(`${item}/D1`);
    await kiosk.touch('[data-action="exit"]');
    // The cleared page stands for three seconds: nobody has to see it.
    kiosk.bench.removeCard();
    await kiosk.at('A0');
    await toPad();
    kiosk.bench.injectSdt({ type: 'half' }, { on: 'findCard', times: 1 });
    kiosk.bench.placeCard('he-wan');
    await kiosk.at(`${item}/D1`);
  });

  it('card pulled away mid-read: asks to place it again, then goes on', async () => {
    await toPad();
    kiosk.bench.injectSdt({ type: 'lift' }, { on: 'readTextPhoto', times: 1 });
    kiosk.bench.placeCard('li-yun');
    await kiosk.at(`${item}/C1-lift`);
    await kiosk.picture('faults/card-pulled.png');
    noStackTrace(await kiosk.text());
    kiosk.bench.placeCard('li-yun');
    await kiosk.at(`${item}/D1`);
  });

  it('a card that is no identity card: says which cards can be used', async () => {
    await toPad();
    kiosk.bench.injectSdt({ type: 'sw3', code: 0x40 }, { on: 'selectCard', times: 3 });
    kiosk.bench.placeCard('li-yun');
    await kiosk.at(`${item}/N1-id.invalid`);
    await kiosk.picture('faults/card-invalid.png');
    noStackTrace(await kiosk.text());
    expect(said().some((line) => line.includes('device.call.failed') && line.includes('E_MEDIA_INVALID'))).toBe(true);
  });

  it('an expired card: says where to renew it, and gives the hotline', async () => {
    await toPad();
    kiosk.bench.placeCard('luo-run');
    await kiosk.at(`${item}/N1-id.expired`);
    await kiosk.picture('faults/card-expired.png');
    expect(await kiosk.text()).toContain('12333');
  });

  it('reader unplugged while waiting: says so, comes back by itself, and the visit goes on', async () => {
    await toPad();
    await kiosk.bench.unplug('idReader');
    await kiosk.at(`${item}/N1-id.reader`);
    await kiosk.picture('faults/reader-gone.png');
    noStackTrace(await kiosk.text());
    await kiosk.bench.plug('idReader');
    await kiosk.press('retry');
    await kiosk.at(`${item}/C1`);
    kiosk.bench.placeCard('li-yun');
    await kiosk.at(`${item}/D1`);
  });

  it('printer without paper: the report stands, the QR is offered, nothing claims to be printed', async () => {
    kiosk.bench.printer.setPaperLeft(0);
    await walkToFound(kiosk, { persona: 'li-yun' });
    await walkToCheck(kiosk, {});
    await kiosk.press('submit');
    await kiosk.at(`${item}/F2-effective`);
    await kiosk.page().getByText('本机不能打印小票，请扫码保存').waitFor();
    await kiosk.picture('faults/no-paper.png');
    const text = await kiosk.text();
    expect(text).not.toContain('回执已打印');
    noStackTrace(text);
    expect(slips()).toBe(0);
    expect(said().some((line) => line.includes('E_SUPPLY_OUT'))).toBe(true);
  });

  it('paper ends in the middle: says that printing was not finished, and nothing comes out after the refill', async () => {
    kiosk.bench.printer.setPaperLeft(6);
    await walkToFound(kiosk, { persona: 'he-wan' });
    await kiosk.press('continue');
    await kiosk.at(`${item}/E0`);
    await kiosk.press('continue');
    await kiosk.at(`${item}/E1`);
    await kiosk.press('submit');
    await kiosk.at(`${item}/F2-effective`);
    await kiosk.page().getByText('打印未完成，请扫码保存').waitFor();
    await kiosk.picture('faults/paper-ended.png');
    const torn = kiosk.bench.paperText();
    kiosk.bench.printer.loadPaper(400);
    await kiosk.press('print');
    // The torn end of the roll, the leftover piece that is cut off on its own, then the whole receipt.
    await kiosk.printed(before.slips + 3);
    expect(kiosk.bench.paperText()).toContain('补打 1');
    expect(torn).not.toContain('补打');
  });

  it('ID card left on the pad: no new visit until it is gone', async () => {
    await walkToFound(kiosk, { persona: 'li-yun' });
    await kiosk.touch('[data-action="exit"]');
    await kiosk.at('machine/card-left');
    await kiosk.picture('faults/card-left.png');
    kiosk.bench.removeCard();
    await kiosk.at('A0');
  });

  it('the process with the serial bindings crashes before the card, and again before the print: the visit goes on', async () => {
    await toPad();
    const first = kiosk.nativeHostPid();
    const changed = times('device.link.changed');
    process.kill(first, 'SIGSEGV');
    await kiosk.logged('device.native.died');
    await kiosk.at(`${item}/N1-id.reader`);
    // All five that it held are lost and come back: while they do, a reply of the reader may be torn on a busy machine, and the citizen would be asked to lift the card.
    await kiosk.logged('device.link.changed', changed + 10);
    await kiosk.press('retry');
    await kiosk.at(`${item}/C1`);
    kiosk.bench.placeCard('li-yun');
    await kiosk.at(`${item}/D1`);
    const pid = kiosk.terminalPid();
    await walkToCheck(kiosk, {});
    const second = kiosk.nativeHostPid();
    expect(second).not.toBe(first);
    process.kill(second, 'SIGKILL');
    await kiosk.press('submit');
    await kiosk.at(`${item}/F2-effective`);
    expect(kiosk.terminalPid()).toBe(pid);
    // Told how it ended: nothing more is under way that could still come out.
    await kiosk
      .page()
      .getByText(/回执已打印|本机不能打印小票|打印未完成|不能确定回执是否已打印/)
      .first()
      .waitFor();
    noStackTrace(await kiosk.text());
    expect(slips()).toBeLessThanOrEqual(1);
  });
});

// The last one: nobody touches the page that comes after it.
describe('a page that dies before a citizen', () => {
  it('page process killed in a visit: the visit is wiped, whoever sat in front of it', async () => {
    await walkToFound(kiosk, { persona: 'li-yun' });
    const ended = times('session.visit.ended');
    await kiosk.app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
    });
    await kiosk.logged('shell.window.lost');
    await kiosk.logged('session.visit.ended', ended + 1);
    expect(said().some((line) => line.includes('session.visit.ended') && line.includes('windowLost'))).toBe(true);
  });
});
