import fc from 'fast-check';
import { expect, test } from 'vitest';
import { outcomes } from '../../contract/device.ts';
import { motionKinds } from '../store/store.ts';
import { custodyStates, isOpen, nextCustody } from './custody.ts';
import { consequences, type MotionEnd, mediaOf, placeOf } from './motion-consequences.ts';

const end = (more: Partial<MotionEnd>): MotionEnd => ({
  motion: 'capture',
  outcome: 'done',
  place: 'bin',
  state: 'offered',
  isGone: false,
  wasSent: true,
  lastSeen: 'exit',
  ...more,
});
const fed = [{ bin: 'hopper', by: -1 }];
const kept = [{ bin: 'retain', by: 1 }];

test.each<[string, Partial<MotionEnd>, object]>([
  [
    'a card that was fed is one less in the hopper',
    { motion: 'feed', place: 'inside', state: 'held' },
    { counts: fed },
  ],
  [
    'a card that got stuck on the way as well',
    { motion: 'feed', outcome: 'partial', place: 'unknown', state: 'held' },
    { counts: fed },
  ],
  [
    'a feed that did not happen opens nothing',
    { motion: 'feed', outcome: 'notDone', place: 'none', state: 'held' },
    { custody: { type: 'notMoved' } },
  ],
  [
    'nor one that never began',
    { motion: 'feed', outcome: 'notStarted', place: 'unknown', state: 'held', wasSent: false },
    { custody: { type: 'notMoved' } },
  ],
  [
    'nobody knows: nothing is concluded',
    { motion: 'feed', outcome: 'indeterminate', place: 'none', state: 'held' },
    {},
  ],
  [
    'fed to the exit is within reach',
    { motion: 'feed', outcome: 'partial', place: 'exit', state: 'held' },
    { custody: { type: 'presented' }, counts: fed },
  ],
  [
    'presented is offered, not taken',
    { motion: 'present', place: 'exit', state: 'held' },
    { custody: { type: 'presented' } },
  ],
  [
    'presented and proven gone is taken',
    { motion: 'present', place: 'none', state: 'held' },
    { custody: { type: 'taken' } },
  ],
  [
    'fed straight to the exit is offered',
    { motion: 'feed', place: 'exit', state: 'held' },
    { custody: { type: 'presented' }, counts: fed },
  ],
  [
    'fed straight to the exit and proven gone is taken',
    { motion: 'feed', place: 'none', state: 'held' },
    { custody: { type: 'taken' }, counts: fed },
  ],
  ['captured counts in the bin', {}, { custody: { type: 'captured' }, counts: kept }],
  ['a hand was quicker', { outcome: 'notDone', place: 'none', isGone: true }, { custody: { type: 'taken' } }],
  [
    'gone before we looked, after we were blind',
    { outcome: 'notStarted', place: 'none', isGone: true, wasSent: false, lastSeen: null },
    { custody: { type: 'vanished' } },
  ],
  [
    'gone from inside is no hand',
    { outcome: 'notStarted', place: 'none', state: 'held', isGone: true, wasSent: false, lastSeen: 'inside' },
    { custody: { type: 'vanished' } },
  ],
  ['drawn back in', { motion: 'retract', place: 'inside' }, { custody: { type: 'withdrawn' } }],
  [
    'a recovery that names the bin',
    { motion: 'recover', state: 'held' },
    { custody: { type: 'captured' }, counts: kept },
  ],
  [
    'a recovery that names nothing',
    { motion: 'recover', place: 'none', state: 'held' },
    { custody: { type: 'vanished' } },
  ],
  ['a recovery without a card', { motion: 'recover', place: 'none', state: null }, {}],
  ['a record that a technician has settled stays', { state: 'lost' }, { counts: kept }],
])('%s', (_name, more, expected) => {
  expect(consequences(end(more))).toEqual(expected);
});

test('whatever a driver says, the record can take it, and nothing is concluded from "nobody knows"', () => {
  const places = ['none', 'inside', 'exit', 'unknown', 'bin'] as const;
  fc.assert(
    fc.property(
      fc.record({
        motion: fc.constantFrom(...motionKinds),
        outcome: fc.constantFrom(...outcomes),
        place: fc.constantFrom(...places),
        state: fc.constantFrom(null, ...custodyStates),
        isGone: fc.boolean(),
        wasSent: fc.boolean(),
        lastSeen: fc.constantFrom(null, 'none', 'inside', 'exit', 'unknown'),
      }),
      (drawn) => {
        // A feed begins with a record that was opened with it.
        const state = drawn.motion === 'feed' && drawn.state === 'offered' ? 'held' : drawn.state;
        const { custody } = consequences({ ...drawn, state });
        if (drawn.outcome === 'indeterminate') expect(custody).toBeUndefined();
        if (custody === undefined) return;
        if (state === null || !isOpen(state)) throw new Error('a settled record may not change');
        expect(nextCustody({ state, direction: 'out' }, custody).ok).toBe(true);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('places and media words say the same', () => {
  for (const place of ['none', 'inside', 'exit', 'unknown', 'bin'] as const)
    expect(placeOf(mediaOf(place))).toBe(place);
  for (const media of ['entering', 'latched', 'jammed'] as const) expect(placeOf(media)).toBe('unknown');
});
