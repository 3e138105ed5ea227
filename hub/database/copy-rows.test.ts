import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HubFixture, openHubFixture } from '../testing/hub-fixture.ts';
import { type CopyRows, copyRows } from './copy-rows.ts';
import { transaction } from './pool.ts';

let f: HubFixture;
beforeAll(async () => {
  f = await openHubFixture({ isWorking: false });
});
afterAll(async () => {
  await f.close();
});

interface Line {
  readonly id: string;
  readonly words: string | null;
  readonly body: Uint8Array;
  readonly small: number;
  readonly large: number | null;
}

const line = fc.record<Line>({
  id: fc.uuid(),
  words: fc.option(fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0') && text.isWellFormed())),
  body: fc.uint8Array({ maxLength: 300 }),
  small: fc.integer({ min: -32_768, max: 32_767 }),
  large: fc.option(fc.maxSafeInteger()),
});

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

function append(rows: CopyRows, { id, words, body, small, large }: Line): void {
  rows.row().uuid(id).text(words).base64(base64(body)).hex(hex(body)).int2(small).int8(large);
}

/** Copies in a transaction that is rolled back by its own end, and reads what stands there then. */
async function roundTrip(lines: readonly Line[]): Promise<readonly unknown[]> {
  return await transaction(f.sql, async (tx) => {
    await tx`create temporary table line (at serial, id uuid, words text, body bytea, again bytea, small smallint, large bigint) on commit drop`;
    await copyRows(tx, 'copy line (id, words, body, again, small, large) from stdin (format binary)', 6, (rows) => {
      for (const one of lines) append(rows, one);
    });
    return await tx`select id, words, encode(body, 'hex') as body, encode(again, 'hex') as again, small, large from line order by at`;
  });
}

const asRead = ({ id, words, body, small, large }: Line) => ({
  ...{ id, words, body: hex(body), again: hex(body), small, large: large === null ? null : String(large) },
});

test('a value that the binary form changes: what is copied is read back as it was', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 20 }), async (lines) => {
      expect(await roundTrip(lines)).toEqual(lines.map(asRead));
    }),
    { numRuns: 40 },
  );
});

test('rows of one copy among those of another: copies of several connections at a time share one block, and each has only its own, larger ones too', async () => {
  const sets = Array.from({ length: 8 }, (_, n) =>
    Array.from({ length: 40 * (n + 1) }, (_, at): Line => {
      const id = `00000000-0000-7000-8000-${String(n * 1000 + at).padStart(12, '0')}`;
      return { id, words: `${n}-${at}`, body: new Uint8Array(1500).fill(n), small: n, large: at };
    }),
  );
  const read = await Promise.all(sets.map(roundTrip));
  expect(read).toEqual(sets.map((lines) => lines.map(asRead)));
});

test('a connection that waits for rows for ever: rows that cannot be written end the transaction, and its connection serves on', async () => {
  const broken = transaction(f.sql, async (tx) => {
    await tx`create temporary table line (id uuid) on commit drop`;
    await copyRows(tx, 'copy line (id) from stdin (format binary)', 1, () => {
      throw new Error('no row');
    });
  });
  await expect(broken).rejects.toThrow('no row');
  const [one] = await f.sql<{ one: number }[]>`select 1 as one`;
  expect(one).toEqual({ one: 1 });
  expect(await roundTrip([])).toEqual([]);
});
