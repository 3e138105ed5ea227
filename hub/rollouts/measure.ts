import type { Tx } from '../database/pool.ts';
import { type FigureName, figureNames, type Moments, momentsOf } from './figures.ts';
import type { RolloutRow } from './rollout-store.ts';

const hourMs = 3_600_000;
/** Enough for a difference of a few percent; more machines cost more and tell no more. */
const machinesAtMost = 2000;

/** Counters since boot as a heartbeat told them. */
export interface Counters {
  readonly boot: string;
  readonly atMs: number;
  /** When that boot began; null = it does not say. */
  readonly startedMs: number | null;
  readonly completed: number;
  readonly done: number;
  readonly failed: number;
  readonly crashes: number;
}

/** What happened at a machine between two readings. */
export interface Delta {
  readonly hours: number;
  readonly completed: number;
  readonly prints: number;
  readonly printsFailed: number;
  readonly crashes: number;
}

/** Of anything that is counted, in an hour: no machine has so much, and sums of the city must not run over. */
const countedAtMost = 100_000;

/**
 * Between two readings of one machine; null = nothing can be said. After a restart the counters begin anew: what they hold since then counts, for the time since then.
 */
export function deltaOf(before: Counters, now: Counters): Delta | null {
  const isSameBoot = before.boot === now.boot;
  const sinceMs = isSameBoot ? before.atMs : Math.max(before.atMs, now.startedMs ?? now.atMs);
  const hours = (now.atMs - sinceMs) / hourMs;
  if (!(hours > 0)) return null;
  const grown = (pick: (one: Counters) => number) => pick(now) - (isSameBoot ? pick(before) : 0);
  const delta = {
    ...{ hours, completed: grown((one) => one.completed), crashes: grown((one) => one.crashes) },
    ...{ prints: grown((one) => one.done + one.failed), printsFailed: grown((one) => one.failed) },
  };
  // Counters that went down within a boot, or that leapt, are no counters.
  const most = countedAtMost * Math.max(1, hours);
  return Object.values(delta).some((value) => value < 0 || value > most) ? null : delta;
}

/** x and y of each figure (see `figureOf`). */
const sampleOf: Readonly<Record<FigureName, (delta: Delta) => { readonly x: number; readonly y: number }>> = {
  sessions: ({ hours, completed }) => ({ x: hours, y: completed }),
  prints: ({ prints, printsFailed }) => ({ x: prints, y: printsFailed }),
  crashes: ({ hours, crashes }) => ({ x: hours, y: crashes }),
};

interface MeasuredRow {
  readonly device_id: string;
  readonly is_touched: boolean;
  readonly seen: Counters | null;
  readonly counters: Counters | null;
}

/**
 * Once in each hour of the clock: reads the counters of machines with the new release and of untouched ones, adds what happened since the last reading to the sums of this hour, and to those of the
 * machines with the new release. The first reading of a machine only begins its count.
 */
export async function measure(tx: Tx, rollout: RolloutRow, nowMs: number): Promise<boolean> {
  const hour = Math.floor(nowMs / hourMs) * hourMs;
  if (rollout.measuredMs !== null && rollout.measuredMs >= hour) return false;
  const rows = [...(await counted(tx, rollout.id, true)), ...(await counted(tx, rollout.id, false))];
  const read = rows.flatMap(({ device_id: id, is_touched: isTouched, seen, counters }) =>
    counters === null ? [] : [{ id, isTouched, counters, delta: seen === null ? null : deltaOf(seen, counters) }],
  );
  await tx`
    update rollout_machine m set seen = c.seen::jsonb, hours = m.hours + c.hours::double precision, completed = m.completed + c.completed::int,
      prints = m.prints + c.prints::int, prints_failed = m.prints_failed + c.prints_failed::int, crashes = m.crashes + c.crashes::int
    from unnest(${read.map(({ id }) => id)}::text[], ${read.map(({ counters }) => JSON.stringify(counters))}::text[],
      ${added((delta) => delta.hours)}::text[], ${added((delta) => delta.completed)}::text[], ${added((delta) => delta.prints)}::text[],
      ${added((delta) => delta.printsFailed)}::text[], ${added((delta) => delta.crashes)}::text[])
      as c(device_id, seen, hours, completed, prints, prints_failed, crashes)
    where m.rollout_id = ${rollout.id} and m.device_id = c.device_id`;
  for (const isTouched of [true, false]) {
    const deltas = read.flatMap((one) => (one.isTouched === isTouched && one.delta !== null ? [one.delta] : []));
    for (const name of figureNames)
      await addHour(tx, rollout.id, hour, name, isTouched, momentsOf(deltas.map(sampleOf[name])));
  }
  await tx`update rollout set measured_ms = ${nowMs} where id = ${rollout.id}`;
  return true;

  /** Sums of a machine are those on the new release. */
  function added(pick: (delta: Delta) => number): readonly string[] {
    return read.map(({ isTouched, delta }) => (isTouched && delta !== null ? String(pick(delta)) : '0'));
  }
}

/** Touched: the new release runs there. Controls: untouched, of rings that are not open; the same ones from hour to hour. */
async function counted(tx: Tx, rolloutId: number, isTouched: boolean): Promise<readonly MeasuredRow[]> {
  const which = isTouched
    ? tx`m.activated_ms is not null and m.state in ('probation', 'succeeded', 'failed')`
    : tx`m.state = 'untouched' and r.opened_ms is null`;
  return await tx<MeasuredRow[]>`
    select m.device_id, ${isTouched} as is_touched, m.seen,
      case when h.facts ? 'sessions' then jsonb_build_object('boot', h.boot_id, 'atMs', h.at_ms, 'startedMs', h.started_ms,
        'completed', (h.facts -> 'sessions' ->> 'completed')::bigint, 'done', coalesce((h.facts -> 'prints' ->> 'done')::bigint, 0),
        'failed', coalesce((h.facts -> 'prints' ->> 'failed')::bigint, 0), 'crashes', coalesce((h.facts ->> 'crashes')::bigint, 0)) end as counters
    from rollout_machine m join rollout_ring r on r.rollout_id = m.rollout_id and r.ring = m.ring
    join heartbeat_latest h on h.device_id = m.device_id
    where m.rollout_id = ${rolloutId} and ${which} and (r.passed_ms is null or not ${isTouched})
    order by m.ring, m.device_id limit ${machinesAtMost}`;
}

async function addHour(
  tx: Tx,
  rolloutId: number,
  hour: number,
  name: FigureName,
  isTouched: boolean,
  { machines, x, y, xx, yy, xy }: Moments,
): Promise<void> {
  if (machines === 0) return;
  await tx`insert into rollout_figure (rollout_id, hour_ms, name, is_touched, machines, x, y, xx, yy, xy)
    values (${rolloutId}, ${hour}, ${name}, ${isTouched}, ${machines}, ${x}, ${y}, ${xx}, ${yy}, ${xy})
    on conflict (rollout_id, hour_ms, name, is_touched) do nothing`;
}
