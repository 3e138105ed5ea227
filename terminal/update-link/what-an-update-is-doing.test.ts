import { expect, test } from 'vitest';
import { signAssignment } from '../../contract/release/assignment.ts';
import { newSigningKey, readPrivateKey } from '../../contract/signing.ts';
import type { UpdateStanding } from '../../contract/update-standing.ts';
import { type UpdatingFacts, updatingOf } from './updating.ts';

const key = { kid: 'reply-1', key: readPrivateKey(newSigningKey().privateKey) };
const sha256 = 'a'.repeat(64);
const release = `2-${'a'.repeat(16)}`;
const old = `1-${'b'.repeat(16)}`;
const assignment = (target = 'app/2.json') =>
  signAssignment(
    { format: 'yitiji-assignment/1', device: 'd', target, sha256, counter: 7, expiresAt: '2026-12-28T00:00:00.000Z' },
    key,
  );
const standing = (change: Partial<UpdateStanding> = {}): UpdateStanding => ({
  ...{ release: old, state: 'proven', since: null, last: null, ...change },
});
const free = { held: null, waiting: 0 };
const at = (change: Partial<UpdatingFacts> = {}) =>
  updatingOf({ assignment: assignment(), standing: standing(), gate: free, ...change });
const told = (phase: string) => ({ counter: 7, phase });

test('the steps of an update are told as they show at the gate and in what runs', () => {
  expect(at()).toEqual(told('downloading'));
  expect(at({ gate: { held: null, waiting: 1 } })).toEqual(told('waitingIdle'));
  expect(at({ gate: { held: { endsInMs: 30_000 }, waiting: 0 } })).toEqual(told('activating'));
  expect(at({ standing: standing({ release, state: 'tried' }) })).toEqual(told('probation'));
});

test('nothing is told to be under way when it is over, or when there is nothing to do', () => {
  for (const state of ['soaking', 'proven'] as const) expect(at({ standing: standing({ release, state }) })).toBeNull();
  const last = {
    release,
    from: old,
    outcome: 'rolledBack',
    cause: 'unhealthy',
    at: '2026-11-28T12:00:00.000Z',
  } as const;
  expect(at({ standing: standing({ last }) })).toBeNull();
  expect(at({ assignment: null })).toBeNull();
  expect(at({ assignment: 'no assignment' })).toBeNull();
});

test('a machine without an agent says nothing rather than something untrue', () => {
  expect(at({ standing: null })).toBeUndefined();
});
