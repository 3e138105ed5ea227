import type { HeldCommand, Pace } from '../../contract/heartbeat-facts.ts';
import type { HeartbeatReply, HeartbeatRequest, IntakeState } from '../../contract/hub-api.ts';
import type { DeviceKey } from '../crypto/device-key.ts';
import { urgentPrio } from '../outbox/outbox.ts';
import type { Identity } from '../store/store.ts';
import { type ClockTrust, makeClockTrust } from './clock-trust.ts';
import { type HubClient, makeHubClient } from './hub-client.ts';
import { type HubServices, makeHubServices } from './hub-services.ts';
import { leanerBeat, leftOut, nextStep, refusesMember, tellWholeAgainMs } from './older-hub.ts';
import { beatEveryMs, presenceAtStart, presenceEventOf, probe, stepPresence } from './presence.ts';
import { makeSyncWorker, type SyncWorkerOptions } from './sync-worker.ts';
import { takeOverKeys } from './take-over-keys.ts';
import type { AwaitedVerdict } from './verdict-waiters.ts';

/** Keeps the hub informed and the queue empty. */
export interface Sync {
  /** Call once, after enrolment. */
  start(): void;
  /** Ends the batch in flight; its messages stay pending. */
  stop(): Promise<void>;
  /** Somebody is impatient: the next batch goes at once. Commits of priority 0 and 1 do this by themselves. */
  kick(): void;
  /** Somebody has come or gone: the next heartbeat goes at once. */
  tellNow(): void;
  online(): boolean;
  /** Told at each change; gives the function that ends it. */
  onOnline(listener: (online: boolean) => void): () => void;
  /**
   * Resolves with the verdict of this message as soon as one is known, or with `pending` when `timeoutMs` have passed or `signal` is aborted. While somebody waits
   * the message is urgent: in front of the queue, up to three tries in 15 s, always with the same id.
   */
  waitVerdict(messageId: string, timeoutMs: number, signal?: AbortSignal): Promise<AwaitedVerdict>;
  /** Times that this message was put on the wire in this boot, for "asked again with the same number". */
  attempts(messageId: string): number;
  /** Hub time minus wall clock; null = no contact in this boot. */
  hubOffsetMs(): number | null;
  /** Of the last believed reply that did not wait at the hub; null = none in this boot. */
  roundTripMs(): number | null;
}

export interface SyncOptions extends SyncWorkerOptions {
  readonly client: Pick<HubClient, 'batch' | 'heartbeat' | 'onOutcome'>;
  readonly trust: ClockTrust;
  readonly version: string;
  /** Status of the devices for the heartbeat. No person. */
  devices(): HeartbeatRequest['devices'];
  /** How full the disk is, and whether the ballast stands; left out = nobody looks. */
  storage?(): NonNullable<HeartbeatRequest['storage']>;
  /** The last self-test; null = none yet; left out = nobody makes one. */
  selfTest?(): HeartbeatRequest['selfTest'] | null;
  /** The notice of a keeper that stands on the page of citizens; left out = nobody posts any. */
  notice?(): HeartbeatRequest['notice'];
  /** Work orders of this machine: which it has, and what the hub says there is; left out = nobody works on them. */
  readonly work?: { revision(): string; heard(revision: string): void };
  /** Releases that the hub assigns: which one the machine has, and what a reply says of them; left out = nobody installs any. */
  readonly update?: {
    mark(): HeartbeatRequest['update'];
    bundleMarks(): NonNullable<HeartbeatRequest['bundles']>;
    heard(reply: Pick<HeartbeatReply, 'update' | 'bundles' | 'hubVersion'>): void;
    /** What is under way with it; undefined or left out = nobody can say. */
    updating?(): HeartbeatRequest['updating'];
  };
  /** What this machine tells of itself for the fleet; left out = nothing. */
  readonly fleet?: {
    now(): Partial<HeartbeatRequest>;
    /** A heartbeat with these was answered. */
    told(visits: HeartbeatRequest['visits']): void;
    /** Somebody may want to know whether the hub is there. */
    isAttentive(): boolean;
  };
  /** Commands of operators: which this machine holds, and those that a reply brings; left out = it takes none. */
  readonly commands?: { held(): HeldCommand[]; heard(texts: readonly string[]): void };
  /** Whether something new is taken in, and why not. */
  intake(): IntakeState;
}

export interface HubLinkOptions extends Omit<SyncOptions, 'client' | 'trust'> {
  readonly baseUrl: string;
  readonly key: DeviceKey;
  readonly identity: Identity;
  readonly fetch?: typeof fetch;
}

export interface HubLink {
  readonly client: HubClient;
  readonly services: HubServices;
  readonly sync: Sync;
}

/** Client and sync worker of an enrolled machine, wired together: client and services for what is asked now, the sync for everything that is queued. */
export function makeHubLink(options: HubLinkOptions): HubLink {
  const { store, clock, identity } = options;
  const trust = makeClockTrust(clock, (offsetMs) => store.followHub(offsetMs));
  const client = makeHubClient({
    ...options,
    deviceId: identity.deviceId,
    // As stored: the hub may have handed over newer ones since.
    get replyKey() {
      return (store.identity() ?? identity).replyKey;
    },
    get sealKid() {
      return (store.identity() ?? identity).sealing.kid;
    },
    trust,
  });
  return { client, services: makeHubServices(client), sync: makeSync({ ...options, client, trust }) };
}

