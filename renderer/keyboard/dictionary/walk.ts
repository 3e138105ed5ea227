import type { Dictionary } from './packed.ts';

/** A place of the trie that the typed letters lead to. */
export interface Found {
  readonly node: number;
  /** Syllables of it: as many characters has each word. */
  readonly depth: number;
  /** Typed letters that it uses up. */
  readonly uses: number;
  /** The syllables as they were typed: whole ones, the last perhaps begun only. */
  readonly reading: string;
  /** Whether the last syllable is whole. */
  readonly whole: boolean;
}

/** Which letters a key of the pad with nine keys stands for. Source: ITU-T E.161. */
export const keyLetters: Readonly<Record<string, string>> = {
  '2': 'abc',
  '3': 'def',
  '4': 'ghi',
  '5': 'jkl',
  '6': 'mno',
  '7': 'pqrs',
  '8': 'tuv',
  '9': 'wxyz',
};

/** The key of each letter. */
export const keyOfLetter: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(keyLetters).flatMap(([key, letters]) => [...letters].map((letter) => [letter, key])),
);

/** Whether a typed letter, or a key with several letters, means a letter. */
export function means(typed: string | undefined, letter: string | undefined): boolean {
  return typed !== undefined && letter !== undefined && (typed === letter || typed === keyOfLetter[letter]);
}

/** The two ways in which ü is written after l and n: lve as the rule says, lue as most people type. */
function spellingsOf(syllable: string): readonly string[] {
  return syllable === 'lve' || syllable === 'nve' ? [syllable, syllable.replace('v', 'u')] : [syllable];
}

/**
 * Follows the letters from `from` on, syllable by syllable. Calls `visit` at every place where a whole syllable ends, and where the letters end in the
 * middle of one.
 * @param typed  letters a–z, digits 2–9 for keys with several, ' between syllables where the citizen says so
 */
export function walkWhole(dictionary: Dictionary, typed: string, from: number, visit: (found: Found) => void): void {
  const step = (node: number, at: number, depth: number, reading: string): void => {
    const end = dictionary.childStart[node + 1] ?? 0;
    for (let child = dictionary.childStart[node] ?? 0; child < end; child += 1) {
      const syllable = dictionary.syllables[dictionary.labels[child] ?? 0] ?? '';
      if (!means(typed[at], syllable[0])) continue;
      for (const spelling of spellingsOf(syllable)) {
        const length = sharedLength(spelling, typed, at);
        const begun = at + length;
        const whole = length === spelling.length;
        if (!whole && begun < typed.length) continue;
        // A mark behind a whole syllable belongs to it.
        const next = whole && typed[begun] === "'" ? begun + 1 : begun;
        const read = `${reading}${depth === 0 ? '' : ' '}${spelling.slice(0, length)}`;
        visit({ node: child, depth: depth + 1, uses: next, reading: read, whole });
        if (whole && next < typed.length) step(child, next, depth + 1, read);
      }
    }
  };
  step(0, from, 0, '');
}

/**
 * Words of which (some) syllables are written with their first letters only: gz, guangz, gzhou → 广州. Calls `visit` where all letters are used and at
 * least one syllable before the last is short.
 * @param onlyInitials  every syllable by its first letters; for keys that mean several letters each
 */
export function walkShort(
  dictionary: Dictionary,
  typed: string,
  onlyInitials: boolean,
  visit: (found: Found) => void,
): void {
  const step = (node: number, at: number, depth: number, short: boolean, reading: string): void => {
    const end = dictionary.childStart[node + 1] ?? 0;
    for (let child = dictionary.childStart[node] ?? 0; child < end; child += 1) {
      const syllable = dictionary.syllables[dictionary.labels[child] ?? 0] ?? '';
      if (!means(typed[at], syllable[0])) continue;
      for (const length of shortLengths(syllable, typed, at, onlyInitials)) {
        const begun = at + length;
        const next = typed[begun] === "'" ? begun + 1 : begun;
        const isShort = length < syllable.length;
        const read = `${reading}${depth === 0 ? '' : ' '}${syllable.slice(0, length)}`;
        if (next < typed.length) step(child, next, depth + 1, short || isShort, read);
        else if (short) visit({ node: child, depth: depth + 1, uses: next, reading: read, whole: false });
      }
    }
  };
  step(0, 0, 0, false, '');
}

/** How many letters of a syllable may stand for it at `at`: its first, zh ch sh, all, or, at the end, what was typed of it. */
function shortLengths(syllable: string, typed: string, at: number, onlyInitials: boolean): readonly number[] {
  const lengths = [1];
  if (syllable[1] === 'h' && means(typed[at + 1], 'h')) lengths.push(2);
  if (onlyInitials) return lengths;
  const shared = sharedLength(syllable, typed, at);
  const isEnd = at + shared === typed.length;
  if ((shared === syllable.length || isEnd) && shared > (lengths.at(-1) ?? 1)) lengths.push(shared);
  return lengths;
}

function sharedLength(spelling: string, typed: string, at: number): number {
  let length = 0;
  while (length < spelling.length && means(typed[at + length], spelling[length])) length += 1;
  return length;
}
