import { pinyin } from 'pinyin-pro';
import { standardCharacters } from '../dictionary/character-sets.ts';

/**
 * The 6,763 characters of GB 2312 by the first of those with the same reading, so that about 1,200 recordings say them all. A character with several readings has
 * its most frequent one: good enough for words of the city, and never used for names of people (`contract/speech/pieces.ts`).
 */
export function mandarinReadings(): Readonly<Record<string, string>> {
  const byReading = new Map<string, string>();
  const readings: Record<string, string> = {};
  for (const character of standardCharacters()) {
    const reading = pinyin(character, { toneType: 'num' });
    const first = byReading.get(reading) ?? character;
    byReading.set(reading, first);
    readings[character] = first;
  }
  return readings;
}
