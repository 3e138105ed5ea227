import type { Actor } from '../../contract/accounts.ts';
import type { ActSeenReply, ActSeenRequest, ActSight, UnknownAct } from '../../contract/console/unknown-acts.ts';
import { auditAct } from '../audit/audit.ts';
import { tellConsole } from '../console/tell.ts';
import { type Sql, type Tx, transaction } from '../database/pool.ts';
import { isoTime } from '../http.ts';

const dayMs = 86_400_000;
/** What staff said of an act stays in sight for so many days. */
const seenDays = 30;
const rowsAtMost = 100;

interface Row {
  readonly act_id: string;
  readonly device: string;
  readonly act_kind: string | null;
  readonly receipt_no: string | null;
  readonly noted_ms: string | null;
  readonly item: string | null;
  readonly told: string | null;
  readonly what: ActSight | null;
  readonly note: string | null;
  readonly by_name: string | null;
  readonly at_ms: string | null;
}

/** Acts of one machine that ended unknown, with what the machine told late and what staff saw. @param actId null = all that are open or were settled by staff lately */
async function actRows(
  sql: Sql | Tx,
  at: { readonly kiosk: string; readonly actId: string | null; readonly nowMs: number },
): Promise<readonly UnknownAct[]> {
  const { kiosk, actId, nowMs } = at;
  const rows = await sql<Row[]>`
    select c.act_id, c.device, c.act_kind, c.receipt_no, c.noted_ms, l.act_outcome as told, s.what, s.note, s.by_name, s.at_ms,
      (select i.state from custody_report i where i.device_id = c.device_id and i.custody_id = c.custody_id
        order by i.noted_ms desc nulls last, i.seq desc nulls last limit 1) as item
    from device d
    join lateral (
      select distinct on (u.act_id) u.* from custody_report u
      where u.device_id = d.id and u.act_outcome = 'indeterminate' and u.act_id is not null
        and (${actId}::text is null or u.act_id = ${actId})
      order by u.act_id, u.noted_ms nulls first) c on true
    left join act_seen s on s.device_id = c.device_id and s.act_id = c.act_id
    left join lateral (
      select t.act_outcome from custody_report t where t.device_id = c.device_id and t.act_id = c.act_id and t.act_is_late limit 1) l on true
    where d.kiosk = ${kiosk} and (${actId}::text is not null
      or (s.at_ms is null and l.act_outcome is null) or s.at_ms > ${nowMs - seenDays * dayMs})
    order by s.at_ms is not null, c.noted_ms desc nulls last, c.act_id limit ${rowsAtMost}`;
  return rows.map((row) => ({
    ...{ actId: row.act_id, device: row.device, kind: row.act_kind ?? '', receiptNo: row.receipt_no },
    at: row.noted_ms === null ? null : isoTime(Number(row.noted_ms)),
    ...{ item: row.item, told: row.told },
    seen:
      row.what === null
        ? null
        : { what: row.what, note: row.note ?? '', by: row.by_name ?? '', at: isoTime(Number(row.at_ms)) },
  }));
}

/** Those that are open, and those of which staff said something lately. */
export const unknownActs = (sql: Sql, kiosk: string, nowMs: number): Promise<readonly UnknownAct[]> =>
  actRows(sql, { kiosk, actId: null, nowMs });

/**
 * Staff say what they saw of an act that ended unknown: once, written into the audit. Whoever comes second, or behind the machine itself, changes nothing and reads what stands.
 * @returns null = this machine has no such act
 */
export async function noteActSeen(
  sql: Sql,
  { kiosk, actId, what, note }: ActSeenRequest & { readonly kiosk: string; readonly actId: string },
  { actor, nowMs }: { readonly actor: Actor; readonly nowMs: number },
): Promise<ActSeenReply | null> {
  return await transaction(sql, async (tx) => {
    const [act] = await actRows(tx, { kiosk, actId, nowMs });
    if (act === undefined) return null;
    if (act.told !== null) return { act, isNew: false };
    const written = await tx`
      insert into act_seen (device_id, act_id, what, note, by_name, at_ms)
      select id, ${actId}, ${what}, ${note}, ${actor.name}, ${nowMs} from device where kiosk = ${kiosk}
      on conflict do nothing returning 1`;
    const [now = act] = await actRows(tx, { kiosk, actId, nowMs });
    if (written.length === 0) return { act: now, isNew: false };
    await tellConsole(tx, 'machines', [kiosk]);
    const detail = { actId, device: act.device, kind: act.kind, what, note };
    await auditAct(tx, { actor, act: 'machine.actSeen', subject: `machine:${kiosk}`, detail, nowMs });
    return { act: now, isNew: true };
  });
}
