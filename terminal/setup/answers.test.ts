import { expect, test } from 'vitest';
import { edgeTyped } from './answers.ts';
import { newProgress, readProgress, storedProgress } from './progress.ts';
import { stepSetup } from './step.ts';

test.each(['', ' ', '-5', '1e3', '0x10', '12.5', '1601', '99999999999999999999'])(
  'a height that cannot be (%j) is not taken: kept, it would let the set-up begin anew after a power cut',
  (typed) => {
    expect(edgeTyped(typed)).toBeNull();
  },
);

test.each([0, 900, 1_600])('a height of %i mm is taken and read again', (mm) => {
  const event = edgeTyped(String(mm));
  if (event === null) throw new Error('not taken');
  const after = stepSetup(newProgress(null, '2026-11-23T06:00:00.000Z'), event, { isEnrolled: false, unsettled: null });
  expect(readProgress(storedProgress(after))?.panel.bottomEdgeMm).toBe(mm);
});
