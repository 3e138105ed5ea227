import { describe, expect, it } from 'vitest';
import { noLog } from '../../contract/log.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { standingClock } from '../core/standing-clock.test-data.ts';
import { LinkedLine } from '../transport/linked-transport.ts';
import { createHidPosScanner } from './hid-pos/hid-pos-scanner.ts';
import { createSerialScanner } from './serial/serial-scanner.ts';

const bytesOf = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
/** One report of a code; `more` follows. */
function report(text: string, more: boolean): Uint8Array {
  const bytes = new Uint8Array(64);
  bytes.set([0x02, text.length, ...bytesOf(text)]);
  bytes[63] = more ? 1 : 0;
  return bytes;
}

/** A scanner whose process may stand still. */
async function armed(kind: 'serial' | 'hid') {
  const time = new VirtualClock();
  const { clock, standStill } = standingClock(time);
  const line = new LinkedLine({ clock: time });
  const options = { id: 'scanner', clock, log: noLog, transport: line.transport };
  const scanner = kind === 'serial' ? createSerialScanner(options) : createHidPosScanner(options);
  scanner.start();
  await time.advance(500);
  const scan = scanner.scan({ userMs: 30_000 });
  await time.advance(100);
  const [first, second] =
    kind === 'serial'
      ? ([bytesOf('GZ-2026-'), bytesOf('1129-0007\r')] as const)
      : ([report('GZ-2026-', true), report('1129-0007', false)] as const);
  return {
    time,
    scan,
    scanner,
    sendFirst: () => line.send(first),
    sendSecond: () => line.send(second),
    standStill,
  };
}

describe.each(['serial', 'hid'] as const)('%s: a code that comes in while the process stands still', (kind) => {
  it('is whole when its rest is read before the timer of the silence', async () => {
    const { time, scan, scanner, sendFirst, sendSecond, standStill } = await armed(kind);
    sendFirst();
    await time.advance(5);
    standStill(700);
    sendSecond();
    await time.advance(5);
    expect(await scan).toMatchObject({ ok: true, value: { text: 'GZ-2026-1129-0007' } });
    await scanner.close();
    expect(time.pending).toBe(0);
  });

  it('is whole when the timer of the silence comes first', async () => {
    const { time, scan, scanner, sendFirst, sendSecond, standStill } = await armed(kind);
    sendFirst();
    await time.advance(5);
    standStill(700);
    await time.advance(kind === 'serial' ? 80 : 500);
    sendSecond();
    await time.advance(5);
    expect(await scan).toMatchObject({ ok: true, value: { text: 'GZ-2026-1129-0007' } });
    await scanner.close();
    expect(time.pending).toBe(0);
  });
});

it('a silence is one in the end, however late every timer comes', async () => {
  const { time, scan, scanner, sendFirst, standStill } = await armed('serial');
  sendFirst();
  for (let i = 0; i < 12; i += 1) {
    standStill(50);
    await time.advance(10);
  }
  expect(await scan).toMatchObject({ ok: true, value: { text: 'GZ-2026-' } });
  await scanner.close();
});
