import { pinyin, polyphonic } from 'pinyin-pro';
import { standardCharacters } from './character-sets.ts';

/** A reading of a character: as it is typed, and as it is heard. */
export interface Reading {
  /** Toneless, ü as v: the v that every keyboard has. */
  readonly syllable: string;
  /** With its tone as a digit, 5 = none: yun2. */
  readonly sound: string;
}

/** Combining marks of the tones. */
const toneOf: Readonly<Record<string, string>> = { '\u0304': '1', '\u0301': '2', '\u030c': '3', '\u0300': '4' };

/** `yún` → yun, yun2; null for what is no syllable. Pure. */
export function readingOf(spelled: string): Reading | null {
  const marks = spelled.toLowerCase().normalize('NFD').replaceAll('u\u0308', 'v');
  const syllable = marks.replaceAll(/[\u0300-\u036f]/g, '');
  if (!/^[a-z]{1,6}$/.test(syllable)) return null;
  const mark = [...marks].find((one) => toneOf[one] !== undefined);
  return { syllable, sound: `${syllable}${mark === undefined ? '5' : toneOf[mark]}` };
}

/** Readings of a text character by character, as its words are read; null where one has none. */
export function readingsOfText(text: string): readonly Reading[] | null {
  const readings = pinyin(text, { toneType: 'symbol', type: 'array' }).map(readingOf);
  return readings.every((reading) => reading !== null) ? readings : null;
}

/** Readings of a character, the usual one first, each syllable once. */
export function readingsOfCharacter(character: string): readonly Reading[] {
  const all = polyphonic(character, { toneType: 'symbol', type: 'array' })[0] ?? [];
  const found = new Map<string, Reading>();
  for (const spelled of [pinyin(character, { toneType: 'symbol' }), ...all]) {
    const reading = readingOf(spelled);
    if (reading !== null && !found.has(reading.syllable)) found.set(reading.syllable, reading);
  }
  return [...found.values()];
}

/** Every syllable with a tone that a character of GB 2312 is read with, sorted: what a voice must have to say candidates. */
export function tonedSyllables(): readonly string[] {
  const found = new Set<string>();
  for (const character of standardCharacters()) {
    for (const spelled of polyphonic(character, { toneType: 'symbol', type: 'array' })[0] ?? []) {
      const reading = readingOf(spelled);
      if (reading !== null) found.add(reading.sound);
    }
  }
  return [...found].toSorted();
}
