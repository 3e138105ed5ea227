import { heartbeatFacts } from '../../contract/heartbeat-facts.ts';
import type { HeartbeatRequest } from '../../contract/hub-api.ts';
import { signsOf } from '../alerts/signs.ts';
import { jsonText } from '../database/json-text.ts';
import type { Sql } from '../database/pool.ts';
import { isoTime } from '../http.ts';
import { reportedState } from './state.ts';

/** What one machine said of itself. */
export interface Beat {
  readonly deviceId: string;
  readonly beat: HeartbeatRequest;
}

/** Members that pages show as they are. Visits are rows of their own, commands go to those who sent them. */
const shownFacts = [
  ...(Object.keys(heartbeatFacts) as (keyof typeof heartbeatFacts)[]).filter(
    (name) => name !== 'visits' && name !== 'commands',
  ),
  ...(['intake', 'selfTest', 'notice', 'clock', 'storage'] as const),
];

/** A machine of which something has changed with its heartbeat. */
export interface BeatNews {
  readonly deviceId: string;
  /** What it says is wrong (`signsOf`), and whether that is other than before. */
  readonly signs: string;
  readonly isSigns: boolean;
  /** Its state has changed, or it was away. */
  readonly isState: boolean;
}

/**
 * One row per machine, overwritten, all of a moment in one statement; what changed with it (state, boot, version) goes to the timeline in the same one. No column of an index
 * changes, so PostgreSQL puts the new row beside the old one.
 */
export async function storeBeats(sql: Sql, beats: readonly Beat[], nowMs: number): Promise<readonly BeatNews[]> {
  const column = (pick: (beat: HeartbeatRequest) => string | number | null) =>
    beats.map(({ beat }) => pick(beat)?.toString() ?? null);
  const reported = beats.map(({ beat }) => reportedState(beat));
  const rows = await sql<{ device_id: string; signs: string; is_signs: boolean; is_state: boolean }[]>`
    with noted as (
      insert into heartbeat_latest as h (device_id, at_ms, version, boot_id, pending, dead, oldest_age_ms, durability, devices, told_counter,
        release, started_ms, reported, why, since_ms, boot_ms, version_ms, facts, signs, signs_ms)
      select device_id, ${nowMs}::bigint, version, boot_id, pending::int, dead::int, oldest_age_ms::bigint, durability, devices, told_counter::bigint,
        release, started_ms::bigint, reported, why, ${nowMs}::bigint, ${nowMs}::bigint, ${nowMs}::bigint, facts::jsonb, signs,
        case when signs = '' then 0 else ${nowMs}::bigint end
      from unnest(${beats.map(({ deviceId }) => deviceId)}::text[], ${column((beat) => beat.version)}::text[],
        ${column((beat) => beat.bootId)}::text[], ${column((beat) => int4(beat.outbox.pending))}::text[],
        ${column((beat) => int4(beat.outbox.dead))}::text[], ${column((beat) => int8(beat.outbox.oldestAgeMs))}::text[],
        ${column((beat) => beat.durability)}::text[], ${column((beat) => JSON.stringify(beat.devices))}::text[],
        ${column(toldCounter)}::text[], ${column((beat) => beat.release ?? null)}::text[], ${column((beat) => beat.startedMs ?? null)}::text[],
        ${reported.map(({ state }) => state)}::text[], ${reported.map(({ reasons }) => reasons.join(' '))}::text[],
        ${column(factsOf)}::text[], ${column(signsOf)}::text[])
        as b(device_id, version, boot_id, pending, dead, oldest_age_ms, durability, devices, told_counter, release, started_ms, reported, why, facts, signs)
      order by device_id
      on conflict (device_id) do update set at_ms = excluded.at_ms, version = excluded.version, boot_id = excluded.boot_id,
        pending = excluded.pending, dead = excluded.dead, oldest_age_ms = excluded.oldest_age_ms,
        durability = excluded.durability, devices = excluded.devices,
        told_counter = greatest(excluded.told_counter, h.told_counter),
        release = excluded.release, started_ms = excluded.started_ms, reported = excluded.reported, why = excluded.why, facts = excluded.facts,
        signs = excluded.signs, signs_ms = case when h.signs = excluded.signs then h.signs_ms else ${nowMs}::bigint end,
        since_ms = case when h.reported = excluded.reported and h.gone_ms is null and h.lost_ms is null then h.since_ms else excluded.since_ms end,
        gone_ms = null, lost_ms = null,
        version_ms = case when h.version = excluded.version then h.version_ms else excluded.version_ms end,
        boot_ms = case when h.boot_id = excluded.boot_id then h.boot_ms else excluded.boot_ms end,
        -- The last eight boots before this one; one that comes back is counted (watchMachines: two boots in turn are a clone).
        boots = case when h.boot_id = excluded.boot_id then h.boots
          else (array_append(array_remove(h.boots, h.boot_id), h.boot_id))[greatest(1, cardinality(h.boots) - 6):] end,
        boot_returns = case when h.boot_id = excluded.boot_id then h.boot_returns
          when excluded.boot_id = any(h.boots) then h.boot_returns + 1 else 0 end
      returning h.device_id, h.reported, h.why, h.version, h.since_ms, h.boot_ms, h.version_ms, h.signs, h.signs_ms
    ), told as (
    insert into machine_event (device_id, at_ms, kind, word, detail)
    select n.device_id, ${nowMs}::bigint, e.kind, e.word, e.detail
    from noted n cross join lateral (values ('state', n.reported, n.why, n.since_ms), ('boot', '', '', n.boot_ms),
      ('version', n.version, '', n.version_ms)) as e(kind, word, detail, ms)
    where e.ms = ${nowMs}::bigint
    on conflict do nothing
    )
    select device_id, signs, signs_ms = ${nowMs}::bigint as is_signs, since_ms = ${nowMs}::bigint as is_state from noted
    where signs_ms = ${nowMs}::bigint or since_ms = ${nowMs}::bigint`;
  return rows.map((row) => ({
    ...{ deviceId: row.device_id, signs: row.signs, isSigns: row.is_signs, isState: row.is_state },
  }));
}

