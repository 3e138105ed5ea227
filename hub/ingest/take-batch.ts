import type { Envelope } from '../../contract/envelope.ts';
import type { Verdict } from '../../contract/hub-api.ts';
import type { HubDeps } from '../deps.ts';
import { grouped } from '../grouped.ts';
import { checkMessage, messageId } from './check-message.ts';
import type { Batch, BatchExtras, Sender, SequenceProof } from './judge-batch.ts';
import { type StoredBatch, storeBatches } from './store-batches.ts';

export interface TakenBatch {
  readonly verdicts: readonly Verdict[];
  readonly proof: SequenceProof;
}

/** Bytes of a row besides its sealed body, about. */
const rowBytes = 400;
/** Rows of one transaction: enough to share its costs, little enough to be back within tens of milliseconds. */
const groupBytes = 1024 * 1024;
/** One is encoded here while others are written there. */
const groupsAtOnce = 4;
const waitingBytes = 64 * 1024 * 1024;

/**
 * Takes batches: every message is stored, known, or refused with a reason, and the verdicts exist only after COMMIT with synchronous_commit = on. Sending
 * the same batch again, in whole or part, in any order, to any instance, changes nothing. Batches of several machines that come together share one
 * transaction; each gets the verdicts that it would have had alone.
 * @returns takes one batch; its messages must each have a readable id (`messageId`)
 */
export function batchTaker(
  deps: Pick<HubDeps, 'sql' | 'clock' | 'keys'>,
): (sender: Sender, messages: readonly unknown[], extras?: BatchExtras) => Promise<TakenBatch> {
  const store = grouped<Batch, StoredBatch>({
    run: (batches) => storeBatches(deps, batches),
    weight: ({ messages }) => messages.reduce((sum, { ct }) => sum + (ct.length * 3) / 4 + rowBytes, rowBytes),
    atMost: groupBytes,
    waitingAtMost: waitingBytes,
    atOnce: groupsAtOnce,
    key: ({ sender }) => sender.deviceId,
  });
  return async (sender, messages, extras = {}) => {
    const sorted = sortOut(messages, sender.kiosk, (kid) => deps.keys.opening(kid) !== null);
    const stored = await store({ sender, messages: sorted.fresh, extras });
    return { verdicts: [...sorted.spread(stored.verdicts), ...stored.buried], proof: stored.proof };
  };
}

/** What can be said of a batch without the database. */
interface Sorted {
  /** Each id once, in order of ids. */
  readonly fresh: readonly Envelope[];
  /** Verdicts of all messages in their places, from those of `fresh`. */
  spread(verdicts: ReadonlyMap<string, Verdict>): readonly Verdict[];
}

function sortOut(messages: readonly unknown[], kiosk: string, isKnownKey: (kid: string) => boolean): Sorted {
  const checked = messages.map((raw) => ({ id: messageId(raw) ?? '', message: checkMessage(raw, kiosk, isKnownKey) }));
  const firsts = new Map<string, Envelope>();
  for (const { id, message } of checked) if (message.ok && !firsts.has(id)) firsts.set(id, message.value);
  return {
    // In one order everywhere: two batches that share ids cannot deadlock.
    fresh: [...firsts.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    spread: (verdicts) =>
      checked.map(({ id, message }): Verdict => {
        if (!message.ok) return { id, verdict: 'rejected', code: message.error };
        const first = firsts.get(id);
        const verdict = verdicts.get(id);
        if (verdict === undefined) return { id, verdict: 'retry' };
        if (first === message.value) return verdict;
        if (first?.sha256 !== message.value.sha256) return { id, verdict: 'conflict' };
        // A repeat is known only when the first one is: one that was refused or is too old must not look taken the second time.
        return verdict.verdict === 'accepted' ? { id, verdict: 'duplicate' } : verdict;
      }),
  };
}
