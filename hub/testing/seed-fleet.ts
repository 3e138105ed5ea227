import { districtLetters } from '../../contract/district.ts';
import { uuid7 } from '../../contract/uuid7.ts';
import type { Sql } from '../database/pool.ts';

/** How large a fleet is put into the tables, and what has happened to it. */
export interface SeededFleet {
  readonly machines: number;
  /** Messages of the last 24 hours, spread evenly. */
  readonly messages: number;
  readonly nowMs: number;
}

/**
 * Fills the tables that the console reads with a fleet that never ran: for tests of lists and for the bench of 50,000. Deterministic. Machines are simulated ones (`XA0000`…) over all
 * districts, three at a place; of 100 machines 3 are silent, 5 limited, 2 out of service, 1 in maintenance, 4 have a queue, 1 a dead letter, 2 a gap, 4 an open order.
 */
export async function seedFleet(sql: Sql, { machines, messages, nowMs }: SeededFleet): Promise<void> {
  await seedMachines(sql, machines, nowMs);
  await seedTroubles(sql, nowMs);
  await seedMessages(sql, machines, messages, nowMs);
  await seedFigures(sql, nowMs);
  await sql`analyze`;
}

async function seedMachines(sql: Sql, machines: number, nowMs: number): Promise<void> {
  await sql`
    insert into device (id, kiosk, place, keeper_phone, model, claimed_ms)
    select 'seed_' || n, 'X' || chr(65 + n % ${districtLetters.length}) || lpad((n / ${districtLetters.length})::text, 4, '0'),
      '示例政务服务站' || n / (3 * ${districtLetters.length}) || chr(65 + n % ${districtLetters.length}), '020-00000000', 'model-' || n % 4, ${nowMs - 86_400_000}
    from generate_series(0, ${machines - 1}::int) n`;
  await sql`insert into device_key (public_key, device_id, created_ms) select id, id, 0 from device where id like 'seed%'`;
  const devices = JSON.stringify(
    [
      'idReader',
      'receiptPrinter',
      'documentPrinter',
      'camera',
      'scanner',
      'cardDispenser',
      'smartCard',
      'touchPanel',
    ].map((id) => ({
      ...{ id, link: 'up', condition: 'ok', faults: [], low: [] },
    })),
  );
  const facts = JSON.stringify({
    ...{
      startedMs: nowMs - 80_000_000,
      sessions: { started: 40, completed: 31, abandoned: 9 },
      touches: 7,
      isBusy: false,
    },
    ...{ prints: { done: 60, failed: 1 }, crashes: 0, memory: { rssMiB: 310 }, temperature: 51, intake: 'open' },
    renderer: { frames: 12_345, isSoftware: false, restarts: 0 },
    supplies: [
      { id: 'paper', device: 'receiptPrinter', count: 420, state: 'ok' },
      { id: 'paper', device: 'documentPrinter', count: 210, state: 'low' },
      { id: 'cards', device: 'cardDispenser', count: 37, state: 'ok' },
      { id: 'retainBin', device: 'cardDispenser', count: 1, state: 'ok' },
    ],
    clock: { trust: 'trusted', offsetMs: 12 },
    storage: { usedPercent: 31, ballast: 'kept' },
    selfTest: { atMs: nowMs - 3_600_000, counts: { pass: 20, warn: 0, fail: 0, notFitted: 2 }, failed: [] },
  });
  await sql`
    insert into heartbeat_latest (device_id, at_ms, version, boot_id, pending, dead, oldest_age_ms, durability, devices, release, started_ms,
      reported, why, since_ms, boot_ms, version_ms, facts)
    select 'seed_' || n, ${nowMs}::bigint - case when n % 100 < 3 then 3600000 + n else n % 1000 end, '1.' || n % 3 || '.0', 'boot', 0, 0, null, 'ok', ${devices},
      '2026.11.' || n % 3 || '-0123456789abcdef', ${nowMs - 80_000_000},
      case when n % 100 between 3 and 7 then 'limited' when n % 100 between 8 and 9 then 'outOfService' when n % 100 = 10 then 'maintenance' else 'ok' end,
      case when n % 100 between 3 and 7 then 'device:idReader' when n % 100 between 8 and 9 then 'durability' when n % 100 = 10 then 'notice:maintenance' else '' end,
      ${nowMs}::bigint - 1000 * (n % 5000), ${nowMs}, ${nowMs}, ${facts}::text::jsonb
    from generate_series(0, ${machines - 1}::int) n`;
}

