import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CornerTouch,
  isInCorner,
  type Knock,
  knocked,
  knockTouches,
  knockWithinMs,
  noKnock,
} from './corner-knock.ts';

const corner = { widthPx: 1080, cornerPx: 97 };
const inside = (atMs: number): CornerTouch => ({ xPx: 1050, yPx: 30, atMs, ...corner });
const outside = (atMs: number): CornerTouch => ({ xPx: 500, yPx: 900, atMs, ...corner });

/** Times of touches that follow each other by these gaps. */
function timesOf(gaps: readonly number[]): readonly number[] {
  const times: number[] = [];
  for (const gap of gaps) times.push((times.at(-1) ?? 0) + gap);
  return times;
}

/** How often the whole sign was seen in a row of touches. */
function wholes(touches: readonly CornerTouch[]): number {
  let knock: Knock = noKnock;
  let count = 0;
  for (const touch of touches) {
    const next = knocked(knock, touch);
    knock = next.knock;
    if (next.isWhole) count += 1;
  }
  return count;
}

describe('a citizen gets into the maintenance by chance, or its keeper does not get in', () => {
  test('five in the corner within the limit are the sign, once; four are none', () => {
    expect(wholes([0, 300, 600, 900].map(inside))).toBe(0);
    expect(wholes([0, 300, 600, 900, 1200].map(inside))).toBe(1);
    expect(wholes([0, 300, 600, 900, 1200, 1500, 1800].map(inside))).toBe(1);
  });

  test('a touch elsewhere forgets those before', () => {
    expect(wholes([...[0, 300, 600, 900].map(inside), outside(1000), inside(1200)])).toBe(0);
  });

  test('slow touches are none, however many', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: knockWithinMs / (knockTouches - 1), max: 60_000 })), (gaps) => {
        return wholes(timesOf(gaps).map(inside)) === 0;
      }),
    );
  });

  test('each sign is made of five touches of its own, all of them in the corner', () => {
    const touch = fc.record({ isInside: fc.boolean(), gap: fc.integer({ min: 0, max: 3000 }) });
    fc.assert(
      fc.property(fc.array(touch), (touches) => {
        const times = timesOf(touches.map(({ gap }) => gap));
        const row = touches.map(({ isInside }, at) => (isInside ? inside : outside)(times[at] ?? 0));
        const inCorner = row.filter((one) => isInCorner(one)).length;
        return wholes(row) <= Math.floor(inCorner / knockTouches);
      }),
    );
  });
});

test('the corner is the upper right one, and ends at its side', () => {
  expect(isInCorner({ xPx: 1080, yPx: 0, ...corner })).toBe(true);
  expect(isInCorner({ xPx: 984, yPx: 96, ...corner })).toBe(true);
  expect(isInCorner({ xPx: 983, yPx: 10, ...corner })).toBe(false);
  expect(isInCorner({ xPx: 1050, yPx: 97, ...corner })).toBe(false);
  expect(isInCorner({ xPx: 20, yPx: 20, ...corner })).toBe(false);
});
