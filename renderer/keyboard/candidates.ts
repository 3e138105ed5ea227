import type { PinyinTable } from './pinyin-table.ts';

/** A character or word that the letters may mean, and how many of the letters it uses up. */
export interface Candidate {
  readonly text: string;
  readonly uses: number;
}

/** More than ten leaves of candidates nobody turns. */
const most = 80;

/**
 * What the letters may mean: words first where all letters fit, then characters of the first syllable. Pure.
 * @param spelling  letters a–z, with ' between syllables where the citizen says so
 */
export function candidatesOf(table: PinyinTable, spelling: string): readonly Candidate[] {
  if (spelling === '') return [];
  const letters = spelling.replaceAll("'", '');
  const found = new Map<string, number>();
  const take = (text: string, uses: number) => {
    if (!found.has(text) && found.size < most) found.set(text, uses);
  };
  for (const word of table.words) if (word.spelling === letters) take(word.text, spelling.length);
  const first = firstSyllable(table, spelling);
  const oneSyllable = first !== null && first.length === letters.length;
  if (oneSyllable) takeCharacters(table, first, spelling.length, take);
  if (first === null) takeBeginnings(table, letters, 1, take);
  if (letters.length > 1) {
    for (const word of table.words) if (word.spelling.startsWith(letters)) take(word.text, spelling.length);
    for (const word of table.words) if (word.initials === letters) take(word.text, spelling.length);
    for (const word of table.words) if (word.initials.startsWith(letters)) take(word.text, spelling.length);
  }
  if (first !== null) takeCharacters(table, first, usedBy(spelling, first), take);
  else takeBeginnings(table, letters, 4, take);
  return [...found].map(([text, uses]) => ({ text, uses }));
}

/**
 * The longest syllable at the front after which the rest can still be read (xian is one, xi'an two); null where the letters only begin one.
 */
export function firstSyllable(table: PinyinTable, spelling: string): string | null {
  const head = spelling.split("'")[0] ?? '';
  for (let length = Math.min(6, head.length); length > 0; length -= 1) {
    const syllable = head.slice(0, length);
    if (table.characters.has(syllable) && readable(table, head.slice(length))) return syllable;
  }
  for (let length = Math.min(6, head.length); length > 0; length -= 1) {
    if (table.characters.has(head.slice(0, length))) return head.slice(0, length);
  }
  return null;
}

/** Whether letters are syllables, the last of which may be unfinished. */
function readable(table: PinyinTable, letters: string): boolean {
  if (letters === '') return true;
  for (let length = Math.min(6, letters.length); length > 0; length -= 1) {
    const syllable = letters.slice(0, length);
    if (length === letters.length && beginsSyllable(table, syllable)) return true;
    if (table.characters.has(syllable) && readable(table, letters.slice(length))) return true;
  }
  return false;
}

function beginsSyllable(table: PinyinTable, letters: string): boolean {
  for (const syllable of table.characters.keys()) if (syllable.startsWith(letters)) return true;
  return false;
}

/** Letters of `spelling` that the first syllable uses, with the mark behind it. */
function usedBy(spelling: string, syllable: string): number {
  return spelling[syllable.length] === "'" ? syllable.length + 1 : syllable.length;
}

function takeCharacters(
  table: PinyinTable,
  syllable: string,
  uses: number,
  take: (text: string, uses: number) => void,
): void {
  for (const character of table.characters.get(syllable) ?? '') take(character, uses);
}

/** The letters only begin a syllable (zh): the most frequent characters of each that they may become. */
function takeBeginnings(
  table: PinyinTable,
  letters: string,
  ranks: number,
  take: (text: string, uses: number) => void,
): void {
  const lists = [...table.characters].filter(([syllable]) => syllable.startsWith(letters)).map(([, list]) => [...list]);
  for (let rank = 0; rank < ranks; rank += 1) {
    for (const list of lists) {
      const character = list[rank];
      if (character !== undefined) take(character, letters.length);
    }
  }
}

/** Columns that a candidate needs: a character one, a word more. */
export function columnsOf(text: string): number {
  return Math.max(1, Math.ceil([...text].length / 1.75));
}

/** Cuts candidates into leaves of `columns` columns. A word wider than the leaf gets one of its own. */
export function leaves(candidates: readonly Candidate[], columns: number): readonly (readonly Candidate[])[] {
  const result: Candidate[][] = [];
  let leaf: Candidate[] = [];
  let used = 0;
  for (const candidate of candidates) {
    const width = Math.min(columns, columnsOf(candidate.text));
    if (used + width > columns && leaf.length > 0) {
      result.push(leaf);
      leaf = [];
      used = 0;
    }
    leaf.push(candidate);
    used += width;
  }
  if (leaf.length > 0) result.push(leaf);
  return result;
}
