/**
 * What the window tells of the parts that only it can see, in short texts that fit an Intent `type` (200 signs). Pure; window and terminal service share it.
 */

/** Longest that one cell may be held, milliseconds: a hand that sweeps or taps is gone long before. */
export const cellHeldMs = 3_000;
/** The window sends what it has so long before the machine would end a test, seconds. */
export const windowLeadS = 3;

/** A cell: `0` not touched, `1` touched and let go, `s` never let go. */
export type CellState = '0' | '1' | 's';

/** Row by row from the upper left corner. */
export type Grid = readonly CellState[];

/** A touch panel on which nothing has been touched. @param cells how many fields */
export const emptyGrid = (cells: number): Grid => Array.from({ length: cells }, () => '0');

/** A grid as it leaves the window, `9x16 0110s…`: columns, rows, cells. At most 190 cells fit. */
export const gridText = (columns: number, grid: Grid): string => `${columns}x${grid.length / columns} ${grid.join('')}`;

/** Null = no grid. */
export function gridOf(text: string): { readonly columns: number; readonly rows: number; readonly grid: Grid } | null {
  const [, across = '', down = '', cells = ''] = /^(\d{1,2})x(\d{1,2}) ([01s]+)$/.exec(text) ?? [];
  const [columns, rows] = [Number(across), Number(down)];
  if (cells === '' || cells.length !== columns * rows) return null;
  return { columns, rows, grid: [...cells] as CellState[] };
}

/** The cell under a place of the glass, 0 ≤ x, y < 1 of its width and height; what lies outside is the nearest cell. */
export function cellAt(x: number, y: number, columns: number, rows: number): number {
  const clamp = (part: number, of: number) => Math.min(of - 1, Math.max(0, Math.floor(part * of)));
  return clamp(y, rows) * columns + clamp(x, columns);
}

/** A stuck cell stays stuck: a touch elsewhere does not cure it. */
export function touched(grid: Grid, cell: number): Grid {
  return grid[cell] === '0' ? grid.map((state, i) => (i === cell ? '1' : state)) : grid;
}

/** The grid with this field marked as stuck: it reported a touch that nobody made. */
export function stuckAt(grid: Grid, cell: number): Grid {
  return grid.map((state, i) => (i === cell ? 's' : state));
}

/** Every cell is settled: nothing more can come. */
export const isGridDone = (grid: Grid): boolean => grid.every((state) => state !== '0');

/** What a camera saw of one frame. Numbers only; the frame is gone. */
export interface CameraReading {
  readonly width: number;
  readonly height: number;
  /** Mean brightness, 0–255. */
  readonly mean: number;
  /** Burnt out, percent of the picture. */
  readonly burnt: number;
  /** Contrast: standard deviation of the brightness, 0–128. */
  readonly contrast: number;
  /** Focus number: mean squared Laplacian over the squared deviation, in thousandths; a blurred picture has less than 45 (renderer/camera/frame-quality.ts). */
  readonly focus: number;
}

/** `1280x720 118 2 40 96` */
export const readingPattern = /^(\d{1,5})x(\d{1,5}) (\d{1,3}) (\d{1,3}) (\d{1,3}) (\d{1,6})$/;

/** What the camera test saw, in one line for the record: `1920x1080 mean burnt% contrast focus`, each held within its limits. */
export function readingText({ width, height, mean, burnt, contrast, focus }: CameraReading): string {
  const whole = (value: number, most: number) => Math.min(most, Math.max(0, Math.round(value)));
  const size = `${whole(width, 99_999)}x${whole(height, 99_999)}`;
  return [size, whole(mean, 255), whole(burnt, 100), whole(contrast, 255), whole(focus, 999_999)].join(' ');
}

/** Null = no reading. */
export function readingOf(text: string): CameraReading | null {
  const found = readingPattern.exec(text);
  if (found === null) return null;
  const [width = 0, height = 0, mean = 0, burnt = 0, contrast = 0, focus = 0] = found.slice(1).map(Number);
  return { width, height, mean, burnt, contrast, focus };
}
