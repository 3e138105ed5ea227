import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeFilm } from '../support/camera-film.ts';
import { type Journey, startJourney } from '../support/journey.ts';
import {
  beginRefill,
  comeIn,
  goAway,
  goTo,
  guidePicture,
  knock,
  screenQr,
  staff,
  sweep,
  touchKeys,
  typeCount,
} from '../support/technician.ts';

/** Devices at the real window: each test with hands before the machine, the wire while it runs, settings, and what is counted. `npm run test:journeys`. */
let j: Journey;
const film = join(tmpdir(), `yitiji-test-picture-${process.pid}.mjpeg`);

beforeAll(async () => {
  writeFilm(film, [{ page: 0.9, seconds: 3 }]);
  j = await startJourney({
    ...{ name: 'technician-devices', code: 'TH0703', documentPrinter: true },
    ...{ cameraFile: film, faceCamera: true, speaker: true, navPad: true },
  });
  j.branch('technician');
  await j.ready();
});
afterAll(async () => {
  await j?.close();
  rmSync(film, { force: true });
});
afterEach(async () => {
  // A walk that failed inside leaves the others their machine.
  if ((await j.now()).technician !== undefined) await goAway(j.kiosk);
  await j.afterEach();
});

const hasTest = (id: string, words: string) => j.kiosk.shows(`[data-check="${id}"]`, words);
/** The lead of the question that stands. */
const asked = (key: string) => j.shows(({ technician }) => technician?.lead?.key === key);

