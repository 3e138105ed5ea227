import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rolloutMachineStates } from '../../contract/console/rollouts.ts';
import { updatePhases } from '../../contract/heartbeat-facts.ts';
import { openSilentLimitMs, type StandingFacts, silentLimitMs, standingOf } from './machine-standing.ts';

const hourMs = 3_600_000;
const release = '2-aaaaaaaaaaaaaaaa';
const before = '1-bbbbbbbbbbbbbbbb';
const nowMs = 1000 * hourMs;
const offer = { counter: 5, atMs: nowMs - hourMs, expiresMs: nowMs + 100 * hourMs };
type Beat = NonNullable<StandingFacts['beat']>;
const beat = (change: Partial<Beat> = {}): Beat => ({
  ...{ atMs: nowMs - 30_000, release: before, toldCounter: 5, phase: null, isHealthy: true, ...change },
});
const facts = (change: Partial<StandingFacts> = {}): StandingFacts => ({
  ...{
    nowMs,
    state: 'offered',
    cause: null,
    isInForce: true,
    activatedMs: null,
    offer,
    newestCounter: 5,
    beat: beat(),
    outcome: null,
    release,
  },
  ...{ silentMs: 30_000, openSilentMs: 0, soakedMs: 0, soakMs: 2 * hourMs, ...change },
});
const state = (change: Partial<StandingFacts> = {}) => standingOf(facts(change)).state;
const silent = { silentMs: 3 * hourMs, openSilentMs: openSilentLimitMs };
const outcome = (word: 'succeeded' | 'rolledBack' | 'refused', cause: 'unhealthy' | 'store' | null = null) => ({
  outcome: { outcome: word, cause, what: null, atMs: nowMs - 60_000 },
});

describe('on its way', () => {
  test('a machine is where it says it is, of this assignment and no other', () => {
    expect(state({ offer: null, state: 'untouched' })).toBe('untouched');
    expect(state({ beat: beat({ toldCounter: 4 }) })).toBe('offered');
    for (const phase of updatePhases) expect(state({ beat: beat({ phase }) })).toBe(phase);
    // A machine that tells no phases has it at least.
    expect(state()).toBe('downloading');
  });

  test('a heartbeat from before the offer says nothing of it', () => {
    expect(state({ beat: beat({ atMs: offer.atMs - 1, release, toldCounter: 9 }) })).toBe('offered');
  });

  test('what is given out later counts, and what ran out is not begun any more', () => {
    expect(state({ newestCounter: 6 })).toBe('superseded');
    expect(standingOf(facts({ nowMs: offer.expiresMs }))).toMatchObject({ state: 'superseded', cause: 'expired' });
  });
});

describe('success', () => {
  const running = { beat: beat({ release }), activatedMs: nowMs - 3 * hourMs, state: 'probation' as const };
  test('is a healthy heartbeat from the new release after the soak, and nothing less', () => {
    expect(state({ ...running, soakedMs: 2 * hourMs })).toBe('succeeded');
    expect(state({ ...running, soakedMs: 2 * hourMs - 1 })).toBe('probation');
    expect(state({ ...running, soakedMs: 2 * hourMs, silentMs: silentLimitMs })).toBe('probation');
    expect(state({ ...running, soakedMs: 2 * hourMs, beat: beat({ release, isHealthy: false }) })).toBe('probation');
    expect(state({ ...outcome('succeeded'), beat: beat({ release: null }) })).toBe('probation');
    expect(state({ ...running, ...outcome('succeeded'), soakedMs: 0 })).toBe('probation');
  });

  test('does not come to a machine that stays unwell for as long again', () => {
    const unwell = { ...running, beat: beat({ release, isHealthy: false }), soakedMs: 4 * hourMs };
    expect(standingOf(facts(unwell))).toMatchObject({ state: 'failed', cause: 'unhealthy' });
  });

  test('ends when the machine goes back after all', () => {
    expect(state({ state: 'succeeded', ...outcome('rolledBack', 'unhealthy') })).toBe('rolledBack');
    expect(state({ state: 'succeeded', ...silent })).toBe('succeeded');
  });
});

