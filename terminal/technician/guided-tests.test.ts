import { describe, expect, it } from 'vitest';
import { emptyGrid, gridText, stuckAt, touched } from '../../contract/technician/window-tests.ts';
import { ofGrid, ofKeys, ofReading, padKeys } from './test-window.ts';
import { type TechnicianRig, technicianRig } from './testing-rig.test-data.ts';

const line = (rig: TechnicianRig, id: string) =>
  rig
    .view()
    .blocks.flatMap((block) => (block.type === 'checks' ? block.lines : []))
    .find((candidate) => candidate.id === id);

const field = 'test.found';
const wholeGrid = (columns: number, rows: number, but: readonly number[] = []) =>
  Array.from({ length: columns * rows }, (_, cell) => cell)
    .filter((cell) => !but.includes(cell))
    .reduce(touched, emptyGrid(columns * rows));

async function atTests(o: Parameters<typeof technicianRig>[0] = {}): Promise<TechnicianRig> {
  const rig = await technicianRig(o);
  await rig.comeIn();
  await rig.until('the devices', () => rig.claims.inUse.length === 3);
  rig.press('go:tests');
  return rig;
}

const asked = (rig: TechnicianRig) => rig.until('the question', () => rig.at() === 'hand');
const ended = (rig: TechnicianRig, id: string) =>
  rig.until(`the end of ${id}`, () => rig.at() === 'tests' && line(rig, id)?.verdict !== 'running');

describe('a test that asks somebody', () => {
  it('lights: every lamp is lit alone and dark again; one that stays dark is named, with what to do', async () => {
    await using rig = await atTests();
    rig.press('test:ioBoard:lights');
    await asked(rig);
    expect([...rig.board.lit]).toEqual(['card']);
    rig.press('hand:yes');
    await rig.until('the second lamp', () => rig.board.lit.has('receipt'));
    expect([...rig.board.lit]).toEqual(['receipt']);
    rig.press('hand:no');
    await ended(rig, 'ioBoard:lights');
    expect([...rig.board.lit]).toEqual([]);
    expect(line(rig, 'ioBoard:lights')).toMatchObject({
      verdict: 'fail',
      measured: { text: expect.stringContaining('不亮：小票口灯') },
    });
    expect(line(rig, 'ioBoard:lights')?.todo?.text).toContain('插头');
  });

  it('a driver that throws is a failed test with a code, and no end of the terminal service', async () => {
    await using rig = await atTests();
    rig.board.setLamp = () => Promise.reject(new TypeError('nobody reads this'));
    rig.press('test:ioBoard:lights');
    await ended(rig, 'ioBoard:lights');
    expect(line(rig, 'ioBoard:lights')).toMatchObject({
      verdict: 'fail',
      measured: { text: expect.stringContaining('E_INTERNAL') },
    });
    expect(rig.at()).toBe('tests');
  });

  it('nobody answers: it ends by itself, its lamp is dark, and somebody who walked away is not kept in', async () => {
    await using rig = await atTests();
    rig.press('test:ioBoard:lights');
    await asked(rig);
    await rig.until('the end', () => rig.at() !== 'hand');
    expect([...rig.board.lit]).toEqual([]);
    expect(line(rig, 'ioBoard:lights')).toMatchObject({
      verdict: 'fail',
      measured: { text: expect.stringContaining('E_TIMEOUT') },
    });
    await rig.until('the citizens', () => rig.session.name() === 'A0');
  });

  it('door: opening and shutting must both be seen, and shutting it in a test throws nobody out', async () => {
    await using rig = await atTests();
    rig.press('test:ioBoard:door');
    await asked(rig);
    rig.board.turn('door', 'open');
    await rig.until('the next wish', () => rig.view().lead?.key === 'tech.hand.door.closed');
    rig.board.turn('door', 'closed');
    await ended(rig, 'ioBoard:door');
    expect(line(rig, 'ioBoard:door')).toMatchObject({ verdict: 'pass' });
    rig.press('test:ioBoard:door');
    await asked(rig);
    await rig.until('the end', () => rig.at() !== 'hand');
    expect(line(rig, 'ioBoard:door')).toMatchObject({
      verdict: 'fail',
      measured: { text: expect.stringContaining('没有看到柜门打开') },
    });
  });

  it('camera: numbers come from the window, what is no reading is not taken, and the result says number, time and person', async () => {
    await using rig = await atTests();
    rig.press('test:camera:picture');
    await asked(rig);
    expect(rig.session.type(field, 'a picture').ok).toBe(false);
    rig.type(field, '640x480 118 2 40 96');
    await ended(rig, 'camera:picture');
    expect(line(rig, 'camera:picture')).toMatchObject({ verdict: 'pass' });
    expect(line(rig, 'camera:picture')?.measured?.text).toMatch(
      /640 × 480，亮度 118，过曝 2%，清晰度 0\.096　\d{4}-\d\d-\d\d \d\d:\d\d，工号 100001/,
    );
  });

  it('sound: what the window could not play was not heard, whatever is said', async () => {
    await using rig = await atTests();
    rig.press('test:speaker:sound');
    await asked(rig);
    rig.type(field, 'silent');
    await rig.cards.clock.advance(1);
    rig.press('hand:yes');
    for (const side of ['left', 'right']) {
      await rig.until(side, () => rig.view().lead?.key === `tech.hand.sound.speaker.${side}`);
      rig.type(field, 'played');
      await rig.cards.clock.advance(1);
      rig.press('hand:yes');
    }
    // This board has a jack: the headset is asked for, and given up.
    await rig.until('the jack', () => rig.view().lead?.key === 'tech.hand.jack.plugged');
    rig.board.turn('headset', 'plugged');
    await rig.until('the headset', () => rig.view().lead?.key === 'tech.hand.sound.headset.phrase');
    rig.press('hand:yes');
    await rig.until('the plug out', () => rig.view().lead?.key === 'tech.hand.jack.unplugged');
    rig.board.turn('headset', 'unplugged');
    await ended(rig, 'speaker:sound');
    expect(line(rig, 'speaker:sound')).toMatchObject({
      verdict: 'fail',
      measured: { text: expect.stringContaining('没有听到：扬声器语音') },
    });
  });

  it('touch grid: given up is what was touched until then; a keeper may do it, and nothing else runs meanwhile', async () => {
    await using rig = await technicianRig();
    await rig.comeIn('200001');
    rig.press('go:tests');
    rig.press('test:touchPanel:grid');
    await asked(rig);
    expect(rig.session.press('test:receiptPrinter:strip').ok).toBe(false);
    expect(rig.session.type(field, gridText(2, emptyGrid(4))).ok).toBe(false);
    rig.type(field, gridText(9, wholeGrid(9, 16, [0, 8])));
    await ended(rig, 'touchPanel:grid');
    expect(line(rig, 'touchPanel:grid')).toMatchObject({
      verdict: 'fail',
      measured: { text: expect.stringContaining('142/144 格有反应，没反应：左上、右上') },
    });
  });

  it('leaving in the middle of a question ends the test, and its last result is there after a restart', async () => {
    await using rig = await atTests();
    rig.press('test:camera:picture');
    await asked(rig);
    rig.press('leave');
    await rig.until('the citizens', () => rig.session.name() === 'A0');
    await rig.restart();
    await rig.comeIn();
    rig.press('go:tests');
    expect(line(rig, 'camera:picture')).toMatchObject({ verdict: 'fail', word: { key: 'tech.outcome.notDone' } });
    expect(line(rig, 'camera:picture')?.measured?.text).toContain('工号 100001');
    const acts = rig.audits.filter(([type]) => type === 'tech.action').map(([, data]) => [data.action, data.result]);
    expect(acts).toEqual([
      ['test.camera:picture', 'begun'],
      ['test.camera:picture', 'notDone E_CANCELLED'],
    ]);
  });
});

