import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byteRange } from './byte-range.ts';

test.each([
  ['bytes=0-', { from: 0, to: 99 }],
  ['bytes=40-', { from: 40, to: 99 }],
  ['bytes=40-49', { from: 40, to: 49 }],
  ['bytes=40-4000', { from: 40, to: 99 }],
  ['bytes=-1', { from: 99, to: 99 }],
  ['bytes=-4000', { from: 0, to: 99 }],
  ['bytes=100-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=5-4', 'whole'],
  ['bytes=0-1,4-5', 'whole'],
  ['bytes=-', 'whole'],
  ['lines=0-1', 'whole'],
  ['bytes=0x1-', 'whole'],
  [undefined, 'whole'],
])('%s of 100 bytes', (header, wanted) => {
  expect(byteRange(header, 100)).toEqual(wanted);
});

test('whatever is asked for, a range lies inside of the file', () => {
  const header = fc.oneof(
    fc.string().map((text) => `bytes=${text}`),
    fc.tuple(fc.option(fc.nat()), fc.option(fc.nat())).map(([a, b]) => `bytes=${a ?? ''}-${b ?? ''}`),
  );
  fc.assert(
    fc.property(header, fc.nat({ max: 2000 }), (text, size) => {
      const range = byteRange(text, size);
      if (typeof range === 'string') return;
      expect(range.from).toBeGreaterThanOrEqual(0);
      expect(range.from).toBeLessThanOrEqual(range.to);
      expect(range.to).toBeLessThan(size);
    }),
  );
});
