import type { Clock } from '../../contract/clock.ts';
import type { BatchReply } from '../../contract/hub-api.ts';
import type { Log } from '../../contract/log.ts';
import { type Random, randomFraction } from '../crypto/random.ts';
import { sha256 } from '../crypto/sha256.ts';
import type { Settlement } from '../outbox/outbox.ts';
import type { Store } from '../store/store.ts';
import { chooseBatch, maxBatchBytes, maxBatchMessages } from './choose-batch.ts';
import type { HubCallError } from './hub-call-error.ts';
import { budgets, type HubClient } from './hub-client.ts';
import { makeProofKeeper } from './proof-keeper.ts';
import { failureOf, settlementsOf } from './reply-settlements.ts';
import { bootJitterMs, networkUpMs, pauseMs } from './retry-policy.ts';
import { type AwaitedVerdict, makeVerdictWaiters } from './verdict-waiters.ts';
import { makeWakeablePause } from './wakeable-pause.ts';

/**
 * While a citizen waits: three tries with the same id inside 15 s (3 × 4.5 s and the pauses between), in small batches. Afterwards the usual back-off.
 */
const urgentBudgetMs = 4_500;
const urgentPausesMs = [500, 1_000] as const;
const urgentBatchMessages = 20;
/** A batch that is under way without the citizen's message is given up after this; giving up is safe, everything is sent again. */
const urgentPatienceMs = 2_000;

/** Counters of tries are for the words on a screen: old ones are forgotten. */
const rememberedSends = 2_000;
/**
 * How often an empty queue is looked at again, milliseconds. Commits of priority 0 and 1 wake the worker; prints and ratings do not, and another process (`outbox fill`,
 * `outbox replay`) cannot.
 */
const idleLookMs = 5_000;

export interface SyncWorkerOptions {
  readonly store: Store;
  readonly client: Pick<HubClient, 'batch'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: Random;
}

export interface SyncWorker {
  start(): void;
  stop(): Promise<void>;
  /** Something new is in the queue, or somebody is impatient: the back-off starts anew and the next batch goes at once. */
  kick(): void;
  /** The network is back: everything waits a random moment, loss reports do not. */
  networkUp(): void;
  waitVerdict(messageId: string, timeoutMs: number, signal?: AbortSignal): Promise<AwaitedVerdict>;
  /** Times that this message was put on the wire in this boot. */
  attempts(messageId: string): number;
}

/**
 * Empties the queue: one batch in flight, at-least-once. A body is deleted only after a signed verdict. No reply, or one that is not believed, counts nothing
 * against a message.
 */
