import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HubCallError } from './hub-call-error.ts';
import { beatEveryMs, type PresenceEvent, presenceAtStart, presenceEventOf, stepPresence } from './presence.ts';

const run = (events: readonly PresenceEvent[]) => events.reduce(stepPresence, presenceAtStart).isOnline;

describe('presence', () => {
  test('offline until the first success, offline after three misses, online after one success', () => {
    expect(run([])).toBe(false);
    expect(run(['success'])).toBe(true);
    expect(run(['success', 'miss', 'miss'])).toBe(true);
    expect(run(['success', 'miss', 'miss', 'miss'])).toBe(false);
    expect(run(['success', 'miss', 'miss', 'success', 'miss', 'miss'])).toBe(true);
    expect(run(['success', 'gone'])).toBe(false);
    expect(run(['success', 'gone', 'success'])).toBe(true);
  });

  test('any history: online exactly when a success is followed by fewer than three misses and by no "gone"', () => {
    const events = fc.array(fc.constantFrom<PresenceEvent>('success', 'miss', 'gone'), { maxLength: 30 });
    fc.assert(
      fc.property(events, (history) => {
        const since = history.slice(history.lastIndexOf('success') + 1);
        const expected = history.includes('success') && since.length < 3 && !since.includes('gone');
        expect(run(history)).toBe(expected);
      }),
    );
  });

  const http = (status: number, isSigned: boolean): HubCallError => ({ code: 'http', detail: '', status, isSigned });
  test.each<[string, HubCallError | null, PresenceEvent]>([
    ['believed reply', null, 'success'],
    ['signed 404', http(404, true), 'success'],
    ['signed 401', http(401, true), 'miss'],
    ['signed 503', http(503, true), 'miss'],
    ['gateway page', http(404, false), 'miss'],
    ['forged reply', { code: 'badSignature', detail: '' }, 'miss'],
    ['time-out', { code: 'timeout', detail: '' }, 'miss'],
    ['nobody there', { code: 'unreachable', detail: '' }, 'gone'],
  ])('%s of a pull is %#', (_, error, event) => {
    expect(presenceEventOf({ kind: 'pull', error })).toBe(event);
  });

  test('a heartbeat that finds nobody is one miss', () => {
    expect(presenceEventOf({ kind: 'heartbeat', error: { code: 'unreachable', detail: '' } })).toBe('miss');
  });
});

describe('how often a machine tells', () => {
  test('every 10 s while a citizen is there or the hub has been missed once, else by the pace that the hub asks for, each machine at another moment', () => {
    const calm = { isBusy: false, isSure: true, pace: 'usual' } as const;
    expect(beatEveryMs({ ...calm, isBusy: true, pace: 'degraded' }, 0.5)).toBe(10_000);
    expect(beatEveryMs({ ...calm, isSure: false, pace: 'degraded' }, 0.5)).toBe(10_000);
    expect([0, 0.5, 1].map((chance) => beatEveryMs(calm, chance))).toEqual([54_000, 60_000, 66_000]);
    expect(beatEveryMs({ ...calm, pace: 'watched' }, 0.5)).toBe(15_000);
    expect(beatEveryMs({ ...calm, pace: 'degraded' }, 0.5)).toBe(300_000);
  });
});