describe('tests of devices', () => {
  it('reader and scanner: which kind of card and whose code, and nothing that stands on them', async () => {
    const { kiosk } = j;
    const { bench } = kiosk;
    await comeIn(kiosk, staff.technician);
    await goTo(kiosk, 'tests');
    await guidePicture(kiosk, 'tests-list');
    await kiosk.press('test:idReader:card');
    await hasTest('idReader:card', '只显示读到与否');
    bench.placeCard('he-wan');
    await hasTest('idReader:card', '居民身份证');
    await hasTest('idReader:card', '工号100001');
    bench.removeCard();

    await kiosk.press('test:scanner:code');
    await asked('tech.hand.code');
    await guidePicture(kiosk, 'hand-code');
    bench.scanner.holdCode({ text: await screenQr(kiosk) });
    await kiosk.at('technician/tests');
    await hasTest('scanner:code', '与屏幕上的码一致');
    bench.scanner.takeCodeAway();
    await kiosk.press('test:scanner:code');
    await asked('tech.hand.code');
    bench.scanner.holdCode({ text: 'https://example.invalid/somebody-440106199001010000' });
    await kiosk.at('technician/tests');
    await hasTest('scanner:code', '扫到的不是屏幕上的码');
    bench.scanner.takeCodeAway();
    expect(await kiosk.text()).not.toContain('somebody');
    await goAway(kiosk);
  });

  it('lamps and door: lit one by one and judged by eye; the door is seen open and shut', async () => {
    const { kiosk } = j;
    const { ioBoard } = kiosk.bench;
    const lit = () =>
      (kiosk.bench.state().ioBoard?.lamps ?? []).filter(({ pattern }) => pattern !== 'off').map(({ name }) => name);
    await comeIn(kiosk, staff.technician);
    await goTo(kiosk, 'tests');
    await kiosk.press('test:ioBoard:lights');
    const lamps = kiosk.bench.state().ioBoard?.lamps.map(({ name }) => name) ?? [];
    expect(lamps.length).toBeGreaterThan(2);
    for (const [i, lamp] of lamps.entries()) {
      const standing = await j.shows(
        ({ technician }) =>
          technician?.blocks.some(
            (block) => block.type === 'notice' && block.title?.text.endsWith(`${i + 1}/${lamps.length}`),
          ) === true,
      );
      expect(lit()).toEqual([lamp]);
      if (i === 0) await guidePicture(kiosk, 'hand-lamp');
      await kiosk.press(i === 1 ? 'hand:no' : 'hand:yes');
      await kiosk.changed(standing);
    }
    await kiosk.at('technician/tests');
    await hasTest('ioBoard:lights', '不亮');
    await hasTest('ioBoard:lights', '插头');

    await kiosk.press('test:ioBoard:door');
    await asked('tech.hand.door.open');
    await guidePicture(kiosk, 'hand-door');
    ioBoard.setContact('door', true);
    await asked('tech.hand.door.closed');
    ioBoard.setContact('door', false);
    await kiosk.at('technician/tests');
    await hasTest('ioBoard:door', '打开、关上都看到');
    await goAway(kiosk);
  });

  it('a knife that sticks is found by the strip, told with what to do, and passes once it is mended', async () => {
    const { kiosk } = j;
    const { printer } = kiosk.bench;
    printer.setCutterFault('stays');
    await comeIn(kiosk, staff.technician);
    await goTo(kiosk, 'tests');
    await kiosk.press('test:receiptPrinter:strip');
    await hasTest('receiptPrinter:strip', 'E_CUTTER');
    await guidePicture(kiosk, 'tests-fault');
    printer.setCutterFault('none');
    await kiosk.press('go:devices');
    await kiosk.press('device:receiptPrinter');
    await kiosk.shows('[data-axis="condition"]', '正常');
    await goTo(kiosk, 'tests');
    await kiosk.press('test:receiptPrinter:strip');
    await hasTest('receiptPrinter:strip', '测试条已打印');
    await kiosk.press('test:documentPrinter:page');
    await hasTest('documentPrinter:page', '送出1页，共1页');
    await goAway(kiosk);
  });

  it('camera, speaker and keys: the window looks and plays, a person says what was heard', async () => {
    const { kiosk } = j;
    await comeIn(kiosk, staff.technician);
    await goTo(kiosk, 'tests');
    await kiosk.press('test:camera:picture');
    await kiosk.at('technician/hand');
    await kiosk.page().locator('[data-testid="camera"]').waitFor();
    await guidePicture(kiosk, 'hand-camera');
    await kiosk.at('technician/tests');
    await hasTest('camera:picture', '640×480，亮度');
    // Its light is out: no track of it is left.
    expect(await kiosk.onPage((page) => page.locator('video').count())).toBe(0);

    await kiosk.press('test:speaker:sound');
    for (const side of ['phrase', 'left', 'right'] as const) {
      await asked(`tech.hand.sound.speaker.${side}`);
      await kiosk.page().locator('[data-testid="sound-test"]:not([data-playing])').waitFor();
      if (side === 'left') await guidePicture(kiosk, 'hand-sound');
      await kiosk.press(side === 'right' ? 'hand:no' : 'hand:yes');
    }
    await asked('tech.hand.jack.plugged');
    kiosk.bench.ioBoard.setContact('headset', true);
    await asked('tech.hand.sound.headset.phrase');
    await kiosk.page().locator('[data-testid="sound-test"]:not([data-playing])').waitFor();
    await kiosk.press('hand:yes');
    await asked('tech.hand.jack.unplugged');
    kiosk.bench.ioBoard.setContact('headset', false);
    await kiosk.at('technician/tests');
    await hasTest('speaker:sound', '没有听到：右声道');

    await kiosk.press('test:navPad:keys');
    await kiosk.at('technician/hand');
    for (const key of ['ArrowUp', 'ArrowDown', 'Enter', 'Escape'] as const) {
      await kiosk.onPage((page) => page.keyboard.press(key));
      await kiosk.page().locator(`[data-pad-key="${key}"][data-came]`).waitFor();
    }
    await guidePicture(kiosk, 'hand-keys');
    await kiosk.onPage((page) => page.keyboard.press('F1'));
    await kiosk.at('technician/tests');
    await hasTest('navPad:keys', '5个键都有反应');
    await goAway(kiosk);
  });

  it('touch grid: given up halfway names the places that were not reached; a sweep over the whole glass passes', async () => {
    const { kiosk } = j;
    await comeIn(kiosk, staff.keeper);
    await goTo(kiosk, 'tests');
    await kiosk.press('test:touchPanel:grid');
    await kiosk.page().locator('[data-testid="touch-grid"]').waitFor();
    await sweep(kiosk, 9, 16, 2);
    await kiosk.page().locator('[data-cell="0"][data-state="1"]').waitFor();
    await guidePicture(kiosk, 'hand-grid');
    await kiosk.press('hand:giveUp');
    await kiosk.at('technician/tests');
    await hasTest('touchPanel:grid', '126/144格有反应');
    await hasTest('touchPanel:grid', '左下');
    await kiosk.press('test:touchPanel:grid');
    await kiosk.page().locator('[data-testid="touch-grid"]').waitFor();
    await sweep(kiosk, 9, 16);
    await kiosk.at('technician/tests');
    await hasTest('touchPanel:grid', '144格都有反应');
    await goAway(kiosk);
  });
});

