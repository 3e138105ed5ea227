import fc from 'fast-check';
import { expect, test } from 'vitest';
import { panelFromQuery } from './panel-profile.ts';

const size = { width: 1080, height: 1920 };

test('reads the profile that the shell gives', () => {
  expect(panelFromQuery('?panel=32&bottomEdge=700&view=500', size)).toEqual({
    diagonalInch: 32,
    widthPx: 1080,
    heightPx: 1920,
    bottomEdgeMm: 700,
    viewDistanceMm: 500,
  });
});

test('falls back to the usual panel where a value is missing or absurd', () => {
  expect(panelFromQuery('?panel=0&view=-3&bottomEdge=abc', size)).toEqual(panelFromQuery('', size));
});

test('always gives positive finite numbers', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (panel, view) => {
      const query = `?${new URLSearchParams({ panel, view, bottomEdge: panel, w: view, h: panel })}`;
      const profile = panelFromQuery(query, size);
      for (const value of Object.values(profile)) expect(Number.isFinite(value)).toBe(true);
      expect(profile.diagonalInch).toBeGreaterThanOrEqual(7);
      expect(profile.widthPx).toBeGreaterThanOrEqual(320);
    }),
  );
});
