/** GB 2312 level 1, rows 16 to 55: the 3,755 characters of everyday words. Source: GB/T 2312-1980. */
export function everydayCharacters(): readonly string[] {
  return rows(0xb0, 0xd7);
}

/** All 6,763 characters of GB 2312, rows 16 to 87. */
export function standardCharacters(): readonly string[] {
  return rows(0xb0, 0xf7);
}

function rows(from: number, to: number): readonly string[] {
  const decoder = new TextDecoder('gbk');
  const found: string[] = [];
  for (let row = from; row <= to; row += 1) {
    for (let cell = 0xa1; cell <= 0xfe; cell += 1) {
      const character = decoder.decode(Uint8Array.of(row, cell));
      if (/^\p{Script=Han}$/u.test(character)) found.push(character);
    }
  }
  return found;
}
