import type { AssignFault, AssignmentRow, AssignReply, AssignRequest } from '../../contract/release/fleet.ts';
import { readTargetName } from '../../contract/release/target-name.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import type { Note } from '../audit/audit.ts';
import { type Sql, type Tx, transaction } from '../database/pool.ts';
import { isoTime } from '../http.ts';
import { type OutcomeRow, toOutcome } from './outcomes.ts';
import { findManifest } from './repository.ts';

/** What counts for a machine now. */
export interface CurrentAssignment {
  readonly deviceId: string;
  readonly counter: number;
  readonly target: string;
  readonly sha256: string;
  readonly expiresMs: number;
}

const dayMs = 86_400_000;
/** Machines that the audit names; how many there were stands beside them, and all of them in the assignments. */
const namedAtMost = 50;

/**
 * Assigns a release to machines, all of them or none; of each kind the newest counts. Each machine has one counter that rises, so that an older assignment that somebody has kept is known as such.
 * @param releasesDir the hub's own repository; there the hash of a target is looked up, and one that is given must be there
 */
export async function assign(
  sql: Sql,
  request: AssignRequest,
  { releasesDir, nowMs, note }: { readonly releasesDir: string; readonly nowMs: number; readonly note: Note },
): Promise<Result<AssignReply, { readonly fault: AssignFault; readonly detail: string }>> {
  const { kiosks, target, days } = request;
  if (readTargetName(target) === null) return err({ fault: 'badTarget', detail: 'target: no name of a release' });
  const found = await findManifest(releasesDir, target, request.sha256 ?? null);
  if (!found.ok) return err({ fault: found.error, detail: faultTexts[found.error] });
  const expiresMs = nowMs + days * dayMs;
  return await transaction(sql, async (tx) => {
    // In one order, so that two operators at once do not wait for each other for ever; locked, so that each counter is given out once.
    const devices = await tx<{ id: string; kiosk: string }[]>`
      select id, kiosk from device where kiosk = any(${kiosks}::text[]) order by id for update`;
    const missing = kiosks.find((kiosk) => !devices.some((device) => device.kiosk === kiosk));
    if (missing !== undefined) return err({ fault: 'unknownKiosk' as const, detail: `kiosks: no machine ${missing}` });
    const ids = devices.map(({ id }) => id);
    const counters = await addAssignments(tx, ids, { target, sha256: found.value, expiresMs, nowMs });
    const machines = devices.map(({ id, kiosk }) => ({ kiosk, counter: counters.get(id) ?? 0 }));
    machines.sort((a, b) => (a.kiosk < b.kiosk ? -1 : 1));
    const first = machines.slice(0, namedAtMost).map(({ kiosk }) => kiosk);
    const detail = { sha256: found.value, days, machines: machines.length, kiosks: first };
    await note(tx, { act: 'release.assigned', subject: `release:${target}`, detail });
    return ok({ sha256: found.value, expiresAt: isoTime(expiresMs), machines });
  });
}

/**
 * Adds one assignment for each of these machines, whose rows the caller has locked in the order of their ids. @returns the counter of each
 */
export async function addAssignments(
  tx: Tx,
  deviceIds: readonly string[],
  release: { readonly target: string; readonly sha256: string; readonly expiresMs: number; readonly nowMs: number },
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx<{ device_id: string; counter: string }[]>`
    insert into assignment (device_id, counter, target, sha256, expires_ms, made_ms)
    select d.id, greatest((select max(a.counter) from assignment a where a.device_id = d.id),
        (select h.told_counter from heartbeat_latest h where h.device_id = d.id), 0) + 1,
      ${release.target}, ${release.sha256}, ${release.expiresMs}, ${release.nowMs}
    from unnest(${[...deviceIds]}::text[]) as d(id)
    returning device_id, counter`;
  return new Map(rows.map(({ device_id, counter }) => [device_id, Number(counter)]));
}

export const faultTexts = {
  unknownTarget: 'target: the repository of this hub does not hold it; publish it first',
  ambiguousTarget: 'target: the repository holds several of this name; say which by sha256',
} as const;

/** What counts for these machines, of each kind; one that has run out counts for nothing, and none before it comes back. */
export async function currentAssignments(
  sql: Sql,
  deviceIds: readonly string[],
  nowMs: number,
): Promise<ReadonlyMap<string, readonly CurrentAssignment[]>> {
  if (deviceIds.length === 0) return new Map();
  const rows = await sql<{ device_id: string; counter: string; target: string; sha256: string; expires_ms: string }[]>`
    select distinct on (device_id, kind) device_id, counter, target, sha256, expires_ms
    from (select *, split_part(target, '/', 1) as kind from assignment where device_id = any(${[...deviceIds]}::text[])) a
    order by device_id, kind, counter desc`;
  const current = rows.map((row) => ({
    ...{ deviceId: row.device_id, counter: Number(row.counter), target: row.target, sha256: row.sha256 },
    expiresMs: Number(row.expires_ms),
  }));
  return Map.groupBy(
    current.filter(({ expiresMs }) => expiresMs > nowMs),
    ({ deviceId }) => deviceId,
  );
}

interface ListedRow extends OutcomeRow {
  readonly kiosk: string;
  readonly target: string;
  readonly sha256: string;
  readonly counter: string;
  readonly made_ms: string;
  readonly expires_ms: string;
  readonly is_last: boolean;
}

/** Newest first. @param kiosk null = of every machine, those that count for it */
export async function assignmentRows(sql: Sql, kiosk: string | null, nowMs: number): Promise<readonly AssignmentRow[]> {
  const rows = await sql<ListedRow[]>`
    select d.kiosk, a.target, a.sha256, a.counter, a.made_ms, a.expires_ms, a.is_last, o.*
    from (select *, counter = max(counter) over (partition by device_id, split_part(target, '/', 1)) as is_last from assignment) a
    join device d on d.id = a.device_id
    left join lateral (
      select release, from_release, outcome, cause, what, at, received_ms from update_outcome u
      where u.device_id = a.device_id and right(u.release, 16) = left(a.sha256, 16) and u.received_ms >= a.made_ms
      order by u.number desc limit 1
    ) o on true
    where (${kiosk}::text is null and a.is_last) or d.kiosk = ${kiosk}
    order by a.made_ms desc, d.kiosk, a.counter desc limit 1000`;
  return rows.map((row) => {
    const outcome = toOutcome(row);
    const waits = !row.is_last ? 'replaced' : Number(row.expires_ms) <= nowMs ? 'expired' : 'open';
    return {
      ...{ kiosk: row.kiosk, target: row.target, sha256: row.sha256, counter: Number(row.counter) },
      ...{ madeAt: isoTime(Number(row.made_ms)), expiresAt: isoTime(Number(row.expires_ms)) },
      ...{ state: outcome?.outcome ?? waits, outcome },
    };
  });
}
