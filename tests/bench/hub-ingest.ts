import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../contract/clock.ts';
import type { Envelope } from '../../contract/envelope.ts';
import { openPool, type Sql } from '../../hub/database/pool.ts';
import { batchTaker } from '../../hub/ingest/take-batch.ts';
import { loadHubKeys } from '../../hub/keys/hub-keys.ts';
import { wrappingKeyFileName, wrappingKeysIn, wrappingKeysOf } from '../../hub/keys/wrapping-keys.ts';
import { silentHubLog } from '../../hub/log.ts';
import { knownWrappingKey, processorSeconds, startHubProcess } from '../../hub/simulate/hub-process.ts';
import { makeKiosks, type SimKiosk } from '../../hub/simulate/sim-kiosks.ts';
import { paddedMessage } from '../../hub/simulate/sim-messages.ts';
import { median } from './median.ts';

export interface IngestTime {
  /**
   * Rows that intake stores against those of a bare insert with the same processor time (this process and PostgreSQL), median of pairs: what saturates first.
   * Null where that time cannot be seen.
   */
  readonly costRatio: number | null;
  /** The same by the clock on the wall: on a machine with other work this also measures how long every step waits for its turn. */
  readonly wallRatio: number;
  readonly intakePerSecond: number;
  readonly barePerSecond: number;
}

interface Speed {
  readonly perSecond: number;
  /** Microseconds of processor time for a row; 0 = not to be seen. */
  readonly cost: number;
}

const machines = 40;
const batchesEach = 4;
const batch = 50;

/**
 * What is left of PostgreSQL's rate when a batch is judged: schema, hash of every body, repeats, receipt numbers, cursor, work and case rows, hints, verdicts
 * after COMMIT. The bare side is one `INSERT … SELECT FROM unnest(…)` of the same rows into the same table in a transaction for each batch, as many callers at
 * a time, over the same kind of pool. In this process, so HTTP and signatures are not in it (they are in `drain`).
 * @param folder for the cluster, when `databaseUrl` is not given
 */
