import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chanceToHalt, failuresThatHalt } from './chances.ts';
import { failsTooOften, haltOf, type RingTally, wilsonLower } from './halt-rules.ts';

const tally = (change: Partial<RingTally> = {}): RingTally => ({
  ...{ ring: 2, machines: 500, finished: 400, failures: 0, lost: 0, unknown: 0, isAtGate: false, ...change },
});

describe('too many failures', () => {
  test('halt from the counts on that the design names, with its chances', () => {
    const rows = [25, 100, 500, 2500].map((finished) => [
      finished,
      failuresThatHalt(finished),
      ...[0.1, 0.05, 0.02].map((rate) => Math.round(chanceToHalt(finished, rate) * 100) / 100),
    ]);
    expect(rows).toEqual([
      [25, 2, 0.73, 0.36, 0.09],
      [100, 3, 1, 0.88, 0.32],
      [500, 10, 1, 1, 0.54],
      [2500, 35, 1, 1, 0.99],
    ]);
  });

  test('one alone is chance, two of few are not', () => {
    expect([failsTooOften(1, 1), failsTooOften(2, 2), failsTooOften(2, 25), failsTooOften(2, 100)]).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  test('the lower end lies below what was seen, rises with failures and is never below zero', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.nat(5000), (finished, some) => {
        const failures = Math.min(some, finished - 1);
        const lower = wilsonLower(failures, finished);
        expect(lower).toBeGreaterThanOrEqual(0);
        expect(lower).toBeLessThanOrEqual(failures / finished);
        expect(wilsonLower(failures + 1, finished)).toBeGreaterThan(lower);
      }),
    );
  });

  test('are seen over all rings where no ring alone shows them', () => {
    const rings = [tally({ ring: 1, finished: 25, failures: 1 }), tally({ finished: 25, failures: 1 })];
    expect(rings.map((one) => haltOf([one], []))).toEqual([null, null]);
    expect(haltOf(rings, [])).toMatchObject({
      code: 'haltFailures',
      ring: null,
      numbers: { finished: 50, failures: 2 },
    });
  });
});

describe('other reasons to halt', () => {
  test('one machine lost in the first two rings, and not one in a later ring', () => {
    const lost = (ring: number) => haltOf([tally({ ring, lost: 1 })], [])?.code;
    expect([lost(0), lost(1), lost(2)]).toEqual(['haltLost', 'haltLost', undefined]);
  });

  test('more than a fifth unknown, at the gate and not before', () => {
    const unknown = (count: number, isAtGate: boolean) => haltOf([tally({ unknown: count, isAtGate })], [])?.code;
    expect([unknown(101, true), unknown(100, true), unknown(500, false)]).toEqual([
      'haltUnknown',
      undefined,
      undefined,
    ]);
  });

  test('a figure that is worse for certain and by enough to matter', () => {
    const figure = (touched: number, z: number | null) => ({
      ...{ name: 'sessions' as const, touched, controls: 2, z, touchedMachines: 500, controlMachines: 2000 },
    });
    expect(haltOf([], [figure(1.5, 4)])).toMatchObject({
      code: 'haltSessions',
      numbers: { touched: 1.5, controls: 2 },
    });
    // Certain but too small; large but chance; not known.
    for (const harmless of [figure(1.9, 9), figure(1, 2.9), figure(0, null)]) expect(haltOf([], [harmless])).toBeNull();
  });
});