/** Everything between outbox and hub: delivery, heartbeats, presence, proofs. */
export function makeSync(options: SyncOptions): Sync {
  const { store, client, clock, log, trust } = options;
  const worker = makeSyncWorker(options);
  const listeners = new Set<(online: boolean) => void>();
  const stopping = new AbortController();
  let presence = presenceAtStart;
  let changedAtMs = clock.monoMs();
  let probing: Promise<void> | null = null;
  let trusted = trust.trust();

  /** What the clock is worth is recorded when it changes, and told aloud when it drifts or drifts no more. */
  function noteTrust(): void {
    const now = trust.trust();
    if (now === trusted || stopping.signal.aborted) return;
    const offsetMs = trust.offsetMs() ?? 0;
    store.audit('clock', { offsetMs }, null);
    if (now === 'drifting' || trusted === 'drifting') log('sync.clock.changed', { trust: now, offsetMs });
    trusted = now;
  }

  let pace: Pace = 'usual';
  let tellNow: () => void = () => undefined;
  /** Until the next heartbeat, milliseconds. */
  const nextMs = (): number => {
    const isSure = presence.isOnline && presence.misses === 0;
    // A machine of which nobody asks how it is (a test, a tool) is always as attentive as with a citizen in front of it.
    const isBusy = options.fleet?.isAttentive() ?? true;
    return beatEveryMs({ isBusy, isSure, pace }, (options.random(1)[0] ?? 0) / 256);
  };
  /** How much an older hub made us leave out, and until when. */
  let lean = { steps: 0, untilMs: 0 };
  const beat = async (signal: AbortSignal) => {
    if (clock.monoMs() >= lean.untilMs) lean = { steps: 0, untilMs: 0 };
    const whole = heartbeatOf(options);
    for (let next: number | null = lean.steps; next !== null && !signal.aborted; ) {
      if (next > lean.steps) {
        lean = { steps: next, untilMs: clock.monoMs() + tellWholeAgainMs };
        log('sync.heartbeat.shortened', { without: leftOut(next) });
      }
      const reply = await client.heartbeat(leanerBeat(whole, lean.steps), signal);
      if (reply.ok && reply.value.keys !== undefined) takeOverKeys(store, log, reply.value.keys);
      if (reply.ok) options.update?.heard(reply.value);
      if (reply.ok) pace = reply.value.pace ?? 'usual';
      if (reply.ok && lean.steps === 0) options.fleet?.told(whole.visits);
      if (reply.ok) options.commands?.heard(reply.value.commands ?? []);
      if (reply.ok && reply.value.work !== undefined) options.work?.heard(reply.value.work);
      next = reply.ok || !refusesMember(reply.error) ? null : nextStep(whole, lean.steps);
    }
  };
  const forgetClient = client.onOutcome((outcome) => {
    noteTrust();
    const before = presence.isOnline;
    presence = stepPresence(presence, presenceEventOf(outcome));
    if (presence.isOnline === before || stopping.signal.aborted) return;
    const awayMs = Math.round(clock.monoMs() - changedAtMs);
    changedAtMs = clock.monoMs();
    if (presence.isOnline) {
      log('sync.hub.online', { awayMs });
      worker.networkUp();
    } else {
      log('sync.hub.offline', { code: outcome.error?.code ?? 'unreachable' });
    }
    for (const listener of listeners) listener(presence.isOnline);
  });

  // Committed = on its way: nobody has to remember to kick.
  const forgetCommits = store.onMessage((prio) => {
    if (prio <= urgentPrio) worker.kick();
  });

  return {
    start: () => {
      worker.start();
      probing ??= probe(clock, beat, stopping.signal, nextMs, (wake) => {
        tellNow = wake;
      });
    },
    stop: async () => {
      stopping.abort();
      await Promise.all([worker.stop(), probing]);
      forgetClient();
      forgetCommits();
    },
    kick: () => worker.kick(),
    tellNow: () => tellNow(),
    online: () => presence.isOnline,
    onOnline: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    waitVerdict: (messageId, timeoutMs, signal) => worker.waitVerdict(messageId, timeoutMs, signal),
    attempts: (messageId) => worker.attempts(messageId),
    hubOffsetMs: () => trust.offsetMs(),
    roundTripMs: () => trust.roundTripMs(),
  };
}

function heartbeatOf({
  store,
  clock,
  trust,
  version,
  devices,
  intake,
  storage,
  selfTest,
  notice,
  work,
  update,
  fleet,
  commands,
}: SyncOptions): HeartbeatRequest {
  const { pending, dead, missing, oldestWallMs } = store.outbox.counts();
  const tested = selfTest?.() ?? null;
  const updating = update?.updating?.();
  return {
    version,
    bootId: store.bootId,
    wallMs: Math.floor(clock.wallMs()),
    monoMs: Math.floor(clock.monoMs()),
    outbox: {
      pending,
      dead,
      oldestAgeMs: oldestWallMs === null ? null : Math.max(0, Math.round(store.trustedWallMs() - oldestWallMs)),
      missing,
    },
    devices: devices(),
    durability: store.durability(),
    intake: intake(),
    ...(storage === undefined ? {} : { storage: storage() }),
    ...(tested === null ? {} : { selfTest: tested }),
    ...(notice === undefined ? {} : { notice: notice() ?? null }),
    ...(work === undefined ? {} : { work: work.revision() }),
    ...(update === undefined ? {} : { update: update.mark() ?? null, bundles: update.bundleMarks() }),
    ...(updating === undefined ? {} : { updating }),
    clock: { trust: trust.trust(), offsetMs: trust.offsetMs() },
    ...fleet?.now(),
    ...(commands === undefined ? {} : { commands: commands.held() }),
  };
}
