/** A list of the hub that comes in pages (contract/console/page.ts): `next` goes into the next question as `after`, null = that was all. */
export interface RowsReply<Row> {
  readonly rows: readonly Row[];
  readonly next: string | null;
  /** How many there are in all; missing where the hub does not count. */
  readonly total?: number | null;
}

/**
 * New rows under the objects of before where nothing in them has changed: a table draws again only what is different. Pure.
 * @param keyOf what makes a row the same row
 */
export function keepUnchanged<Row>(
  before: readonly Row[],
  now: readonly Row[],
  keyOf: (row: Row) => string,
): readonly Row[] {
  const known = new Map(before.map((row) => [keyOf(row), row]));
  return now.map((row) => {
    const old = known.get(keyOf(row));
    return old !== undefined && JSON.stringify(old) === JSON.stringify(row) ? old : row;
  });
}

/** A row that moved between two questions may come twice; the first stays. Pure. */
export function withoutRepeats<Row>(rows: readonly Row[], keyOf: (row: Row) => string): readonly Row[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const key = keyOf(row);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/**
 * Rows that were read further down, behind pages that were read anew: those behind the last fresh row that was there before. What is new above pushes rows down past the end of the fresh pages, and they
 * must not fall out. Pure.
 * @returns null = nothing of the fresh pages was there before, so that what lies in between is not known
 */
export function deeperRows<Row>(
  before: readonly Row[],
  fresh: readonly Row[],
  keyOf: (row: Row) => string,
): readonly Row[] | null {
  const places = new Map(before.map((row, place) => [keyOf(row), place]));
  const last = fresh.findLast((row) => places.has(keyOf(row)));
  if (last === undefined) return null;
  return before.slice(Math.min((places.get(keyOf(last)) ?? 0) + 1, fresh.length));
}

/** A path with its query; empty and missing values stay out. Pure. */
export function pathWith(
  path: string,
  query: Readonly<Record<string, string | number | boolean | null | undefined>>,
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}
