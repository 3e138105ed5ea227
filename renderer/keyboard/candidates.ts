import { type Dictionary, publicText, stepAt } from './dictionary/packed.ts';
import { type Found, walkShort, walkWhole } from './dictionary/walk.ts';
import { sentenceOf } from './sentence.ts';

/** A character or word that the letters may mean, and how many of the letters it uses up. */
export interface Candidate {
  readonly text: string;
  readonly uses: number;
  /** The letters as syllables; what a key with several letters meant. */
  readonly reading: string;
}

/** A word of the list, not yet read out of it: most are sorted away. */
interface Weighed {
  readonly step: number;
  /** Where its characters stand, and how many they are. */
  readonly at: number;
  readonly length: number;
  readonly uses: number;
  readonly reading: string;
}

/** Guesses (words that are longer than what was typed, or written short) behind the first characters; more nobody turns leaves for. */
const mostGuesses = 40;
/** Characters of a whole syllable that stand before the guesses. */
const firstCharacters = 16;
/** How deep a guess may go below the letters. */
const deepestGuess = 4;

/**
 * What the letters may mean, likeliest first. Pure; the same letters give the same list, no text twice.
 * Words that all letters spell; characters of a whole syllable; guesses; then what the first letters alone mean, longest first.
 * @param typed  letters a–z, digits 2–9 for keys with several, ' between syllables where the citizen says so
 */
export function candidatesOf(dictionary: Dictionary, typed: string): readonly Candidate[] {
  if (!/^[a-z2-9][a-z2-9']*$/.test(typed)) return [];
  const whole: Weighed[] = [];
  const characters: Weighed[] = [];
  const guesses: Weighed[] = [];
  const fronts: Weighed[] = [];
  walkWhole(dictionary, typed, 0, (found) => {
    const here = weighed(dictionary, found);
    if (found.uses < typed.length) {
      fronts.push(...here);
      return;
    }
    if (!found.whole) guesses.push(...here);
    else if (found.depth === 1) characters.push(...here);
    else whole.push(...here);
    if (found.depth > 1 || found.whole) guesses.push(...longer(dictionary, found));
  });
  const many = /[2-9]/.test(typed);
  if (typed.length > 1) walkShort(dictionary, typed, many, (found) => guesses.push(...weighed(dictionary, found)));
  const sentence = whole.length + characters.length === 0 ? sentenceOf(dictionary, typed) : null;
  const singles = heaviest(characters);
  const words = heaviest(whole);
  return distinct(dictionary, [
    // Where the letters are one syllable, the word that cuts it in two (xi'an) is meant seldom.
    ...(singles.length > 0 ? [...singles.slice(0, 2), ...words] : words),
    ...singles.slice(0, firstCharacters),
    ...(sentence === null ? [] : [sentence]),
    ...heaviest(guesses).slice(0, mostGuesses),
    ...singles.slice(firstCharacters),
    ...fronts.toSorted((a, b) => b.uses - a.uses || inOrder(a, b)),
  ]);
}

/** The words of a place with their steps. */
function weighed(dictionary: Dictionary, { node, depth, uses, reading }: Found): readonly Weighed[] {
  const found: Weighed[] = [];
  const end = dictionary.textStart[node + 1] ?? 0;
  for (let at = dictionary.textStart[node] ?? 0; at < end; at += depth) {
    found.push({ step: stepAt(dictionary, node, found.length), at, length: depth, uses, reading });
  }
  return found;
}

/** Words below a place: the letters may be their beginning. */
function longer(dictionary: Dictionary, { node, depth, uses, reading }: Found): readonly Weighed[] {
  const found: Weighed[] = [];
  const descend = (from: number, at: number): void => {
    const end = dictionary.childStart[from + 1] ?? 0;
    for (let child = dictionary.childStart[from] ?? 0; child < end; child += 1) {
      found.push(...weighed(dictionary, { node: child, depth: at + 1, uses, reading, whole: false }));
      if (at + 1 < depth + deepestGuess) descend(child, at + 1);
    }
  };
  descend(node, depth);
  return found;
}

/** Heavier first; equal ones by their place in the list, so that the order never depends on how they were found. */
const inOrder = (a: Weighed, b: Weighed): number => b.step - a.step || a.at - b.at;

const heaviest = (list: readonly Weighed[]): readonly Weighed[] => list.toSorted(inOrder);

/** Each text once, at its first place. */
function distinct(dictionary: Dictionary, list: readonly (Weighed | Candidate)[]): readonly Candidate[] {
  const found = new Map<string, Candidate>();
  for (const one of list) {
    const { uses, reading } = one;
    const text = 'text' in one ? one.text : publicText(dictionary, dictionary.text.slice(one.at, one.at + one.length));
    if (!found.has(text)) found.set(text, { text, uses, reading });
  }
  return [...found.values()];
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
