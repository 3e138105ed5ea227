import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyMachine } from '../../contract/any-machine.test-data.ts';
import type { Frame, MachineFront } from '../../contract/machine-model.ts';
import { referenceMachine } from '../../contract/reference-machine.ts';
import hall from '../../kiosk-config/models/yitiji-hall-32-portrait.json' with { type: 'json' };
import wall from '../../kiosk-config/models/yitiji-wall-21.5-landscape.json' with { type: 'json' };
import { drawMachine, roundedPath, shortenOf } from './machine-geometry.ts';

const apart = (a: Frame, b: Frame) =>
  a.x + a.width < b.x || b.x + b.width < a.x || a.y + a.height < b.y || b.y + b.height < a.y;

/** Whole numbers and halves of a path's own points, in order. */
const pointsOf = (path: string) =>
  [...path.matchAll(/(-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);

function frameOfBox(viewBox: string): Frame {
  const [x = 0, y = 0, width = 0, height = 0] = viewBox.split(' ').map(Number);
  return { x, y, width, height };
}

const within = (inner: Frame, outer: Frame) =>
  inner.x >= outer.x - 0.01 &&
  inner.y >= outer.y - 0.01 &&
  inner.x + inner.width <= outer.x + outer.width + 0.01 &&
  inner.y + inner.height <= outer.y + outer.height + 0.01;

describe('the drawing of any machine', () => {
  test('keeps every part as large as it is and where it is from left to right, so that a hand finds it', () => {
    fc.assert(
      fc.property(anyMachine, ({ front }) => {
        for (const [part, drawn] of drawMachine(front).parts) {
          const real = front.parts[part];
          expect({ x: drawn.x, width: drawn.width }).toEqual({ x: real?.x, width: real?.width });
          expect(drawn.height).toBeCloseTo(real?.height ?? 0, 6);
        }
      }),
    );
  });

  test('keeps what is above above, and never turns the front over', () => {
    fc.assert(
      fc.property(anyMachine, fc.array(fc.double({ min: 0, max: 2000, noNaN: true })), ({ front }, heights) => {
        const shorten = shortenOf(front);
        const drawn = heights.toSorted((a, b) => a - b).map(shorten);
        for (const [index, height] of drawn.entries()) {
          if (index > 0) expect(height).toBeGreaterThanOrEqual((drawn[index - 1] ?? 0) - 1e-9);
        }
      }),
    );
  });

  test('has no two parts on top of each other, and all of them and the screen inside the picture', () => {
    fc.assert(
      fc.property(anyMachine, ({ front }) => {
        const { parts, screen, viewBox } = drawMachine(front);
        const box = frameOfBox(viewBox);
        expect(within(screen, box)).toBe(true);
        for (const [at, [part, frame]] of parts.entries()) {
          expect(within(frame, box), part).toBe(true);
          for (const [other, next] of parts.slice(at + 1))
            expect(apart(frame, next), `${part} and ${other}`).toBe(true);
        }
      }),
    );
  });

  test('stays inside its body: every part lies in the outline that is drawn', () => {
    fc.assert(
      fc.property(anyMachine, ({ front }) => {
        const { surfaces, parts } = drawMachine(front);
        const points = surfaces.flatMap(pointsOf);
        const [xs, ys] = [points.map(([x = 0]) => x), points.map(([, y = 0]) => y)];
        const body = {
          x: Math.min(...xs),
          y: Math.min(...ys),
          width: Math.max(...xs) - Math.min(...xs),
          height: Math.max(...ys) - Math.min(...ys),
        };
        for (const [part, frame] of parts) expect(within(frame, body), part).toBe(true);
      }),
    );
  });
});

test('an empty stretch is shortened: the slots of a tall machine are not drawn small', () => {
  const { front } = referenceMachine;
  expect(frameOfBox(drawMachine(front).viewBox).height).toBeLessThan(front.heightMm / 2);
});

test.each([
  ['upright 21.5', referenceMachine.front],
  ['lying 21.5', wall.front as MachineFront],
  ['upright 32', hall.front as MachineFront],
])('%s: the picture is not taller than it is wide by more than a third, so that it fits its page', (_, front) => {
  const { width, height } = frameOfBox(drawMachine(front).viewBox);
  expect(height / width).toBeLessThanOrEqual(4 / 3);
});

test('rounded corners stay between the points of the outline', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ x: fc.integer({ min: 0, max: 900 }), y: fc.integer({ min: 0, max: 900 }) }), {
        minLength: 3,
        maxLength: 8,
      }),
      fc.integer({ min: 0, max: 100 }),
      (points, radius) => {
        const path = roundedPath(points, radius);
        expect(path).toMatch(/^M.*Z$/);
        expect(path).not.toContain('NaN');
        for (const [x = 0, y = 0] of pointsOf(path)) {
          expect(x >= 0 && x <= 900 && y >= 0 && y <= 900).toBe(true);
        }
      },
    ),
  );
});
