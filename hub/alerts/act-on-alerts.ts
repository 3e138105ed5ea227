import type { Actor } from '../../contract/accounts.ts';
import type { AlertCode } from '../../contract/alerts/catalogue.ts';
import type { MuteRequest, MuteRow } from '../../contract/console/alerts.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { auditAct } from '../audit/audit.ts';
import { type Sql, type Tx, transaction } from '../database/pool.ts';
import { isoTime } from '../http.ts';
import { announce, noteEvents } from './alert-store.ts';

/** Longest mute: whoever wants it quiet for longer says so again. */
export const muteDaysAtMost = 30;
const dayMs = 86_400_000;

/** Somebody has taken these up; those that are acknowledged already stay as they are. @returns how many it changed */
export async function acknowledge(
  sql: Sql,
  { ids, note = null }: { readonly ids: readonly number[]; readonly note?: string | null },
  { actor, nowMs }: { readonly actor: Actor; readonly nowMs: number },
): Promise<number> {
  return await transaction(sql, async (tx) => {
    const rows = await tx<{ id: string }[]>`
      update alert set acknowledged_ms = ${nowMs}, acknowledged_by = ${actor.name}, acknowledged_note = ${note}
      where id in (select id from alert where id = any(${[...ids]}::bigint[]) and resolved_ms is null and acknowledged_ms is null order by id for update)
      returning id`;
    const taken = rows.map(({ id }) => Number(id));
    if (taken.length === 0) return 0;
    await noteEvents(tx, taken, { what: 'acknowledged', nowMs, by: actor.name, note });
    await auditAct(tx, {
      actor,
      act: 'alert.acknowledged',
      subject: 'alert:many',
      detail: { ids: taken, note },
      nowMs,
    });
    return taken.length;
  });
}

interface MuteDbRow {
  readonly id: string;
  readonly kiosk: string | null;
  readonly place: string | null;
  readonly code: AlertCode | null;
  readonly until_ms: string;
  readonly reason: string;
  readonly by_name: string;
  readonly made_ms: string;
}

function toMute({ id, until_ms, by_name, made_ms, ...row }: MuteDbRow): MuteRow {
  const { kiosk, place, code, reason } = row;
  const times = { until: isoTime(Number(until_ms)), madeAt: isoTime(Number(made_ms)) };
  return { id: Number(id), kiosk, place, code, reason, by: by_name, ...times };
}

/** Nobody is told of these until then. Errors: `which` = it would mute everything; `until` = no time, past, or over 30 days away. */
export async function mute(
  sql: Sql,
  {
    kiosk = null,
    place = null,
    code = null,
    until,
    reason,
  }: Omit<MuteRequest, 'kiosk' | 'place' | 'code'> & {
    readonly kiosk?: string | null;
    readonly place?: string | null;
    readonly code?: AlertCode | null;
  },
  { actor, nowMs }: { readonly actor: Actor; readonly nowMs: number },
): Promise<Result<MuteRow, 'which' | 'until'>> {
  if (kiosk === null && place === null && code === null) return err('which');
  const untilMs = Date.parse(until);
  if (!(untilMs > nowMs && untilMs <= nowMs + muteDaysAtMost * dayMs)) return err('until');
  return await transaction(sql, async (tx) => {
    const [row] = await tx<MuteDbRow[]>`
      insert into alert_mute (kiosk, place, code, until_ms, reason, by_name, made_ms)
      values (${kiosk}, ${place}, ${code}, ${untilMs}, ${reason}, ${actor.name}, ${nowMs}) returning *`;
    if (row === undefined) throw new Error('insert returned nothing');
    await noteEvents(tx, await coveredBy(tx, row), { what: 'muted', nowMs, by: actor.name, note: reason });
    const detail = { kiosk, place, code, until: isoTime(untilMs), reason };
    await auditAct(tx, { actor, act: 'alert.muted', subject: `mute:${row.id}`, detail, nowMs });
    return ok(toMute(row));
  });
}

/** Ends a mute; people are told at once of what still stands and was never told. False = there is no such mute in force. */
export async function endMute(
  sql: Sql,
  id: number,
  { actor, nowMs }: { readonly actor: Actor; readonly nowMs: number },
): Promise<boolean> {
  return await transaction(sql, async (tx) => {
    const [row] = await tx<MuteDbRow[]>`
      update alert_mute set ended_ms = ${nowMs} where id = ${id} and ended_ms is null and until_ms > ${nowMs} returning *`;
    if (row === undefined) return false;
    const covered = await coveredBy(tx, row);
    await noteEvents(tx, covered, { what: 'unmuted', nowMs, by: actor.name });
    await announce(tx, nowMs, covered);
    await auditAct(tx, { actor, act: 'alert.unmuted', subject: `mute:${row.id}`, detail: {}, nowMs });
    return true;
  });
}

async function coveredBy(tx: Tx, { kiosk, place, code }: MuteDbRow): Promise<readonly number[]> {
  const rows = await tx<{ id: string }[]>`
    select id from alert where resolved_ms is null and (${kiosk}::text is null or kiosk = ${kiosk})
      and (${place}::text is null or place = ${place}) and (${code}::text is null or code = ${code}) order by id limit 1000`;
  return rows.map(({ id }) => Number(id));
}

/** Those in force, newest first. */
export async function mutes(sql: Sql, nowMs: number): Promise<readonly MuteRow[]> {
  const rows = await sql<MuteDbRow[]>`
    select * from alert_mute where ended_ms is null and until_ms > ${nowMs} order by made_ms desc, id desc limit 500`;
  return rows.map(toMute);
}