describe('a device and its settings', () => {
  it('the wire is seen while a test runs, stands still to be read, and the device is met anew by a touch', async () => {
    const { kiosk } = j;
    await comeIn(kiosk, staff.technician);
    await goTo(kiosk, 'devices');
    await kiosk.press('device:idReader');
    await kiosk.at('technician/device');
    await guidePicture(kiosk, 'device-reader');
    await kiosk.press('wire:idReader');
    await kiosk.at('technician/wire');
    await kiosk.press('test:idReader:card');
    kiosk.bench.placeCard('he-wan');
    const seen = await j.shows(
      ({ technician }) =>
        technician?.blocks.some(
          (block) => block.type === 'trace' && block.lines.some(({ words }) => /read/i.test(words ?? '')),
        ) === true,
    );
    await j.shows(({ technician }) => technician?.waiting === undefined);
    kiosk.bench.removeCard();
    await kiosk.press('wire.pause');
    await j.shows(({ technician }) => technician?.actions.main?.id === 'wire.go');
    await guidePicture(kiosk, 'wire');
    // Blanked at the source: neither on the glass nor in what the window was told.
    const told = `${JSON.stringify(seen)}${JSON.stringify(await j.now())}${await kiosk.text()}`;
    const hex = (text: string) =>
      (Buffer.from(text, 'utf16le').toString('hex').toUpperCase().match(/../g) ?? []).join(' ');
    for (const secret of ['何婉', hex('何婉'), '4401991959', hex('4401991959')]) expect(told).not.toContain(secret);
    await kiosk.press('device:idReader');
    await kiosk.press('reconnect:idReader');
    await kiosk.shows('main', '机器正在重新连接');
    await kiosk.shows('[data-axis="link"]', '正常');
    await goAway(kiosk);
  });

  it('a setting is refused with the reason, changed, written under the number of the person, and taken back', async () => {
    const { kiosk } = j;
    await comeIn(kiosk, staff.technician);
    await goTo(kiosk, 'config');
    await guidePicture(kiosk, 'config');
    await goTo(kiosk, 'devices');
    await kiosk.press('device:receiptPrinter');
    await kiosk.press('set:/devices/receiptPrinter/baud');
    await kiosk.at('technician/config-edit');
    await type('12');
    await kiosk.shows('main', '应当在1200到921600之间');
    await guidePicture(kiosk, 'config-refused');
    await type('57600');
    await kiosk.at('technician/config-change');
    await kiosk.shows('main', '重新启动后');
    await guidePicture(kiosk, 'config-change');
    await kiosk.press('config.apply');
    await kiosk.at('technician/config');
    await kiosk.shows('main', 'devices.receiptPrinter.baud');
    await kiosk.press('config.undo:1');
    await kiosk.at('technician/config-undo');
    await guidePicture(kiosk, 'config-undo');
    await kiosk.press('config.apply');
    await kiosk.shows('main', '已撤销');
    await goAway(kiosk);
  });

  it('the self-test of the morning is made now, and what it found stands on the first page', async () => {
    const { kiosk } = j;
    await comeIn(kiosk, staff.technician);
    await kiosk.press('checks.run');
    await kiosk.shows('main', '上次自检');
    await guidePicture(kiosk, 'today-checked');
    await goAway(kiosk);
  });
});

