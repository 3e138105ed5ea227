import { type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';

/** A place in a list: the values that its last row is ordered by. Opaque to whoever holds it; it grants nothing. */
export type CursorValue = string | number | null;

const Cursor: TSchema = Type.Array(Type.Union([Type.String({ maxLength: 200 }), Type.Number(), Type.Null()]), {
  maxItems: 4,
});

const cursorText = (values: readonly CursorValue[]): string =>
  Buffer.from(JSON.stringify(values)).toString('base64url');

/** Null = it is none of ours: the list begins from the start. @param length how many values this list orders by */
export function readCursor(text: string | undefined, length: number): readonly CursorValue[] | null {
  if (text === undefined) return null;
  try {
    const values: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (!Value.Check(Cursor, values)) return null;
    const list = values as readonly CursorValue[];
    return list.length === length ? list : null;
  } catch {
    return null;
  }
}

/** A whole number of a cursor; one that somebody has bent counts as 0. */
export function wholeOf(value: CursorValue | undefined): number {
  const number = Number(value ?? 0);
  return Number.isSafeInteger(number) ? number : 0;
}

/** A page from one row more than it holds. */
export function pageOfRows<Row>(
  rows: readonly Row[],
  limit: number,
  place: (row: Row) => readonly CursorValue[],
): { readonly rows: Row[]; readonly next: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, next: rows.length > limit && last !== undefined ? cursorText(place(last)) : null };
}
