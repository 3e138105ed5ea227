import { expect, it } from 'vitest';
import type { Bin, Supply } from '../../contract/device.ts';
import { lowOf } from './device-set.ts';

const at = '2026-11-23T06:00:00.000Z';
const paper = (level: Supply['level']): Supply => ({ level, source: 'sensor', at });
const bin = (kind: Bin['kind'], level: Bin['level']): Bin => ({
  kind,
  level,
  health: 'ok',
  count: null,
  initial: null,
  threshold: 0,
});

it('F-6, F-9: what gives and ends soon, and what keeps and is nearly full, is named; what is well or cannot say is not', () => {
  expect(lowOf({ supplies: { paper: paper('low') }, bins: {} })).toEqual(['paper']);
  expect(lowOf({ supplies: { paper: paper('out') }, bins: {} })).toEqual(['paper']);
  for (const level of ['ok', 'full', 'unknown'] as const)
    expect(lowOf({ supplies: { paper: paper(level) }, bins: {} })).toEqual([]);
  const bins = { hopper: bin('supply', 'low'), retain: bin('retain', 'high') };
  expect(lowOf({ supplies: {}, bins })).toEqual(['hopper', 'retain']);
  const well = { hopper: bin('supply', 'high'), retain: bin('retain', 'low') };
  expect(lowOf({ supplies: {}, bins: well })).toEqual([]);
});
