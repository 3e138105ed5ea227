import { describe, expect, it } from 'vitest';
import { hoursOf, isOpenAt, openMsBetween, readHours, usualHours } from './open-hours.ts';
import { fleetState, reportedState } from './state.ts';
import { measuresOf, medianOf, middleOf, stepOf } from './visit-measures.ts';

const up = (id: string) => ({ id, link: 'up', condition: 'ok', faults: [] });
type Said = Parameters<typeof reportedState>[0];
const beat: Said = { devices: [up('receiptPrinter')], durability: 'ok' };
const state = (patch: Partial<Said>) => reportedState({ ...beat, ...patch }).state;

describe('state by the last heartbeat', () => {
  it('a device that is away limits; one that is being connected does not', () => {
    expect(state({})).toBe('ok');
    expect(reportedState({ ...beat, devices: [{ ...up('idReader'), link: 'lost' }] })).toEqual({
      state: 'limited',
      reasons: ['device:idReader'],
    });
    expect(state({ devices: [{ ...up('idReader'), link: 'connecting' }] })).toBe('ok');
    expect(state({ devices: [{ ...up('idReader'), condition: 'faulted' }] })).toBe('limited');
  });

  it('what is only low serves everybody', () => {
    const low = reportedState({ ...beat, devices: [{ ...up('receiptPrinter'), low: ['paper'] }] });
    expect(low).toEqual({ state: 'ok', reasons: ['low:receiptPrinter.paper'] });
  });

  it('a store that fails its check and a dead touch panel serve nobody, whatever else is only limited', () => {
    expect(reportedState({ ...beat, durability: 'failed', intake: 'queue' })).toEqual({
      state: 'outOfService',
      reasons: ['durability', 'intake:queue'],
    });
    expect(state({ devices: [{ ...up('touchPanel'), condition: 'faulted' }] })).toBe('outOfService');
  });

  it('a notice is maintenance before everything that is broken meanwhile', () => {
    const notice = { reason: 'maintenance', since: '2026-11-29T01:00:00.000Z', until: null } as const;
    expect(state({ notice: notice as never, durability: 'failed' })).toBe('maintenance');
    expect(state({ notice: null })).toBe('ok');
  });
});

describe('state now', () => {
  const last = { atMs: 1_000_000, reported: 'limited', paceMs: 60_000, lostMs: null } as const;
  it('three missed heartbeats are offline, not one less', () => {
    expect(fleetState(last, 1_180_000)).toBe('limited');
    expect(fleetState(last, 1_180_001)).toBe('offline');
    expect(fleetState(null, 0)).toBe('offline');
  });
  it('who was told to speak rarely is not offline for it, who was watched not sooner', () => {
    expect(fleetState({ ...last, paceMs: 300_000 }, 1_900_000)).toBe('limited');
    expect(fleetState({ ...last, paceMs: 300_000 }, 1_900_001)).toBe('offline');
    expect(fleetState({ ...last, paceMs: 15_000 }, 1_180_000)).toBe('limited');
  });
  it('lost ends with the next heartbeat', () => {
    expect(fleetState({ ...last, lostMs: 1_100_000 }, 1_100_001)).toBe('lost');
    expect(fleetState({ ...last, lostMs: 999_999 }, 1_100_001)).toBe('limited');
  });
});

describe('published hours', () => {
  const at = (iso: string) => Date.parse(`${iso}+08:00`);
  it('every hour that a place of the city publishes can be read', () => {
    for (const text of [
      '24 小时',
      '周一至周五 9:00–12:00 14:00–17:30',
      '周一至周六 9:00–17:00',
      '周一至周日 8:00–22:00',
    ])
      expect(readHours(text), text).not.toBeNull();
    expect(readHours('by arrangement')).toBeNull();
    expect(hoursOf('XX9999')).toBe(usualHours);
  });
  it('noon break, week-end and the last minute', () => {
    const hours = readHours('周一至周五 9:00–12:00 14:00–17:30') ?? usualHours;
    expect(isOpenAt(hours, at('2026-11-27T11:59:59'))).toBe(true);
    expect(isOpenAt(hours, at('2026-11-27T12:00:00'))).toBe(false);
    expect(isOpenAt(hours, at('2026-11-27T17:29:00'))).toBe(true);
    expect(isOpenAt(hours, at('2026-11-28T10:00:00'))).toBe(false);
    expect(openMsBetween(hours, at('2026-11-27T11:30:00'), at('2026-11-27T14:15:00'))).toBe(45 * 60_000);
  });
});

describe('scale of what visits measure', () => {
  it('a step holds values that differ by less than a tenth, and small numbers are exact', () => {
    for (let value = 0; value < 20_000; value += 7) {
      const back = middleOf(stepOf(value));
      expect(Math.abs(back - value)).toBeLessThanOrEqual(value <= 16 ? 0 : value * 0.05);
    }
  });
  it('the median is that of what came, whatever the order, and null of nothing', () => {
    expect(medianOf(new Map())).toBeNull();
    expect(
      medianOf(
        new Map([
          [9, 1],
          [3, 1],
          [5, 1],
        ]),
      ),
    ).toBe(5);
    expect(
      medianOf(
        new Map([
          [2, 10],
          [16, 11],
        ]),
      ),
    ).toBe(16);
  });
  it('who left says where and not how long; who came to the end says how long', () => {
    const visit = { page: 'check', seconds: 100, touches: 12, pages: 8, papers: 0 };
    expect(measuresOf({ ...visit, ended: 'abandoned' }).map(({ measure }) => measure)).toEqual(['ended', 'page']);
    expect(measuresOf({ ...visit, ended: 'completed' }).map(({ measure }) => measure)).not.toContain('page');
  });
});