/** As JSON, only what was said; null of a member that may be null stays. */
function factsOf(beat: HeartbeatRequest): string {
  const said = { ...beat, ...timesOf(beat) };
  return jsonText(
    Object.fromEntries(shownFacts.filter((name) => said[name] !== undefined).map((name) => [name, said[name]])),
  );
}

/** The end of the year 9999: what is later is no time that anybody meant. */
const latestMs = 253_402_300_799_999;

/**
 * Times as a machine says them, made into times: statements and pages read those of the whole city at once, and one that is none would end them for everybody. Pure.
 * @returns only the members that hold one
 */
function timesOf({ selfTest, notice }: HeartbeatRequest): Pick<HeartbeatRequest, 'selfTest' | 'notice'> {
  return {
    ...(selfTest === undefined
      ? {}
      : { selfTest: { ...selfTest, atMs: Math.min(latestMs, Math.max(0, selfTest.atMs)) } }),
    ...(notice === undefined || notice === null ? {} : { notice: { ...notice, until: wholeTime(notice.until) } }),
  };
}

/** ISO 8601 in the form of every other time; null = nobody knows, or it is none. */
function wholeTime(text: string | null): string | null {
  const ms = text === null ? Number.NaN : Date.parse(text);
  return ms >= 0 && ms <= latestMs ? isoTime(ms) : null;
}

/** Which assignment it says it has; a number that no hub of ours would have given out counts for nothing. */
function toldCounter({ update, bundles = [] }: HeartbeatRequest): number | null {
  const counters = [update?.counter ?? 0, ...bundles.map(({ counter }) => counter)].filter(
    (one) => one < 1_000_000_000,
  );
  const highest = Math.max(0, ...counters);
  return highest === 0 ? null : highest;
}

/** Counts beyond what the column holds are shown as its largest. */
function int4(count: number): number {
  return Math.min(count, 2_147_483_647);
}

function int8(count: number | null): number | null {
  return count === null ? null : Math.min(count, Number.MAX_SAFE_INTEGER);
}
