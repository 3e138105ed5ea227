import type { DistrictRow } from '../../../contract/console/overview.ts';

/** Columns of the map: eleven districts in three rows, with room for a legend. */
export const mapColumns = 4;

export interface Tile {
  readonly row: DistrictRow;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/**
 * Puts districts on a grid as they lie to each other: those furthest north in the first line, in each line from west to east; a last line that is not full stands to the
 * right, where the city's south is. Pure.
 */
export function tileMap(districts: readonly DistrictRow[], columns = mapColumns): readonly Tile[] {
  const bySouth = [...districts].sort((a, b) => b.northM - a.northM);
  const tiles: Tile[] = [];
  for (let start = 0; start < bySouth.length; start += columns) {
    const line = bySouth.slice(start, start + columns).sort((a, b) => a.eastM - b.eastM);
    const indent = columns - line.length;
    for (const [index, row] of line.entries()) {
      tiles.push({ row, line: start / columns + 1, column: indent + index + 1 });
    }
  }
  return tiles;
}
