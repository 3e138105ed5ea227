import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxCommandBytes } from '../card/apdu.ts';
import { LengthPrefixedFramer, lengthPrefixed } from '../card/length-prefixed.ts';
import { isFreeOfCardData, smartCardRig } from './rig.test-data.ts';
import { pcscTraceCodec } from './trace-codec.ts';

async function recording() {
  const wire: { direction: 'tx' | 'rx'; bytes: Uint8Array }[] = [];
  const rig = smartCardRig({ trace: (direction, message) => wire.push({ direction, bytes: message.slice() }) });
  await rig.ready();
  const call = await rig.read();
  rig.insert('v2');
  await rig.clock.advance(2_000);
  expect(call.result).toMatchObject({ ok: true });
  await rig.reader.close();
  return wire;
}

describe('a recording', () => {
  it('shows header, status word and length, and nothing of the card', async () => {
    const wire = await recording();
    const streams = { tx: pcscTraceCodec.stream('tx'), rx: pcscTraceCodec.stream('rx') };
    const shown = wire.flatMap(({ direction, bytes }) => streams[direction].push(bytes));
    expect(isFreeOfCardData(shown)).toBe(true);
    expect(isFreeOfCardData(wire)).toBe(false); // the guard sees what it guards against
    expect(shown.slice(0, 6).map(({ text }) => text)).toEqual([
      'SELECT 04 00, 15 bytes',
      '→ 90 00, 4 bytes',
      'SELECT 02 00, 2 bytes',
      '→ 90 00, 0 bytes',
      'READ RECORD 03 00, Le 6',
      '→ 90 00, 6 bytes',
    ]);
    expect(shown.every(({ isValid }) => isValid)).toBe(true);
    // Still decodable, and blanking twice changes nothing.
    const again = shown.flatMap(({ bytes }, i) => pcscTraceCodec.stream(i % 2 === 0 ? 'tx' : 'rx').push(bytes));
    expect(again).toEqual(shown);
  });

  it('any bytes in any pieces: never throws, bounded, every byte accounted for (C1–C3)', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('tx' as const, 'rx' as const),
        fc.array(fc.oneof(fc.uint8Array({ maxLength: 30 }), fc.uint8Array({ maxLength: 40 }).map(lengthPrefixed))),
        (direction, pieces) => {
          const stream = pcscTraceCodec.stream(direction);
          const messages = [...pieces.flatMap((piece) => [...stream.push(piece)]), ...stream.flush()];
          const count = (arrays: readonly Uint8Array[]) => arrays.reduce((sum, { length }) => sum + length, 0);
          expect(count(messages.map(({ bytes }) => bytes))).toBe(count(pieces));
        },
      ),
    );
  });
});

describe('length-prefixed messages', () => {
  it('come out whole from any pieces, and memory stays bounded on junk (C2, C3)', () => {
    const message = fc.uint8Array({ maxLength: maxCommandBytes });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 6 }), fc.integer({ min: 1, max: 50 }), (messages, size) => {
        const framer = new LengthPrefixedFramer();
        const stream = Uint8Array.from(messages.flatMap((one) => [...lengthPrefixed(one)]));
        const out: Uint8Array[] = [];
        for (let from = 0; from < stream.length; from += size)
          out.push(...framer.push(stream.slice(from, from + size)));
        expect(out).toEqual(messages);
      }),
    );
    const framer = new LengthPrefixedFramer();
    for (let i = 0; i < 100; i += 1) framer.push(new Uint8Array(1_000).fill(0xff));
    expect(framer).toMatchObject({ isBroken: true, bufferedBytes: 0, dropped: 100_000 });
    framer.reset();
    expect(framer.push(lengthPrefixed(Uint8Array.of(4)))).toEqual([Uint8Array.of(4)]);
  });
});
