import type { CSSProperties } from 'react';

/**
 * Care for panels that show one picture for days: the whole picture wanders a few millimetres, one a minute, so that no edge stands on the same pixels. Pure;
 * the time is an argument. Numbers are own choices inside docs/domain/screens.md §10 ("a few mm every minute").
 */
export interface Drift {
  readonly xMm: number;
  readonly yMm: number;
}

/** Farthest from the middle, millimetres. Pages keep more than this free at every side of the panel. */
export const driftLimitMm: Drift = { xMm: 3, yMm: 2 };

const columns = 2 * driftLimitMm.xMm + 1;
const rows = 2 * driftLimitMm.yMm + 1;
const places = columns * rows;
/** There and back over all places: neighbours are one millimetre apart, also at the turns. */
const roundMinutes = 2 * (places - 1);

/** Where the picture stands in this minute. Rows are walked to and fro, as an ox ploughs. */
export function driftAt(minute: number): Drift {
  const along = ((Math.floor(minute) % roundMinutes) + roundMinutes) % roundMinutes;
  const place = along < places ? along : roundMinutes - along;
  const row = Math.floor(place / columns);
  const column = row % 2 === 0 ? place % columns : columns - 1 - (place % columns);
  return { xMm: column - driftLimitMm.xMm, yMm: row - driftLimitMm.yMm };
}

/** The drift for a style: pages move by `--drift-x` and `--drift-y`. */
export const driftStyle = ({ xMm, yMm }: Drift): CSSProperties =>
  ({ '--drift-x': `calc(var(--mm) * ${xMm})`, '--drift-y': `calc(var(--mm) * ${yMm})` }) as CSSProperties;

/** Pages that stand as long as nobody comes: the idle page, and what is said of the machine as a whole. */
export const standsForDays = (screen: { readonly code: string; readonly name: string }): boolean =>
  screen.code === 'A0' || screen.name.startsWith('machine/');
