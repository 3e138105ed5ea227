import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  type CustodyEvent,
  type CustodyItem,
  type CustodyState,
  custodyDirections,
  custodyEnds,
  custodyEventTypes,
  custodyStates,
  isOpen,
  nextCustody,
} from './custody.ts';

const anyEvent: fc.Arbitrary<CustodyEvent> = fc.oneof(
  fc.constantFrom(...custodyEventTypes.filter((type) => type !== 'attested')).map((type) => ({ type })),
  fc.record({
    type: fc.constant('attested' as const),
    as: fc.constantFrom(...custodyEnds),
    operator: fc.constant('op-1'),
  }),
);
const anyDirection = fc.constantFrom(...custodyDirections);

describe('custody machine', () => {
  it('never leaves the closed set, and a settled record changes only when a technician attests', () => {
    fc.assert(
      fc.property(anyDirection, fc.array(anyEvent, { maxLength: 30 }), (direction, events) => {
        let state: CustodyState = 'held';
        for (const event of events) {
          const next = nextCustody({ state, direction }, event);
          if (!next.ok) {
            expect(['settled', 'notPossible']).toContain(next.error);
            continue;
          }
          expect(custodyStates).toContain(next.value);
          if (!isOpen(state) && next.value !== state) expect(event.type).toBe('attested');
          if (event.type !== 'attested') expect(isOpen(state)).toBe(true);
          state = next.value;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('has a way out of every open state without a technician, and with one from every state', () => {
    for (const state of custodyStates) {
      for (const direction of custodyDirections) {
        expect([...ends({ state, direction }, 'attested')].sort()).toEqual([...custodyEnds].sort());
        if (isOpen(state)) expect(ends({ state, direction }, 'sensed').length).toBeGreaterThan(0);
        else expect(ends({ state, direction }, 'sensed')).toEqual([]);
      }
    }
  });

  it('cannot loop for ever without anything being moved: only presented and withdrawn keep a record open', () => {
    const staysOpen = custodyEventTypes.filter((type) =>
      (['held', 'offered'] as const).some((state) => {
        const next = type === 'attested' ? null : nextCustody({ state, direction: 'out' }, { type });
        return next?.ok === true && isOpen(next.value);
      }),
    );
    expect(staysOpen).toEqual(['presented', 'withdrawn']);
  });
});

test.each<[CustodyState, CustodyEvent['type'], CustodyState | null]>([
  ['held', 'presented', 'offered'],
  ['held', 'captured', 'retained'],
  ['held', 'vanished', 'lost'],
  ['held', 'notMoved', 'returned'],
  ['held', 'taken', 'taken'],
  ['held', 'unseen', null],
  ['held', 'withdrawn', null],
  ['offered', 'taken', 'taken'],
  ['offered', 'captured', 'retracted'],
  ['offered', 'unseen', 'offeredUnverifiable'],
  ['offered', 'vanished', 'offeredUnverifiable'],
  ['offered', 'withdrawn', 'held'],
  ['offered', 'presented', null],
  ['offered', 'notMoved', null],
])('%s + %s of a card that we hand out → %s', (state, type, expected) => {
  if (type === 'attested') throw new Error('not in this table');
  const next = nextCustody({ state, direction: 'out' }, { type });
  expect(next.ok ? next.value : null).toBe(expected);
});

test('the citizen’s own card in the citizen’s hand is returned, not taken', () => {
  for (const state of ['held', 'offered'] as const) {
    expect(nextCustody({ state, direction: 'in' }, { type: 'taken' })).toEqual({ ok: true, value: 'returned' });
  }
});

function ends(item: CustodyItem, how: 'sensed' | 'attested'): readonly CustodyState[] {
  const found = new Set<CustodyState>();
  const events: readonly CustodyEvent[] =
    how === 'attested'
      ? custodyEnds.map((as) => ({ type: 'attested', as, operator: 'op-1' }))
      : custodyEventTypes.filter((type) => type !== 'attested').map((type) => ({ type }));
  for (const event of events) {
    const next = nextCustody(item, event);
    if (next.ok && !isOpen(next.value)) found.add(next.value);
  }
  return [...found];
}
