import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deeperRows, keepUnchanged, pathWith, withoutRepeats } from './pages.ts';

const keyOf = (row: { readonly id: string }) => row.id;

test('a row in which nothing has changed keeps its object, so the table does not draw it again', () => {
  const before = [
    { id: 'a', n: 1 },
    { id: 'b', n: 2 },
  ];
  const after = keepUnchanged(
    before,
    [
      { id: 'b', n: 3 },
      { id: 'a', n: 1 },
      { id: 'c', n: 9 },
    ],
    keyOf,
  );
  expect(after[1]).toBe(before[0]);
  expect(after[0]).toEqual({ id: 'b', n: 3 });
  expect(after).toHaveLength(3);
});

test('a row that moved while pages were read is there once', () => {
  expect(withoutRepeats([{ id: 'a' }, { id: 'b' }, { id: 'a' }], keyOf).map(keyOf)).toEqual(['a', 'b']);
});

test('what arrives above a long list pushes no row out of it, and what went away comes back nowhere', () => {
  const rows = (ids: readonly number[]) => ids.map((id) => ({ id: `${id}` }));
  const counted = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 19 }), fc.integer({ min: 0, max: 9 }), (arrived, gone) => {
      const before = rows(counted(0, 100));
      // The hub's list now: new ones first, one of those in sight away; thirty of it are read anew.
      const now = rows([...counted(-arrived, 0), ...counted(0, 100).filter((id) => id !== gone)]);
      const fresh = now.slice(0, 30);
      const all = withoutRepeats([...fresh, ...(deeperRows(before, fresh, keyOf) ?? [])], keyOf);
      expect(all.map(keyOf)).toEqual(now.map(keyOf));
    }),
  );
  expect(deeperRows(rows([1, 2]), rows([7, 8]), keyOf)).toBeNull();
});

test('empty filters are not sent, and a value cannot break out of its place', () => {
  expect(pathWith('/v1/x', { a: '', b: null, c: undefined })).toBe('/v1/x');
  expect(pathWith('/v1/x', { q: 'a&b=1', n: 0 })).toBe('/v1/x?q=a%26b%3D1&n=0');
});
