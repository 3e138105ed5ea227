import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forgottenMs, type LeftCard, type LeftEvent, offeredMs, stepLeft } from './left-card.ts';

const event = fc.oneof(
  fc.constantFrom('lies', 'gone').map((type) => ({ type })),
  fc.constant({ type: 'entered' }),
);

test('whatever the sensor says in whatever order: what is offered lay for a minute, and is gone', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(event, fc.integer({ min: 0, max: 3 * forgottenMs })), { maxLength: 30 }), (steps) => {
      let left: LeftCard | null = null;
      let nowMs = 0;
      for (const [{ type }, passed] of steps) {
        nowMs += passed;
        left = stepLeft(left, { type, nowMs } as LeftEvent);
        if (left?.goneAt != null) expect(left.goneAt - left.at).toBeGreaterThanOrEqual(forgottenMs);
        if (type === 'entered') expect(left).toBeNull();
      }
    }),
  );
  expect(offeredMs).toBeGreaterThan(forgottenMs);
});

test('who comes back within the minute has forgotten nothing; a second card is another one', () => {
  const lies = stepLeft(null, { type: 'lies', nowMs: 0 });
  expect(stepLeft(lies, { type: 'gone', nowMs: forgottenMs - 1 })).toBeNull();
  const gone = stepLeft(lies, { type: 'gone', nowMs: forgottenMs });
  expect(gone).toEqual({ at: 0, goneAt: forgottenMs });
  expect(stepLeft(gone, { type: 'lies', nowMs: 200_000 })).toEqual({ at: 200_000, goneAt: null });
});
