import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type RolloutMachineState, rolloutMachineStates } from '../../contract/console/rollouts.ts';
import type { HeartbeatRequest } from '../../contract/hub-api.ts';
import { isFrozen, isInWindow } from './calendar.ts';
import { decide, exposedOf, finalsOf, type RingView, type RolloutView, tallyOf } from './decide.ts';
import { noCounts } from './view.ts';
import { watchReleases } from './watch-releases.ts';

const hourMs = 3_600_000;
const nowMs = Date.parse('2026-12-01T12:00:00+08:00');
const ring = (
  number: number,
  counts: Partial<Record<RolloutMachineState, number>>,
  change: Partial<RingView> = {},
): RingView => {
  const all = { ...noCounts(), ...counts };
  return {
    ...{ ring: number, machines: Object.values(all).reduce((sum, count) => sum + count, 0), counts: all },
    ...{ openedMs: null, passedMs: null, isApproved: false, through: all.succeeded, blamed: 0, gateFromMs: nowMs },
    ...{ excused: { finished: 0, failures: 0, lost: 0 }, sessions: null, offerable: 0, ...change },
  };
};
const view = (rings: readonly RingView[], change: Partial<RolloutView> = {}): RolloutView => ({
  ...{ state: 'running', plan: {}, rings, figures: [], nowMs, ...change },
});
const opened = { openedMs: nowMs - 30 * hourMs, gateFromMs: nowMs - 30 * hourMs };

describe('the next ring', () => {
  const closed = ring(2, { untouched: 60 });
  const standing = (counts: Partial<Record<RolloutMachineState, number>>, change: Partial<RingView> = {}) =>
    decide(view([ring(1, counts, { ...opened, ...change }), closed]));

  test('opens at 95 % of those that were offered it, and not below', () => {
    expect(standing({ succeeded: 19, probation: 1 }).open).toBe(2);
    expect(standing({ succeeded: 18, probation: 2 })).toMatchObject({ open: null, waitingFor: { code: 'waitFinal' } });
  });

  test('does not open for a ring of which too few could be offered it, nor before its soak, nor on refusals alone', () => {
    expect(standing({ succeeded: 15, untouched: 5 }).waitingFor?.code).toBe('waitOffers');
    expect(standing({ succeeded: 20 }, { openedMs: nowMs - 23 * hourMs }).waitingFor?.code).toBe('waitSoak');
    expect(standing({ refused: 20 }).waitingFor?.code).toBe('waitFinal');
  });

  test('opens behind one whose machines were all taken out of service, but for ring 0, which must have shown something', () => {
    expect(standing({}).open).toBe(2);
    const nobody = decide(view([ring(0, {}, opened), closed]));
    expect([nobody.open, nobody.waitingFor?.code]).toEqual([null, 'waitFinal']);
  });

  test('does not open while it is paused, proposed, halted or over', () => {
    for (const state of ['paused', 'proposed', 'halted', 'reverted', 'superseded'] as const)
      expect(decide(view([ring(1, { succeeded: 20 }, opened), closed], { state }))).toMatchObject({
        open: null,
        mayOffer: false,
      });
  });

  test('one that is finished goes to whoever comes back late, and to nobody on frozen days or outside its hours', () => {
    const finished = (plan: RolloutView['plan']) => {
      const { open, mayOffer, next } = decide(
        view([ring(1, { succeeded: 20, untouched: 1 }, opened)], { state: 'finished', plan }),
      );
      return [open, mayOffer, next];
    };
    expect(finished({})).toEqual([null, true, 'finished']);
    expect(finished({ freezes: [{ from: '2026-12-01', until: '2026-12-02' }] })).toEqual([null, false, 'finished']);
    expect(finished({ freezes: [{ from: '2026-12-02', until: '2026-12-02' }] })).toEqual([null, true, 'finished']);
    expect(finished({ windows: [{ from: '22:00', until: '04:00' }] })).toEqual([null, false, 'finished']);
  });

  test('a paused one is still stopped by what its machines report', () => {
    const bad = ring(1, { rolledBack: 5, succeeded: 15 }, opened);
    expect(decide(view([bad, closed], { state: 'paused' })).next).toBe('halted');
  });
});

test('whatever rings hold: a ring opens only behind one that is through, nothing is offered in a stop, and counts add up', () => {
  const counts = fc.record(
    Object.fromEntries(rolloutMachineStates.map((state) => [state, fc.nat(30)])) as Record<
      RolloutMachineState,
      fc.Arbitrary<number>
    >,
  );
  const rings = fc.array(fc.tuple(counts, fc.integer({ min: 0, max: 100 }), fc.boolean()), {
    minLength: 2,
    maxLength: 5,
  });
  fc.assert(
    fc.property(rings, fc.nat(4), (some, openRings) => {
      const list = some.map(([count, hours, isPassed], n) => {
        const openedMs = nowMs - hours * hourMs;
        const isOpen = n < openRings;
        const passedMs = isOpen && (n < openRings - 1 || isPassed) ? nowMs : null;
        return ring(n, count, {
          openedMs: isOpen ? openedMs : null,
          passedMs,
          gateFromMs: openedMs,
          offerable: count.untouched,
        });
      });
      const done = decide(view(list));
      const current = list.filter(({ openedMs }) => openedMs !== null).at(-1);
      if (done.open !== null) {
        expect(list[done.open]?.openedMs).toBeNull();
        const isThrough = done.decided.some(({ code }) => code === 'ringPassed');
        expect(current === undefined || current.passedMs !== null || isThrough).toBe(true);
      }
      if (done.next === 'halted') expect([done.open, done.mayOffer]).toEqual([null, false]);
      for (const one of list) {
        const tally = tallyOf(one, nowMs);
        expect(tally.failures).toBeLessThanOrEqual(tally.finished);
        expect(exposedOf(one) + one.counts.untouched).toBe(one.machines);
        expect(finalsOf(one.counts)).toBeLessThanOrEqual(exposedOf(one));
      }
    }),
  );
});

test('hours go over midnight, and both ends of a freeze belong to it', () => {
  const at = (text: string) => Date.parse(`${text}:00+08:00`);
  const night = [{ from: '22:00', until: '06:00' }];
  expect(['21:59', '22:00', '05:59', '06:00'].map((time) => isInWindow(night, at(`2026-12-01T${time}`)))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect([isInWindow(undefined, nowMs), isInWindow([], nowMs)]).toEqual([true, true]);
  const freezes = [{ from: '2026-12-24', until: '2027-01-03' }];
  const days = ['2026-12-23T23:59', '2026-12-24T00:00', '2027-01-03T23:59', '2027-01-04T00:00'];
  expect(days.map((day) => isFrozen(freezes, at(day)))).toEqual([false, true, true, false]);
});

test('a heartbeat from another release than before is news, the first one and a repeat are none', () => {
  const hasNews = watchReleases();
  const beat = (release: string | null | undefined) =>
    hasNews([{ deviceId: 'm', beat: { release } as HeartbeatRequest }]);
  expect([beat('1-a'), beat('1-a'), beat(undefined), beat(null), beat('2-b'), beat('2-b')]).toEqual([
    false,
    false,
    false,
    false,
    true,
    false,
  ]);
});
