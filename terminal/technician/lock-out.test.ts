import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterFailure,
  afterSuccess,
  afterTime,
  everybodyElse,
  failuresOf,
  type LockOut,
  lockedForMs,
  lockLimits,
  nextEndMs,
  noFailures,
  restoredLock,
  storedLock,
} from './lock-out.ts';

const failed = (times: number, who = '100001', before = noFailures) => {
  let state = before;
  for (let i = 0; i < times; i += 1) state = afterFailure(state, who, 0);
  return state;
};
/** Each of these numbers so often. */
const guessed = (numbers: number, times: number) => {
  let state: LockOut = noFailures;
  for (let i = 0; i < numbers; i += 1) state = failed(times, String(300_000 + i), state);
  return state;
};

describe('wrong PINs', () => {
  it('of one number: five are 15 s, each one more doubles, up to an hour, and nobody else is kept out', () => {
    const locks = [4, 5, 6, 7, 8, 12, 13, 40].map((times) => lockedForMs(failed(times), '100001', 0) / 1000);
    expect(locks).toEqual([0, 15, 30, 60, 120, 1920, 3600, 3600]);
    expect(lockedForMs(failed(40), '200001', 0)).toBe(0);
    expect(lockedForMs(failed(40), null, 0)).toBe(0);
  });

  it('of many numbers: the fifteenth locks the machine for everybody, and each one more doubles', () => {
    expect(lockedForMs(guessed(14, 1), '200001', 0)).toBe(0);
    expect([15, 16, 17].map((numbers) => lockedForMs(guessed(numbers, 1), '200001', 0) / 1000)).toEqual([15, 30, 60]);
    // Three numbers that were tried out are as many.
    expect(lockedForMs(guessed(3, 5), '200001', 0)).toBe(15_000);
    expect(lockedForMs(guessed(2, 40), '200001', 0)).toBe(0);
  });

  it('a number that nobody has is locked like one that somebody has', () => {
    expect(lockedForMs(failed(5, '999999'), '999999', 0)).toBe(lockedForMs(failed(5), '100001', 0));
  });

  it('beyond the numbers that there is room for, all others share one lock, and none is let in by the crowd', () => {
    const full = guessed(lockLimits.numbers, 1);
    const more = failed(5, '999999', full);
    expect(Object.keys(more.numbers)).toHaveLength(lockLimits.numbers + 1);
    expect(lockedForMs({ ...more, machine: null }, '999998', 0)).toBe(15_000);
    expect(lockedForMs({ ...more, machine: null }, '300000', 0)).toBe(0);
  });

  it('whoever knows one PIN does not get new tries for another by it', () => {
    const state = failed(1, '100001', afterSuccess(failed(4), '200001'));
    expect(lockedForMs(state, '100001', 0)).toBe(15_000);
    const many = afterSuccess(guessed(20, 1), '200001');
    expect(lockedForMs(many, '200001', 0)).toBe(lockedForMs(guessed(20, 1), null, 0));
    expect(failuresOf(afterSuccess(failed(4), '100001'))).toBe(0);
  });

  it('are forgotten after a day without one, not by a restart', () => {
    const state = failed(4);
    expect(failuresOf(afterTime(state, lockLimits.forgetMs - 1))).toBe(4);
    expect(afterTime(state, lockLimits.forgetMs)).toEqual(noFailures);
    expect(afterTime(noFailures, 1e9)).toBe(noFailures);
  });

  it('a lock that is over is over, and the next failure is the longer one', () => {
    const state = failed(5);
    expect(nextEndMs(state)).toBe(15_000);
    const later = afterTime(state, 15_000);
    expect([nextEndMs(later), lockedForMs(later, '100001', 15_000)]).toEqual([undefined, 0]);
    expect(lockedForMs(afterFailure(later, '100001', 15_000), '100001', 15_000)).toBe(30_000);
  });
});

const who = fc.constantFrom('100001', '200001', '200002', '999999', everybodyElse);

