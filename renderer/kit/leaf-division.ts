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

/** A leaf that is less full than this looks like one that failed to load. */
const fullEnough = 1 / 3;

/**
 * Divides rows into as few leaves as possible. What is read fills its leaves, as a book does. What is chosen from is dealt evenly: five options stand as three
 * and two, not as four and a lonely one; so is what would leave next to nothing for the last leaf. Where a leaf would hold next to nothing all the same, and as
 * many leaves can be filled better, they are.
 * @param rows  in order, without overlap
 * @param room  of a leaf; at least one pixel and one choice
 * @returns leaves in order; each row lies whole on one of them, unless it is higher than a leaf; none for no rows
 */
export function divide(rows: readonly Row[], room: LeafRoom): readonly Leaf[] {
  const limit = Math.max(1, room.height);
  const lines = rows.flatMap((row) => linesOf(row, limit));
  const usual = usualDivision(rows, lines, { height: limit, choices: room.choices });
  const emptiness = emptinessOf(usual, limit);
  if (emptiness === 0 || usual.length < 2) return usual;
  const fuller = fullest(lines, { height: limit, choices: room.choices });
  return emptinessOf(fuller, limit) < emptiness ? fuller : usual;
}

function usualDivision(rows: readonly Row[], lines: readonly Row[], room: LeafRoom): readonly Leaf[] {
  const { height: limit, choices } = room;
  const fewest = fill(lines, room);
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
function fill(lines: readonly Row[], room: LeafRoom): readonly Leaf[] {
  const leaves: Leaf[] = [];
  let at = 0;
  while (at < lines.length) {
    const [end = at + 1] = endsOf(lines, at, room);
    leaves.push(leafOf(lines, at, end));
    at = end;
  }
  return leaves;
}

const leafOf = (lines: readonly Row[], at: number, end: number): Leaf => ({
  from: lines[at]?.top ?? 0,
  to: lines[end - 1]?.bottom ?? 0,
});

/** Behind the last line that stands on the leaf which begins with line `at`. */
function reachOf(lines: readonly Row[], at: number, { height, choices }: LeafRoom): number {
  const from = lines[at]?.top ?? 0;
  let next = at + 1;
  let left = choices - (lines[at]?.choices ?? 0);
  for (let line = lines[next]; line !== undefined; line = lines[next]) {
    left -= line.choices ?? 0;
    if (line.bottom - from > height || (left < 0 && line.choices !== undefined)) break;
    next += 1;
  }
  return next;
}

/** Whether a leaf that ends here parts a heading from what it opens. What no leaf holds together is parted anyhow: the name of a field stands with the question then, not alone. */
function isParted(lines: readonly Row[], end: number, room: LeafRoom): boolean {
  return end < lines.length && lines[end - 1]?.opens === true && reachOf(lines, end - 1, room) > end;
}

/** Where the leaf that begins with line `at` may end, the farthest first. Where there are nothing but headings, they are parted all the same. */
function endsOf(lines: readonly Row[], at: number, room: LeafRoom): readonly number[] {
  const reach = reachOf(lines, at, room);
  const ends: number[] = [];
  for (let end = reach; end > at; end -= 1) if (!isParted(lines, end, room)) ends.push(end);
  return ends.length === 0 ? [reach] : ends;
}

/** What is missing on leaves that hold next to nothing, in parts of a leaf; 0 where there is no such leaf. */
function emptinessOf(leaves: readonly Leaf[], limit: number): number {
  return leaves.reduce((sum, { from, to }) => sum + Math.max(0, fullEnough - (to - from) / limit), 0);
}

interface Way {
  readonly leaf: Leaf;
  /** The leaves behind it; null = none. */
  readonly rest: Way | null;
  readonly count: number;
  readonly missing: number;
}

/** As few leaves as possible, of which as little as possible is missing, the first as full as that allows. */
function fullest(lines: readonly Row[], room: LeafRoom): readonly Leaf[] {
  /** By the line with which it begins: the best way to the end. */
  const ways: (Way | null)[] = Array.from({ length: lines.length + 1 }, () => null);
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    let best: Way | null = null;
    for (const end of endsOf(lines, at, room)) {
      const leaf = leafOf(lines, at, end);
      const rest = ways[end] ?? null;
      const count = 1 + (rest?.count ?? 0);
      const missing = emptinessOf([leaf], room.height) + (rest?.missing ?? 0);
      if (best === null || count < best.count || (count === best.count && missing < best.missing))
        best = { leaf, rest, count, missing };
    }
    ways[at] = best;
  }
  const leaves: Leaf[] = [];
  for (let way = ways[0] ?? null; way !== null; way = way.rest) leaves.push(way.leaf);
  return leaves;
}