describe('cards and bins', () => {
  it('a blank goes to the reject bin, the bin is emptied by two persons, and a count that differs needs its reason', async () => {
    const { kiosk } = j;
    await comeIn(kiosk, staff.technician);
    await goTo(kiosk, 'supplies');
    // First counts: nothing can differ yet.
    await beginRefill(kiosk, 'cards', staff.keeper);
    await typeCount(j, 'found', '20');
    await typeCount(j, 'after', '20');
    await kiosk.press('refill.confirm');
    await kiosk.at('technician/supplies');
    await goTo(kiosk, 'tests');
    await kiosk.press('test:cardDispenser:reject');
    await hasTest('cardDispenser:reject', '还没有清点过');

    await goTo(kiosk, 'supplies');
    await beginRefill(kiosk, 'retain', staff.keeper);
    await typeCount(j, 'found', '1');
    await guidePicture(kiosk, 'refill-bin');
    await typeCount(j, 'after', '0');
    await j.shows(({ technician }) => technician?.actions.main?.id === 'refill.confirm');
    await kiosk.press('refill.confirm');
    await kiosk.at('technician/supplies');
    await kiosk.shows('main', '回收箱已清空');
    await goTo(kiosk, 'tests');
    await kiosk.press('test:cardDispenser:reject');
    await hasTest('cardDispenser:reject', '卡箱18张，回收箱1张');
    await guidePicture(kiosk, 'tests-reject');
    await goTo(kiosk, 'supplies');

    await beginRefill(kiosk, 'cards', staff.keeper);
    await typeCount(j, 'found', '16');
    await typeCount(j, 'after', '16');
    await kiosk.page().locator('[data-option="miscount"]').waitFor();
    await guidePicture(kiosk, 'refill-reason');
    await kiosk.touch('[data-option="miscount"]');
    await j.shows(({ technician }) => technician?.actions.main?.id === 'refill.confirm');
    await guidePicture(kiosk, 'refill-difference');
    await kiosk.press('refill.confirm');
    await kiosk.at('technician/supplies');
    await j.truth('the difference with its reason at the hub', async () => {
      const rows = await j.sql<{ difference: number; reason: string | null }[]>`
        select difference, reason from replenishment where unit = 'cards' and difference <> 0`;
      return rows.length === 1 && rows[0]?.difference === -2 && rows[0].reason === 'miscount';
    });
    await goAway(kiosk);
  });

  it('a card that lies on the pad is waited for: the page names it and goes on by itself', async () => {
    const { kiosk } = j;
    await comeIn(kiosk, staff.technician);
    await goTo(kiosk, 'devices');
    await kiosk.press('device:idReader');
    kiosk.bench.placeCard('he-wan');
    // The reader has seen it; whoever leaves it there comes back to it.
    await kiosk.shows('[data-axis="presence"]', '在，');
    await goAway(kiosk);
    await knock(kiosk);
    await kiosk.at('technician/waiting');
    await kiosk.shows('main', '身份证还在读卡区');
    await guidePicture(kiosk, 'waiting');
    kiosk.bench.removeCard();
    await kiosk.at('technician/enter');
    await kiosk.press('leave');
    await kiosk.at('A0');
  });
});

/** Types into the field of a setting, in place of what stands there. */
async function type(value: string): Promise<void> {
  const { kiosk } = j;
  await kiosk.page().locator('[data-key="1"]').waitFor();
  await kiosk.onPage(async (page) => {
    for (let i = 0; i < 12; i += 1) await page.keyboard.press('Backspace');
  });
  await touchKeys(kiosk, value);
  await kiosk.press('config.value');
}
