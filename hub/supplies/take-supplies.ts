import type { HeldSupply } from '../../contract/heartbeat-facts.ts';
import { forecastOf, forecastWindowMs } from '../../contract/supply-forecast.ts';
import { cityDay } from '../../contract/working-days.ts';
import type { Tx } from '../database/pool.ts';
import { isDue, type KnownSupply, type SupplyChange, supplyChanges } from './use.ts';

/** A machine with what its last heartbeat says of its supplies. */
export interface Supplied {
  readonly deviceId: string;
  readonly kiosk: string;
  readonly place: string;
  readonly district: string;
  /** Null = it does not say. */
  readonly supplies: readonly HeldSupply[] | null;
}

interface KnownRow {
  readonly device_id: string;
  readonly device: string;
  readonly supply: string;
  readonly state: string;
  readonly count: number | null;
  readonly since_ms: string;
  readonly due_since_ms: string | null;
  readonly made_ms: string;
}

/** Notes counts, uses and forecasts of these machines; writes only what has changed. */
export async function takeSupplies(tx: Tx, machines: readonly Supplied[], nowMs: number): Promise<void> {
  const told = machines.filter(({ supplies }) => supplies !== null);
  if (told.length === 0) return;
  const ids = told.map(({ deviceId }) => deviceId);
  const known = Map.groupBy(
    await tx<KnownRow[]>`
      select device_id, device, supply, state, count, since_ms, due_since_ms, made_ms from supply_latest where device_id = any(${ids}::text[])`,
    ({ device_id }) => device_id,
  );
  const changed: (SupplyChange & { readonly at: Supplied })[] = [];
  const gone: { device_id: string; device: string; supply: string }[] = [];
  for (const at of told) {
    const diff = supplyChanges((known.get(at.deviceId) ?? []).map(toKnown), at.supplies ?? [], nowMs);
    changed.push(...diff.changes.map((change) => ({ ...change, at })));
    gone.push(...diff.gone.map(({ device, supply }) => ({ device_id: at.deviceId, device, supply })));
  }
  if (gone.length > 0) {
    await tx`delete from supply_latest s using jsonb_to_recordset(${tx.json(gone)}::jsonb) as g(device_id text, device text, supply text)
      where s.device_id = g.device_id and s.device = g.device and s.supply = g.supply`;
  }
  if (changed.length === 0) return;
  await noteUses(tx, changed, nowMs);
  await noteForecasts(tx, changed, nowMs);
}

function toKnown(row: KnownRow): KnownSupply {
  const { device, supply, state, count } = row;
  const dueSinceMs = row.due_since_ms === null ? null : Number(row.due_since_ms);
  return { device, supply, state, count, sinceMs: Number(row.since_ms), dueSinceMs, madeMs: Number(row.made_ms) };
}

/** Farther nobody plans. A count that is garbage lasts for millions of days, more than the column and the place in a list hold. */
const daysAtMost = 99_999;

type Changed = readonly (SupplyChange & { readonly at: Supplied })[];

async function noteUses(tx: Tx, changed: Changed, nowMs: number): Promise<void> {
  const uses = changed
    .filter(({ used }) => used > 0)
    .map(({ at, device, supply, used }) => ({ device_id: at.deviceId, device, supply, used }));
  if (uses.length === 0) return;
  await tx`
    insert into supply_day as d (device_id, device, supply, day, used)
    select device_id, device, supply, ${cityDay(nowMs)}, used
    from jsonb_to_recordset(${tx.json(uses)}::jsonb) as u(device_id text, device text, supply text, used int)
    on conflict (device_id, device, supply, day) do update set used = d.used + excluded.used`;
}

async function noteForecasts(tx: Tx, changed: Changed, nowMs: number): Promise<void> {
  const sums = new Map(
    (
      await tx<{ device_id: string; device: string; supply: string; used: number }[]>`
        select device_id, device, supply, sum(used)::int as used from supply_day
        where device_id = any(${[...new Set(changed.map(({ at }) => at.deviceId))]}::text[]) and day > ${cityDay(nowMs - forecastWindowMs)}
        group by 1, 2, 3`
    ).map((row) => [`${row.device_id} ${row.device} ${row.supply}`, row.used]),
  );
  const rows = changed.map(({ at, device, supply, state, count, left, sinceMs, dueSinceMs }) => {
    const used = sums.get(`${at.deviceId} ${device} ${supply}`) ?? 0;
    const { daysLeft, perDay, unknown } = forecastOf({ left, sinceMs, used }, nowMs);
    return {
      ...{ device_id: at.deviceId, device, supply, kiosk: at.kiosk, place: at.place, district: at.district },
      ...{
        state,
        count,
        per_day: perDay,
        days_left: daysLeft === null ? null : Math.min(daysAtMost, daysLeft),
        unknown,
        is_due: isDue(state, daysLeft),
      },
      ...{ since_ms: sinceMs, due_since_ms: dueSinceMs },
    };
  });
  await tx`
    insert into supply_latest (device_id, device, supply, kiosk, place, district, state, count, per_day, days_left, unknown, is_due, since_ms, due_since_ms, made_ms)
    select r.*, ${nowMs}::bigint from jsonb_to_recordset(${tx.json(rows)}::jsonb) as r(device_id text, device text, supply text, kiosk text,
      place text, district text, state text, count int, per_day real, days_left int, unknown text, is_due boolean, since_ms bigint, due_since_ms bigint)
    on conflict (device_id, device, supply) do update set kiosk = excluded.kiosk, place = excluded.place, district = excluded.district,
      state = excluded.state, count = excluded.count, per_day = excluded.per_day, days_left = excluded.days_left, unknown = excluded.unknown,
      is_due = excluded.is_due, due_since_ms = excluded.due_since_ms, made_ms = excluded.made_ms`;
}
