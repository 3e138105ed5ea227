import { Check } from 'typebox/value';
import { expect, it } from 'vitest';
import { DeviceStatus } from '../../contract/device.ts';
import type { Log } from '../../contract/log.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { StatusTracker } from './status-tracker.ts';

function tracked() {
  const clock = new VirtualClock();
  const logged: { id: string; fields: unknown }[] = [];
  const log: Log = (id, fields) => {
    logged.push({ id, fields });
  };
  const tracker = new StatusTracker({ id: 'reader', clock, log });
  const heard: DeviceStatus[] = [];
  const unsubscribe = tracker.onStatus((status) => heard.push(status));
  return { clock, tracker, heard, logged, unsubscribe };
}

it('tells listeners about changes only, with a rising sequence', () => {
  const { tracker, heard, unsubscribe } = tracked();
  tracker.set({ link: 'up', media: 'none' });
  tracker.set({ link: 'up', via: 'poll' });
  tracker.set({ paths: { exit: 'clear' } });
  tracker.set({ paths: { exit: 'clear' } });
  expect(heard.map((status) => status.seq)).toEqual([1, 2]);
  unsubscribe();
  tracker.set({ link: 'lost' });
  expect(heard.length).toBe(2);
  expect(tracker.listenerCount).toBe(0);
  expect(Check(DeviceStatus, tracker.current)).toBe(true);
});

it('opens and closes a fault once each and logs how long it lasted', async () => {
  const { clock, tracker, heard, logged } = tracked();
  tracker.openFault('E_LINK_LOST');
  tracker.openFault('E_LINK_LOST');
  expect(tracker.current.faults).toEqual([
    { code: 'E_LINK_LOST', since: '2026-11-23T06:03:12.000Z', action: 'selfRecovering', severity: 'alarm' },
  ]);
  await clock.advance(1_500);
  tracker.closeFault('E_LINK_LOST');
  tracker.closeFault('E_LINK_LOST');
  expect(tracker.current.faults).toEqual([]);
  expect(heard.length).toBe(2);
  expect(logged).toEqual([
    { id: 'device.fault.opened', fields: { deviceId: 'reader', code: 'E_LINK_LOST', action: 'selfRecovering' } },
    { id: 'device.fault.closed', fields: { deviceId: 'reader', code: 'E_LINK_LOST', durationMs: 1_500 } },
  ]);
});

it('raises the epoch with each opened port and keeps old snapshots unchanged', () => {
  const { tracker, logged } = tracked();
  const before = tracker.current;
  expect(tracker.opened()).toBe(1);
  expect(tracker.opened()).toBe(2);
  tracker.set({ link: 'up' }, 'port');
  expect(before).toMatchObject({ epoch: 0, link: 'connecting' });
  expect(Object.isFrozen(before)).toBe(true);
  expect(logged).toEqual([
    { id: 'device.link.changed', fields: { deviceId: 'reader', link: 'up', epoch: 2, cause: 'port' } },
  ]);
});
