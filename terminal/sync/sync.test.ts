import { describe, expect, test } from 'vitest';
import { HeartbeatRequest, unknownMember } from '../../contract/hub-api.ts';
import { noLog } from '../../contract/log.ts';
import { err, ok } from '../../contract/result.ts';
import { parse } from '../../contract/validate.ts';
import {
  makeHubSide,
  seededRandom,
  submitOk,
  type TemporaryStore,
  temporaryStore,
} from '../store/testing/temporary-store.ts';
import { makeClockTrust } from './clock-trust.ts';
import type { HubCallError } from './hub-call-error.ts';
import type { CallOutcome } from './hub-client.ts';
import { tellWholeAgainMs } from './older-hub.ts';
import { makeSync } from './sync.ts';
import { LosingHub } from './testing/losing-hub.ts';

const hubSide = await makeHubSide();

/** As hubs say it (hub/server.ts), in a reply that they sign. */
const refusal: HubCallError = {
  ...{ code: 'http', status: 400, isSigned: true, hubError: 'badRequest' },
  detail: `badRequest: ${unknownMember}`,
};

/** Sync over a hub whose heartbeats can be cut. */
function rig({ store, clock }: TemporaryStore) {
  const hub = new LosingHub(clock);
  const beats: HeartbeatRequest[] = [];
  const listeners = new Set<(outcome: CallOutcome) => void>();
  const state: {
    isReachable: boolean;
    selfTest: NonNullable<HeartbeatRequest['selfTest']> | null;
    /** Members that the hub does not know yet. */
    unknown: readonly string[];
  } = { isReachable: true, selfTest: null, unknown: [] };
  const tell = (outcome: CallOutcome) => {
    for (const listener of listeners) listener(outcome);
  };
  const sync = makeSync({
    store,
    clock,
    log: noLog,
    random: seededRandom(3),
    trust: makeClockTrust(clock),
    version: '0.1.0',
    devices: () => [{ id: 'idReader', link: 'up', condition: 'ok', faults: [] }],
    intake: () => 'open',
    selfTest: () => state.selfTest,
    client: {
      batch: (...call) => hub.batch(...call),
      heartbeat: async (request) => {
        beats.push(request);
        const strange = state.unknown.some((name) => name in request);
        const error = strange ? refusal : state.isReachable ? null : ({ code: 'unreachable', detail: '' } as const);
        tell({ kind: 'heartbeat', error });
        return error === null ? ok({ hubTime: new Date(clock.wallMs()).toISOString() }) : err(error);
      },
      onOutcome: (listener) => {
        listeners.add(listener);
        return () => {
          listeners.delete(listener);
        };
      },
    },
  });
  const changes: boolean[] = [];
  sync.onOnline((online) => changes.push(online));
  return { hub, sync, beats, state, tell, changes };
}

describe('presence of the hub', () => {
  test('offline at boot, online after one heartbeat, offline after three lost ones', async () => {
    using temporary = temporaryStore(hubSide.identity);
    const { sync, state, changes } = rig(temporary);
    expect(sync.online()).toBe(false);
    sync.start();
    await temporary.clock.advance(0);
    expect(sync.online()).toBe(true);
    state.isReachable = false;
    await temporary.clock.advance(29_999);
    expect(sync.online()).toBe(true);
    await temporary.clock.advance(1);
    expect(changes).toEqual([true, false]);
    state.isReachable = true;
    await temporary.clock.advance(10_000);
    expect(changes).toEqual([true, false, true]);
    await sync.stop();
    expect(temporary.clock.pending).toBe(0);
  });

  test('offline at once when a call for a citizen finds nobody', async () => {
    using temporary = temporaryStore(hubSide.identity);
    const { sync, tell } = rig(temporary);
    sync.start();
    await temporary.clock.advance(0);
    tell({ kind: 'pull', error: { code: 'unreachable', detail: '' } });
    expect(sync.online()).toBe(false);
    await sync.stop();
  });

  test('a loss report that waited goes as soon as the hub is back', async () => {
    using temporary = temporaryStore(hubSide.identity);
    const { hub, sync, state } = rig(temporary);
    state.isReachable = false;
    hub.fate = () => 'nobody';
    sync.start();
    await submitOk(temporary.store, { offline: true });
    sync.kick();
    await temporary.clock.advance(4 * 3_600_000);
    hub.fate = () => 'answer';
    state.isReachable = true;
    await temporary.clock.advance(10_100);
    expect(hub.applied).toHaveLength(1);
    await sync.stop();
  });

  test('the heartbeat tells the queue and no person', async () => {
    using temporary = temporaryStore(hubSide.identity);
    const { hub, sync, beats } = rig(temporary);
    hub.fate = () => 'nobody';
    await submitOk(temporary.store);
    sync.start();
    await temporary.clock.advance(10_000);
    await sync.stop();
    expect(beats).toHaveLength(2);
    expect(beats[1]).toMatchObject({
      durability: 'ok',
      outbox: { pending: 1, dead: 0, oldestAgeMs: 10_000 },
      bootId: temporary.store.bootId,
    });
  });

  test('the heartbeat tells the last self-test, and nothing of one before there was any', async () => {
    using temporary = temporaryStore(hubSide.identity);
    const { sync, beats, state } = rig(temporary);
    sync.start();
    await temporary.clock.advance(0);
    expect(beats[0]).not.toHaveProperty('selfTest');
    state.selfTest = { atMs: 1, counts: { pass: 9, warn: 1, fail: 1, notFitted: 2 }, failed: ['store'] };
    await temporary.clock.advance(10_000);
    await sync.stop();
    expect(beats[1]).toMatchObject({ selfTest: { failed: ['store'], counts: { fail: 1 } } });
    expect(parse(HeartbeatRequest, beats[1])).toMatchObject({ ok: true });
  });

  test('an older hub that does not know the self-test hears the rest at once, and the whole again after an hour', async () => {
    using temporary = temporaryStore(hubSide.identity);
    const { sync, beats, state } = rig(temporary);
    state.selfTest = { atMs: 1, counts: { pass: 9, warn: 1, fail: 1, notFitted: 2 }, failed: ['store'] };
    state.unknown = ['selfTest'];
    sync.start();
    await temporary.clock.advance(0);
    expect(beats.map((beat) => 'selfTest' in beat)).toEqual([true, false]);
    expect(beats[1]).toMatchObject({ intake: 'open', outbox: { pending: 0 } });
    await temporary.clock.advance(10_000);
    // It is not asked again every time.
    expect(beats.map((beat) => 'selfTest' in beat)).toEqual([true, false, false]);
    expect(sync.online()).toBe(true);
    state.unknown = [];
    await temporary.clock.advance(tellWholeAgainMs);
    await sync.stop();
    expect(beats.at(-1)).toHaveProperty('selfTest');
  });

  test('the first hub that there was hears what it knows; one that refuses for another reason is not asked without end', async () => {
    using temporary = temporaryStore(hubSide.identity);
    const { sync, beats, state } = rig(temporary);
    state.unknown = ['selfTest', 'notice', 'clock', 'storage', 'intake'];
    sync.start();
    await temporary.clock.advance(0);
    expect(Object.keys(beats.at(-1) ?? {}).sort()).toEqual([
      ...['bootId', 'devices', 'durability', 'monoMs', 'outbox', 'version', 'wallMs'],
    ]);
    const before = beats.length;
    state.unknown = ['version'];
    await temporary.clock.advance(10_000);
    await sync.stop();
    expect(beats.length).toBe(before + 1);
  });
});
