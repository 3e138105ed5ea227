import type { MachineModel } from './machine-model.ts';

/**
 * The reference machine: 21.5 inch, upright, standing, with every part. Stands in where the model of a machine is missing or wrong, so it lives in the
 * program; `kiosk-config/models/yitiji-reference-21.5-portrait.json` is the same (a test compares).
 */
export const referenceMachine: MachineModel = {
  title: 'Reference machine, 21.5 inch, upright, standing',
  panel: { diagonalInch: 21.5, bottomEdgeMm: 850, viewDistanceMm: 600 },
  front: {
    heightMm: 1440,
    surfaces: [
      { points: rectangle(116, 780, 288, 640), radius: 6 },
      { points: rectangle(70, 1412, 380, 28), radius: 8 },
      { points: rectangle(92, 0, 336, 640), radius: 26 },
      { points: [[22, 612], [498, 612], [520, 796], [0, 796]], radius: 16 }, // biome-ignore format: one outline, one line
    ],
    screen: { x: 126, y: 114, width: 268, height: 476 },
    parts: {
      camera: { x: 226, y: 44, width: 68, height: 26 },
      idReader: { x: 42, y: 646, width: 136, height: 118 },
      pinPad: { x: 194, y: 646, width: 96, height: 118 },
      receiptPrinter: { x: 306, y: 646, width: 176, height: 34 },
      cardDispenser: { x: 306, y: 692, width: 82, height: 30 },
      smartCard: { x: 400, y: 692, width: 82, height: 30 },
      scanner: { x: 306, y: 734, width: 176, height: 30 },
      documentPrinter: { x: 140, y: 838, width: 240, height: 30 },
    },
  },
};

function rectangle(x: number, y: number, width: number, height: number): [number, number][] {
  return [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ];
}
