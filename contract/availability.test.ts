import { describe, expect, it } from 'vitest';
import { availability, type Bin, type DeviceStatus } from './device.ts';

const idle: DeviceStatus = {
  id: 'd',
  epoch: 1,
  seq: 1,
  link: 'up',
  condition: 'ok',
  activity: 'idle',
  media: 'none',
  paths: { transport: 'clear' },
  supplies: {},
  bins: {},
  faults: [],
  observedAt: '2026-01-01T00:00:00.000Z',
  via: 'poll',
};
const bin = (kind: Bin['kind'], level: Bin['level'], health: Bin['health'] = 'ok'): Bin => ({
  kind,
  health,
  level,
  count: null,
  initial: null,
  threshold: 0,
});
const supply = (level: 'low' | 'out') => ({ paper: { level, source: 'sensor', at: '' } }) as const;

describe('availability', () => {
  it.each([
    ['an idle device is ready', {}, 'ready'],
    ['a person who is being waited for does not make it busy', { activity: 'waitingUser' }, 'ready'],
    ['a lost link is no device', { link: 'lost' }, 'unavailable'],
    ['low paper still prints', { supplies: supply('low') }, 'ready'],
    ['no paper prints nothing', { supplies: supply('out') }, 'unavailable'],
    ['a jam', { paths: { transport: 'jammed' } }, 'unavailable'],
    ['moving', { activity: 'moving' }, 'busy'],
    ['a device in maintenance', { activity: 'maintenance' }, 'busy'],
    ['degraded', { condition: 'degraded' }, 'limited'],
    ['an empty hopper', { bins: { a: bin('supply', 'empty') } }, 'unavailable'],
    ['one of two hoppers empty', { bins: { a: bin('supply', 'empty'), b: bin('supply', 'ok') } }, 'limited'],
    ['a hopper that was taken out', { bins: { a: bin('supply', 'ok', 'missing') } }, 'unavailable'],
    [
      'a full retain bin: an abandoned card would have nowhere to go',
      { bins: { a: bin('supply', 'ok'), r: bin('retain', 'full') } },
      'unavailable',
    ],
    ['two retain bins, one full', { bins: { r: bin('retain', 'full'), s: bin('reject', 'ok') } }, 'ready'],
  ] as const)('%s', (_name, patch, expected) => {
    expect(availability({ ...idle, ...patch } as DeviceStatus)).toBe(expected);
  });

  it('a printer without custody does not mind a full retract bin', () => {
    const status = { ...idle, bins: { r: bin('retain', 'full') } };
    expect(availability(status, { needsRetainBin: false })).toBe('ready');
  });
});
