import { type Sql, type Tx, transaction } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';
import { hasKeyInForce } from '../machines/keys-in-force.ts';
import { announce, resolveAlerts } from './alert-store.ts';
import { alertLimits } from './limits.ts';
import { codesOfBeats, type Heard, takeSigns } from './take-signs.ts';
import { watchSilence } from './watch-silence.ts';
import { watchTables } from './watch-tables.ts';

const pageSize = 500;

/**
 * One round of the watch, by one instance for all (`hub/housekeeping.ts`): signs that have stood long enough, silent machines and sites, what the hub's own tables say, and people who are
 * told now because a mute has ended.
 */
export async function watchAlerts({ sql, clock }: Pick<HubDeps, 'sql' | 'clock'>): Promise<void> {
  const nowMs = Math.round(clock.wallMs());
  const due = await sql<{ device_id: string; signs: string; at_ms: string }[]>`
    select distinct h.device_id, h.signs, h.at_ms from alert_turning t join heartbeat_latest h on h.device_id = t.device_id
    where h.at_ms - t.since_ms >= ${alertLimits.settleMs} and ${isInForce(sql, nowMs)}`;
  await takeAll(sql, due.map(toHeard), nowMs);
  await transaction(sql, (tx) => endOfRevoked(tx, nowMs));
  await transaction(sql, (tx) => watchSilence(tx, nowMs));
  await transaction(sql, (tx) => watchTables(tx, nowMs));
  await transaction(sql, (tx) => announce(tx, nowMs));
}

/** Whether the machine of the row `h` has a key in force: what one without said last is nobody's work any more, and it can say no other. */
const isInForce = (sql: Sql | Tx, nowMs: number) => hasKeyInForce(sql, nowMs, sql`h.device_id`);

/** A machine whose keys were ended (stolen, scrapped) never sends the heartbeat that would end its alerts. */
async function endOfRevoked(tx: Tx, nowMs: number): Promise<void> {
  const rows = await tx<{ id: string }[]>`
    select h.id from alert h where h.resolved_ms is null and h.code = any(${codesOfBeats}::text[]) and not ${isInForce(tx, nowMs)}`;
  await resolveAlerts(
    tx,
    rows.map(({ id }) => Number(id)),
    nowMs,
  );
}

/** Compares all machines with what stands: a hub that died between storing a heartbeat and `takeSigns` has left something out. */
export async function reconcileSigns({ sql, clock }: Pick<HubDeps, 'sql' | 'clock'>): Promise<void> {
  const nowMs = Math.round(clock.wallMs());
  const rows = await sql<{ device_id: string; signs: string; at_ms: string }[]>`
    select device_id, signs, at_ms from heartbeat_latest h where (signs <> ''
      or device_id in (select device_id from alert where resolved_ms is null and code = any(${codesOfBeats}::text[]))
      or device_id in (select device_id from alert_turning)) and ${isInForce(sql, nowMs)}`;
  await takeAll(sql, rows.map(toHeard), nowMs);
}

function toHeard(row: { readonly device_id: string; readonly signs: string; readonly at_ms: string }): Heard {
  return { deviceId: row.device_id, signs: row.signs, heardMs: Number(row.at_ms) };
}

async function takeAll(sql: HubDeps['sql'], heard: readonly Heard[], nowMs: number): Promise<void> {
  for (let from = 0; from < heard.length; from += pageSize) {
    await takeSigns(sql, heard.slice(from, from + pageSize), nowMs);
  }
}

/** Alerts that ended longer ago are forgotten, and mutes with them. */
const historyMs = 400 * 86_400_000;

/** Drops alerts and mutes that ended longer ago than history is kept. */
export async function tidyAlerts(sql: HubDeps['sql'], nowMs: number): Promise<void> {
  await sql`delete from alert where resolved_ms < ${nowMs - historyMs}`;
  await sql`delete from alert_mute where until_ms < ${nowMs - historyMs}`;
}
