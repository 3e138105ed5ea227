import { hash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Envelope } from '../../contract/envelope.ts';
import { uuid7 } from '../../contract/uuid7.ts';
import { grouped } from '../grouped.ts';
import { type HubFixture, openHubFixture } from '../testing/hub-fixture.ts';
import type { Batch, Sender } from './judge-batch.ts';
import { type StoredBatch, storeBatches } from './store-batches.ts';

let f: HubFixture;
beforeAll(async () => {
  f = await openHubFixture({ isWorking: false });
});
afterAll(async () => {
  await f.close();
});

/** A message by what may collide: whose id it takes, its place, its content, its receipt number. */
interface Sketch {
  readonly id: number;
  readonly seq: number;
  readonly content: 'a' | 'b';
  readonly receipt: number | null;
}

let worlds = 0;

/** The same sketches in a world of their own: other ids and machines, in the same order. */
function world() {
  worlds += 1;
  const own = worlds;
  const device = (n: number): Sender => ({
    deviceId: `w${own}-${n}`,
    kiosk: `WO${String(n).padStart(4, '0')}`,
    storeEpoch: 'e',
  });
  const message = (n: number, { id, seq, content, receipt }: Sketch): Envelope => {
    const sealed = Buffer.alloc(64, content);
    return {
      id: uuid7(Date.UTC(2026, 10, 28), Uint8Array.from([0, own >> 8, own & 255, 0, 0, 0, 0, 0, 0, id])),
      ...{ seq, prio: 1, topic: receipt === null ? 'act.print' : 'case.submit', orderKey: `k${id}` },
      ...{ receiptNo: receipt === null ? null : `w${own}-${n}-${receipt}`, itemId: null, suite: 'intl-1', kid: 'k' },
      ...{
        enc: sealed.subarray(0, 32).toString('base64'),
        ct: sealed.subarray(32).toString('base64'),
        sha256: hash('sha256', sealed, 'hex'),
        wallMs: 0,
        bootId: 'b',
        monoMs: 0,
        hubOffsetMs: null,
      },
    };
  };
  const batch = (n: number, sketches: readonly Sketch[]): Batch => ({
    sender: device(n),
    messages: sketches.map((sketch) => message(n, sketch)).sort((a, b) => (a.id < b.id ? -1 : 1)),
    extras: {},
  });
  const words = ({ verdicts, proof }: StoredBatch) => ({
    said: [...verdicts.values()].map(({ verdict, code }) => code ?? verdict),
    proof,
  });
  const rows = async () => {
    const of = [0, 1, 2].map((n) => device(n).deviceId);
    const stored =
      await f.sql`select right(id::text, 2) as id, right(device_id, 2) as device, seq, encode(sha256, 'hex') as sha256 from ingest
      where device_id = any(${of}) order by 1`;
    const work =
      await f.sql`select right(message_id::text, 2) as id, seq from work where device_id = any(${of}) order by 1`;
    const cases = await f.sql`select right(message_id::text, 2) as id, right(receipt_no, 4) as receipt from case_file
      where device_id = any(${of}) order by 1`;
    return { stored: [...stored], work: [...work], cases: [...cases] };
  };
  return { batch, words, rows };
}

const sketch = fc.record({
  id: fc.nat({ max: 7 }),
  seq: fc.integer({ min: 1, max: 5 }),
  content: fc.constantFrom('a' as const, 'b' as const),
  receipt: fc.option(fc.integer({ min: 1, max: 3 })),
});
const batches = fc.uniqueArray(sketch, { selector: ({ id }) => id, maxLength: 4 });
const rounds = fc.array(fc.tuple(batches, batches, batches), { minLength: 1, maxLength: 3 });

test('batches of several machines in one commit get the verdicts, rows and proof that each would have had alone, one after another', async () => {
  const deps = { sql: f.sql, clock: f.clock };
  await fc.assert(
    fc.asyncProperty(rounds, async (list) => {
      const alone = world();
      const together = world();
      const store = grouped<Batch, StoredBatch>({
        run: (group) => storeBatches(deps, group),
        ...{ atMost: 10, waitingAtMost: 10, atOnce: 1, key: ({ sender }) => sender.deviceId },
      });
      for (const round of list) {
        const one: unknown[] = [];
        for (const [n, sketches] of round.entries()) {
          const [stored] = await storeBatches(deps, [alone.batch(n, sketches)]);
          if (stored !== undefined) one.push(alone.words(stored));
        }
        const all = await Promise.all(round.map((sketches, n) => store(together.batch(n, sketches))));
        expect(all.map(together.words)).toEqual(one);
      }
      expect(await together.rows()).toEqual(await alone.rows());
    }),
    { numRuns: 12 },
  );
});

test('the same message of a machine that asks twice at two instances is stored once, and one of them hears duplicate', async () => {
  const own = world();
  const batch = own.batch(0, [{ id: 1, seq: 1, content: 'a', receipt: 1 }]);
  const deps = { sql: f.sql, clock: f.clock };
  const answers = await Promise.all(Array.from({ length: 4 }, () => storeBatches(deps, [batch])));
  const said = answers.flatMap((stored) => stored.flatMap((one) => own.words(one).said));
  expect(said.sort()).toEqual(['accepted', 'duplicate', 'duplicate', 'duplicate']);
  expect((await own.rows()).stored).toHaveLength(1);
});
