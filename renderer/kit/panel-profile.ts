import type { PanelProfile } from './tokens.ts';

/** The panel of most machines in the field; stands in where the shell names none. */
const usualDiagonalInch = 21.5;
const usualBottomEdgeMm = 850;
const usualViewDistanceMm = 600;

/**
 * Reads the profile of the panel from the address of the page: `?panel=21.5&bottomEdge=850&view=600`, optionally `&w=1080&h=1920` (pixels).
 * `&text=200`: letters of twice the size.
 * A missing or absurd value falls back to the usual panel: a wrong number must not leave the machine without an interface.
 * @param search  `location.search`
 * @param size    size of the window in CSS pixels (the shell runs with scale factor 1)
 */
export function panelFromQuery(
  search: string,
  size: { readonly width: number; readonly height: number },
): PanelProfile {
  const query = new URLSearchParams(search);
  const within = (name: string, min: number, max: number, usual: number): number => {
    const value = Number.parseFloat(query.get(name) ?? '');
    return value >= min && value <= max ? value : usual;
  };
  return {
    diagonalInch: within('panel', 7, 100, usualDiagonalInch),
    widthPx: within('w', 320, 8192, Math.max(320, size.width)),
    heightPx: within('h', 320, 8192, Math.max(320, size.height)),
    bottomEdgeMm: within('bottomEdge', 0, 1600, usualBottomEdgeMm),
    viewDistanceMm: within('view', 200, 2000, usualViewDistanceMm),
    ...(query.has('text') ? { textScale: within('text', 100, 200, 100) / 100 } : {}),
  };
}
