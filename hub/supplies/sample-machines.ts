import type { HeartbeatRequest } from '../../contract/hub-api.ts';
import { forecastWindowMs } from '../../contract/supply-forecast.ts';
import { cityDay } from '../../contract/working-days.ts';
import type { Sample } from '../alerts/hour.ts';
import { freshMs, hourRound } from '../alerts/watch-hours.ts';
import { transaction } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';
import { hasKeyInForce } from '../machines/keys-in-force.ts';
import { takeSupplies } from './take-supplies.ts';

/** Machines read at once: two megabytes of heartbeats, so that nobody waits for the hub meanwhile. */
const pageSize = 1000;

type Facts = Pick<HeartbeatRequest, 'sessions' | 'touches' | 'crashes' | 'renderer' | 'supplies'>;

interface Row {
  readonly device_id: string;
  readonly kiosk: string;
  readonly place: string;
  readonly district: string;
  readonly started_ms: string | null;
  /** Null with `facts`: it was not heard lately. */
  readonly at_ms: string | null;
  readonly facts: Facts | null;
}

/**
 * One round over all machines that speak: counts of supplies, and a sample of what they had counted of visits, touches and crashes. Each machine's last heartbeat is read once. Machines whose keys were
 * ended are nobody's to fill, as they are nobody's alert (alerts/watch-silence.ts).
 */
export async function sampleMachines({ sql, clock }: Pick<HubDeps, 'sql' | 'clock'>): Promise<void> {
  const nowMs = Math.round(clock.wallMs());
  const hours = hourRound(nowMs);
  for (let after = ''; ; ) {
    const rows = await sql<Row[]>`
      select d.id as device_id, d.kiosk, d.place, d.district, h.at_ms, h.started_ms, h.facts
      from device d left join heartbeat_latest h on h.device_id = d.id and h.at_ms > ${nowMs - freshMs}
        and ${hasKeyInForce(sql, nowMs, sql`d.id`)}
      where d.id > ${after} order by d.id limit ${pageSize}`;
    const machines = rows.flatMap(({ device_id: deviceId, at_ms: atMs, started_ms: startedMs, facts, ...at }) =>
      atMs === null || facts === null
        ? []
        : [{ ...at, deviceId, sample: sampleOf(Number(atMs), startedMs, facts), supplies: facts.supplies ?? null }],
    );
    await transaction(sql, async (tx) => {
      await takeSupplies(tx, machines, nowMs);
      await hours.add(
        tx,
        machines.map(({ supplies: _, ...machine }) => machine),
      );
    });
    const last = rows.at(-1);
    if (rows.length < pageSize || last === undefined) break;
    after = last.device_id;
  }
  await transaction(sql, (tx) => hours.settle(tx));
  await sql`delete from supply_latest s
    where not ${hasKeyInForce(sql, nowMs, sql`s.device_id`)}`;
  await sql`delete from supply_day where day < ${cityDay(nowMs - forecastWindowMs)}`;
}

/** Null = it tells nothing of visits. */
function sampleOf(
  atMs: number,
  startedMs: string | null,
  { sessions, touches = 0, crashes = 0, renderer }: Facts,
): Sample | null {
  if (startedMs === null || sessions === undefined) return null;
  return {
    ...{ atMs, startedMs: Number(startedMs), started: sessions.started, completed: sessions.completed },
    ...{ touches, crashes, frames: renderer?.frames ?? null },
  };
}
