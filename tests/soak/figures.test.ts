import { describe, expect, it } from 'vitest';
import { type Figures, trends } from './figures.ts';

const flat: Figures = {
  ...{
    heapBytes: 80e6,
    externalBytes: 12e6,
    rssBytes: 300e6,
    functions: 32_600,
    timers: 23,
    handles: 4,
    descriptors: 27,
  },
};
/** Twenty looks, each changed by its number. */
const looks = (change: (n: number) => Partial<Figures>) =>
  Array.from({ length: 20 }, (_, n) => ({ ...flat, ...change(n) }));
const growing = (all: readonly Figures[]) => trends(all).flatMap(({ name, isFlat }) => (isFlat ? [] : [name]));

describe('trend of a soak', () => {
  it('is flat for what only breathes', () => {
    expect(growing(looks((n) => ({ heapBytes: 80e6 + (n % 3) * 1e6, timers: 22 + (n % 3) })))).toEqual([]);
  });

  it('forgives a first quarter that warms up', () => {
    expect(growing(looks((n) => (n < 5 ? { heapBytes: 40e6, rssBytes: 150e6 } : {})))).toEqual([]);
  });

  it.each([
    ['heap', (n: number) => ({ heapBytes: 80e6 + n * 0.5e6 }), 'heapBytes'],
    ['resident memory', (n: number) => ({ rssBytes: 300e6 + n * 2e6 }), 'rssBytes'],
    ['listeners', (n: number) => ({ functions: 32_600 + n * 80 }), 'functions'],
    ['timers', (n: number) => ({ timers: 23 + n }), 'timers'],
    ['handles', (n: number) => ({ handles: 4 + n }), 'handles'],
    ['descriptors', (n: number) => ({ descriptors: 27 + n }), 'descriptors'],
  ] as const)('finds %s that grow', (_what, change, name) => {
    expect(growing(looks(change))).toEqual([name]);
  });

  it('says nothing of too few looks', () => {
    expect(() => trends(looks(() => ({})).slice(0, 7))).toThrow(RangeError);
  });
});
