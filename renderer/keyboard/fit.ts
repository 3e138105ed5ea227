import { type PanelProfile, pageHeightPx, pitchMm, roomOf } from '../kit/tokens.ts';

/** What the panel and the modes leave for a keyboard. */
export interface KeyboardRoom {
  /** Whether ten keys of the mode's size stand beside each other: 26 letters as everybody knows them. */
  readonly tenKeys: boolean;
  /** Whether pinyin is first offered on nine keys: larger keys, nearer to each other. */
  readonly nineFirst: boolean;
  /** Columns of boards whose keys have the full size. */
  readonly columns: number;
  /** Columns of candidates on one leaf. */
  readonly candidates: number;
  /** Keys at the side of field and candidates: a sheet that is wide, low and full of large letters has no other place for four rows. */
  readonly beside: boolean;
}

/** The usual panel, 21.5 inch upright. */
export const usualRoom: KeyboardRoom = { tenKeys: true, nineFirst: false, columns: 10, candidates: 8, beside: false };

/** Targets and gaps in mm. Source: docs/domain/screens.md §1 and §4. */
const target = { standard: 20, large: 25 } as const;
const gapMm = 4;
/** The only exception to 20 mm: 26 letters on 15.6 and 19 inch. */
const smallKeyMm = 16;
const smallGapMm = 2;

/** What stands beside a keyboard in the page (renderer/citizen/page.module.css), mm: edge and padding of the sheet on both sides. */
const portraitMarginMm = 26;
/** A tight sheet gives the keyboard its padding up. */
const tightMarginMm = 16;
const landscapeShare = 0.62;
const landscapeMarginMm = 23;
/** Share of the sheet that keys at the side have (keyboard.module.css). */
const besideShare = 0.6;

/** Width that a keyboard has, mm. Portrait has the whole sheet, landscape the acting part of it; a cramped page has no other part. */
export function keyboardWidthMm(panel: PanelProfile, largeText: boolean, reach = false): number {
  const widthMm = panel.widthPx * pitchMm(panel);
  const room = roomOf(panel, largeText, pageHeightPx(panel, reach));
  if (isPortrait(panel)) return widthMm - (room === 'roomy' ? portraitMarginMm : tightMarginMm);
  if (room === 'cramped') return (widthMm - landscapeMarginMm) * besideShare;
  return widthMm * landscapeShare - landscapeMarginMm;
}

/** Which keyboards fit a panel in a mode. Pure. */
export function keyboardRoomOf(
  panel: PanelProfile,
  modes: { readonly largeText: boolean; readonly reach: boolean },
): KeyboardRoom {
  // Half a millimetre: nominal diagonals and whole pixels.
  const widthMm = keyboardWidthMm(panel, modes.largeText, modes.reach) + 0.5;
  const beside = !isPortrait(panel) && roomOf(panel, modes.largeText, pageHeightPx(panel, modes.reach)) === 'cramped';
  // Words stand on some keys: larger letters need wider ones.
  const side = (modes.largeText ? target.large : target.standard) * (panel.textScale ?? 1);
  const smallest = 10 * smallKeyMm * (panel.textScale ?? 1) + 9 * smallGapMm;
  const ten = modes.largeText && !beside ? 10 * side + 9 * gapMm : smallest;
  const tenKeys = widthMm >= ten;
  const columns = Math.max(5, Math.min(10, Math.floor((widthMm + gapMm) / (side + gapMm))));
  return {
    ...{ tenKeys, columns, beside },
    nineFirst: !tenKeys || beside || modes.reach,
    // Candidates have the full side, also where letters have 16 mm (docs/domain/screens.md §4).
    candidates: beside ? 4 : Math.min(8, Math.max(3, columns - 2)),
  };
}

const isPortrait = (panel: PanelProfile): boolean => panel.heightPx >= panel.widthPx;