async function seedTroubles(sql: Sql, nowMs: number): Promise<void> {
  const seeded = sql`(select substr(device_id, 6)::int as n, device_id from heartbeat_latest where device_id like 'seed%') s`;
  await sql`update heartbeat_latest h set pending = 1 + s.n % 90, oldest_age_ms = 1000 * (s.n % 40000) from ${seeded}
    where s.device_id = h.device_id and s.n % 100 between 20 and 23`;
  await sql`update heartbeat_latest h set dead = 1 + s.n % 3 from ${seeded} where s.device_id = h.device_id and s.n % 100 = 24`;
  await sql`
    insert into device_cursor (device_id, store_epoch, ranges, up_to, gap_up_to, gap_since_ms)
    select device_id, 'epoch', case when n % 100 in (25, 26) then '[[1,90],[93,120]]' else '[[1,120]]' end::jsonb, case when n % 100 in (25, 26) then 90 else 120 end,
      case when n % 100 in (25, 26) then 90 end, case when n % 100 in (25, 26) then ${nowMs}::bigint - 1000 * n end from ${seeded}`;
  await sql`insert into maintenance_order (device_id, kind, opened_ms) select device_id, 'low:receiptPrinter.paper', ${nowMs}::bigint - n * 1000 from ${seeded} where n % 100 in (27, 28, 29, 30)`;
  await sql`insert into machine_event (device_id, at_ms, kind, word) select device_id, ${nowMs}::bigint - 1000 * (n % 5000), 'state', 'ok' from ${seeded}`;
}

/** Cases of every second message, half of them done; of those every fourth has a rating. */
async function seedMessages(sql: Sql, machines: number, messages: number, nowMs: number): Promise<void> {
  const prefix = uuid7(nowMs, new Uint8Array(10)).slice(0, 23);
  await sql`
    insert into ingest (id, device_id, store_epoch, seq, prio, topic, order_key, receipt_no, item_id, suite, kid, enc, ct, sha256, wall_ms, boot_id, mono_ms, received_ms, state)
    select (${prefix} || '-' || lpad(to_hex(n), 12, '0'))::uuid, 'seed_' || (n * 7919::bigint) % ${machines}, 'epoch', n + 1, 0,
      case when n % 2 = 0 then 'case.submit' else 'act.print' end, 'o', case when n % 2 = 0 then 'R' || n end,
      (array['ss.card.loss','ss.card.query','med.res.enrol','hpf.query','cert.ss.insured'])[1 + n % 5], 'intl-1', 'k', '\\x00', '\\x0011', '\\x00', ${nowMs}, 'b', 0,
      ${nowMs}::bigint - (86400000.0 * (${messages}::float8 - n) / ${messages}::float8)::bigint, 'applied'
    from generate_series(0, ${messages - 1}::int) n`;
  await sql`
    insert into case_file (receipt_no, message_id, device_id, item_id, state, delivered_ms, settled_ms)
    select receipt_no, id, device_id, item_id, case when seq % 4 = 1 then 'done' else 'accepted' end, received_ms, case when seq % 4 = 1 then received_ms + 1000 end
    from ingest where receipt_no like 'R%'`;
  await sql`insert into rating (receipt_no, level, reasons, reasons_version, at_ms, source)
    select receipt_no, 1 + (substr(receipt_no, 2)::int / 8) % 5, '["slow"]', 1, settled_ms + 60000, 'person' from case_file where settled_ms is not null and receipt_no like 'R%' and substr(receipt_no, 2)::int % 16 = 0`;
}

/** A day of samples, and a week of visits. A hub that runs beside may have put its own sample there already. */
async function seedFigures(sql: Sql, nowMs: number): Promise<void> {
  await sql`
    insert into state_sample (at_ms, district, state, machines)
    select ${Math.floor(nowMs / 300_000)}::bigint * 300000 - 300000 * t, d.district, s.state, 100 + t % 7
    from generate_series(0, 287) t, (select distinct district from device) d, unnest(array['ok','limited','outOfService','maintenance','offline']) s(state)
    on conflict do nothing`;
  await sql`
    insert into availability_day (day, district, sampled, served)
    select to_char(to_timestamp(${nowMs / 1000}) at time zone 'UTC' + interval '8 hours' - t * interval '1 day', 'YYYY-MM-DD'), d.district, 1000, 990
    from generate_series(0, 29) t, (select distinct district from device) d on conflict do nothing`;
  await sql`
    insert into visit_sum (day, district, item_id, measure, value, visits)
    select to_char(to_timestamp(${nowMs / 1000}) at time zone 'UTC' + interval '8 hours' - t * interval '1 day', 'YYYY-MM-DD'), d.district, i.item, m.measure, v.value::text, 5 + v.value % 5
    from generate_series(0, 6) t, (select distinct district from device) d,
      unnest(array['ss.card.loss','ss.card.query','med.res.enrol','hpf.query','cert.ss.insured']) i(item),
      unnest(array['seconds','touches','pages','papers']) m(measure), generate_series(10, 40) v(value)`;
  await sql`
    insert into visit_sum (day, district, item_id, measure, value, visits)
    select day, district, item_id, 'ended', e.how, e.n from (select distinct day, district, item_id from visit_sum) x, (values ('completed', 80), ('abandoned', 20)) e(how, n)`;
}
