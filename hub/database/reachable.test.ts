import fc from 'fast-check';
import { expect, test } from 'vitest';
import { uuid7 } from '../../contract/uuid7.ts';
import { monthPartitions } from './partitions.ts';
import { mayEnter } from './reachable.ts';

const who = { uid: 101, gid: 104 };

test('a private home keeps the database account out, a public folder does not', () => {
  expect(mayEnter({ uid: 0, gid: 0, mode: 0o40700 }, who)).toBe(false);
  expect(mayEnter({ uid: 0, gid: 0, mode: 0o40755 }, who)).toBe(true);
});

test('only the first class that matches counts, as in the kernel', () => {
  expect(mayEnter({ uid: 101, gid: 0, mode: 0o40077 }, who)).toBe(false);
  expect(mayEnter({ uid: 0, gid: 104, mode: 0o40701 }, who)).toBe(false);
  expect(mayEnter({ uid: 0, gid: 104, mode: 0o40710 }, who)).toBe(true);
});

test('every id of a month falls into the partition of that month and into no other', () => {
  const start = Date.UTC(2026, 11, 15);
  const partitions = monthPartitions(start, 2);
  expect(partitions.map((month) => month.name)).toEqual(['ingest_2026_12', 'ingest_2027_01', 'ingest_2027_02']);
  fc.assert(
    fc.property(
      fc.integer({ min: Date.UTC(2026, 11, 1), max: Date.UTC(2027, 2, 1) - 1 }),
      fc.uint8Array({ minLength: 10, maxLength: 10 }),
      (ms, random) => {
        const id = uuid7(ms, random);
        const holders = partitions.filter((month) => id >= month.from && id < month.to);
        const month = new Date(ms).toISOString().slice(0, 7).replace('-', '_');
        expect(holders.map((holder) => holder.name)).toEqual([`ingest_${month}`]);
      },
    ),
  );
});
