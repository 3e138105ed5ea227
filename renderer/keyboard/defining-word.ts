import { type Dictionary, publicText, stepAt } from './dictionary/packed.ts';

/** Words that tell characters which sound alike apart, as they are shipped: lines `character words`. */
export interface TellingWords {
  /** Ours: 赟 文武贝. */
  readonly told: string;
  /** By parts, where no word contains the character: 犇 三个牛. */
  readonly parts: string;
}

/** Places of a character in the list that are looked at; the commonest word is among the first of each depth. */
const mostPlaces = 400;

/**
 * A candidate as it is spoken: 广 → 广，广州的广; 赟 → 赟，文武贝的赟. Words, and characters about which nothing is known, are spoken as they are. Pure.
 */
export function spokenCandidate(dictionary: Dictionary, telling: TellingWords, text: string): string {
  if ([...text].length !== 1) return text;
  const word = lineOf(telling.told, text) ?? commonestWord(dictionary, text) ?? lineOf(telling.parts, text);
  return word === null ? text : `${text}，${word}的${text}`;
}

function lineOf(lines: string, character: string): string | null {
  const at = lines.indexOf(`\n${character} `);
  if (at < 0) return null;
  const end = lines.indexOf('\n', at + 1);
  return lines.slice(at + character.length + 2, end < 0 ? undefined : end);
}

/** The weightiest word of two to four characters that contains the character. */
function commonestWord(dictionary: Dictionary, character: string): string | null {
  const { text, textStart } = dictionary;
  const rootEnd = dictionary.childStart[1] ?? 0;
  let best: { readonly text: string; readonly step: number } | null = null;
  // Behind the single characters: the children of the root and what they hold come first.
  let at = text.indexOf(character, textStart[rootEnd] ?? 0);
  for (let places = 0; at >= 0 && places < mostPlaces; places += 1) {
    const node = nodeOf(textStart, at);
    const step = firstStep(dictionary, node, at);
    if (step !== null && (best === null || step.step > best.step)) best = step;
    at = text.indexOf(character, at + 1);
  }
  return best === null ? null : best.text;
}

function firstStep(
  dictionary: Dictionary,
  node: number,
  at: number,
): { readonly text: string; readonly step: number } | null {
  const start = dictionary.textStart[node] ?? 0;
  const count = (dictionary.wordStart[node + 1] ?? 0) - (dictionary.wordStart[node] ?? 0);
  const depth = ((dictionary.textStart[node + 1] ?? 0) - start) / count;
  if (depth > 4) return null;
  const n = Math.floor((at - start) / depth);
  const from = start + n * depth;
  return { text: publicText(dictionary, dictionary.text.slice(from, from + depth)), step: stepAt(dictionary, node, n) };
}

/** The node in whose text a place lies. */
function nodeOf(textStart: Uint32Array, at: number): number {
  let [low, high] = [0, textStart.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((textStart[middle] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
