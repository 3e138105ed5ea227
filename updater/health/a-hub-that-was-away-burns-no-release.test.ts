import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firstBoot } from '../boot/boot-record.ts';
import { pardonOf, toPardon } from './pardon.ts';
import { anyFacts, healthy, policy, silentHub, withParts } from './testing/health.test-data.ts';

const { limitMs, offlineAfterMs } = policy;
const silent = withParts(healthy, { hub: silentHub });
const at = '2026-11-28T01:00:00.000Z';
const then = Date.parse(at);
const given = (cause: 'hubLost' | 'unhealthy') => ({
  ...firstBoot('1.0-1111111111111111'),
  quarantined: [{ release: '2.0-2222222222222222', cause, at }],
});

describe('whose fault was it', () => {
  test('the release before reaches no hub either: pardoned, once the hub has had its time', () => {
    expect(pardonOf(silent, offlineAfterMs - 1, policy)).toBe('wait');
    expect(pardonOf(silent, offlineAfterMs, policy)).toBe('pardon');
  });

  test('the release before reaches it, or is refused: the other one had cut the machine off', () => {
    expect(pardonOf(healthy, 1_000, policy)).toBe('keep');
    expect(pardonOf(withParts(silent, { hub: { last: 'refused' } }), 1_000, policy)).toBe('keep');
  });

  test('nobody is pardoned unheard, and it is decided at the limit', () => {
    expect(pardonOf(null, offlineAfterMs, policy)).toBe('wait');
    expect(pardonOf(withParts(silent, { hub: { last: 'waiting' } }), offlineAfterMs, policy)).toBe('wait');
    fc.assert(
      fc.property(fc.option(anyFacts, { nil: null }), fc.integer({ min: 0, max: 2 * limitMs }), (facts, elapsedMs) => {
        const verdict = pardonOf(facts, elapsedMs, policy);
        if (elapsedMs >= limitMs) expect(verdict).toBe('keep');
        if (verdict === 'pardon') expect(facts?.hub).toMatchObject({ isAccepted: false, last: 'silent' });
      }),
    );
  });

  test('only what was given up a moment ago, for a lost hub, is a question', () => {
    expect(toPardon(given('hubLost'), then + 60_000)).toBe('2.0-2222222222222222');
    expect(toPardon(given('unhealthy'), then + 60_000)).toBeNull();
    // Days later, or by a clock that has jumped.
    expect(toPardon(given('hubLost'), then + 86_400_000)).toBeNull();
    expect(toPardon(given('hubLost'), then - 1)).toBeNull();
    expect(toPardon({ ...given('hubLost'), phase: 'trying', candidate: '3.0-3333333333333333' }, then)).toBeNull();
  });
});