export function makeSyncWorker({ store, client, clock, log, random }: SyncWorkerOptions): SyncWorker {
  const pausing = makeWakeablePause(clock);
  const waiters = makeVerdictWaiters(clock);
  const sends = new Map<string, number>();
  /** Monotonic time before which a message is not sent again. */
  const deferredUntil = new Map<string, number>();
  /** Failures of single messages in this boot, counted or not, and the value of `successes` at the last one. */
  const failures = new Map<string, { readonly times: number; readonly successes: number }>();
  let successes = 0;
  let failuresInARow = 0;
  let limit = maxBatchMessages;
  /** The store still calls messages `inflight` that are not: of the boot before, or of a batch whose end it could not write. No later batch would take them. */
  let isRequeueDue = true;
  let flight: { readonly ids: ReadonlySet<string>; readonly controller: AbortController } | null = null;
  let running: Promise<void> | null = null;
  let isStopped = false;
  /** Timers beside the loop, at most one of each; both end with it. */
  let cancelNetworkUp: () => void = () => undefined;
  let cancelImpatience: () => void = () => undefined;

  const isWanted = () => waiters.urgent.size > 0;
  const proof = makeProofKeeper({ store, clock, log });

  async function run(): Promise<void> {
    let wait = requeue() ? firstPause() : pauseMs(failuresInARow++, random);
    while (!isStopped) {
      if (wait !== 0) await pausing.pause(wait);
      if (isStopped) return;
      wait = await round();
    }
  }

  /** False when the disk did not take it: asked again before the next batch. Nothing is in flight when it is called. */
  function requeue(): boolean {
    if (isRequeueDue && store.outbox.requeueInflight().ok) isRequeueDue = false;
    return !isRequeueDue;
  }

  /** Gives messages of a batch back; where the store cannot write that, all that is in flight is given back later. */
  function release(ids: readonly string[], code: string): void {
    if (!store.outbox.release(ids, code).ok) isRequeueDue = true;
  }

  function firstPause(): number {
    const hash = sha256(store.identity()?.deviceId ?? store.epoch);
    return isWanted() ? 0 : bootJitterMs(hash, store.outbox.counts().hasUrgent);
  }

  /** Sends one batch; gives the pause until the next. */
  async function round(): Promise<number> {
    if (!requeue()) return pauseMs(failuresInARow++, random);
    const ids = chooseBatch(() => store.outbox.candidates(), {
      maxMessages: isWanted() ? Math.min(limit, urgentBatchMessages) : limit,
      maxBytes: maxBatchBytes,
      isDeferred: (id) => (deferredUntil.get(id) ?? 0) > clock.monoMs(),
      first: waiters.urgent,
    });
    const [head] = ids;
    const epoch = (head === undefined ? proof.epochToTell() : store.outbox.epochOf(head)) ?? null;
    if (epoch === null) return nextDeferred();
    const messages = store.outbox.take(ids);
    if (!messages.ok) {
      // Perhaps it was written nevertheless (`uncertain`).
      isRequeueDue = true;
      return pauseMs(failuresInARow++, random);
    }
    for (const id of ids) countSend(id);
    const startMs = clock.monoMs();
    const controller = new AbortController();
    flight = { ids: new Set(ids), controller };
    // While the content of batches is doubted they are as small as can be.
    const told = proof.tell(epoch, { withTombstones: ids.length === 0 || limit === maxBatchMessages });
    const reply = await client.batch(
      { storeEpoch: epoch, messages: [...messages.value], ...told },
      controller.signal,
      isWanted() ? urgentBudgetMs : budgets.batch,
    );
    flight = null;
    if (!reply.ok && ids.length === 0) return onUntold(reply);
    if (!reply.ok) return onFailure(ids, reply);
    const waitMs = onReply(ids, reply.value, clock.monoMs() - startMs);
    // After the verdicts: what is acknowledged must be in the proof of the same reply.
    proof.heard(epoch, told, reply.value);
    return waitMs;
  }

  /** A batch of tombstones only: nothing of the queue is touched, and it is put off like a message. */
  function onUntold({ error }: { readonly error: HubCallError }): number {
    const retryMs = reportPause(error);
    if (isAboutContent(error)) proof.putOff(retryMs);
    return retryMs;
  }

  function onReply(ids: readonly string[], reply: BatchReply, durationMs: number): number {
    const accepted = reply.verdicts.filter(({ verdict }) => verdict === 'accepted').length;
    const duplicate = reply.verdicts.filter(({ verdict }) => verdict === 'duplicate').length;
    successes += accepted + duplicate;
    const settlements = settlementsOf(ids, reply.verdicts, (id) => historyOf(id));
    if (!settle(settlements)) return pauseMs(failuresInARow++, random);
    const afterMs = new Map(reply.verdicts.map(({ id, afterMs: wish }) => [id, wish ?? 0]));
    for (const { id, verdict } of settlements) if (verdict === 'retry') defer(id, afterMs.get(id) ?? 0);
    if (ids.length > 0)
      log('sync.batch.sent', { count: ids.length, accepted, duplicate, durationMs: Math.round(durationMs) });
    failuresInARow = 0;
    limit = Math.min(maxBatchMessages, limit * 2);
    return 0;
  }

  function onFailure(ids: readonly string[], { error }: { readonly error: HubCallError }): number {
    const single = ids.length === 1 ? ids[0] : undefined;
    if (isAboutContent(error) && single !== undefined) {
      // Halved down to the one message that the hub does not take: it waits for itself, the others go on after a pause, since a hub
      // that refuses every message must not be asked as fast as we can.
      settle([failureOf(single, error.hubError ?? `http${error.status ?? 0}`, historyOf(single))]);
      const retryMs = reportPause(error);
      if (failures.has(single)) defer(single, error.retryAfterMs ?? 0, retryMs);
      return retryMs;
    }
    release(ids, error.code);
    if (error.code === 'aborted') return 0;
    if (!isAboutContent(error)) return reportPause(error);
    limit = Math.max(1, Math.floor(ids.length / 2));
    // A refusal of the content will be the same in a minute; an internal error may not.
    return error.status === 500 ? reportPause(error) : 0;
  }

  function reportPause(error: HubCallError): number {
    const retryMs = pauseAfter(error);
    log('sync.batch.failed', { code: error.code, attempt: failuresInARow, retryMs: Math.round(retryMs) });
    return retryMs;
  }

  function pauseAfter(error: HubCallError): number {
    const tries = Math.max(0, ...[...waiters.urgent].map((id) => sends.get(id) ?? 0));
    const urgentMs = isWanted() ? urgentPausesMs[tries - 1] : undefined;
    const usualMs = pauseMs(failuresInARow, random, error.retryAfterMs);
    failuresInARow += 1;
    return urgentMs ?? usualMs;
  }

  /** False when the disk did not take it: then the messages are sent again, and the hub calls them duplicates. */
  function settle(settlements: readonly Settlement[]): boolean {
    const done = store.outbox.settle(settlements);
    if (!done.ok) {
      log('sync.batch.failed', { code: `store.${done.error.code}`, attempt: failuresInARow, retryMs: 0 });
      release(
        settlements.map(({ id }) => id),
        'store',
      );
      return false;
    }
    for (const { id, verdict, code } of settlements) {
      if (done.value.get(id) === 'reissued') {
        forget(id);
        log('sync.message.reissued', { messageId: id });
        continue;
      }
      if (verdict === 'retry') {
        failures.set(id, { times: (failures.get(id)?.times ?? 0) + 1, successes });
        continue;
      }
      forget(id);
      if (verdict !== 'accepted' && verdict !== 'duplicate') {
        log('sync.message.dead', { messageId: id, code: code ?? verdict });
      }
      waiters.tell(id, verdict === 'poison' ? 'rejected' : verdict);
    }
    return true;
  }

  function countSend(id: string): void {
    sends.set(id, (sends.get(id) ?? 0) + 1);
    const [oldest] = sends.keys();
    if (sends.size > rememberedSends && oldest !== undefined) sends.delete(oldest);
  }

  function forget(id: string): void {
    deferredUntil.delete(id);
    failures.delete(id);
  }

  function historyOf(id: string) {
    return {
      attempts: store.outbox.stub(id)?.attempts ?? 0,
      othersSucceeded: successes > (failures.get(id)?.successes ?? 0),
    };
  }

  /** @param afterMs what the worker itself waits first: a message that is put off must still be off when the next batch is chosen */
  function defer(id: string, wishMs: number, afterMs = 0): void {
    const times = failures.get(id)?.times ?? 0;
    // Never at once: `retry` without a time would otherwise spin.
    const ownMs = Math.max(250 + 1_000 * randomFraction(random), pauseMs(times, random, wishMs));
    const untilMs = waiters.urgent.has(id) ? Math.max(urgentPausesMs[0], wishMs) : ownMs;
    deferredUntil.set(id, clock.monoMs() + afterMs + untilMs);
  }

  /** Nothing could be sent: for how long? Times that have passed belong to messages that wait behind a dead head. */
  function nextDeferred(): number {
    const now = clock.monoMs();
    for (const [id, untilMs] of deferredUntil) if (untilMs <= now) deferredUntil.delete(id);
    return Math.min(idleLookMs, ...[...deferredUntil.values()].map((untilMs) => untilMs - now));
  }

  function kick(): void {
    failuresInARow = 0;
    pausing.wake();
  }

  function known(messageId: string): AwaitedVerdict | null {
    const stub = store.outbox.stub(messageId);
    if (stub === null || (stub.state !== 'acked' && stub.state !== 'dead')) return null;
    const { verdict } = stub;
    if (verdict === 'accepted' || verdict === 'duplicate' || verdict === 'conflict' || verdict === 'tooOld')
      return verdict;
    return 'rejected';
  }

  return {
    start: () => {
      running ??= run();
    },
    stop: async () => {
      isStopped = true;
      cancelNetworkUp();
      cancelImpatience();
      waiters.close();
      flight?.controller.abort();
      pausing.wake();
      await running;
    },
    kick,
    networkUp: () => {
      if (isStopped) return;
      const hasUrgent = store.outbox.counts().hasUrgent || isWanted();
      cancelNetworkUp();
      cancelNetworkUp = clock.after(networkUpMs(random, hasUrgent), kick);
    },
    waitVerdict: (messageId, timeoutMs, signal) => {
      const verdict = known(messageId);
      if (verdict !== null) return Promise.resolve(verdict);
      // What was put off while nobody waited goes once more; what the hub puts off from now on waits as it says.
      deferredUntil.delete(messageId);
      const answer = waiters.wait(messageId, timeoutMs, signal);
      const other = flight;
      if (other !== null && !other.ids.has(messageId)) {
        cancelImpatience();
        cancelImpatience = clock.after(urgentPatienceMs, () => {
          if (flight === other) other.controller.abort();
        });
      }
      kick();
      return answer;
    },
    attempts: (messageId) => sends.get(messageId) ?? 0,
  };
}

/** The hub itself refuses what stands in the batch, rather than this machine, the moment or the way to it. */
function isAboutContent({ code, status, isSigned }: HubCallError): boolean {
  if (code !== 'http' || status === undefined) return false;
  if (status === 413) return true;
  return isSigned === true && (status === 400 || status === 422 || status === 500);
}
