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
  camera: { x: 286, y: 13, width: 68, height: 24 },
  idReader: { x: 88, y: 262, width: 164, height: 104 },
  pinPad: { x: 268, y: 262, width: 84, height: 104 },
  receiptPrinter: { x: 368, y: 262, width: 184, height: 34 },
  cardDispenser: { x: 368, y: 310, width: 86, height: 24 },
  smartCard: { x: 466, y: 310, width: 86, height: 24 },
  scanner: { x: 368, y: 344, width: 184, height: 24 },
  documentPrinter: { x: 232, y: 396, width: 176, height: 26 },
};

/** The body: the head with the screen, the leaning board, the foot (shortened: hands do not go there). */
export const machineOutline = {
  head: { x: 180, y: 4, width: 280, height: 252, rx: 16 },
  screen: { x: 200, y: 46, width: 240, height: 176, rx: 6 },
  board: 'M86 238h468a14 14 0 0 1 13 11l17 128a14 14 0 0 1-14 15H70a14 14 0 0 1-14-15l17-128a14 14 0 0 1 13-11z',
  foot: { x: 212, y: 388, width: 216, height: 50, rx: 0 },
  base: { x: 160, y: 432, width: 320, height: 15, rx: 5 },
} as const;
