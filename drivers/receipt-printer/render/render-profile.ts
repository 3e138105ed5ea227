import type { GlyphSource } from './glyph.ts';

/** What rendering must know of the printer and its paper. */
export interface RenderProfile {
  /** Latin characters in a line, 12 dots each: 48 on 80 mm paper, 32 on 58 mm. */
  readonly columns: 48 | 32;
  /** `none`: no cutter fitted, the paper is fed far enough to tear it off. */
  readonly cut: 'partial' | 'full' | 'none';
  /** Whether `ESC *` pictures stand inside a line of text on this model; otherwise a line with a rare character is drawn whole. */
  readonly inlineGlyph: boolean;
  readonly glyphs: GlyphSource;
}

/** Dots of one Latin column. */
export const columnDots = 12;

/** Distance of two lines with default spacing, which a drawn line must keep as well (1/6 inch, rounded as the printers do it). */
export const lineDots = 30;
