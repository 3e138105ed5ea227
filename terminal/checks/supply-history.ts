import type { SupplyForecast } from '../../contract/checks.ts';
import type { Db } from '../store/sqlite.ts';

export type SupplyName = SupplyForecast['supply'];
export const supplyNames = ['receiptPaper', 'cards', 'documentPaper'] as const satisfies readonly SupplyName[];

/** So much of a supply was used at this moment: slips, cards, sheets. */
export interface Use {
  readonly atMs: number;
  readonly count: number;
}

/** What the store knows of supplies. */
export interface SupplyHistory {
  /** When the oldest record was written that this store still has; null = it holds nothing yet. */
  readonly sinceMs: number | null;
  /** Ascending. */
  readonly uses: Readonly<Record<SupplyName, readonly Use[]>>;
  /** Moments at which a supply was loaded anew, ascending (terminal/checks/refills.ts). */
  readonly refills: Readonly<Partial<Record<SupplyName, readonly number[]>>>;
  /** Counted blanks in the hopper; null = nobody has counted. */
  readonly cards: number | null;
}

/** Key of `meta`: refills that sensors have shown, as JSON. */
export const refillsKey = 'supply.refills';

/**
 * Reads it. An act whose outcome nobody knows is counted as use: a supply that ends a day early in the forecast costs nothing, one that ends unseen does.
 * Paper of documents is counted in pages, an upper limit where both sides of a sheet are printed.
 */
export function readSupplyHistory(db: Db, meta: (key: string) => string | null): SupplyHistory {
  const uses = (kind: string, count: string) =>
    db
      .prepare<[string], Use>(
        `SELECT coalesce(sent_wall_ms, intended_wall_ms) AS atMs, ${count} AS count FROM act
         WHERE kind = ? AND state IN ('sent', 'confirmed', 'unknown') AND coalesce(outcome, '') NOT IN ('notStarted', 'notDone') ORDER BY 1`,
      )
      .all(kind);
  const since = db.prepare<[], { ms: number | null }>('SELECT wall_ms AS ms FROM audit ORDER BY seq LIMIT 1').get();
  const hopper = db.prepare<[], { count: number }>("SELECT count FROM device_count WHERE bin = 'hopper' LIMIT 1").get();
  return {
    sinceMs: since?.ms ?? null,
    uses: { receiptPaper: uses('print', '1'), cards: uses('feed', '1'), documentPaper: uses('document', 'pages') },
    refills: refillsOf(meta(refillsKey)),
    cards: hopper?.count ?? null,
  };
}

/** Written by this program only; what another version may have written is no history. */
export function refillsOf(text: string | null): SupplyHistory['refills'] {
  if (text === null) return {};
  try {
    const read = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return Object.fromEntries(
      supplyNames.flatMap((name) => {
        const times = read[name];
        return Array.isArray(times) && times.every(Number.isFinite) ? [[name, times as number[]]] : [];
      }),
    );
  } catch {
    return {};
  }
}
