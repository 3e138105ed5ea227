import { expect, it } from 'vitest';
import { fuzzCodec } from './fuzz.ts';
import type { CodecSubject, Subject } from './subject.ts';

/** A codec that is told one byte at a time and breaks at a sequence in the middle of a frame. */
function brittle(breaksAt: readonly number[]): Subject {
  const codec: CodecSubject = {
    maxBufferedBytes: 8,
    sample: (random) => Uint8Array.from({ length: 12 }, () => Math.floor(random() * 4)),
    decoder: () => {
      let last: number[] = [];
      return {
        bufferedBytes: () => 0,
        push: (chunk) => {
          for (const byte of chunk) {
            last = [...last, byte].slice(-breaksAt.length);
            if (last.join() === breaksAt.join()) throw new Error('broken');
          }
          return [];
        },
      };
    },
  };
  return { name: 'brittle', codec } as unknown as Subject;
}

it('a codec that throws is found, and what is shown is the shortest frame that does it', () => {
  const { problem } = fuzzCodec(brittle([3, 1, 2]), { seed: 7, frames: 20_000 });
  expect(problem?.what).toBe('threw Error: broken; after 030102');
  expect(fuzzCodec(brittle([3, 1, 2]), { seed: 7, frames: 20_000 }).problem).toEqual(problem);
});
