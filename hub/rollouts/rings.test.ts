import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Member, ringSizes, ringsOf } from './rings.ts';

const districts = ['TH', 'YX', 'BY', 'HP', 'ZC'];
const models = ['alpha', 'beta', 'gamma'];
const fleet = (size: number): readonly Member[] =>
  Array.from({ length: size }, (_, n) => ({
    ...{ id: `m${n}`, model: models[n % 7 === 0 ? 2 : n % 2] ?? '', district: districts[n % 5] ?? '' },
    isLab: false,
  }));
const sizesOf = (rings: ReadonlyMap<string, number>) => {
  const sizes: number[] = [];
  for (const ring of rings.values()) sizes[ring] = (sizes[ring] ?? 0) + 1;
  return sizes;
};

describe('how large rings are', () => {
  test('as the design says, of a city and of a district', () => {
    expect(ringSizes(50_000, 3)).toEqual([25, 500, 2500, 10_000, 25_000, 11_975]);
    expect(ringSizes(600, 3)).toEqual([6, 30, 120, 300, 144]);
  });

  test('every machine has one, however few there are, and no ring is smaller than the one before until the last', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60_000 }), fc.integer({ min: 1, max: 40 }), (machines, least) => {
        const sizes = ringSizes(machines, least);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(machines);
        expect(sizes.every((size) => size > 0)).toBe(true);
        const growing = sizes.slice(0, -1);
        expect(growing.every((size, n) => n === 0 || size > (growing[n - 1] ?? 0))).toBe(true);
      }),
    );
  });
});

describe('who is in which ring', () => {
  test('the same at every hub and in any order of the list, and others with each release', () => {
    const members = fleet(600);
    const rings = ringsOf('2026.12.1-a', members);
    expect(ringsOf('2026.12.1-a', [...members].reverse())).toEqual(rings);
    const first = (release: string) =>
      [...ringsOf(release, members)].flatMap(([id, ring]) => (ring === 0 ? [id] : [])).sort();
    const canaries = new Set(Array.from({ length: 8 }, (_, n) => first(`2026.12.${n}-a`).join()));
    expect(canaries.size).toBe(8);
  });

  test('ring 0 has every kind of hardware, also the one that few machines have', () => {
    const rare = fleet(600).map((member, n) => ({ ...member, model: n === 411 ? 'rare' : member.model }));
    const rings = ringsOf('2026.12.1-a', rare);
    expect(rings.get('m411')).toBe(0);
    const inFirst = rare.filter(({ id }) => rings.get(id) === 0).map(({ model }) => model);
    expect(new Set(inFirst)).toEqual(new Set([...models, 'rare']));
  });

  test('the lab comes first', () => {
    const lab = fleet(600).map((member, n) => ({ ...member, isLab: n === 17 || n === 300 }));
    const rings = ringsOf('2026.12.1-a', lab);
    expect([rings.get('m17'), rings.get('m300'), sizesOf(rings)[0]]).toEqual([0, 0, 6]);
  });

  test('each beginning of the fleet holds its part of every model and district', () => {
    fc.assert(
      fc.property(fc.integer({ min: 50, max: 3000 }), fc.string({ maxLength: 12 }), (size, release) => {
        const members = fleet(size);
        const rings = ringsOf(release, members);
        const sizes = sizesOf(rings);
        expect(sizes.reduce((sum, one) => sum + one, 0)).toBe(size);
        const first = members.filter(({ id }) => rings.get(id) === 0);
        let exposed = sizes[0] ?? 0;
        for (let ring = 1; ring < sizes.length; ring += 1) {
          exposed += sizes[ring] ?? 0;
          for (const [, stratum] of Map.groupBy(members, ({ model, district }) => `${model} ${district}`)) {
            const mine = stratum.filter(({ id }) => (rings.get(id) ?? 0) <= ring).length;
            // Ring 0 goes by hardware and not by parts, so it may shift the rest by what it holds.
            expect(Math.abs(mine - (stratum.length * exposed) / size)).toBeLessThanOrEqual(2 + first.length);
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  test('of 50,000 machines the one percent is spread to within two machines of each stratum', () => {
    const members = fleet(50_000);
    const rings = ringsOf('2026.12.1-0123456789abcdef', members);
    expect(sizesOf(rings)).toEqual([25, 500, 2500, 10_000, 25_000, 11_975]);
    for (const [, stratum] of Map.groupBy(members, ({ model, district }) => `${model} ${district}`)) {
      const mine = stratum.filter(({ id }) => rings.get(id) === 1).length;
      expect(Math.abs(mine - stratum.length / 100)).toBeLessThanOrEqual(2);
    }
  });
});
