import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import {
  commandBytes,
  decodeCommand,
  decodeReply,
  encodeCommand,
  encodeReply,
  type F2Command,
  type F2Reply,
} from './codec.ts';
import { F2Framer, type F2Piece } from './framer.ts';

const byte = fc.integer({ min: 0, max: 255 });
const address = fc.integer({ min: 0, max: 15 });
const data = fc.uint8Array({ maxLength: 512 });
const character = byte.map((code) => String.fromCharCode(code));
const reply: fc.Arbitrary<F2Reply> = fc.oneof(
  fc.record({
    type: fc.constant('positive' as const),
    ...{ address, cm: byte, pm: byte, st0: character, st1: character, st2: character, data },
  }),
  fc.record({
    type: fc.constant('negative' as const),
    error: fc.tuple(character, character).map(([e1, e0]) => e1 + e0),
    ...{ address, cm: byte, pm: byte, data },
  }),
);
const chunking = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 });

function pushed(bytes: Uint8Array, sizes: readonly number[]): { pieces: F2Piece[]; framer: F2Framer } {
  const framer = new F2Framer({ clock: new VirtualClock() });
  const pieces: F2Piece[] = [];
  for (let from = 0, turn = 0; from < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    pieces.push(...framer.push(bytes.slice(from, from + size)));
    from += size;
  }
  return { pieces, framer };
}

describe('the codec (C1)', () => {
  it('gives back every reply and every command that it builds', () => {
    fc.assert(
      fc.property(reply, (one) => {
        expect(decodeReply(encodeReply(one))).toEqual({ ok: true, value: one });
      }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(commandBytes) as F2Command[])),
        address,
        data,
        (command, at, body) => {
          const decoded = decodeCommand(encodeCommand(command, { address: at, data: body }));
          expect(decoded).toMatchObject({ ok: true, value: { command, address: at, data: body } });
        },
      ),
    );
  });

  it('never throws, and finds no frame in one with a single byte changed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1_100 }), (bytes) => {
        decodeReply(bytes);
        decodeCommand(bytes);
      }),
    );
    fc.assert(
      fc.property(reply, fc.nat(), fc.integer({ min: 1, max: 255 }), (one, at, xor) => {
        const frame = encodeReply(one);
        const index = at % frame.length;
        frame[index] = (frame[index] ?? 0) ^ xor;
        expect(decodeReply(frame).ok).toBe(false);
      }),
    );
  });
});

describe('the framer', () => {
  it('gives equal results for every chunking (C2)', () => {
    const part = fc.oneof(
      reply.map((one) => encodeReply(one)),
      fc.uint8Array({ maxLength: 20 }),
      fc.constantFrom(Uint8Array.of(0x06), Uint8Array.of(0x15), Uint8Array.of(0xf2), Uint8Array.of(0xf2, 0, 0, 6)),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), chunking, (parts, sizes) => {
        const bytes = Uint8Array.from(parts.flatMap((one) => [...one]));
        const whole = pushed(bytes, [bytes.length || 1]);
        const cut = pushed(bytes, sizes);
        expect(cut.pieces).toEqual(whole.pieces);
        expect(cut.framer.dropped).toBe(whole.framer.dropped);
      }),
    );
  });

  it('keeps memory bounded on endless junk, and finds the next frame after the silence that follows (C3)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 40 }), async (junk) => {
        const clock = new VirtualClock();
        const framer = new F2Framer({ clock });
        for (const chunk of [...junk, Uint8Array.of(0xf2, 0x00, 0x03, 0xf0, 0x50)]) {
          framer.push(chunk);
          expect(framer.buffered).toBeLessThanOrEqual(1_024);
        }
        await clock.advance(50);
        framer.tick();
        expect(framer.buffered).toBe(0);
        const frame = encodeReply({
          ...{ type: 'positive', address: 0, cm: 0x31, pm: 0x30, st0: '0', st1: '2', st2: '0' },
          data: new Uint8Array(0),
        });
        expect(framer.push(frame)).toEqual([{ type: 'frame', frame }]);
      }),
      { numRuns: 50 },
    );
  });

  it('believes no bare byte inside a frame that failed: LENL is 06 in most replies', () => {
    const damaged = Uint8Array.of(0xf2, 0, 0, 6, 0x50, 0x31, 0x30, 0x30, 0x32, 0x30, 0x03, 0x95);
    expect(pushed(damaged, [12]).pieces).toEqual([]);
    expect(pushed(Uint8Array.of(...damaged, 0x06), [1]).pieces).toEqual([{ type: 'ack' }]);
  });

  it('gives an unfinished frame up after 50 ms, not before, and then takes what it had swallowed', async () => {
    const clock = new VirtualClock();
    const junk: string[] = [];
    const framer = new F2Framer({ clock, onJunk: (reason) => junk.push(reason) });
    const frame = encodeReply({
      type: 'negative',
      address: 0,
      cm: 0x32,
      pm: 0x31,
      error: '10',
      data: new Uint8Array(0),
    });
    framer.push(Uint8Array.of(0xf2, 0, 1, 0xff, 0x50));
    expect(framer.push(frame)).toEqual([]);
    await clock.advance(49);
    expect(framer.tick()).toEqual([]);
    await clock.advance(1);
    expect(framer.tick()).toEqual([{ type: 'frame', frame }]);
    expect(junk).toEqual(['incomplete']);
  });
});
