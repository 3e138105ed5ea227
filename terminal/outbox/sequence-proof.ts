import { maxGaps } from '../../contract/hub-api.ts';
import { type Db, prepared } from '../store/sqlite.ts';

/** What the hub says that it holds of one epoch. */
export interface HubProof {
  readonly highest: number;
  readonly gaps: readonly (readonly [from: number, to: number])[];
}

/** What a proof has changed of what is known to be missing at the hub. */
export interface ProofChange {
  /** Sequences that were acknowledged and that the hub does not hold, newly noticed. */
  readonly lost: readonly number[];
  /** Sequences that were missing and are there again. */
  readonly found: readonly number[];
  /** Tombstones that the hub does not hold any more; they are due again. */
  readonly buriedAgain: number;
}

/** Largest number of messages that one look may flag; the next proof goes on. */
const flagsAtOnce = 1_000;

/**
 * Is this sequence known to be absent, known to be there, or not said? Pure. A reply names only the first gaps: behind the last one of a full list nothing is said below
 * `highest`, and what is above `highest` has certainly not arrived.
 */
export function judgeSequence(proof: HubProof, seq: number): 'absent' | 'present' | 'unsaid' {
  if (seq > proof.highest) return 'absent';
  if (proof.gaps.some(([from, to]) => seq >= from && seq <= to)) return 'absent';
  const lastTo = proof.gaps.at(-1)?.[1] ?? 0;
  return proof.gaps.length >= maxGaps && seq > lastTo ? 'unsaid' : 'present';
}

/**
 * Compares what is acknowledged here with what the hub proves, inside a transaction. An acknowledged message has no body any more, so nothing can be sent again:
 * it is flagged, counted and told. A tombstone is simply told once more.
 */
export function compareProof(db: Db, epoch: string, proof: HubProof): ProofChange {
  const lost: number[] = [];
  let buriedAgain = 0;
  const absent: readonly (readonly [number, number])[] = [...proof.gaps, [proof.highest + 1, Number.MAX_SAFE_INTEGER]];
  for (const [from, to] of absent) {
    const rows = prepared<[string, number, number, number], { seq: number }>(
      db,
      `SELECT seq FROM outbox WHERE state = 'acked' AND missing = 0 AND store_epoch = ? AND seq BETWEEN ? AND ? ORDER BY seq LIMIT ?`,
    ).all(epoch, from, to, flagsAtOnce - lost.length);
    for (const { seq } of rows) {
      prepared(db, 'UPDATE outbox SET missing = 1 WHERE store_epoch = ? AND seq = ?').run(epoch, seq);
      lost.push(seq);
    }
    buriedAgain += prepared(
      db,
      `UPDATE outbox SET tombstone = 'due' WHERE tombstone IS NOT NULL AND tombstone = 'told' AND state <> 'acked'
         AND store_epoch = ? AND seq BETWEEN ? AND ?`,
    ).run(epoch, from, to).changes;
  }
  const found = prepared<[string], { seq: number }>(
    db,
    'SELECT seq FROM outbox WHERE missing = 1 AND store_epoch = ? ORDER BY seq',
  )
    .all(epoch)
    .map(({ seq }) => seq)
    .filter((seq) => judgeSequence(proof, seq) === 'present');
  for (const seq of found) {
    prepared(db, 'UPDATE outbox SET missing = 0 WHERE store_epoch = ? AND seq = ?').run(epoch, seq);
  }
  return { lost, found, buriedAgain };
}
