import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Struck, strike } from './double-strike.ts';

const key = fc.constantFrom('Enter', 'ArrowDown', 'Escape');
const strokes = fc.array(fc.record({ key, repeat: fc.boolean(), afterMs: fc.integer({ min: 0, max: 900 }) }), {
  maxLength: 40,
});

/** Strokes that count, with their times. */
function counted(
  list: readonly { readonly key: string; readonly repeat: boolean; readonly afterMs: number }[],
  guardMs: number,
) {
  const found: { readonly key: string; readonly atMs: number }[] = [];
  let last: Struck = null;
  let atMs = 0;
  for (const stroke of list) {
    atMs += stroke.afterMs;
    const { struck, counts } = strike(last, stroke, atMs, guardMs);
    last = struck;
    if (counts) found.push({ key: stroke.key, atMs });
  }
  return found;
}

describe('strokes of the five keys', () => {
  it('a trembling hand presses once: the same key never counts twice within the guard, whatever comes', () => {
    fc.assert(
      fc.property(strokes, fc.integer({ min: 0, max: 1000 }), (list, guardMs) => {
        const found = counted(list, guardMs);
        for (const [i, stroke] of found.entries()) {
          const before = found[i - 1];
          if (before?.key === stroke.key) expect(stroke.atMs - before.atMs).toBeGreaterThanOrEqual(guardMs);
        }
      }),
    );
  });

  it('a key that is held acts once', () => {
    const held = [false, true, true, true].map((repeat) => ({ key: 'Enter', repeat, afterMs: 600 }));
    expect(counted(held, 0).length).toBe(1);
  });

  it('another key counts at once, and without a guard every stroke does', () => {
    const pair = (second: string) => [
      { key: 'Enter', repeat: false, afterMs: 0 },
      { key: second, repeat: false, afterMs: 10 },
    ];
    expect(counted(pair('Escape'), 500).length).toBe(2);
    expect(counted(pair('Enter'), 500).length).toBe(1);
    expect(counted(pair('Enter'), 0).length).toBe(2);
  });
});
