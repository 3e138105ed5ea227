import type { HeartbeatRequest } from '../../../contract/hub-api.ts';
import type { Sql, Tx } from '../../database/pool.ts';

/** Reasons of a rating that name the machine (`hub/city/reference/reasons.json`): somebody has to look at it. */
const deviceReasons = ['device', 'print', 'card'] as const;

/** One open work order for each fault that is named, on the machine at which the application was made; naming it again opens no second one. */
export async function orderWork(
  tx: Tx,
  named: { readonly receiptNo: string; readonly reasons: readonly string[]; readonly deviceId: string },
  nowMs: number,
): Promise<void> {
  const kinds = deviceReasons.filter((reason) => named.reasons.includes(reason));
  if (kinds.length === 0) return;
  const [at] = await tx<{ device_id: string }[]>`select device_id from case_file where receipt_no = ${named.receiptNo}`;
  const deviceId = at?.device_id ?? named.deviceId;
  for (const kind of kinds) {
    await tx`insert into maintenance_order (device_id, kind, receipt_no, opened_ms) values (${deviceId}, ${kind}, ${named.receiptNo}, ${nowMs})
      on conflict (device_id, kind) where closed_ms is null do nothing`;
  }
}

/** Kinds of orders that a machine's own report opens and closes: `low:<device>.<supply or bin>`, `intake:<why>`, `fault:<device>.<code>`, `test:<part>`, `notice:<reason>`. */
const lowKind = 'low:';
const intakeKind = 'intake:';
const faultKind = 'fault:';
const testKind = 'test:';
const noticeKind = 'notice:';

/**
 * Devices whose faults are work as they stand. A touch panel reports one only after a restart of the page did not help (F-15); other devices report what often
 * mends itself in seconds.
 */
const tellsLasting: readonly string[] = ['touchPanel'];

/** What a machine says of itself, as far as somebody has to look at it. */
export interface ReportedWork {
  /** Kinds that are work now. */
  readonly opens: readonly string[];
  /** Whether an open order of this kind is none any more. */
  ends(kind: string): boolean;
}

/**
 * Paper or blanks that end soon are work before a citizen sees anything of it (F-6, F-9); what was refilled is no work any more, and a device that cannot be
 * reached says nothing either way. A machine that takes in nothing new is work for its keeper until it says that intake is open again (F-4, F-5, F-22); one
 * that says nothing of it changes nothing. A lasting fault is one piece of work, which ends when the machine reports the device without it. A part that fails the
 * self-test is one, too, and ends when a later self-test passes it: by the machine itself, not by a click.
 */
export function reportedWork({
  devices,
  intake,
  selfTest,
  notice,
}: Pick<HeartbeatRequest, 'devices' | 'intake' | 'selfTest' | 'notice'>): ReportedWork {
  // What is no name of a role is no device of ours; a database takes not every text.
  const named = devices.filter(({ id }) => /^[A-Za-z0-9-]{1,64}$/.test(id));
  const low = named.flatMap(({ id, low: names = [] }) => names.map((name) => `${lowKind}${id}.${name}`));
  const known = named.filter(({ link }) => link === 'up').map(({ id }) => id);
  const lasting = devices.filter(({ id }) => tellsLasting.includes(id));
  const faults = lasting.flatMap(({ id, faults: codes }) =>
    codes.filter((code) => /^E_[A-Z_]{1,32}$/.test(code)).map((code) => `${faultKind}${id}.${code}`),
  );
  const opens = new Set([
    ...low,
    ...(intake === undefined || intake === 'open' ? [] : [intakeKind + intake]),
    ...faults,
    ...(selfTest?.failed ?? []).map((part) => testKind + part),
    // A notice that a keeper has posted stands until it is lifted there, or its time is over.
    ...(notice === undefined || notice === null ? [] : [noticeKind + notice.reason]),
  ]);
  return {
    opens: [...opens],
    ends(kind) {
      if (opens.has(kind)) return false;
      if (kind.startsWith(lowKind)) return known.includes(kind.slice(lowKind.length).split('.', 1)[0] ?? '');
      if (kind.startsWith(intakeKind)) return intake !== undefined;
      if (kind.startsWith(testKind)) return selfTest !== undefined;
      if (kind.startsWith(noticeKind)) return notice !== undefined;
      return lasting.some(({ id }) => kind.startsWith(`${faultKind}${id}.`));
    },
  };
}

/** A fault that comes back within this time after it was closed as mended is the same one. */
const reopenedWithinMs = 7 * 86_400_000;

/**
 * Opens and ends orders as machines report them, each machine once: one look for all, since nearly all have none. Returns the revision of the open orders of each machine
 * that has any.
 */
export async function noteReports(
  sql: Sql,
  reports: readonly { readonly deviceId: string; readonly work: ReportedWork }[],
  nowMs: number,
): Promise<ReadonlyMap<string, string>> {
  const open = await sql<{ id: string; device_id: string; kind: string }[]>`
    select id, device_id, kind from maintenance_order
    where closed_ms is null and device_id = any(${reports.map(({ deviceId }) => deviceId)}::text[])`;
  const work = new Map(reports.map((report) => [report.deviceId, report.work]));
  const ended = open.filter(({ device_id, kind }) => work.get(device_id)?.ends(kind) === true).map(({ id }) => id);
  const isOpen = new Set(open.map(({ device_id, kind }) => `${device_id} ${kind}`));
  const opened = reports.flatMap(({ deviceId, work: { opens } }) =>
    opens.filter((kind) => !isOpen.has(`${deviceId} ${kind}`)).map((kind) => ({ deviceId, kind })),
  );
  if (ended.length > 0) {
    await sql`update maintenance_order set closed_ms = ${nowMs} where id = any(${ended}::bigint[]) and closed_ms is null`;
  }
  if (opened.length > 0) {
    // What was closed with a passed after-test and is broken again within a week was not mended.
    await sql`insert into maintenance_order (device_id, kind, receipt_no, opened_ms, state)
      select device_id, kind, null, ${nowMs}::bigint, case when exists (
        select 1 from maintenance_order m where m.device_id = o.device_id and m.kind = o.kind and m.closed_by is not null
          and m.closed_ms > ${nowMs - reopenedWithinMs}) then 'reopened' else 'new' end
      from unnest(${opened.map(({ deviceId }) => deviceId)}::text[], ${opened.map(({ kind }) => kind)}::text[]) as o(device_id, kind)
      on conflict (device_id, kind) where closed_ms is null do nothing`;
  }
  if (open.length === 0 && opened.length === 0) return new Map();
  return await revisionsOf(
    sql,
    [...isOpen].map((at) => at.slice(0, at.indexOf(' '))).concat(opened.map(({ deviceId }) => deviceId)),
  );
}

/** Revision of the open orders of each of these machines; one that has none is not in it. */
async function revisionsOf(sql: Sql, deviceIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await sql<{ device_id: string; revision: string }[]>`
    select device_id, count(*) || '.' || max(revision) as revision from maintenance_order
    where closed_ms is null and device_id = any(${[...new Set(deviceIds)]}::text[]) group by device_id`;
  return new Map(rows.map(({ device_id, revision }) => [device_id, revision]));
}