describe('what the window found', () => {
  it.each([
    ['640x480 118 2 40 96', 'pass', 'tech.found.camera'],
    ['640x480 3 0 1 90', 'fail', 'tech.found.camera.black'],
    ['640x480 40 0 20 90', 'warn', 'tech.found.camera.dark'],
    ['640x480 220 1 20 90', 'warn', 'tech.found.camera.bright'],
    ['640x480 118 30 40 96', 'warn', 'tech.found.camera.bright'],
    ['640x480 118 0 4 96', 'warn', 'tech.found.camera.flat'],
    ['640x480 118 0 40 12', 'warn', 'tech.found.camera.blurred'],
  ])('camera %s: %s', (value, verdict, key) => {
    expect(ofReading(value)).toMatchObject({ verdict, found: { key } });
  });

  it('no camera is a camera that is not there', () => {
    expect(ofReading('none')).toMatchObject({ verdict: 'fail', code: 'E_NO_DEVICE' });
  });

  it('a grid passes when every cell was touched, and names where it was not', () => {
    expect(ofGrid(gridText(16, wholeGrid(16, 9)))).toMatchObject({ verdict: 'pass' });
    const middle = 4 * 16 + 8;
    expect(ofGrid(gridText(16, wholeGrid(16, 9, [middle])))).toMatchObject({
      ...{ verdict: 'fail', found: { key: 'tech.found.grid.dead', list: { names: ['middleCentre'] } } },
    });
    expect(ofGrid(gridText(16, stuckAt(wholeGrid(16, 9), 143)))).toMatchObject({
      ...{ verdict: 'fail', found: { key: 'tech.found.grid.stuck', list: { names: ['bottomRight'] } } },
    });
  });

  it('keys that did not come are named', () => {
    expect(ofKeys(padKeys.join(' '))).toMatchObject({ verdict: 'pass' });
    expect(ofKeys('ArrowUp Enter')).toMatchObject({
      ...{ verdict: 'fail', found: { list: { names: ['ArrowDown', 'Escape', 'F1'] } } },
    });
    expect(ofKeys('')).toMatchObject({ verdict: 'fail' });
  });
});
