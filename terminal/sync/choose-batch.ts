import type { Candidate } from '../outbox/outbox-rows.ts';

export const maxBatchMessages = 200;
export const maxBatchBytes = 512 * 1024;

/** JSON around a body: ids, hash, receipt number and field names take 700 to 800 bytes. */
const envelopeOverheadBytes = 800;

export interface BatchRules {
  readonly maxMessages: number;
  readonly maxBytes: number;
  /** The hub asked to wait with this one. */
  isDeferred(id: string): boolean;
  /** Messages that a citizen is waiting for: they go in front of everything. */
  readonly first: ReadonlySet<string>;
}

/**
 * Chooses the next batch, of one epoch: most urgent first, then in order of sequence, and inside one order key strictly in order of sequence. A deferred or dead head
 * holds back its own key only.
 * @param candidates called once or twice; each time from the start
 */
export function chooseBatch(candidates: () => Iterable<Candidate>, rules: BatchRules): readonly string[] {
  const chosen = new Set<string>();
  const chosenOfKey = new Map<string, number>();
  let bytes = 0;
  let epoch: string | null = null;

  /** False when the batch is full. */
  function offer(candidate: Candidate): boolean {
    if (chosen.size >= rules.maxMessages) return false;
    // A sequence counts inside its epoch: what a restored database still has of the one before goes in batches of its own.
    if (epoch !== null && candidate.storeEpoch !== epoch) return true;
    if (chosen.has(candidate.id) || rules.isDeferred(candidate.id)) return true;
    const before = chosenOfKey.get(candidate.orderKey) ?? 0;
    // All earlier ones of the key must stand in this batch; since they are chosen in order, counting is enough.
    if (candidate.earlier !== before) return true;
    const size = Math.ceil(candidate.bytes / 3) * 4 + envelopeOverheadBytes;
    if (chosen.size > 0 && bytes + size > rules.maxBytes) return false;
    chosen.add(candidate.id);
    epoch = candidate.storeEpoch;
    chosenOfKey.set(candidate.orderKey, before + 1);
    bytes += size;
    return true;
  }

  if (rules.first.size > 0) {
    for (const candidate of candidates()) if (rules.first.has(candidate.id) && !offer(candidate)) break;
  }
  for (const candidate of candidates()) if (!offer(candidate)) break;
  return [...chosen];
}
