import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../store/testing/temporary-store.ts';
import { backoffMs, bootJitterMs, networkUpMs, pauseMs, retryFigures } from './retry-policy.ts';

const largest = (count: number) => new Uint8Array(count).fill(255);
const smallest = (count: number) => new Uint8Array(count);

describe('retry policy', () => {
  test('full jitter stays between 0 and min(15 min, 2 s × 2ⁿ)', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2_000 }), fc.integer(), (failures, seed) => {
        const pause = backoffMs(failures, seededRandom(seed));
        expect(pause).toBeGreaterThanOrEqual(0);
        expect(pause).toBeLessThan(Math.min(retryFigures.ceilingMs, 2_000 * 2 ** failures));
      }),
    );
  });

  test('both ends of the range are reached', () => {
    expect([0, 1, 2, 8, 9, 500].map((n) => Math.round(backoffMs(n, largest)))).toEqual([
      2_000, 4_000, 8_000, 512_000, 900_000, 900_000,
    ]);
    expect(backoffMs(9, smallest)).toBe(0);
  });

  test('Retry-After is a floor', () => {
    expect(pauseMs(0, largest, 30_000)).toBe(30_000);
    expect(Math.round(pauseMs(9, largest, 30_000))).toBe(900_000);
  });

  test('boot jitter is the same at every boot, spread over a minute, and nothing for a loss report', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 2, maxLength: 32 }), (hash) => {
        const jitter = bootJitterMs(hash, false);
        expect(jitter).toBe(bootJitterMs(hash, false));
        expect(jitter).toBeGreaterThanOrEqual(0);
        expect(jitter).toBeLessThan(60_000);
        expect(bootJitterMs(hash, true)).toBe(0);
      }),
    );
    expect(bootJitterMs(Uint8Array.of(255, 255), false)).toBeGreaterThan(59_000);
  });

  test('a street of machines does not come back at once, loss reports do', () => {
    expect(Math.round(networkUpMs(largest, false))).toBe(60_000);
    expect(networkUpMs(largest, true)).toBe(0);
  });
});
