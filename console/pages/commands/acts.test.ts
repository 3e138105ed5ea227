import { expect, test } from 'vitest';
import { CommandRequest } from '../../../contract/console/commands.ts';
import { remoteActKinds } from '../../../contract/remote-command.ts';
import { parse } from '../../../contract/validate.ts';
import { type ActFields, actKinds, actOf, standingOf } from './acts.ts';

const filled: ActFields = {
  ...{ kind: 'selfTest', device: 'receiptPrinter', item: 'ss.card.loss', notice: 'paper', until: '2026-11-30T18:00' },
};

test('every act of the allow-list can be sent, and the hub takes it as it is', () => {
  expect([...actKinds].sort()).toEqual([...remoteActKinds].sort());
  for (const kind of actKinds) {
    const act = actOf({ ...filled, kind });
    const request = { kiosks: ['TH0017'], act, reason: 'why' };
    expect([kind, parse(CommandRequest, request).ok]).toEqual([kind, true]);
  }
});

test('an act that lacks what it needs is not sent', () => {
  expect(actOf({ ...filled, kind: 'restartDevice', device: ' ' })).toBeNull();
  expect(actOf({ ...filled, kind: 'lockItem', item: '' })).toBeNull();
  expect(actOf({ ...filled, kind: 'postNotice', until: 'tomorrow' })).toBeNull();
});

test('a command that may have been done is told neither as failed nor as not run', () => {
  expect(standingOf({ state: 'failed', code: 'cut' })).toBe('unknown');
  expect(standingOf({ state: 'failed', code: 'noWord' })).toBe('unknown');
  // Of a newer machine: what it means is not known here.
  expect(standingOf({ state: 'failed', code: 'solarFlare' as never })).toBe('unknown');
  expect(standingOf({ state: 'done', code: 'solarFlare' as never })).toBe('done');
  expect(standingOf({ state: 'refused', code: 'memoryLost' })).toBe('unknown');
  expect(standingOf({ state: 'failed', code: 'deviceFault' })).toBe('failed');
  expect(standingOf({ state: 'done', code: null })).toBe('done');
});

test('a notice without an end says so', () => {
  expect(actOf({ ...filled, kind: 'postNotice', until: '' })).toEqual({
    kind: 'postNotice',
    reason: 'paper',
    until: null,
  });
});
