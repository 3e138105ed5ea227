import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deviceHealths, type HealthFacts, pageStates } from '../../contract/update-health.ts';
import { type HealthVerdict, judge, noUplinkAfterMs } from './judge.ts';
import { anyFacts, device, healthy, policy, silentHub, withParts } from './testing/health.test-data.ts';

const { limitMs, offlineAfterMs } = policy;
const early = 5_000;
const anyMs = fc.integer({ min: 0, max: 2 * limitMs });
const maybeFacts = fc.option(anyFacts, { nil: null });

const isGood = (verdict: HealthVerdict) => verdict === 'pass' || verdict === 'passOffline';
/** Worse to better. */
const rankOf = (verdict: HealthVerdict) =>
  verdict === 'pass' ? 3 : verdict === 'passOffline' ? 2 : verdict === 'wait' ? 1 : 0;
const failOf = (verdict: HealthVerdict) => (typeof verdict === 'string' ? verdict : verdict.fail);

describe('what passes', () => {
  test('a whole machine passes at once', () => {
    expect(judge(healthy, healthy, early, policy)).toBe('pass');
  });

  test('nothing passes with a store that failed, a page that is not drawn, no shell, a dead host, another release or no service at all', () => {
    fc.assert(
      fc.property(maybeFacts, maybeFacts, anyMs, (before, facts, elapsedMs) => {
        if (!isGood(judge(before, facts, elapsedMs, policy))) return;
        expect(facts).toMatchObject({
          release: policy.release,
          store: { fault: null, isDurable: true, probe: 'ok' },
          page: { isShellUp: true, state: 'drawn' },
        });
        expect(facts?.hosts.filter(({ state }) => state === 'down')).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['store', 'fault', withParts(healthy, { store: { fault: 'corrupt' } })],
    ['store', 'durability', withParts(healthy, { store: { isDurable: false } })],
    ['store', 'probe', withParts(healthy, { store: { probe: 'failed' } })],
  ])('a broken %s (%s) fails at once: nothing that one waits for mends it', (fault, _what, facts) => {
    expect(judge(healthy, facts, 0, policy)).toMatchObject({ fail: fault });
  });

  test.each([
    ['service', null],
    ['release', { ...healthy, release: 'other-0000000000000000' }],
    ['release', { ...healthy, release: null }],
    ['store', withParts(healthy, { store: { probe: 'waiting' } })],
    ['shell', withParts(healthy, { page: { isShellUp: false } })],
    ...pageStates
      .filter((state) => state !== 'drawn')
      .map((state) => ['page', withParts(healthy, { page: { state } })] as const),
    ['host', { ...healthy, hosts: [{ name: 'serial', state: 'down', deaths: 1 }] }],
    ['device', { ...healthy, devices: healthy.devices.slice(1) }],
    ['device', { ...healthy, devices: [device('idReader', 'ready', 'd2'), ...healthy.devices.slice(1)] }],
    ['device', { ...healthy, devices: [device('idReader', 'limited'), ...healthy.devices.slice(1)] }],
    ['device', { ...healthy, devices: [device('idReader', 'busy'), ...healthy.devices.slice(1)] }],
    ['hubLost', withParts(healthy, { hub: silentHub })],
    ['hubRefused', withParts(healthy, { hub: { ...silentHub, last: 'refused' } })],
    ['hubRefused', withParts(healthy, { hub: { ...silentHub, isEnrolled: false } })],
  ] as readonly (readonly [string, HealthFacts | null])[])('%s: waits, then fails at the limit', (fault, facts) => {
    expect(judge(healthy, facts, early, policy)).toBe('wait');
    expect(judge(healthy, facts, limitMs - 1, policy)).toBe('wait');
    expect(failOf(judge(healthy, facts, limitMs, policy))).toBe(fault);
  });

  test('it is decided at the limit, whatever the facts are', () => {
    fc.assert(
      fc.property(
        maybeFacts,
        maybeFacts,
        fc.integer({ min: limitMs, max: 10 * limitMs }),
        (before, facts, elapsedMs) => {
          expect(judge(before, facts, elapsedMs, policy)).not.toBe('wait');
        },
      ),
    );
  });
});

describe('what a release is not blamed for', () => {
  test('a device that was unavailable before, or was not fitted', () => {
    fc.assert(
      fc.property(anyFacts, anyFacts, anyMs, (before, facts, elapsedMs) => {
        const working = before.devices.filter(
          ({ availability }) => availability === 'ready' || availability === 'limited',
        );
        const without = { ...before, devices: before.devices.filter((one) => !working.includes(one)) };
        expect(failOf(judge(without, facts, elapsedMs, policy))).not.toBe('device');
        // Blame without a comparison would be a guess.
        expect(failOf(judge(null, facts, elapsedMs, policy))).not.toBe('device');
      }),
    );
  });

  test('a device that is better than before, or one more', () => {
    const facts = {
      ...healthy,
      devices: [...healthy.devices.map(({ role }) => device(role, 'ready')), device('scanner', 'unavailable')],
    };
    expect(judge(healthy, facts, early, policy)).toBe('pass');
  });
});

describe('a better machine is never judged worse', () => {
  /** Each makes one thing better, or leaves it. */
  const better: readonly ((facts: HealthFacts) => HealthFacts)[] = [
    (facts) => withParts(facts, { store: { fault: null } }),
    (facts) => withParts(facts, { store: { isDurable: true } }),
    (facts) => withParts(facts, { store: { probe: 'ok' } }),
    (facts) => (facts.store.probe === 'failed' ? withParts(facts, { store: { probe: 'waiting' } }) : facts),
    (facts) => withParts(facts, { page: { isShellUp: true } }),
    (facts) => withParts(facts, { page: { state: 'drawn' } }),
    (facts) => ({ ...facts, hosts: facts.hosts.map((host) => ({ ...host, state: 'up' as const })) }),
    ...deviceHealths.map((availability) => (facts: HealthFacts) => ({
      ...facts,
      devices: facts.devices.map((one) =>
        deviceHealths.indexOf(availability) < deviceHealths.indexOf(one.availability) && availability !== 'busy'
          ? { ...one, availability }
          : one,
      ),
    })),
    (facts) => withParts(facts, { hub: { isAccepted: true } }),
    (facts) => withParts(facts, { hub: { isEnrolled: true } }),
    (facts) => (facts.hub.last === 'refused' ? withParts(facts, { hub: { last: 'silent' } }) : facts),
  ];

  test('monotone in every fact but the uplink, which is an excuse, and the release, which says whose facts they are', () => {
    fc.assert(
      fc.property(maybeFacts, anyFacts, anyMs, fc.constantFrom(...better), (before, facts, elapsedMs, mend) => {
        const was = rankOf(judge(before, facts, elapsedMs, policy));
        expect(rankOf(judge(before, mend(facts), elapsedMs, policy))).toBeGreaterThanOrEqual(was);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('a hub that does not answer', () => {
  const away = withParts(healthy, { hub: silentHub });

  test('away before and after: passes on local health, after the hub has had its time', () => {
    expect(judge(away, away, offlineAfterMs - 1, policy)).toBe('wait');
    expect(judge(away, away, offlineAfterMs, policy)).toBe('passOffline');
    expect(judge(away, healthy, early, policy)).toBe('pass');
  });

  test('the allowance covers the hub alone: with anything else amiss it is no pass', () => {
    fc.assert(
      fc.property(anyFacts, anyMs, (facts, elapsedMs) => {
        if (judge(away, facts, elapsedMs, policy) !== 'passOffline') return;
        expect(judge(away, withParts(facts, { hub: healthy.hub }), elapsedMs, policy)).toBe('pass');
      }),
      { numRuns: 2000 },
    );
  });

  test('there before, silent after: the release may have cut it off, so it fails at the limit and not before', () => {
    expect(judge(healthy, away, limitMs - 1, policy)).toBe('wait');
    expect(judge(healthy, away, limitMs, policy)).toMatchObject({ fail: 'hubLost', what: 'silent' });
  });

  test('a cable that is out is no deed of a release: excused towards the end; a refusal and a lost identity never are', () => {
    const out = withParts(away, { hub: { isUplinkUp: false } });
    expect(judge(healthy, out, noUplinkAfterMs(policy) - 1, policy)).toBe('wait');
    expect(judge(healthy, out, noUplinkAfterMs(policy), policy)).toBe('passOffline');
    expect(judge(healthy, withParts(out, { hub: { last: 'refused' } }), limitMs, policy)).toMatchObject({
      fail: 'hubRefused',
    });
    expect(judge(healthy, withParts(out, { hub: { isEnrolled: false } }), limitMs, policy)).toMatchObject({
      fail: 'hubRefused',
    });
    expect(judge(away, withParts(away, { hub: { isEnrolled: false } }), limitMs, policy)).toMatchObject({
      fail: 'hubRefused',
    });
  });

  test('away before, and now it answers and refuses: the release has cut the machine off, unless the one before was refused too', () => {
    const refused = withParts(away, { hub: { last: 'refused' } });
    expect(judge(away, refused, limitMs - 1, policy)).toBe('wait');
    expect(judge(away, refused, limitMs, policy)).toMatchObject({ fail: 'hubRefused', what: 'refused' });
    expect(judge(refused, refused, offlineAfterMs, policy)).toBe('passOffline');
  });

  test('a machine that nobody has claimed yet has no hub to hear from', () => {
    const unclaimed = withParts(away, { hub: { isEnrolled: false, last: 'waiting' } });
    expect(judge(unclaimed, unclaimed, offlineAfterMs, policy)).toBe('passOffline');
  });

  test('without facts from before the hub must answer', () => {
    expect(judge(null, away, limitMs, policy)).toMatchObject({ fail: 'hubLost' });
    expect(judge(null, healthy, early, policy)).toBe('pass');
  });
});
