import { expect, test } from 'vitest';
import { deviceError } from '../../../contract/device.ts';
import { noLog } from '../../../contract/log.ts';
import { ok } from '../../../contract/result.ts';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import type { Link } from '../../core/connection.ts';
import { StatusTracker } from '../../core/status-tracker.ts';
import { defaultEscposProfile } from './escpos-profile.ts';
import { SlipExit } from './slip-exit.ts';
import type { StatusWire } from './status-wire.ts';

const atExit = 0x04;
const nothing = 0x00;

/** The exit of a printer whose sensor answers what the test says, one byte a look. */
function exitThat(answers: number[]) {
  const clock = new VirtualClock();
  const tracker = new StatusTracker({ id: 'printer', clock, log: noLog, initial: { media: 'unknown' } });
  tracker.set({ link: 'up' });
  const exit = new SlipExit({
    clock,
    log: noLog,
    profile: { ...defaultEscposProfile, exitSensor: 'dle-eot-5' },
    wire: { queryVendor: async () => ok(answers.shift() ?? nothing) } as unknown as StatusWire,
    tracker,
    error: (code, outcome, phase) => deviceError(code, outcome, { deviceId: 'printer', phase, epoch: 1 }),
    looked: () => undefined,
  });
  const link = { signal: new AbortController().signal } as unknown as Link;
  return { clock, tracker, exit, link };
}

// Found by the soak (escpos-dle-eot-5, seed 259865674): answers carry no number, and two late ones agreed.
test('an answer that comes late right after the next job does not make a waiting slip "taken"', async () => {
  const { clock, tracker, exit, link } = exitThat([atExit, nothing, atExit]);
  expect(await exit.presented(link)).toBe('atExit');
  const taken = exit.awaitTaken(8_000);
  expect(await exit.presented(link)).toBe('unknown');
  expect(tracker.current.media).toBe('atExit');
  await exit.look(link);
  await clock.advance(8_000);
  expect(await taken).toEqual(ok('notTaken'));
});

test('a hand that took both is still seen, by the look that follows', async () => {
  const { exit, link } = exitThat([atExit, nothing, nothing]);
  await exit.presented(link);
  const taken = exit.awaitTaken(8_000);
  await exit.presented(link);
  await exit.look(link);
  expect(await taken).toEqual(ok('taken'));
});
