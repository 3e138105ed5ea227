import { pinyin } from 'pinyin-pro';

/**
 * The 6,763 characters of GB 2312 by the first of those with the same reading, so that about 1,200 recordings say them all. A character with several readings has
 * its most frequent one: good enough for words of the city, and never used for names of people (`contract/speech/pieces.ts`).
 */
export function mandarinReadings(): Readonly<Record<string, string>> {
  const byReading = new Map<string, string>();
  const readings: Record<string, string> = {};
  for (const character of gb2312()) {
    const reading = pinyin(character, { toneType: 'num' });
    const first = byReading.get(reading) ?? character;
    byReading.set(reading, first);
    readings[character] = first;
  }
  return readings;
}

/** Rows 16 to 87 hold Han characters, 94 a row; the last cells of row 55 are empty. */
function gb2312(): readonly string[] {
  const decoder = new TextDecoder('gb18030');
  const characters: string[] = [];
  for (let row = 16; row <= 87; row += 1) {
    for (let cell = 1; cell <= 94; cell += 1) {
      if (row === 55 && cell > 89) continue;
      characters.push(decoder.decode(Uint8Array.of(0xa0 + row, 0xa0 + cell)));
    }
  }
  return characters;
}
