import { expect, test } from 'vitest';
import { keepUnchanged, pathWith, withoutRepeats } from './pages.ts';

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

test('empty filters are not sent, and a value cannot break out of its place', () => {
  expect(pathWith('/v1/x', { a: '', b: null, c: undefined })).toBe('/v1/x');
  expect(pathWith('/v1/x', { q: 'a&b=1', n: 0 })).toBe('/v1/x?q=a%26b%3D1&n=0');
});
