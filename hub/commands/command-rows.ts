import { type CommandState, sendsAtMost } from '../../contract/command-states.ts';
import type { CommandList, CommandRow, CommandSend } from '../../contract/console/commands.ts';
import type { BusyRule, CommandCode, RemoteAct, RemoteActKind } from '../../contract/remote-command.ts';
import type { Sql } from '../database/pool.ts';
import { isoTime } from '../http.ts';

export interface CommandFilter {
  readonly kiosk?: string | undefined;
  readonly sendId?: string | undefined;
  readonly state?: CommandState | 'open' | undefined;
  readonly kind?: RemoteActKind | undefined;
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

interface Row {
  readonly id: string;
  readonly send_id: string;
  readonly kiosk: string;
  readonly number: string;
  readonly act: RemoteAct;
  readonly is_dry_run: boolean;
  readonly when_busy: BusyRule;
  readonly reason: string;
  readonly actor_name: string;
  readonly state: CommandState;
  readonly code: CommandCode | null;
  readonly detail: string | null;
  readonly is_heard: boolean;
  readonly made_ms: string;
  readonly expires_ms: string;
  readonly accepted_ms: string | null;
  readonly begun_at: string | null;
  readonly ended_at: string | null;
  readonly ended_ms: string | null;
}

const defaultLimit = 100;
const openStates = ['offered', 'accepted', 'running'];

/** Newest first; ids begin with the time at which they were made. */
export async function commandRows(sql: Sql, filter: CommandFilter): Promise<CommandList> {
  const { kiosk = null, sendId = null, state = null, kind = null, after = null, limit = defaultLimit } = filter;
  const states = state === null ? null : state === 'open' ? openStates : [state];
  const rows = await sql<Row[]>`
    select c.id, c.send_id, d.kiosk, c.number, s.act, s.is_dry_run, s.when_busy, s.reason, s.actor_name, c.state, c.code, c.detail,
      h.started_ms is not null as is_heard, c.made_ms, c.expires_ms, c.accepted_ms, c.begun_at, c.ended_at, c.ended_ms
    from command c join command_send s on s.id = c.send_id join device d on d.id = c.device_id
    left join heartbeat_latest h on h.device_id = c.device_id
    where (${kiosk}::text is null or d.kiosk = ${kiosk}) and (${sendId}::text is null or c.send_id = ${sendId}::uuid)
      and (${states}::text[] is null or c.state = any(${states}::text[])) and (${kind}::text is null or s.kind = ${kind})
      and (${after}::text is null or c.id < ${after}::uuid)
    order by c.id desc limit ${limit + 1}`;
  const page = rows.slice(0, limit).map(toRow);
  return { rows: page, next: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}

/** The newest orders with how their machines stand. @param sendId this one alone; null = all */
export async function commandSends(sql: Sql, sendId: string | null = null): Promise<readonly CommandSend[]> {
  const rows = await sql<(Row & { readonly machines: string; readonly states: CommandSend['states'] })[]>`
    select s.id as send_id, s.act, s.is_dry_run, s.when_busy, s.reason, s.actor_name, s.made_ms, s.expires_ms, c.machines, c.states
    from (select * from command_send where ${sendId}::uuid is null or id = ${sendId}::uuid order by made_ms desc limit ${sendsAtMost}) s
    cross join lateral (
      select sum(n)::int as machines, jsonb_object_agg(state, n) as states
      from (select state, count(*)::int as n from command where send_id = s.id group by state) g
    ) c
    where c.machines is not null order by s.made_ms desc`;
  return rows.map((row) => ({
    ...{ sendId: row.send_id, act: row.act, isDryRun: row.is_dry_run, whenBusy: row.when_busy, reason: row.reason },
    ...{ by: row.actor_name, madeAt: isoTime(Number(row.made_ms)), expiresAt: isoTime(Number(row.expires_ms)) },
    ...{ machines: Number(row.machines), states: row.states },
  }));
}

function toRow(row: Row): CommandRow {
  const time = (ms: string | null) => (ms === null ? null : isoTime(Number(ms)));
  return {
    ...{ id: row.id, sendId: row.send_id, kiosk: row.kiosk, number: Number(row.number), act: row.act },
    ...{ isDryRun: row.is_dry_run, whenBusy: row.when_busy, reason: row.reason, by: row.actor_name },
    ...{ state: row.state, code: row.code, detail: row.detail, isHeard: row.is_heard },
    ...{ madeAt: isoTime(Number(row.made_ms)), expiresAt: isoTime(Number(row.expires_ms)) },
    ...{ acceptedAt: time(row.accepted_ms), begunAt: row.begun_at, endedAt: row.ended_at ?? time(row.ended_ms) },
  };
}
