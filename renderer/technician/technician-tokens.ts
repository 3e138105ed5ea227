import { type FontName, fontNames, fontPx, type PanelProfile, pxOf } from '../kit/tokens.ts';

/**
 * Sizes for somebody who works at the machine: denser than the citizen's, still for a finger. Letters never go below the floor of the kit.
 * Cap heights and sides in millimetres.
 */
const capMm: Readonly<Record<FontName, number>> = { body: 4.6, lead: 5.4, heading: 6.4, title: 8.4, number: 11 };
const targetMm = 15;
const gapMm = 3;

/** The custom properties of `:root` that differ from those of the citizen's pages. Pure. */
export function technicianTokens(panel: PanelProfile): ReadonlyMap<string, string> {
  return new Map([
    ['--target', `${pxOf(panel, targetMm)}px`],
    ['--gap', `${pxOf(panel, gapMm)}px`],
    ['--radius', `${pxOf(panel, 2)}px`],
    ['--choices', 'none'],
    ...fontNames.map((name) => [`--font-${name}`, `${fontPx(panel, capMm[name])}px`] as const),
  ]);
}
