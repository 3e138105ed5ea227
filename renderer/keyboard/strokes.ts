import type { Candidate } from './candidates.ts';

/**
 * The five strokes by their keys, as GF 3002-1999 classes them, and how they stand in the field while they wait. A rise counts as 横, a stroke to the lower right
 * as 点, everything that bends as 折.
 */
export const strokeShapes: Readonly<Record<string, string>> = { '1': '一', '2': '丨', '3': '丿', '4': '丶', '5': '乛' };

/**
 * Characters by their strokes, as they are shipped: sequences sorted, each told by what it shares with the one before it.
 */
export interface PackedStrokes {
  /** Per sequence: a letter (how many strokes it shares: A none, B one, …), then the other strokes as digits 1–5. */
  readonly sequences: string;
  /** Per sequence: how many characters are written so, as a digit in base 36. */
  readonly counts: string;
  /** The characters, sequence by sequence, the commonest first. */
  readonly characters: string;
  /** Per character: its step (see `stepOf`), from `!` on. */
  readonly steps: string;
}

export interface StrokeTable {
  readonly sequences: readonly string[];
  /** Place of the first character of each sequence; the next entry ends it. */
  readonly start: Uint32Array;
  readonly characters: readonly string[];
  readonly steps: string;
}

export interface StrokeEntry {
  readonly character: string;
  readonly sequence: string;
  readonly step: number;
}

const shareZero = 0x41;
const stepZero = 0x21;
/** Strokes that the field has room for. */
const mostShown = 6;
/** How many characters that only begin so are offered: one more stroke halves them. */
const mostBegun = 64;

/** Packs entries; their order does not matter. Pure. */
export function packStrokes(entries: readonly StrokeEntry[]): PackedStrokes {
  const bySequence = Map.groupBy(entries, (entry) => entry.sequence);
  const columns = { sequences: '', counts: '', characters: '', steps: '' };
  let before = '';
  for (const sequence of [...bySequence.keys()].toSorted()) {
    const list = (bySequence.get(sequence) ?? []).toSorted(
      (a, b) => b.step - a.step || (a.character < b.character ? -1 : 1),
    );
    let shared = 0;
    while (shared < before.length && before[shared] === sequence[shared]) shared += 1;
    columns.sequences += String.fromCharCode(shareZero + shared) + sequence.slice(shared);
    columns.counts += list.length.toString(36);
    columns.characters += list.map((entry) => entry.character).join('');
    columns.steps += list.map((entry) => String.fromCharCode(stepZero + entry.step)).join('');
    before = sequence;
  }
  return columns;
}

export function unpackStrokes(packed: PackedStrokes): StrokeTable {
  const sequences: string[] = [];
  const start = new Uint32Array(packed.counts.length + 1);
  let before = '';
  for (const [, share = 'A', rest = ''] of packed.sequences.matchAll(/([^1-5])([1-5]*)/g)) {
    before = before.slice(0, share.charCodeAt(0) - shareZero) + rest;
    start[sequences.length + 1] =
      (start[sequences.length] ?? 0) + Number.parseInt(packed.counts[sequences.length] ?? '0', 36);
    sequences.push(before);
  }
  return { sequences, start, characters: [...packed.characters], steps: packed.steps };
}

/**
 * Characters that are written with these strokes, then those that begin with them, commonest first. Pure.
 * @param typed  digits 1–5
 */
export function charactersOfStrokes(table: StrokeTable, typed: string): readonly Candidate[] {
  if (!/^[1-5]+$/.test(typed)) return [];
  const from = firstAtLeast(table.sequences, typed);
  const whole: string[] = [];
  const begun: string[][] = [];
  for (let at = from; at < table.sequences.length; at += 1) {
    const sequence = table.sequences[at] ?? '';
    if (!sequence.startsWith(typed)) break;
    for (let place = table.start[at] ?? 0; place < (table.start[at + 1] ?? 0); place += 1) {
      const character = table.characters[place] ?? '';
      if (sequence === typed) whole.push(character);
      else {
        const step = table.steps.charCodeAt(place) - stepZero;
        begun[step] ??= [];
        begun[step].push(character);
      }
    }
  }
  const offered = new Set(whole);
  const most = whole.length + mostBegun;
  for (let step = begun.length - 1; step >= 0 && offered.size < most; step -= 1) {
    for (const character of begun[step] ?? []) if (offered.size < most) offered.add(character);
  }
  return [...offered].map((text) => ({ text, uses: typed.length, reading: '' }));
}

const counted = new WeakMap<StrokeTable, ReadonlyMap<string, number>>();

/** How many strokes a character is written with; null for what is no character of the table. */
export function strokeCount(table: StrokeTable, character: string): number | null {
  let counts = counted.get(table);
  if (counts === undefined) {
    const made = new Map<string, number>();
    for (const [at, sequence] of table.sequences.entries()) {
      for (let place = table.start[at] ?? 0; place < (table.start[at + 1] ?? 0); place += 1) {
        const known = table.characters[place] ?? '';
        // A character that may be written in two ways has the count of the first.
        if (!made.has(known)) made.set(known, sequence.length);
      }
    }
    counted.set(table, made);
    counts = made;
  }
  return counts.get(character) ?? null;
}

/** Strokes as the field shows them: the last ones, which the writer is at. */
export function shownStrokes(typed: string): string {
  const shown = typed.length > mostShown ? `…${typed.slice(1 - mostShown)}` : typed;
  return [...shown].map((key) => strokeShapes[key] ?? key).join('');
}

function firstAtLeast(sorted: readonly string[], wanted: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
