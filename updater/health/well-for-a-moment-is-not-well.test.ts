import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { err, ok } from '../../contract/result.ts';
import type { HealthFacts } from '../../contract/update-health.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { away, type LocalClient } from '../local-client.ts';
import { beginWatch, decide, type HealthWatch, lookedAt, seen, untilNextLook } from './health-watch.ts';
import { anyFacts, healthy, policy, silentHub, withParts } from './testing/health.test-data.ts';
import { type HealthEnd, waitForHealth } from './wait-for-health.ts';

const { limitMs, steadyMs, offlineAfterMs } = policy;

/** Facts at times, in order; the decision and when it fell. */
function live(before: HealthFacts | null, life: readonly (readonly [number, HealthFacts | null])[]) {
  let watch: HealthWatch = beginWatch(before, policy, 0);
  let nowMs = 0;
  const rest = [...life];
  for (;;) {
    const decision = decide(watch, nowMs);
    if (decision !== 'wait') return { decision, atMs: nowMs };
    const dueMs = nowMs + untilNextLook(watch, nowMs);
    const next = rest[0];
    if (next !== undefined && next[0] <= dueMs) {
      rest.shift();
      nowMs = Math.max(nowMs, next[0]);
      watch = seen(watch, next[1], nowMs);
    } else {
      expect(dueMs).toBeGreaterThan(nowMs);
      nowMs = dueMs;
      watch = lookedAt(watch, nowMs);
    }
  }
}

describe('steadiness', () => {
  test('passes once everything has stood for its time', () => {
    expect(live(healthy, [[2_000, healthy]])).toEqual({ decision: 'pass', atMs: 2_000 + steadyMs });
  });

  test.each([
    ['the service starts anew', { ...healthy, start: 's2' }],
    ['a page is lost and back', withParts(healthy, { page: { losses: 1 } })],
    ['a host dies and is back', { ...healthy, hosts: [{ name: 'serial', state: 'up' as const, deaths: 1 }] }],
    ['the service goes', null],
    ['the page is late', withParts(healthy, { page: { state: 'late' } })],
  ])('%s: the time begins anew', (_what, broken) => {
    const again = broken === null || broken.page.state === 'late' ? healthy : broken;
    const { decision, atMs } = live(healthy, [
      [0, healthy],
      [steadyMs - 1, broken],
      [steadyMs + 100, again],
    ]);
    expect(decision).toBe('pass');
    expect(atMs).toBeGreaterThanOrEqual(2 * steadyMs - 1);
  });

  test('a page that dies again and again and paints in between fails at the limit', () => {
    const life = Array.from(
      { length: 100 },
      (_, i) => [i * 10_000, withParts(healthy, { page: { losses: i } })] as const,
    );
    expect(live(healthy, life)).toMatchObject({ decision: { fail: 'unsteady' }, atMs: limitMs });
  });

  test('a hub that was away before: its time, then the steadiness; one without an uplink is decided at the limit', () => {
    const silent = withParts(healthy, { hub: silentHub });
    expect(live(silent, [[1_000, silent]])).toEqual({ decision: 'passOffline', atMs: offlineAfterMs + steadyMs });
    expect(live(healthy, [[1_000, withParts(silent, { hub: { isUplinkUp: false } })]])).toEqual({
      ...{ decision: 'passOffline', atMs: limitMs },
    });
  });

  test('any life ends in a decision by the limit, and a pass only on facts that passed for the whole time', () => {
    const life = fc.array(fc.tuple(fc.integer({ min: 0, max: limitMs }), fc.option(anyFacts, { nil: null })), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(fc.option(anyFacts, { nil: null }), life, (before, steps) => {
        const ordered = [...steps].sort(([a], [b]) => a - b);
        const { decision, atMs } = live(before, ordered);
        expect(atMs).toBeLessThanOrEqual(limitMs);
        if (decision !== 'pass' && decision !== 'passOffline') return;
        const stood = ordered.filter(([at], i) => at <= atMs && (ordered[i + 1]?.[0] ?? limitMs) > atMs - steadyMs);
        for (const [, facts] of stood) expect(facts?.page.state).toBe('drawn');
      }),
      { numRuns: 500 },
    );
  });
});

/** A terminal service that pushes what the test says. */
function service() {
  let push: (facts: HealthFacts) => void = () => undefined;
  let die: () => void = () => undefined;
  let now: HealthFacts | null = null;
  let connected = 0;
  const connect = () => {
    const facts = now;
    if (facts === null) return Promise.resolve(err(away));
    connected += 1;
    const closed = new Promise<void>((resolve) => {
      die = resolve;
    });
    const client: LocalClient = {
      call: (() => Promise.resolve(ok(facts))) as unknown as LocalClient['call'],
      onNews: (listener) => {
        push = (next) => listener({ name: 'update.health', facts: next });
        return () => undefined;
      },
      closed,
      isClosed: false,
      close: () => die(),
    };
    return Promise.resolve(ok(client));
  };
  return {
    connect,
    connections: () => connected,
    set: (facts: HealthFacts | null) => {
      now = facts;
      if (facts === null) {
        push = () => undefined;
        die();
      } else push(facts);
    },
  };
}

function waiting(before: HealthFacts | null) {
  const clock = new VirtualClock();
  const terminal = service();
  const stop = new AbortController();
  const found: string[] = [];
  let end: HealthEnd | undefined;
  const { connect } = terminal;
  const changed = (list: readonly { readonly fault: string }[]) => found.push(list.map(({ fault }) => fault).join(' '));
  void waitForHealth({ connect, before, policy, clock, changed }, stop.signal).then((how) => {
    end = how;
  });
  return { clock, terminal, stop, found, end: () => end };
}

describe('waiting for it', () => {
  test('a service that comes late, goes and comes back: every fact counts, nobody asks in a loop', async () => {
    const { clock, terminal, found, end } = waiting(healthy);
    await clock.advance(3_000);
    terminal.set(withParts(healthy, { page: { state: 'none' } }));
    await clock.advance(1_000);
    terminal.set(healthy);
    await clock.advance(steadyMs - 1);
    expect(end()).toBeUndefined();
    terminal.set(null);
    await clock.advance(1_000);
    terminal.set({ ...healthy, start: 's2' });
    await clock.advance(steadyMs);
    expect(end()).toBeUndefined();
    await clock.advance(1_000);
    expect(end()).toBe('pass');
    expect(found).toEqual(['service', 'page', '', 'service', '']);
    expect([terminal.connections(), clock.pending]).toEqual([2, 0]);
  });

  test('a page that never paints fails at the limit; nobody there fails at the limit', async () => {
    for (const [facts, fault] of [
      [withParts(healthy, { page: { state: 'none' } }), 'page'],
      [null, 'service'],
    ] as const) {
      const { clock, terminal, end } = waiting(healthy);
      terminal.set(facts);
      await clock.advance(limitMs - 1);
      expect(end()).toBeUndefined();
      await clock.advance(1);
      expect([end(), clock.pending]).toEqual([{ fail: fault, what: expect.any(String) }, 0]);
    }
  });

  test('ended from outside it decides nothing and leaves no timer', async () => {
    const { clock, terminal, stop, end } = waiting(healthy);
    terminal.set(healthy);
    await clock.advance(1_000);
    stop.abort();
    await clock.advance(2 * limitMs);
    expect([end(), clock.pending]).toEqual([null, 0]);
  });
});
