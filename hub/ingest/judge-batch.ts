import type { Envelope, Tombstone } from '../../contract/envelope.ts';
import type { AuditCheckpoint, BatchRequest, Verdict } from '../../contract/hub-api.ts';
import type { ReissueFault } from './reissues.ts';

export interface Sender {
  readonly deviceId: string;
  readonly kiosk: string;
  readonly storeEpoch: string;
}

/** What a batch carries beside its messages. */
export interface BatchExtras {
  readonly tombstones?: readonly Tombstone[] | undefined;
  readonly previousEpoch?: BatchRequest['previousEpoch'];
  readonly audit?: AuditCheckpoint | undefined;
}

/** What the hub holds of one (machine, store epoch) after this batch. */
export interface SequenceProof {
  readonly upTo: number;
  readonly highest: number;
  readonly gaps: [number, number][];
  /** What was known of the machine's audit chain before. */
  readonly audit: AuditCheckpoint | null;
}

/** What one machine sent at a time: every id once. */
export interface Batch {
  readonly sender: Sender;
  /** In order of ids. */
  readonly messages: readonly Envelope[];
  readonly extras: BatchExtras;
}

/** What the database holds of the ids and receipt numbers of a batch. */
export interface Known {
  /** By id. */
  readonly stored: ReadonlyMap<string, { readonly deviceId: string; readonly sha256: string }>;
  /** Message by the receipt number that is its own. */
  readonly receipts: ReadonlyMap<string, string>;
}

/** What is decided before the rest is looked at, by id: beyond the horizon (`judgeOld`), re-issues that may not be stored (`takeReissues`). */
export interface Settled {
  readonly old: ReadonlyMap<string, 'duplicate' | 'tooOld'>;
  readonly reissues: ReadonlyMap<string, ReissueFault>;
}

export interface JudgedBatch {
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** To be stored, in order of ids. */
  readonly fresh: readonly Envelope[];
  /** Sequence numbers of what is stored or will be; those beyond the horizon are in the cursor or never will be. */
  readonly arrived: readonly number[];
}

/**
 * One verdict for each message, true once `fresh` is stored. Same id, machine and hash = the same message once more; anything else under a known id is a
 * conflict. A receipt number that belongs to another message comes from a machine that was set up again and counts from the start.
 */
export function judgeBatch({ sender, messages }: Batch, known: Known, settled: Settled): JudgedBatch {
  const verdicts = new Map<string, Verdict>();
  const fresh: Envelope[] = [];
  const arrived: number[] = [];
  const own = new Map<string, string>();
  for (const message of messages) {
    const { id, seq, sha256, topic } = message;
    const old = settled.old.get(id);
    const fault = settled.reissues.get(id);
    const receiptNo = topic === 'case.submit' ? (message.receiptNo ?? '') : null;
    const holder = receiptNo === null ? undefined : (known.receipts.get(receiptNo) ?? own.get(receiptNo));
    const before = known.stored.get(id);
    if (old !== undefined) {
      verdicts.set(id, { id, verdict: old });
    } else if (fault === 'duplicate') {
      verdicts.set(id, { id, verdict: 'duplicate' });
      arrived.push(seq);
    } else if (fault !== undefined) {
      verdicts.set(id, { id, verdict: 'rejected', code: fault });
    } else if (holder !== undefined && holder !== id) {
      verdicts.set(id, { id, verdict: 'rejected', code: 'receiptNumberTaken' });
    } else if (before === undefined) {
      if (receiptNo !== null) own.set(receiptNo, id);
      verdicts.set(id, { id, verdict: 'accepted' });
      fresh.push(message);
      arrived.push(seq);
    } else if (before.deviceId === sender.deviceId && before.sha256 === sha256) {
      verdicts.set(id, { id, verdict: 'duplicate' });
      arrived.push(seq);
    } else {
      verdicts.set(id, { id, verdict: 'conflict' });
    }
  }
  return { verdicts, fresh, arrived };
}
