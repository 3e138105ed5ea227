/**
 * Leaves: what does not fit its sheet is divided between its rows, as a page of a book is, never through a line, an option or a picture. Pure; all
 * lengths are pixels from the top of the content.
 */

/** A row: everything that stands side by side and is read together. Rows come in order and do not overlap. */
export interface Row {
  readonly top: number;
  readonly bottom: number;
  /** Says something about what follows (a heading, the name of a field): never the last on its leaf. */
  readonly opens?: boolean;
  /** How many things stand in it to choose from; none where it is not given. */
  readonly choices?: number;
  /** Where the row may be divided if it is higher than a leaf: between its own lines. In order, inside of the row. */
  readonly cuts?: readonly number[];
}

/** What a leaf holds at most. */
export interface LeafRoom {
  /** px */
  readonly height: number;
  /** Things to choose from; `Infinity` where nobody counts. A row with more of them has a leaf of its own. */
  readonly choices: number;
}

/** What one leaf shows: from here to there. */
export interface Leaf {
  readonly from: number;
  readonly to: number;
}

/** Whether a leaf holds it all: by its height, and by how many things there are to choose from. */
export function fits(rows: readonly Row[], { height, choices }: LeafRoom): boolean {
  return (rows.at(-1)?.bottom ?? 0) <= height && rows.reduce((sum, row) => sum + (row.choices ?? 0), 0) <= choices;
}

/** A last leaf that is less full than this looks like one that failed to load. */
const fullEnough = 1 / 3;

/**
 * Divides rows into as few leaves as possible. What is read fills its leaves, as a book does. What is chosen from is dealt evenly: five options stand as three
 * and two, not as four and a lonely one; so is what would leave next to nothing for the last leaf.
 * @param rows  in order, without overlap
 * @param room  of a leaf; at least one pixel and one choice
 * @returns leaves in order; each row lies whole on one of them, unless it is higher than a leaf; none for no rows
 */
export function divide(rows: readonly Row[], room: LeafRoom): readonly Leaf[] {
  const limit = Math.max(1, room.height);
  const { choices } = room;
  const lines = rows.flatMap((row) => linesOf(row, limit));
  const fewest = fill(lines, { height: limit, choices });
  // Four and what is left: where the number of choices decides, leaves are full.
  if (fewest.length > fill(lines, { height: limit, choices: Number.POSITIVE_INFINITY }).length) return fewest;
  const last = fewest.at(-1);
  const isRead = rows.every((row) => row.choices === undefined);
  if (isRead && last !== undefined && last.to - last.from >= limit * fullEnough) return fewest;
  const tallest = lines.reduce((most, { top, bottom }) => Math.max(most, bottom - top), 1);
  let [low, high] = [Math.ceil(tallest), Math.floor(limit)];
  let even = fewest;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const tried = fill(lines, { height: middle, choices });
    if (tried.length > fewest.length) low = middle + 1;
    else [high, even] = [middle, tried];
  }
  return even;
}

/** The leaf on which this part of the content is whole, else that on which it begins. 0 for no leaves. */
export function leafAt(leaves: readonly Leaf[], top: number, bottom: number): number {
  const slack = 1;
  const whole = leaves.findIndex(({ from, to }) => top >= from - slack && bottom <= to + slack);
  if (whole >= 0) return whole;
  const begins = leaves.findLastIndex(({ from }) => from <= top + slack);
  return Math.max(0, begins);
}

/** A row that fits a leaf stays whole. A higher one becomes its lines; a line that is higher still (a picture) is cut where the leaf ends. */
function linesOf(row: Row, limit: number): readonly Row[] {
  if (row.bottom - row.top <= limit) return [row];
  const edges = [row.top, ...(row.cuts ?? []).filter((cut) => cut > row.top && cut < row.bottom), row.bottom];
  return edges.slice(1).flatMap((bottom, index) => slices(edges[index] ?? row.top, bottom, limit));
}

function slices(top: number, bottom: number, limit: number): readonly Row[] {
  const out: Row[] = [];
  for (let from = top; from < bottom; from += limit) out.push({ top: from, bottom: Math.min(bottom, from + limit) });
  return out;
}

/** From the top: as many as fit, then the next leaf. */
function fill(lines: readonly Row[], { height, choices }: LeafRoom): readonly Leaf[] {
  const leaves: Leaf[] = [];
  let at = 0;
  while (at < lines.length) {
    const from = lines[at]?.top ?? 0;
    let next = at + 1;
    let left = choices - (lines[at]?.choices ?? 0);
    for (let line = lines[next]; line !== undefined; line = lines[next]) {
      left -= line.choices ?? 0;
      if (line.bottom - from > height || (left < 0 && line.choices !== undefined)) break;
      next += 1;
    }
    let end = next;
    // A heading goes with what it opens; where there are nothing but headings, they are parted all the same.
    while (next < lines.length && end > at && lines[end - 1]?.opens === true) end -= 1;
    if (end === at) end = next;
    leaves.push({ from, to: lines[end - 1]?.bottom ?? from });
    at = end;
  }
  return leaves;
}
