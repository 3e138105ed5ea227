import fc from 'fast-check';
import { machineParts } from './blocks/things.ts';
import type { Frame, MachineModel, MachinePart } from './machine-model.ts';

/** Sound models of every shape: panel of any size, upright or lying, parts below the screen or beside it, some or none of them. */
export const anyMachine: fc.Arbitrary<MachineModel> = fc
  .record({
    diagonalInch: fc.integer({ min: 10, max: 55 }),
    isUpright: fc.boolean(),
    isBeside: fc.boolean(),
    bottomEdgeMm: fc.integer({ min: 700, max: 1200 }),
    parts: fc.subarray([...machineParts]),
    widths: fc.array(fc.integer({ min: 24, max: 200 }), { minLength: 8, maxLength: 8 }),
    heights: fc.array(fc.integer({ min: 16, max: 140 }), { minLength: 8, maxLength: 8 }),
    gap: fc.integer({ min: 2, max: 400 }),
    columns: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ diagonalInch, isUpright, isBeside, bottomEdgeMm, parts, widths, heights, gap, columns }) => {
    const [short, long] = [
      (diagonalInch * 25.4 * 9) / Math.hypot(9, 16),
      (diagonalInch * 25.4 * 16) / Math.hypot(9, 16),
    ];
    const screen: Frame = { x: 40, y: 80, width: isUpright ? short : long, height: isUpright ? long : short };
    const origin = isBeside
      ? { x: screen.x + screen.width + 20, y: screen.y }
      : { x: screen.x, y: screen.y + screen.height + 20 };
    // Cells of one size: whatever a part measures, it stays in its own.
    const placed = parts.map((part, index): [MachinePart, Frame] => [
      part,
      {
        x: origin.x + (index % columns) * (200 + gap),
        y: origin.y + Math.floor(index / columns) * (140 + gap),
        width: widths[index] ?? 24,
        height: heights[index] ?? 16,
      },
    ]);
    const frames = [screen, ...placed.map(([, frame]) => frame)];
    const right = Math.max(...frames.map(({ x, width }) => x + width)) + 20;
    const bottom = Math.max(...frames.map(({ y, height }) => y + height)) + 20;
    return {
      title: 'any machine',
      panel: { diagonalInch, bottomEdgeMm, viewDistanceMm: 600 },
      front: {
        heightMm: screen.y + screen.height + bottomEdgeMm,
        surfaces: [{ points: [[0, 0], [right, 0], [right, bottom], [0, bottom]], radius: 20 }], // biome-ignore format: one outline, one line
        screen,
        parts: Object.fromEntries(placed),
      },
    };
  })
  .filter(({ front }) => Math.max(...front.surfaces.flatMap(({ points }) => points.flat())) <= 3000);
