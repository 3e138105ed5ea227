import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { QualityHint } from './frame-quality.ts';
import { looked, partOfSteady, type Steadiness, unsteady } from './steadiness.ts';

interface Look {
  readonly hint: QualityHint | null;
  readonly isSeen: boolean;
}
const good: Look = { hint: null, isSeen: true };

/** Whether each look of a row takes the picture, and what stands behind it. */
function rowOf(looks: readonly Look[]) {
  let now: Steadiness = unsteady;
  return looks.map(({ hint, isSeen }) => {
    const next = looked(now, hint, isSeen);
    now = next.now;
    return { ...now, takes: next.takes };
  });
}
const takenAt = (looks: readonly Look[]) => rowOf(looks).flatMap(({ takes }, at) => (takes ? [at] : []));

test('nobody is photographed behind the question whether anybody is still there', () => {
  const hidden = Array.from({ length: 60 }, () => ({ hint: null, isSeen: false }));
  expect(takenAt(hidden)).toEqual([]);
  // Back before the citizen the picture has to be good for the whole second again.
  expect(
    takenAt([...Array.from({ length: 7 }, () => good), ...hidden, ...Array.from({ length: 7 }, () => good)]),
  ).toEqual([]);
});

test('a picture is taken once when it has been good for a second, and again when it stays good for long', () => {
  expect(takenAt(Array.from({ length: 40 }, () => good))).toEqual([7, 31]);
  expect(takenAt([...Array.from({ length: 7 }, () => good), { hint: 'hold', isSeen: true }, good])).toEqual([]);
});

test('every picture that is taken was seen and good for eight looks', () => {
  const look: fc.Arbitrary<Look> = fc.record({
    hint: fc.constantFrom(null, null, null, 'hold' as const, 'tooDark' as const),
    isSeen: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
  });
  fc.assert(
    fc.property(fc.array(look, { maxLength: 120 }), (looks) => {
      const row = rowOf(looks);
      for (const at of takenAt(looks)) {
        expect(looks.slice(Math.max(0, at - 7), at + 1)).toEqual(Array.from({ length: 8 }, () => good));
      }
      for (const { steady, ...state } of row) expect(partOfSteady({ ...state, steady })).toBeLessThanOrEqual(1);
    }),
  );
});

test('words of a hint do not flicker: another one comes only after four looks, good at once', () => {
  const hints = (list: readonly (QualityHint | null)[]) =>
    rowOf(list.map((hint) => ({ hint, isSeen: true }))).map(({ hint }) => hint);
  expect(hints(['tooDark', 'hold', 'tooDark', 'hold'])).toEqual(['hold', 'hold', 'hold', 'hold']);
  expect(hints(['tooDark', 'tooDark', 'tooDark', 'tooDark', null])).toEqual(['hold', 'hold', 'hold', 'tooDark', null]);
});
