import type { BlockOf } from '../../contract/screen.ts';

/** A rectangle of the drawing, in its own units. */
export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where each part of the machine sits on the board below the screen, seen from the front. */
export const partFrames: Readonly<Record<BlockOf<'machine'>['part'], Frame>> = {
  idReader: { x: 122, y: 262, width: 176, height: 104 },
  receiptPrinter: { x: 330, y: 262, width: 188, height: 42 },
  cardDispenser: { x: 330, y: 324, width: 86, height: 42 },
  scanner: { x: 432, y: 324, width: 86, height: 42 },
};

/** The body: the head with the screen, the leaning board, the foot (shortened: hands do not go there). */
export const machineOutline = {
  head: { x: 180, y: 6, width: 280, height: 250, rx: 16 },
  screen: { x: 200, y: 26, width: 240, height: 190, rx: 6 },
  board: 'M112 238h416a14 14 0 0 1 13 11l17 128a14 14 0 0 1-14 15H96a14 14 0 0 1-14-15l17-128a14 14 0 0 1 13-11z',
  foot: { x: 224, y: 388, width: 192, height: 50, rx: 0 },
  base: { x: 166, y: 432, width: 308, height: 15, rx: 5 },
} as const;
