import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuzzCodec, mutated, outOfSync, pieces } from './fuzz.ts';
import { randomBytes, seededRandom } from './random.ts';
import { loadSubjects } from './subjects.test-data.ts';

const subjects = await loadSubjects();
const seeds = fc.noShrink(fc.nat(0x7fff_ffff));

describe.each(subjects.map((subject) => ({ name: subject.name, subject })))('$name', ({ subject }) => {
  const { codec, framing } = subject;

  it('C1 a valid message is understood; any bytes at all are survived', () => {
    fc.assert(
      fc.property(seeds, fc.uint8Array({ maxLength: 300 }), (seed, junk) => {
        const random = seededRandom(seed);
        const decoder = codec.decoder();
        // Some samples are parts of a message (one report of several): a few in a row give at least one.
        const told = Array.from({ length: 40 }, () => decoder.push(codec.sample(random)).length);
        expect(told.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
        codec.decoder().push(junk);
      }),
      { numRuns: 100 },
    );
  });

  it('C1 damaged and random frames: no throw, bounded memory, in sync again', ({ annotate }) => {
    const startedAt = performance.now();
    const report = fuzzCodec(subject, { seed: 20_261_123, frames: 8_000 });
    const perSecond = Math.round((report.frames * 1_000) / (performance.now() - startedAt));
    expect(report.problem).toBeNull();
    expect(report.maxBuffered).toBeLessThanOrEqual(codec.maxBufferedBytes);
    return annotate(`${report.frames} frames, ${perSecond} a second`);
  });

  it('C3 endless junk never fills the memory, and the next message behind it is understood', () => {
    const random = seededRandom(7);
    // Drawn once and sent again and again: what is tried is the decoder, and drawing takes ten times as long.
    const beginnings = Array.from({ length: 200 }, () => codec.sample(random));
    let drawn = 0;
    const beginning = () => beginnings[drawn++ % beginnings.length] ?? new Uint8Array();
    const junk = [
      () => randomBytes(random, 256),
      () => new Uint8Array(256),
      () => new Uint8Array(256).fill(0xff),
      // The worst there is: beginnings of real messages, one after the other.
      () => beginning().slice(0, -1),
      () => beginning().slice(0, 3),
    ];
    for (const next of junk) {
      const decoder = codec.decoder();
      let most = 0;
      for (let bytes = 0; bytes < 50_000; ) {
        const piece = next();
        bytes += Math.max(1, piece.length);
        decoder.push(piece);
        most = Math.max(most, decoder.bufferedBytes());
      }
      expect(most).toBeLessThanOrEqual(codec.maxBufferedBytes);
      expect(outOfSync(codec, decoder, random)).toBeNull();
    }
  });

  // A HID report is never cut.
  if (framing === 'reports') return;

  it('C2 the same stream gives the same messages however it is cut', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = seededRandom(seed);
        const frames = Array.from({ length: 12 }, () =>
          random() < 0.7 ? codec.sample(random) : mutated(codec, random),
        );
        const stream = Uint8Array.from(Buffer.concat(frames));
        const whole = [...codec.decoder().push(stream)];
        const cut = codec.decoder();
        const bitten = pieces(stream, random).flatMap((piece) => [...cut.push(piece)]);
        const single = codec.decoder();
        const bytewise = [...stream].flatMap((byte) => [...single.push(Uint8Array.of(byte))]);
        expect(isDeepStrictEqual(bitten, whole)).toBe(true);
        expect(isDeepStrictEqual(bytewise, whole)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
