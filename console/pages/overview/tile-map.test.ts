import { expect, test } from 'vitest';
import type { DistrictRow } from '../../../contract/console/overview.ts';
import { tileMap } from './tile-map.ts';

const states = { ok: 0, limited: 0, outOfService: 0, maintenance: 0, offline: 0, lost: 0 };
/** Letters, metres east and north of the centre: as the hub tells them. */
const positions = [
  ['LW', -6000, 0],
  ['YX', 0, 2000],
  ['HZ', 3000, -4000],
  ['TH', 8000, 2000],
  ['BY', 0, 12000],
  ['HP', 20000, 4000],
  ['PY', 10000, -20000],
  ['HD', -5000, 30000],
  ['NS', 25000, -45000],
  ['CH', 32000, 48000],
  ['ZC', 55000, 18000],
] as const;
const districts: DistrictRow[] = positions.map(([district, eastM, northM]) => ({
  ...{ district, nameZh: district, nameEn: district, eastM, northM, machines: 0, states },
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
