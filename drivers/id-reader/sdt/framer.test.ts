import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import { encodeReply } from './codec.ts';
import { type JunkReason, SdtFramer } from './framer.ts';
import { bytesOf, hexOf, readVectors } from './vectors.test-data.ts';

function framerWithJunk() {
  const clock = new VirtualClock();
  const junk: JunkReason[] = [];
  const framer = new SdtFramer({ clock, onJunk: (reason) => junk.push(reason) });
  return { clock, framer, junk };
}

const ok = bytesOf('AA AA AA 96 69 00 04 00 00 90 94');
const find = bytesOf('AA AA AA 96 69 00 08 00 00 9F 00 00 00 00 97');
const noise = Uint8Array.of(0x00, 0xaa, 0x13, 0xaa, 0xaa, 0x96, 0x00, 0x69);
const replies = [...readVectors('idcard-replies'), ...readVectors('sam-id'), ...readVectors('idcard-cards')].filter(
  (vector) => vector.expect?.error === undefined,
);

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

describe('framing of published replies', () => {
  it.each(replies.map((vector) => [vector.name, bytesOf(vector.hex)] as const))('%s', (_name, frame) => {
    const whole = framerWithJunk();
    expect(whole.framer.push(frame)).toEqual([frame]);
    const single = framerWithJunk();
    expect(Array.from(frame).flatMap((byte) => single.framer.push(Uint8Array.of(byte)))).toEqual([frame]);
    const noisy = framerWithJunk();
    expect(noisy.framer.push(concat(noise, frame, ok))).toEqual([frame, ok]);
    expect(noisy.framer.dropped).toBe(noise.length);
    expect(noisy.framer.buffered).toBe(0);
  });
});

describe('framing under faults', () => {
  it('finds a frame whose first preamble byte is lost or damaged, and after more AA than there should be', () => {
    const { framer } = framerWithJunk();
    expect(framer.push(ok.subarray(1)).map(hexOf)).toEqual([hexOf(ok)]);
    expect(framer.push(concat(Uint8Array.of(0xaa, 0x00), ok.subarray(1))).map(hexOf)).toEqual([hexOf(ok)]);
    expect(framer.push(concat(Uint8Array.of(0xaa, 0xaa, 0xaa, 0xaa), ok)).map(hexOf)).toEqual([hexOf(ok)]);
  });

  it('refuses impossible lengths at once and goes on directly behind the false start', () => {
    const { framer, junk } = framerWithJunk();
    const short = bytesOf('AA AA AA 96 69 00 03');
    const long = bytesOf('AA AA AA 96 69 0F FA');
    // The length bytes of this false start are the preamble of the real frame.
    const nested = bytesOf('AA AA 96 69');
    expect(framer.push(concat(short, long, nested, ok))).toEqual([ok]);
    expect(junk).toEqual(['length', 'length', 'length']);
  });

  it('never hands on a frame with a wrong checksum, and finds the good one behind it', () => {
    const { framer, junk } = framerWithJunk();
    const bad = Uint8Array.from(find);
    bad[14] = 0x98;
    expect(framer.push(concat(bad, ok))).toEqual([ok]);
    expect(junk).toEqual(['checksum']);
    expect(framer.dropped).toBe(find.length);
  });

  it('gives an unfinished frame up after 200 ms of silence, then takes what it had swallowed', async () => {
    const { clock, framer, junk } = framerWithJunk();
    const marker = readVectors('idcard-replies').find(({ name }) => name === 'vendor-timeout-marker');
    expect(framer.push(bytesOf(marker?.hex ?? ''))).toEqual([]);
    expect(framer.deadlineMs).toBe(200);
    await clock.advance(199);
    expect(framer.tick()).toEqual([]);
    await clock.advance(1);
    expect(framer.tick()).toEqual([]);
    expect(junk).toEqual(['incomplete']);
    // A false start that promises 240 bytes swallows a real reply, until the silence shows that it was none.
    expect(framer.push(concat(bytesOf('AA AA AA 96 69 00 F0 01'), ok))).toEqual([]);
    await clock.advance(200);
    expect(framer.tick()).toEqual([ok]);
    expect(framer.deadlineMs).toBeNull();
    expect(framer.buffered).toBe(0);
  });

  it('forgets a half frame on reset, before the next command', () => {
    const { framer } = framerWithJunk();
    framer.push(find.subarray(0, 9));
    framer.reset();
    expect(framer.push(ok)).toEqual([ok]);
    expect(framer.dropped).toBe(9);
  });

  it('gives equal frames for every chunking (C2) and resynchronises after any noise without a start in it (C3)', () => {
    const part = fc.oneof(
      fc.constantFrom(ok, find),
      fc.uint8Array({ maxLength: 200 }).map((data) => encodeReply({ sw1: 0, sw2: 0, sw3: 0x41, data })),
      fc.uint8Array({ maxLength: 30 }).map((bytes) => bytes.map((byte) => (byte === 0x96 ? 0 : byte))),
    );
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        (parts, cuts) => {
          const stream = concat(...parts, ok);
          const whole = framerWithJunk();
          const expected = whole.framer.push(stream).map(hexOf);
          const pieces = framerWithJunk();
          const got: string[] = [];
          for (let at = 0, i = 0; at < stream.length; i += 1) {
            const size = cuts[i % cuts.length] ?? 1;
            got.push(...pieces.framer.push(stream.slice(at, at + size)).map(hexOf));
            at += size;
          }
          expect(got).toEqual(expected);
          expect(pieces.framer.dropped).toBe(whole.framer.dropped);
          expect(got.at(-1)).toBe(hexOf(ok));
          const sent = parts.filter((bytes) => bytes[3] === 0x96).length + 1;
          expect(got.length).toBe(sent);
        },
      ),
    );
  });

  it('keeps its memory bounded and counts endless junk (C3)', () => {
    const { framer } = framerWithJunk();
    let fed = 0;
    const junk = concat(noise, bytesOf('AA AA AA 96 69 0F F0'));
    for (let i = 0; i < 3_000; i += 1) {
      fed += junk.length;
      expect(framer.push(junk)).toEqual([]);
      expect(framer.buffered).toBeLessThanOrEqual(4_096);
    }
    expect(framer.dropped + framer.buffered).toBe(fed);
  });

  it('never throws on any bytes (C1)', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 })), (chunks) => {
        const { framer } = framerWithJunk();
        const frames = chunks.flatMap((chunk) => framer.push(chunk));
        const total = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
        expect(frames.reduce((sum, frame) => sum + frame.length - 1, framer.dropped)).toBeLessThanOrEqual(total);
      }),
    );
  });
});
