/** Quiet zone around the symbol, in modules. Source: ISO/IEC 18004, 6.3.8. */
export const quietZone = 4;

/**
 * Draws the dark modules of a QR symbol as one SVG path in units of modules, quiet zone included, so that it stays crisp at any size.
 * Runs of dark modules in a row become one rectangle: a path of about a third of the length.
 * @param size     modules a side, without quiet zone
 * @param modules  row by row, '1' = dark; a wrong length draws nothing (a torn symbol must not look like one)
 */
export function qrPath(size: number, modules: string): string {
  if (modules.length !== size * size) return '';
  let path = '';
  for (let row = 0; row < size; row += 1) {
    const line = modules.slice(row * size, (row + 1) * size);
    for (const run of line.matchAll(/1+/g)) {
      path += `M${run.index + quietZone} ${row + quietZone}h${run[0].length}v1h-${run[0].length}z`;
    }
  }
  return path;
}
