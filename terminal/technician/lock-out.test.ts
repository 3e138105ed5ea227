import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterFailure,
  afterSuccess,
  afterTime,
  failuresOf,
  lockedForMs,
  lockLimits,
  noFailures,
  restoredLock,
  storedLock,
} from './lock-out.ts';

const failed = (times: number, atMs = 0) => {
  let state = noFailures(0);
  for (let i = 0; i < times; i += 1) state = afterFailure(state, '100001', atMs);
  return state;
};

describe('wrong PINs', () => {
  it('five are 15 s, each one more doubles, up to an hour', () => {
    const locks = [4, 5, 6, 7, 8, 12, 13, 40].map((times) => lockedForMs(failed(times), 0) / 1000);
    expect(locks).toEqual([0, 15, 30, 60, 120, 1920, 3600, 3600]);
  });

  it('whoever knows one PIN does not get new tries for another by it', () => {
    let state = noFailures(0);
    for (let i = 0; i < 4; i += 1) state = afterFailure(state, '100001', 0);
    state = afterFailure(afterSuccess(state, '200001'), null, 0);
    expect(lockedForMs(state, 0)).toBe(15_000);
    expect(failuresOf(afterSuccess(state, '100001'))).toBe(1);
  });

  it('a restart at any moment, whatever the wall clock says, never makes a lock shorter', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('100001', null), { minLength: 5, maxLength: 20 }),
        fc.integer({ min: 0, max: 3_600_000 }),
        fc.integer({ min: 0, max: 1e9 }),
        (who, laterMs, bootMonoMs) => {
          const state = who.reduce((before, id) => afterFailure(before, id, 0), noFailures(0));
          const left = lockedForMs(state, laterMs);
          const again = restoredLock(storedLock(state), bootMonoMs);
          expect(lockedForMs(again, bootMonoMs)).toBeGreaterThanOrEqual(left);
          expect(failuresOf(again)).toBe(failuresOf(state));
        },
      ),
    );
  });

  it('are forgotten after a day without one, not by a restart', () => {
    const state = failed(6);
    expect(failuresOf(afterTime(state, lockLimits.forgetMs - 1))).toBe(6);
    expect(failuresOf(afterTime(state, lockLimits.forgetMs))).toBe(0);
    expect(afterTime(noFailures(0), 1e9)).toEqual(noFailures(0));
  });

  it('a lock that is over is over, and the next failure is the longer one', () => {
    const state = afterTime(failed(5), 15_000);
    expect(state.lock).toBeNull();
    expect(lockedForMs(afterFailure(state, '100001', 15_000), 15_000)).toBe(30_000);
  });

  it('damaging what is stored locks for the longest time and opens nothing', () => {
    for (const text of ['{', '{}', '[]', '{"failures":{"a":-1},"lockMs":0}', '{"failures":{},"lockMs":1e12}', 'null'])
      expect(lockedForMs(restoredLock(text, 5), 5), text).toBe(lockLimits.longestMs);
    expect(restoredLock(null, 5)).toEqual(noFailures(5));
    fc.assert(
      fc.property(fc.string(), (text) => {
        const state = restoredLock(text, 0);
        expect(lockedForMs(state, 0)).toBeLessThanOrEqual(lockLimits.longestMs);
      }),
    );
  });
});
