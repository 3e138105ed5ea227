import {
  largestDiagonalInch,
  leastDiagonalInch,
  type PanelMeasure,
} from '../../../contract/technician/set-up-blocks.ts';
import { pitchMm } from '../../kit/tokens.ts';

/** One touch of − or +, inches: 0.4 mm of a card on 21.5 inch, the width of the line that it is held to. */
const stepInch = 0.1;

/** Pixels of one millimetre on this panel. Pure. */
export const pxPerMm = ({ diagonalInch, widthPx, heightPx }: PanelMeasure): number =>
  1 / pitchMm({ diagonalInch, widthPx, heightPx });

/** Sides of the panel as it hangs, whole millimetres. Pure. */
export function sidesMm(panel: PanelMeasure): { readonly widthMm: number; readonly heightMm: number } {
  const px = pxPerMm(panel);
  return { widthMm: Math.round(panel.widthPx / px), heightMm: Math.round(panel.heightPx / px) };
}

/**
 * The diagonal after one touch. A card that is drawn too large means that the panel is larger than what stands: the same pixels are more millimetres. So "smaller" raises
 * the diagonal and "larger" lowers it.
 */
export function stepped(diagonalInch: number, towards: 'smaller' | 'larger'): number {
  const next = Math.round((diagonalInch + (towards === 'smaller' ? stepInch : -stepInch)) * 10) / 10;
  return Math.min(largestDiagonalInch, Math.max(leastDiagonalInch, next));
}

/** A tick of the ruler, mm from its beginning. */
export interface Tick {
  readonly mm: number;
  readonly lengthMm: number;
  /** Centimetres, where a figure stands. */
  readonly figure?: number;
}

/** The ticks of a ruler of so many millimetres: each millimetre, each fifth longer, each tenth with its figure. */
export function ticksOf(lengthMm: number): readonly Tick[] {
  return Array.from({ length: lengthMm + 1 }, (_, mm) =>
    mm % 10 === 0 ? { mm, lengthMm: 7, figure: mm / 10 } : { mm, lengthMm: mm % 5 === 0 ? 5 : 3 },
  );
}
