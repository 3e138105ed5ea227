import { expect, test } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { keepWatchdog, watchdogPauseMs } from './system-watchdog.ts';

test('where nobody listens nothing is said; a limit that is none is none', async () => {
  const said: string[] = [];
  const clock = new VirtualClock();
  for (const env of [{}, { WATCHDOG_USEC: '60000000' }, { NOTIFY_SOCKET: '' }])
    keepWatchdog(clock, env, (word) => said.push(word));
  await clock.advance(600_000);
  expect(said).toEqual([]);
  expect(watchdogPauseMs({ NOTIFY_SOCKET: '/run/x', WATCHDOG_USEC: 'no' })).toBeNull();
  expect(watchdogPauseMs({ NOTIFY_SOCKET: '/run/x', WATCHDOG_USEC: '-1' })).toBeNull();
});

test('a launcher that does its work is heard twice within what systemd allows, and at once when it has started', async () => {
  const said: string[] = [];
  const clock = new VirtualClock();
  keepWatchdog(clock, { NOTIFY_SOCKET: '/run/x', WATCHDOG_USEC: '60000000' }, (word) => said.push(word));
  expect(said).toEqual(['READY=1', 'WATCHDOG=1']);
  await clock.advance(60_000);
  expect(said).toEqual(['READY=1', 'WATCHDOG=1', 'WATCHDOG=1', 'WATCHDOG=1']);
});

test('a service without a watchdog still says that it has started', () => {
  const said: string[] = [];
  keepWatchdog(new VirtualClock(), { NOTIFY_SOCKET: '/run/x' }, (word) => said.push(word));
  expect(said).toEqual(['READY=1']);
});
