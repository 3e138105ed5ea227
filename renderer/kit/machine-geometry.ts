import type { Frame, MachineFront, MachinePart, Surface } from '../../contract/machine-model.ts';

/** Air around a part that is never shortened, mm: what hangs out of a slot and what breathes around it is drawn there. */
const airMm = 14;

/** A stretch of the front without any part is drawn at most so high: hands do not go there, and shortened the slots are large. */
const stretchMm = 150;

/** The foot below the last part. */
const footMm = 80;

/** What the drawing needs around the body for things that come and go. */
const marginMm = 12;

/** The machine as it is drawn: units of the drawing are millimetres, but empty stretches of its height are shortened. */
export interface MachineDrawn {
  readonly viewBox: string;
  readonly surfaces: readonly string[];
  readonly screen: Frame;
  readonly parts: readonly (readonly [MachinePart, Frame])[];
}

/** How the height of the front becomes height of the drawing: rising everywhere, true (one to one) along every part. */
export type Shorten = (y: number) => number;

/** Every height that a part takes, with its air; touching ones joined, from above. */
function keptRows(front: MachineFront): readonly (readonly [number, number])[] {
  const rows = Object.values(front.parts)
    .map(({ y, height }): readonly [number, number] => [y - airMm, y + height + airMm])
    .toSorted(([a], [b]) => a - b);
  const joined: [number, number][] = [];
  for (const [from, to] of rows) {
    const last = joined.at(-1);
    if (last === undefined || from > last[1]) joined.push([from, to]);
    else last[1] = Math.max(last[1], to);
  }
  return joined;
}

/** The height of the drawing for a height of the front, both in mm. */
export function shortenOf(front: MachineFront): Shorten {
  const heights = front.surfaces.flatMap(({ points }) => points.map(([, y = 0]) => y));
  const [top, bottom] = [Math.min(...heights), Math.max(...heights)];
  // Knots: a height of the front and the same in the drawing.
  const knots: [number, number][] = [[top, top]];
  const knot = (y: number, most: number) => {
    const [lastY, lastDrawn] = knots.at(-1) ?? [top, top];
    if (y > lastY) knots.push([y, lastDrawn + Math.min(y - lastY, most)]);
  };
  for (const [from, to] of keptRows(front)) {
    knot(from, stretchMm);
    knot(to, Number.POSITIVE_INFINITY);
  }
  knot(bottom, Object.keys(front.parts).length === 0 ? stretchMm * 2 : footMm);
  return (y) => {
    const at = knots.findIndex(([known]) => known >= y);
    const [toY, toDrawn] = knots[at] ?? knots.at(-1) ?? [y, y];
    if (at <= 0) return toDrawn + (y - toY);
    const [fromY, fromDrawn] = knots[at - 1] ?? [y, y];
    return fromDrawn + ((y - fromY) * (toDrawn - fromDrawn)) / (toY - fromY);
  };
}

/** Everything that the picture draws of this front. Pure. */
export function drawMachine(front: MachineFront): MachineDrawn {
  const shorten = shortenOf(front);
  const drawn = (frame: Frame): Frame => {
    const y = shorten(frame.y);
    return { ...frame, y, height: shorten(frame.y + frame.height) - y };
  };
  const outlines = front.surfaces.map((surface) => surface.points.map(([x = 0, y = 0]) => ({ x, y: shorten(y) })));
  const all = outlines.flat();
  const [left, right] = [Math.min(...all.map(({ x }) => x)), Math.max(...all.map(({ x }) => x))];
  const [top, bottom] = [Math.min(...all.map(({ y }) => y)), Math.max(...all.map(({ y }) => y))];
  const width = right - left + 2 * marginMm;
  const height = bottom - top + 2 * marginMm;
  return {
    viewBox: [left - marginMm, top - marginMm, width, height].map(round).join(' '),
    surfaces: outlines.map((points, index) => roundedPath(points, front.surfaces[index]?.radius ?? 0)),
    screen: drawn(front.screen),
    parts: (Object.entries(front.parts) as [MachinePart, Frame][]).map(([part, frame]) => [part, drawn(frame)]),
  };
}

interface At {
  readonly x: number;
  readonly y: number;
}

/** A closed outline whose corners are rounded, at most to the middle of their shorter side. */
export function roundedPath(points: readonly At[], radius: Surface['radius']): string {
  const count = points.length;
  const steps = points.map((corner, index) => {
    const before = points[(index + count - 1) % count] ?? corner;
    const after = points[(index + 1) % count] ?? corner;
    const [start, end] = [towards(corner, before, radius), towards(corner, after, radius)];
    return `${index === 0 ? 'M' : 'L'}${pair(start)}Q${pair(corner)} ${pair(end)}`;
  });
  return `${steps.join('')}Z`;
}

function towards(from: At, to: At, by: number): At {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const part = length === 0 ? 0 : Math.min(0.5, by / length);
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

const round = (value: number): number => Math.round(value * 100) / 100;
const pair = ({ x, y }: At): string => `${round(x)} ${round(y)}`;
