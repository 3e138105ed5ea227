import { type BinCounts, type CountChange, type CountedBin, countedBins } from './ledger.ts';
import { type Db, prepared } from './sqlite.ts';

/** Rows of `device_count`. */

/** Counts of the bins of a device as they were last written. */
export function binCounts(db: Db, deviceId: string): BinCounts {
  const rows = prepared<[string], { bin: CountedBin; count: number; initial: number }>(
    db,
    'SELECT bin, count, initial FROM device_count WHERE device_id = ?',
  ).all(deviceId);
  const of = (bin: CountedBin) => {
    const row = rows.find((candidate) => candidate.bin === bin);
    return row === undefined ? null : { count: row.count, initial: row.initial };
  };
  return { hopper: of('hopper'), retain: of('retain') };
}

/** What the counts will be; never below nothing: a hopper that gives more than was counted was counted wrong. */
export function countsAfter(
  db: Db,
  deviceId: string,
  changes: readonly CountChange[],
): Record<CountedBin, number | null> {
  const counts = binCounts(db, deviceId);
  const after = (bin: CountedBin) => {
    const known = counts[bin];
    if (known === null) return null;
    const sum = changes.filter((change) => change.bin === bin).reduce((total, { by }) => total + by, 0);
    return Math.max(0, known.count + sum);
  };
  return { hopper: after('hopper'), retain: after('retain') };
}

/** Inside a transaction. Bins that were never counted stay so. */
export function changeCounts(db: Db, deviceId: string, changes: readonly CountChange[], wallMs: number): void {
  for (const { bin, by } of changes) {
    prepared(db, 'UPDATE device_count SET count = max(0, count + ?), wall_ms = ? WHERE device_id = ? AND bin = ?').run(
      by,
      wallMs,
      deviceId,
      bin,
    );
  }
}

/** Inside a transaction: what a technician counted becomes count and initial count. */
export function setCounts(
  db: Db,
  deviceId: string,
  counted: Partial<Record<CountedBin, number>>,
  wallMs: number,
): void {
  for (const bin of countedBins) {
    const count = counted[bin];
    if (count === undefined) continue;
    prepared(
      db,
      `INSERT INTO device_count (device_id, bin, count, initial, wall_ms) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (device_id, bin) DO UPDATE SET count = excluded.count, initial = excluded.initial, wall_ms = excluded.wall_ms`,
    ).run(deviceId, bin, count, count, wallMs);
  }
}