describe('whatever happens', () => {
  it('a restart at any moment, whatever the wall clock says, never makes a lock shorter', () => {
    fc.assert(
      fc.property(
        fc.array(who, { minLength: 5, maxLength: 40 }),
        fc.integer({ min: 0, max: 3_600_000 }),
        fc.integer({ min: 0, max: 1e9 }),
        (tried, laterMs, bootMonoMs) => {
          const state = tried.reduce((before, id) => afterFailure(before, id, 0), noFailures);
          const again = restoredLock(storedLock(state), bootMonoMs);
          for (const id of ['100001', '200001', '300003', everybodyElse, null])
            expect(lockedForMs(again, id, bootMonoMs)).toBeGreaterThanOrEqual(lockedForMs(state, id, laterMs));
          expect(failuresOf(again)).toBe(failuresOf(state));
        },
      ),
    );
  });

  it('a failure, and another person who comes in, never make a lock shorter', () => {
    const step = fc.record({ who, isRight: fc.boolean(), laterMs: fc.constantFrom(0, 1_000, 15_000, 400_000) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let state: LockOut = noFailures;
        let monoMs = 0;
        for (const { who: id, isRight, laterMs } of steps) {
          monoMs += laterMs;
          state = afterTime(state, monoMs);
          const before = state;
          state = isRight ? afterSuccess(state, id) : afterFailure(state, id, monoMs);
          for (const other of ['100001', '200001', '999999', null])
            expect(lockedForMs(state, other, monoMs)).toBeGreaterThanOrEqual(lockedForMs(before, other, monoMs));
        }
      }),
    );
  });

  it('who tries as fast as he may, with any numbers, restarts, and a PIN of his own between, has few tries in a day', () => {
    const days = 20;
    const dayMs = 24 * 3_600_000;
    // Which number comes next; now and then the program is started anew, or he comes in by the PIN that he knows.
    const plan = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.constantFrom('', '', 'restart', 'own')), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(plan, (turns) => {
        let state: LockOut = noFailures;
        let monoMs = 0;
        let tries = 0;
        const of = new Map<string, number>();
        for (let turn = 0; ; turn += 1) {
          const [number, also] = turns[turn % turns.length] ?? [0, ''];
          const id = String(300_000 + number);
          monoMs += lockedForMs(state, id, monoMs);
          if (monoMs > days * dayMs) break;
          state = afterFailure(afterTime(state, monoMs), id, monoMs);
          tries += 1;
          of.set(id, (of.get(id) ?? 0) + 1);
          if (also === 'restart') state = restoredLock(storedLock(state), monoMs);
          if (also === 'own' && lockedForMs(state, '100001', monoMs) === 0) state = afterSuccess(state, '100001');
        }
        // One number: 5 free, 8 that double up to the hour, and one an hour. All: four numbers that are tried out and wait for their own hour.
        for (const count of of.values()) expect(count).toBeLessThanOrEqual(5 + 8 + 24 * days);
        expect(tries).toBeLessThanOrEqual(60 + 4 * 24 * days);
      }),
    );
  });

  it('damaging what is stored locks for the longest time and opens nothing', () => {
    const damaged = [
      ...['{', '{}', '[]', 'null', '{"numbers":[["a",-1,0]],"machineMs":0}', '{"numbers":[["a",1]],"machineMs":0}'],
      ...[
        '{"numbers":[],"machineMs":1e12}',
        '{"numbers":{},"machineMs":0}',
        '{"numbers":[["a",1,1e12]],"machineMs":0}',
      ],
    ];
    for (const text of damaged) expect(lockedForMs(restoredLock(text, 5), null, 5), text).toBe(lockLimits.longestMs);
    expect(restoredLock(null, 5)).toEqual(noFailures);
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(lockedForMs(restoredLock(text, 0), null, 0)).toBeLessThanOrEqual(lockLimits.longestMs);
      }),
    );
  });
});