describe('silence is failure', () => {
  test('of a machine that runs the new release, or may have begun to', () => {
    for (const one of [
      { beat: beat({ release }), activatedMs: nowMs - 4 * hourMs },
      { beat: beat({ phase: 'staged' }) },
      { beat: beat({ phase: 'activating' }) },
      { beat: beat({ phase: null }) },
      // It was handed the assignment with this heartbeat and was not heard again.
      { beat: beat({ toldCounter: 4 }) },
    ] as const)
      expect(standingOf(facts({ ...one, ...silent }))).toMatchObject({ state: 'lost', cause: 'silent' });
  });

  test('only after three heartbeats and two hours in which its place is open', () => {
    const running = { beat: beat({ release }), activatedMs: nowMs - 4 * hourMs };
    expect(state({ ...running, ...silent, openSilentMs: openSilentLimitMs - 1 })).toBe('probation');
    expect(state({ ...running, ...silent, silentMs: silentLimitMs - 1 })).toBe('probation');
  });

  test('not of one that never took the offer or still fetches: nobody knows, and that is another rule', () => {
    expect(state({ beat: beat({ atMs: offer.atMs - 1, toldCounter: 4 }), ...silent })).toBe('offered');
    expect(state({ beat: beat({ phase: 'downloading' }), ...silent })).toBe('downloading');
    expect(state({ beat: null, ...silent })).toBe('offered');
  });

  test('is wanted of a machine that somebody has taken out of service: it is not lost, and what it had shown before stays', () => {
    const gone = { ...silent, isInForce: false };
    const installing = { activatedMs: nowMs - hourMs, state: 'probation' as const, beat: beat({ release }) };
    expect(standingOf(facts({ ...gone, ...installing }))).toMatchObject({ state: 'superseded', cause: 'revoked' });
    expect(standingOf(facts({ ...gone, state: 'activating' }))).toMatchObject({
      state: 'superseded',
      cause: 'revoked',
    });
    const unwell = { ...installing, state: 'failed' as const, cause: 'unhealthy', soakedMs: 9 * hourMs };
    expect(standingOf(facts({ ...gone, ...unwell }))).toMatchObject({ state: 'failed', cause: 'unhealthy' });
    expect(standingOf(facts({ ...gone, state: 'lost', cause: 'silent' }))).toMatchObject({ cause: 'silent' });
    expect(state({ ...gone, ...outcome('rolledBack', 'unhealthy') })).toBe('rolledBack');
  });

  test('ends when it speaks again', () => {
    expect(state({ state: 'lost', beat: beat({ release }), activatedMs: nowMs - 4 * hourMs })).toBe('probation');
    expect(state({ state: 'lost', ...silent })).toBe('lost');
  });
});

describe('failure', () => {
  test('is what the machine says, or another release where the new one ran', () => {
    expect(standingOf(facts(outcome('rolledBack', 'unhealthy')))).toMatchObject({
      state: 'rolledBack',
      cause: 'unhealthy',
    });
    expect(standingOf(facts(outcome('refused', 'store')))).toMatchObject({ state: 'refused', cause: 'store' });
    const returned = { activatedMs: nowMs - hourMs / 2, state: 'probation' as const };
    expect(standingOf(facts(returned))).toMatchObject({ state: 'failed', cause: 'otherRelease' });
    // The report of success came before the first heartbeat of the new release.
    expect(state({ ...outcome('succeeded'), beat: beat({ atMs: nowMs - 90_000 }) })).toBe('probation');
  });
});

test('whatever is known, the same facts give the same state, and success needs a healthy heartbeat of the new release or its word', () => {
  const any = fc.record({
    state: fc.constantFrom(...rolloutMachineStates),
    activatedMs: fc.option(fc.integer({ min: offer.atMs, max: nowMs })),
    newestCounter: fc.constantFrom(5, 6),
    beat: fc.option(
      fc.record({
        atMs: fc.integer({ min: offer.atMs - hourMs, max: nowMs }),
        release: fc.constantFrom(release, before, null),
        toldCounter: fc.constantFrom(0, 4, 5, 6),
        phase: fc.option(fc.constantFrom(...updatePhases)),
        isHealthy: fc.boolean(),
      }),
    ),
    outcome: fc.option(
      fc.constantFrom(
        outcome('succeeded').outcome,
        outcome('rolledBack', 'unhealthy').outcome,
        outcome('refused', 'store').outcome,
      ),
    ),
    silentMs: fc.constantFrom(0, silentLimitMs, 9 * hourMs),
    openSilentMs: fc.constantFrom(0, openSilentLimitMs),
    soakedMs: fc.constantFrom(0, 2 * hourMs, 4 * hourMs),
  });
  fc.assert(
    fc.property(any, (some) => {
      const input = facts(some);
      const standing = standingOf(input);
      expect(standingOf({ ...input })).toEqual(standing);
      expect(rolloutMachineStates).toContain(standing.state);
      if (standing.state === 'succeeded' && some.state !== 'succeeded') {
        expect(some.beat?.isHealthy).toBe(true);
        expect(some.beat?.release === release || some.outcome?.outcome === 'succeeded').toBe(true);
        expect(some.soakedMs).toBeGreaterThanOrEqual(2 * hourMs);
        expect(some.silentMs).toBeLessThan(silentLimitMs);
      }
      // Judged again by the same facts it stays where it is.
      const again = standingOf({ ...input, state: standing.state, activatedMs: standing.activatedMs });
      expect(again.state).toBe(standing.state);
    }),
  );
});
