import { type Db, prepared } from './sqlite.ts';

const dayMs = 24 * 3_600_000;
/** The day that was asked for last: asked at every receipt, new once a day. */
let latest = { day: Number.NaN, text: '' };

/** Local day of China (UTC+8, no summer time since 1992) as `yymmdd`. */
export function receiptDay(wallMs: number): string {
  const day = Math.floor((wallMs + 8 * 3_600_000) / dayMs);
  if (day !== latest.day) {
    latest = { day, text: new Date(day * dayMs).toISOString().slice(2, 10).replaceAll('-', '') };
  }
  return latest.text;
}

/**
 * The next sequence of that day, 1 to 9999; 10000 = used up. One counter per day, kept for ever, so that a clock that goes back continues
 * the old day where it was and never reuses a number.
 */
export function nextReceiptSeq(db: Db, yymmdd: string): number {
  const row = prepared<[string], { last: number }>(db, 'SELECT last FROM receipt_counter WHERE yymmdd = ?').get(yymmdd);
  return (row?.last ?? 0) + 1;
}

/** Takes `seq`; false when it is no longer the next one. Inside the transaction that writes the case row. */
export function takeReceiptSeq(db: Db, yymmdd: string, seq: number): boolean {
  const taken =
    seq === 1
      ? prepared(db, 'INSERT INTO receipt_counter (yymmdd, last) VALUES (?, 1) ON CONFLICT DO NOTHING').run(yymmdd)
      : prepared(db, 'UPDATE receipt_counter SET last = ? WHERE yymmdd = ? AND last = ?').run(seq, yymmdd, seq - 1);
  return taken.changes === 1;
}
