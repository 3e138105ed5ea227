import { type Dictionary, stepAt } from './dictionary/packed.ts';
import { keyLetters, keyOfLetter, means } from './dictionary/walk.ts';

/**
 * What the first keys that are still open may be read as: whole syllables, longest first and among them the one that begins the commoner character, then
 * single letters. Pure.
 * @param typed  letters that are settled, then digits 2–9, ' between syllables
 */
export function readingsOf(dictionary: Dictionary, typed: string): readonly string[] {
  const from = openFrom(typed);
  if (from < 0) return [];
  // Letters before the keys without a mark between: one syllable, half settled.
  const start = typed.lastIndexOf("'", from) + 1;
  const open = typed.slice(start).split("'")[0] ?? '';
  const whole: { readonly text: string; readonly step: number }[] = [];
  const firsts = new Set<string>();
  const end = dictionary.childStart[1] ?? 0;
  for (let child = dictionary.childStart[0] ?? 0; child < end; child += 1) {
    const syllable = dictionary.syllables[dictionary.labels[child] ?? 0] ?? '';
    if (!means(open[0], syllable[0])) continue;
    firsts.add(syllable.slice(0, 1));
    if (syllable.length > from - start && [...syllable].every((letter, at) => means(open[at], letter))) {
      whole.push({ text: syllable, step: stepAt(dictionary, child, 0) });
    }
  }
  whole.sort((a, b) => b.text.length - a.text.length || b.step - a.step || (a.text < b.text ? -1 : 1));
  const letters = from === start ? [...(keyLetters[open[0] ?? ''] ?? '')].filter((letter) => firsts.has(letter)) : [];
  return [...new Set([...whole.map(({ text }) => text), ...letters])];
}

/** Settles what the first open keys mean. A whole syllable gets its mark; a single letter may still grow. */
export function settle(typed: string, reading: string): string {
  const from = openFrom(typed);
  if (from < 0) return typed;
  const start = typed.lastIndexOf("'", from) + 1;
  const rest = typed.slice(start + reading.length);
  const mark = reading.length > 1 && !rest.startsWith("'") ? "'" : '';
  return `${typed.slice(0, start)}${reading}${mark}${rest}`;
}

/** The keys as letters, for the field: as the first candidate reads them, and what it leaves with the first letter of each key. */
export function shownLetters(
  typed: string,
  first: { readonly reading: string; readonly uses: number } | undefined,
): string {
  const rest = typed.slice(first?.uses ?? 0).replaceAll(/[2-9]/g, (key) => keyLetters[key]?.[0] ?? key);
  return [first?.reading ?? '', rest].filter((part) => part !== '').join(' ');
}

/** The keys that write a syllable. */
export function keysOf(syllable: string): string {
  return [...syllable].map((letter) => keyOfLetter[letter] ?? letter).join('');
}

const openFrom = (typed: string): number => typed.search(/[2-9]/);
