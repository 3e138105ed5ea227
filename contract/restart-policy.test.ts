import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterLoss, noLosses, type RestartState, restartDelays } from './restart-policy.ts';

describe('restart back-off', () => {
  it('starts at 0.2 s and doubles to 10 s', () => {
    let state: RestartState = noLosses;
    const delays: number[] = [];
    for (let i = 0; i < 8; i++) {
      const next = afterLoss(state, 0);
      state = next.state;
      delays.push(next.delayMs);
    }
    expect(delays).toEqual([200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
  });

  it('begins anew after a healthy run', () => {
    expect(afterLoss({ losses: 9 }, restartDelays.healthyAfterMs).delayMs).toBe(200);
    expect(afterLoss({ losses: 9 }, restartDelays.healthyAfterMs - 1).delayMs).toBe(10_000);
  });

  it('never gives up and never waits longer than the limit, whatever came before', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { maxLength: 2000 }), (runs) => {
        let state: RestartState = noLosses;
        for (const ran of runs) {
          const next = afterLoss(state, ran);
          expect(next.delayMs).toBeGreaterThanOrEqual(restartDelays.firstMs);
          expect(next.delayMs).toBeLessThanOrEqual(restartDelays.maxMs);
          state = next.state;
        }
      }),
    );
  });
});
