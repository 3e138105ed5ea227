import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { driftAt, driftLimitMm, standsForDays } from './burn-in.ts';

const dayMinutes = 24 * 60;
const anyMinute = fc.integer({ min: 0, max: 60_000_000 });

/**
 * How much of a day a point in the picture's frame is lit by a line `widthMm` thick that stands `atMm` from it while the picture has not moved. A picture that
 * never moved would give 1 for every point of the line.
 */
function partLit(fromMinute: number, axis: 'xMm' | 'yMm', atMm: number, widthMm: number): number {
  let lit = 0;
  for (let minute = fromMinute; minute < fromMinute + dayMinutes; minute += 1) {
    const left = atMm + driftAt(minute)[axis];
    if (left <= 0 && left + widthMm > 0) lit += 1;
  }
  return lit / dayMinutes;
}

describe('burn-in care', () => {
  it('no pixel of an edge, an outline or a stroke of a letter is lit all day: over any 24 hours less than half of it', () => {
    fc.assert(
      fc.property(
        anyMinute,
        fc.constantFrom('xMm' as const, 'yMm' as const),
        // Outlines are 0.5–2 mm thick, strokes of the big clock 2 mm.
        fc.double({ min: 0.2, max: 2, noNaN: true }),
        fc.double({ min: -8, max: 8, noNaN: true }),
        (from, axis, width, at) => {
          expect(partLit(from, axis, at, width)).toBeLessThan(0.5);
        },
      ),
      { numRuns: 60, seed: 20261128 },
    );
  });

  it('goes no farther than pages leave room, and no more than a millimetre a minute', () => {
    fc.assert(
      fc.property(anyMinute, (minute) => {
        const [now, next] = [driftAt(minute), driftAt(minute + 1)];
        expect(Math.abs(now.xMm)).toBeLessThanOrEqual(driftLimitMm.xMm);
        expect(Math.abs(now.yMm)).toBeLessThanOrEqual(driftLimitMm.yMm);
        expect(Math.abs(next.xMm - now.xMm) + Math.abs(next.yMm - now.yMm)).toBe(1);
      }),
    );
  });

  it('comes by every place in turn, none favoured: in a day each as often as twice the rarest', () => {
    const times = new Map<string, number>();
    for (let minute = 0; minute < dayMinutes; minute += 1) {
      const key = JSON.stringify(driftAt(minute));
      times.set(key, (times.get(key) ?? 0) + 1);
    }
    expect(times.size).toBe(35);
    const counts = [...times.values()];
    expect(Math.max(...counts)).toBeLessThanOrEqual(2 * Math.min(...counts) + 1);
  });

  it('stands still within a minute', () => {
    fc.assert(
      fc.property(anyMinute, fc.double({ min: 0, max: 0.999, noNaN: true }), (minute, part) => {
        expect(driftAt(minute + part)).toEqual(driftAt(minute));
      }),
    );
  });

  it('is for the pages that stand for days, never for a page on which somebody works', () => {
    expect(standsForDays({ code: 'A0', name: 'A0' })).toBe(true);
    expect(standsForDays({ code: 'N1', name: 'machine/storage' })).toBe(true);
    expect(standsForDays({ code: 'N1', name: 'help' })).toBe(false);
    expect(standsForDays({ code: 'E1', name: 'ss.card.loss/E1' })).toBe(false);
  });
});
