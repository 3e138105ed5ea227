/**
 * The characters that a receipt printer with a Chinese font can be trusted with: the two-byte characters of CP936.
 * Four-byte GB 18030 codes are no part of it: many printers that carry the standard on their label drop the bytes they cannot pair
 * and print the rest as digits ("¥" becomes "06").
 */

/** Number of two-byte characters of CP936 (GBK as Windows and printer fonts have it); asserted by a test and at first use. */
export const safeSetSize = 21_791;

/**
 * Codes that Node's `gbk` decoder knows and CP936 has not. Source: comparison of the WHATWG index with the CP936 table.
 * A3 A0 is a second code of the ideographic space; A1 A1 stays.
 */
const notInCp936: readonly (readonly [from: number, to: number])[] = [
  [0xa2e3, 0xa2e3],
  [0xa3a0, 0xa3a0],
  [0xa6d9, 0xa6df],
  [0xa6ec, 0xa6ed],
  [0xa6f3, 0xa6f3],
  [0xa8bc, 0xa8bc],
  [0xa8bf, 0xa8bf],
  [0xa989, 0xa995],
  [0xfe50, 0xfefe],
];

let table: ReadonlyMap<number, number> | null = null;

/**
 * Code point → two-byte code (lead byte in the high eight bits). Built once, in a few milliseconds, from the decoder that Node carries.
 * Throws when the result is not exactly CP936: a Node without full ICU would otherwise print wrong names.
 */
export function safeSet(): ReadonlyMap<number, number> {
  if (table !== null) return table;
  const decoder = new TextDecoder('gbk', { fatal: true });
  const built = new Map<number, number>();
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const code = lead * 256 + trail;
      if (trail === 0x7f || notInCp936.some(([from, to]) => code >= from && code <= to)) continue;
      const codePoint = decodePair(decoder, lead, trail);
      if (codePoint !== null && !isPrivateUse(codePoint)) built.set(codePoint, code);
    }
  }
  if (built.size !== safeSetSize) throw new Error(`safe set has ${built.size} characters instead of ${safeSetSize}`);
  table = built;
  return built;
}

/** The two-byte code of a character, or undefined when it must be drawn. */
export function safeCode(codePoint: number): number | undefined {
  return safeSet().get(codePoint);
}

/** Whether Unicode leaves this code point to private use: no font that we ship draws it. */
export function isPrivateUse(codePoint: number): boolean {
  return (codePoint >= 0xe000 && codePoint <= 0xf8ff) || codePoint >= 0xf0000;
}

/** Unassigned pairs throw in fatal mode; that is how the decoder says "no character here". */
function decodePair(decoder: TextDecoder, lead: number, trail: number): number | null {
  try {
    const text = decoder.decode(Uint8Array.of(lead, trail));
    const codePoint = text.codePointAt(0);
    // Two characters mean that the pair is none: the decoder gave the trail byte back as ASCII.
    return codePoint !== undefined && text.length === (codePoint > 0xffff ? 2 : 1) ? codePoint : null;
  } catch {
    return null;
  }
}
