import type { Bitmap } from './bitmap.ts';
import type { GlyphSource } from './glyph.ts';
import { isPlain, replaceTwins } from './replacements.ts';
import { isPrivateUse, safeCode } from './safe-set.ts';

/**
 * One place on a line: a code of the printer's font (one byte = one column, two bytes = two columns) or a picture of 24 × 24 dots
 * (two columns).
 */
export type Cell =
  | { readonly kind: 'code'; readonly text: string; readonly columns: 1 | 2; readonly code: number }
  | { readonly kind: 'glyph'; readonly text: string; readonly columns: 2; readonly glyph: Bitmap };

/** Stands for a character that cannot be printed: A1 FE, in every Chinese printer font. */
const unprintableMark = '〓';

/** A base character with its combining marks, which share one place. */
const clusters = /\P{M}\p{M}*|\p{M}+/gu;

/**
 * Cuts text into the places that it takes on paper. Never drops anything visible: a character is printed by code, drawn, or replaced by
 * 〓 and named in `unprintable`. The input is composed (NFC) first, as receiptline does it.
 */
export function toCells(
  text: string,
  glyphs: GlyphSource,
): { readonly cells: readonly Cell[]; readonly unprintable: readonly string[] } {
  const unprintable: string[] = [];
  const cells = clustersOf(text).map((cluster): Cell => {
    const codePoint = cluster.codePointAt(0) ?? 0;
    const isSingle = cluster.length === (codePoint > 0xffff ? 2 : 1);
    if (isSingle && codePoint >= 0x20 && codePoint < 0x7f) {
      return { kind: 'code', text: cluster, columns: 1, code: codePoint };
    }
    const code = isSingle ? safeCode(codePoint) : undefined;
    if (code !== undefined) return { kind: 'code', text: cluster, columns: 2, code };
    const glyph = isPrivateUse(codePoint) || isControl(codePoint) ? null : glyphs.glyph(cluster);
    if (glyph !== null) return { kind: 'glyph', text: cluster, columns: 2, glyph };
    unprintable.push(cluster);
    return { kind: 'code', text: unprintableMark, columns: 2, code: 0xa1fe };
  });
  return { cells, unprintable };
}

function clustersOf(text: string): readonly string[] {
  return isPlain(text) ? [...text] : (replaceTwins(text.normalize()).match(clusters) ?? []);
}

function isControl(codePoint: number): boolean {
  return codePoint < 0x20 || codePoint === 0x7f || (codePoint >= 0xd800 && codePoint <= 0xdfff);
}
