import { type Dictionary, publicText, soundAt, stepAt } from './packed.ts';

/** A word of the list that contains some text. */
export interface Place {
  readonly text: string;
  readonly step: number;
  /** Where its first character stands. */
  readonly at: number;
  readonly length: number;
}

/** Places that are looked at; the commonest words of each length stand near each other, and no character has more that matter. */
const mostPlaces = 400;

/** The weightiest word that contains the text and fits; null = none. */
export function weightiest(
  dictionary: Dictionary,
  text: string,
  fits: (place: Place, at: number) => boolean,
): Place | null {
  let best: Place | null = null;
  let at = dictionary.text.indexOf(text);
  for (let places = 0; at >= 0 && places < mostPlaces; places += 1) {
    const place = placeAt(dictionary, at);
    if ((best === null || place.step > best.step) && fits(place, at)) best = place;
    at = dictionary.text.indexOf(text, at + 1);
  }
  return best;
}

/** The word in which a character of the list stands. */
function placeAt(dictionary: Dictionary, at: number): Place {
  const node = nodeOf(dictionary.textStart, at);
  const start = dictionary.textStart[node] ?? 0;
  const count = (dictionary.wordStart[node + 1] ?? 0) - (dictionary.wordStart[node] ?? 0);
  const length = ((dictionary.textStart[node + 1] ?? 0) - start) / count;
  const n = Math.floor((at - start) / length);
  const from = start + n * length;
  return {
    text: publicText(dictionary, dictionary.text.slice(from, from + length)),
    step: stepAt(dictionary, node, n),
    at: from,
    length,
  };
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

/**
 * How a text sounds, syllable by syllable with tones: as the longest words of the list that it is made of, a character alone as it is mostly read. Null where
 * one of its characters has no known sound.
 * @param listed  text as it stands in the list (`listedText`)
 */
export function soundsOf(dictionary: Dictionary, listed: string): readonly string[] | null {
  const sounds: string[] = [];
  let from = 0;
  while (from < listed.length) {
    const word = longestWord(dictionary, listed, from);
    if (word === null) return null;
    for (let at = word.at; at < word.at + word.length; at += 1) {
      const sound = soundAt(dictionary, at);
      if (sound === null) return null;
      sounds.push(sound);
    }
    from += word.length;
  }
  return sounds;
}

const longestLooked = 8;

function longestWord(dictionary: Dictionary, listed: string, from: number): Place | null {
  for (let length = Math.min(longestLooked, listed.length - from); length > 0; length -= 1) {
    const found = weightiest(
      dictionary,
      listed.slice(from, from + length),
      (place, at) => place.length === length && place.at === at,
    );
    if (found !== null) return found;
  }
  return null;
}
