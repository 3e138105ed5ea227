import { type Dictionary, listedText } from './dictionary/packed.ts';
import { soundsOf, weightiest } from './dictionary/places.ts';

/** Words that tell characters which sound alike apart, as they are shipped: lines `character words`. */
export interface TellingWords {
  /** Ours: 赟 文武贝. */
  readonly told: string;
  /** By parts, where no word contains the character: 犇 三个牛. */
  readonly parts: string;
}

/** A candidate as it is heard. */
export interface Spoken {
  /** 云，白云的云. Also its accessible name. */
  readonly name: string;
  /** Syllables with tones, phrase by phrase, for recordings of syllables; empty where a sound is not known. */
  readonly sounds: readonly (readonly string[])[];
  /** How many strokes a single character has, where that is known. */
  readonly strokes?: number;
}

/** Longer words tell less: they are sayings and names. */
const longestTelling = 4;

/**
 * A candidate as it is spoken: 广 → 广，广泛的广; 赟 → 赟，文武贝的赟. Words, and characters about which nothing is known, are spoken as they are. Pure.
 */
export function spokenCandidate(dictionary: Dictionary, telling: TellingWords, text: string): Spoken {
  const word = [...text].length === 1 ? tellingWord(dictionary, telling, text) : null;
  const phrases = word === null ? [text] : [text, `${word}的${text}`];
  const sounds = phrases.map((phrase) => soundsOf(dictionary, listedText(dictionary, phrase)));
  return { name: phrases.join('，'), sounds: sounds.every((phrase) => phrase !== null) ? sounds : [] };
}

function tellingWord(dictionary: Dictionary, telling: TellingWords, character: string): string | null {
  const told = lineOf(telling.told, character);
  if (told !== null) return told;
  const word = weightiest(
    dictionary,
    listedText(dictionary, character),
    ({ length }) => length > 1 && length <= longestTelling,
  );
  return word?.text ?? lineOf(telling.parts, character);
}

function lineOf(lines: string, character: string): string | null {
  const at = lines.indexOf(`\n${character} `);
  if (at < 0) return null;
  const end = lines.indexOf('\n', at + 1);
  return lines.slice(at + character.length + 2, end < 0 ? undefined : end);
}
