import { expect, test } from 'vitest';
import type { DistrictRow } from '../../../contract/console/overview.ts';
import regions from '../../../hub/city/reference/regions.json' with { type: 'json' };
import { tileMap } from './tile-map.ts';

const states = { ok: 0, limited: 0, outOfService: 0, maintenance: 0, offline: 0, lost: 0 };
const districts: DistrictRow[] = regions.districts.map(({ letters, nameZh, nameEn, eastM, northM }) => ({
  ...{ district: letters, nameZh, nameEn, eastM, northM, machines: 0, states },
}));

test('districts lie to each other as in the city, each in a place of its own', () => {
  const tiles = tileMap(districts);
  const at = (letters: string) => tiles.find(({ row }) => row.district === letters);
  expect(tiles).toHaveLength(11);
  expect(new Set(tiles.map(({ line, column }) => `${line}/${column}`)).size).toBe(11);
  expect(at('YX')?.column).toBeLessThan(at('TH')?.column ?? 0);
  expect(at('LW')?.column).toBeLessThan(at('YX')?.column ?? 0);
  expect(at('BY')?.line).toBeLessThan(at('YX')?.line ?? 0);
  expect(at('NS')?.line).toBeGreaterThan(at('TH')?.line ?? 9);
});
