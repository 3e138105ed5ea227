import { type Static, Type } from 'typebox';
import { machineParts } from './blocks/things.ts';
import { strict } from './closed-shapes.ts';
import { err, ok, type Result } from './result.ts';

/**
 * A model of machine as a citizen sees it: the panel, and the front with the place of every slot and pad. Files: `kiosk-config/models/<model>.json`, named by
 * `model` of the machine's configuration. Everything in millimetres of the front view; origin = upper left corner of the whole machine, y downwards.
 * The picture of the machine is drawn from it, so a number here is a promise to somebody who looks for a slot: measure, do not guess.
 */
const coordinate = Type.Number({ minimum: -200, maximum: 3000 });
const length = Type.Number({ minimum: 4, maximum: 3000 });

/** A rectangle of the front. */
export const Frame = Type.Object({ x: coordinate, y: coordinate, width: length, height: length }, strict);
export type Frame = Static<typeof Frame>;

const Point = Type.Array(coordinate, { minItems: 2, maxItems: 2 });

/** A flat piece of the body (head, board, foot): a convex outline with rounded corners. */
const Surface = Type.Object(
  {
    points: Type.Array(Point, { minItems: 3, maxItems: 12 }),
    radius: Type.Number({ minimum: 0, maximum: 100 }),
  },
  strict,
);
export type Surface = Static<typeof Surface>;

const parts = Type.Object(
  Object.fromEntries(machineParts.map((part) => [part, Type.Optional(Frame)])) as Record<
    (typeof machineParts)[number],
    ReturnType<typeof Type.Optional<typeof Frame>>
  >,
  strict,
);

export const MachineModel = Type.Object(
  {
    /** What it is, for technicians. */
    title: Type.String({ minLength: 1, maxLength: 100 }),
    panel: Type.Object(
      {
        /** Of the active area. */
        diagonalInch: Type.Number({ minimum: 7, maximum: 100 }),
        /** Floor to the lower edge of the active area. */
        bottomEdgeMm: Type.Number({ minimum: 0, maximum: 1600 }),
        /** Eye to panel. */
        viewDistanceMm: Type.Number({ minimum: 200, maximum: 2000 }),
      },
      strict,
    ),
    front: Type.Object(
      {
        /** Top of the machine above the floor. */
        heightMm: Type.Number({ minimum: 100, maximum: 3000 }),
        /** From the back to the front: a later one covers an earlier one. */
        surfaces: Type.Array(Surface, { minItems: 1, maxItems: 12 }),
        /** Active area of the panel. */
        screen: Frame,
        /** Only what this model has. */
        parts,
      },
      strict,
    ),
  },
  strict,
);
export type MachineModel = Static<typeof MachineModel>;
export type MachineFront = MachineModel['front'];
export type MachinePart = (typeof machineParts)[number];

/** Why a model that has the right shape cannot be drawn, in words for a technician. */
export type ModelFault = string;

/** Tolerances of what is measured twice: once on the front, once by the panel's own numbers. */
const sizeToleranceMm = 15;
const placeToleranceMm = 20;

/**
 * Whether the numbers of a model agree with each other: outlines convex, everything on one surface, nothing on top of another, the screen as large and as
 * high as its panel says. A lit slot must be unmistakable.
 */
export function checkModel({ panel, front }: MachineModel): Result<null, ModelFault> {
  const bent = front.surfaces.findIndex((surface) => !isConvex(surface.points));
  if (bent >= 0) return err(`/front/surfaces/${bent} is not convex`);
  const frames = fittedFrames(front);
  const named: readonly (readonly [string, Frame])[] = [['screen', front.screen], ...frames];
  for (const [name, frame] of named) {
    if (!front.surfaces.some((surface) => holds(surface, frame))) return err(`${name} stands on no surface`);
  }
  for (const [at, [one, a]] of named.entries()) {
    for (const [other, b] of named.slice(at + 1)) {
      if (!apart(a, b)) return err(`${one} and ${other} overlap`);
    }
  }
  const diagonalMm = Math.hypot(front.screen.width, front.screen.height);
  if (Math.abs(diagonalMm - panel.diagonalInch * 25.4) > sizeToleranceMm)
    return err(`the screen is not ${panel.diagonalInch} inch`);
  const bottomMm = front.heightMm - front.screen.y - front.screen.height;
  if (Math.abs(bottomMm - panel.bottomEdgeMm) > placeToleranceMm)
    return err(`the screen does not begin ${panel.bottomEdgeMm} mm above the floor`);
  return ok(null);
}

/** The parts that a front has, in the order of the contract. */
export function fittedFrames(front: MachineFront): readonly (readonly [MachinePart, Frame])[] {
  return machineParts.flatMap((part) => {
    const frame = front.parts[part];
    return frame === undefined ? [] : [[part, frame] as const];
  });
}

/** The model without the parts that are not fitted on this machine. */
export function withParts(model: MachineModel, isFitted: (part: MachinePart) => boolean): MachineModel {
  const kept = fittedFrames(model.front).filter(([part]) => isFitted(part));
  return { ...model, front: { ...model.front, parts: Object.fromEntries(kept) } };
}

const apart = (a: Frame, b: Frame): boolean =>
  a.x + a.width < b.x || b.x + b.width < a.x || a.y + a.height < b.y || b.y + b.height < a.y;

function holds({ points }: Surface, { x, y, width, height }: Frame): boolean {
  const corners = [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ] as const;
  return corners.every(([px, py]) => {
    const sides = turns(points, (a, b) => (b.x - a.x) * (py - a.y) - (b.y - a.y) * (px - a.x));
    return sides.every((side) => side >= 0) || sides.every((side) => side <= 0);
  });
}

function isConvex(points: Surface['points']): boolean {
  const sides = turns(points, (a, b, c) => (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x));
  return sides.some((side) => side !== 0) && (sides.every((side) => side >= 0) || sides.every((side) => side <= 0));
}

interface At {
  readonly x: number;
  readonly y: number;
}

/** One number for each corner and the two behind it. */
function turns(points: Surface['points'], of: (a: At, b: At, c: At) => number): readonly number[] {
  const at = (index: number): At => {
    const [x = 0, y = 0] = points[index % points.length] ?? [];
    return { x, y };
  };
  return points.map((_, index) => of(at(index), at(index + 1), at(index + 2)));
}