export async function measureIngest(folder: string, rounds: number, databaseUrl?: string): Promise<IngestTime> {
  const dataDir = mkdtempSync(join(folder, 'ingest-'));
  // A hub of its own only to have its schema and partitions; it is asked for nothing.
  const hub = await startHubProcess({
    ...{ dataDir, isWorking: false, populationSize: 5 },
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  });
  const sql = openPool(hub.databaseUrl);
  try {
    const wrapping =
      databaseUrl === undefined ? wrappingKeysIn(join(dataDir, wrappingKeyFileName)) : wrappingKeysOf(knownWrappingKey);
    const loaded = await loadHubKeys({ sql, wrapping }, { nowMs: Date.now, log: silentHubLog });
    if (!loaded.ok) throw new Error(loaded.error);
    const keys = loaded.value;
    const kiosks = makeKiosks(machines, String(process.hrtime.bigint()));
    const take = batchTaker({ sql, clock: systemClock, keys });
    const make = () =>
      kiosks.flatMap((kiosk) =>
        Array.from({ length: batchesEach }, () => ({
          kiosk,
          messages: Array.from({ length: batch }, () => paddedMessage(kiosk, keys.sealing.kid, Date.now())),
        })),
      );
    const [backend] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
    const measure = async (send: (portion: Portion) => Promise<void>): Promise<Speed> => {
      const list = make();
      const seconds = () => processorSeconds(process.pid, backend?.pid ?? 0);
      const before = seconds();
      const rate = await perSecond(list, send);
      const after = seconds();
      const used = before === null || after === null ? 0 : after.hub + after.database - before.hub - before.database;
      return { perSecond: rate, cost: (used * 1e6) / (list.length * batch) };
    };
    const intake = () =>
      measure(async ({ kiosk, messages }) => {
        const sender = { deviceId: kiosk.deviceId, kiosk: kiosk.kiosk, storeEpoch: kiosk.epoch };
        const { verdicts } = await take(sender, messages);
        const refused = verdicts.find(({ verdict }) => verdict !== 'accepted');
        if (refused !== undefined) throw new Error(JSON.stringify(refused));
      });
    const bare = () => measure(({ kiosk, messages }) => insertBare(sql, kiosk, messages));
    await intake();
    await bare();
    const pairs: { ours: Speed; theirs: Speed }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const isFirst = round % 2 === 0;
      const before = isFirst ? await bare() : null;
      const ours = await intake();
      pairs.push({ ours, theirs: before ?? (await bare()) });
    }
    const isSeen = pairs.every(({ ours, theirs }) => ours.cost > 0 && theirs.cost > 0);
    return {
      costRatio: isSeen ? median(pairs.map(({ ours, theirs }) => theirs.cost / ours.cost)) : null,
      wallRatio: median(pairs.map(({ ours, theirs }) => ours.perSecond / theirs.perSecond)),
      intakePerSecond: median(pairs.map(({ ours }) => ours.perSecond)),
      barePerSecond: median(pairs.map(({ theirs }) => theirs.perSecond)),
    };
  } finally {
    await sql.end({ timeout: 2 });
    await hub.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

interface Portion {
  readonly kiosk: SimKiosk;
  readonly messages: readonly Envelope[];
}

/** Every machine has one batch under way, all machines at a time. */
async function perSecond(list: readonly Portion[], send: (portion: Portion) => Promise<void>): Promise<number> {
  const lanes = Map.groupBy(list, ({ kiosk }) => kiosk);
  const startMs = performance.now();
  await Promise.all(
    [...lanes.values()].map(async (portions) => {
      for (const portion of portions) await send(portion);
    }),
  );
  const count = list.reduce((sum, { messages }) => sum + messages.length, 0);
  return (count * 1000) / (performance.now() - startMs);
}

async function insertBare(sql: Sql, { deviceId, epoch }: SimKiosk, messages: readonly Envelope[]): Promise<void> {
  const column = (pick: (message: Envelope) => string | number | null) =>
    messages.map((message) => pick(message)?.toString() ?? null);
  const hex = (base64: string) => Buffer.from(base64, 'base64').toString('hex');
  await sql`
    insert into ingest (id, device_id, store_epoch, seq, prio, topic, order_key, receipt_no, item_id, suite, kid, enc, ct, sha256,
      wall_ms, boot_id, mono_ms, hub_offset_ms, received_ms)
    select id::uuid, ${deviceId}, ${epoch}, seq::bigint, prio::smallint, topic, order_key, receipt_no, item_id, suite, kid,
      decode(enc, 'hex'), decode(ct, 'hex'), decode(sha256, 'hex'), wall_ms::bigint, boot_id, mono_ms::bigint, hub_offset_ms::bigint,
      ${Date.now()}::bigint
    from unnest(${column((m) => m.id)}::text[], ${column((m) => m.seq)}::text[], ${column((m) => m.prio)}::text[],
      ${column((m) => m.topic)}::text[], ${column((m) => m.orderKey)}::text[], ${column((m) => m.receiptNo)}::text[],
      ${column((m) => m.itemId)}::text[], ${column((m) => m.suite)}::text[], ${column((m) => m.kid)}::text[],
      ${column((m) => hex(m.enc))}::text[], ${column((m) => hex(m.ct))}::text[], ${column((m) => m.sha256)}::text[],
      ${column((m) => m.wallMs)}::text[], ${column((m) => m.bootId)}::text[], ${column((m) => m.monoMs)}::text[],
      ${column((m) => m.hubOffsetMs)}::text[])
      as m(id, seq, prio, topic, order_key, receipt_no, item_id, suite, kid, enc, ct, sha256, wall_ms, boot_id, mono_ms, hub_offset_ms)
    on conflict do nothing`;
}
