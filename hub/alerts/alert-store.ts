import { type AlertCode, alertKinds } from '../../contract/alerts/catalogue.ts';
import { tellConsole } from '../console/tell.ts';
import type { Tx } from '../database/pool.ts';
import { alertLimits } from './limits.ts';
import { maintenanceSign } from './signs.ts';

/** Something that is wrong now. */
export interface Finding {
  readonly code: AlertCode;
  readonly subject: string;
  /** Null with kiosk '' = of the whole site. */
  readonly deviceId: string | null;
  readonly kiosk: string;
  readonly place: string;
  readonly district: string;
  readonly numbers: Readonly<Record<string, number>>;
  /** Machines of a site's alert. */
  readonly kiosks?: readonly string[];
  readonly sinceMs: number;
}

/** Notes of events that the hub itself writes. */
export const partOfSite = 'siteOffline';

/** Opens what is not open yet, and tells people of it unless it is quiet. Another instance that was faster has opened it: that is the same alert. */
export async function openAlerts(tx: Tx, findings: readonly Finding[], nowMs: number): Promise<readonly number[]> {
  if (findings.length === 0) return [];
  const rows = findings.map((one) => ({
    ...{ code: one.code, subject: one.subject, device_id: one.deviceId, kiosk: one.kiosk, place: one.place },
    ...{ district: one.district, severity: alertKinds[one.code].severity, kiosks: one.kiosks ?? [] },
    ...{ numbers: one.numbers, since_ms: one.sinceMs },
  }));
  const opened = await tx<{ id: string }[]>`
    insert into alert (code, subject, device_id, kiosk, place, district, severity, kiosks, numbers, since_ms, opened_ms)
    select code, subject, device_id, kiosk, place, district, severity, array(select jsonb_array_elements_text(kiosks)), numbers, since_ms, ${nowMs}::bigint
    from jsonb_to_recordset(${tx.json(rows)}::jsonb) as a(code text, subject text, device_id text, kiosk text, place text, district text,
      severity text, kiosks jsonb, numbers jsonb, since_ms bigint)
    order by code, kiosk, subject, place
    on conflict do nothing returning id`;
  const ids = opened.map(({ id }) => Number(id));
  await noteEvents(tx, ids, { what: 'opened', nowMs });
  await announce(tx, nowMs, ids);
  return ids;
}

/**
 * Ends open alerts. People who were told of it are told that it is over, unless it goes on in another alert.
 * @param note why, where it is not that the trouble is gone
 */
export async function resolveAlerts(
  tx: Tx,
  ids: readonly number[],
  nowMs: number,
  note: string | null = null,
): Promise<void> {
  if (ids.length === 0) return;
  const ended = await tx<{ id: string; told_ms: string | null }[]>`
    update alert set resolved_ms = ${nowMs} where id = any(${[...ids]}::bigint[]) and resolved_ms is null returning id, told_ms`;
  await noteEvents(
    tx,
    ended.map(({ id }) => Number(id)),
    { what: 'resolved', nowMs, note },
  );
  if (note === partOfSite) return;
  const told = ended.filter(({ told_ms }) => told_ms !== null).map(({ id }) => Number(id));
  await queueDeliveries(tx, told, 'resolved', nowMs);
}

/** New numbers of open alerts: the same alert, no news. */
export async function renumber(
  tx: Tx,
  changes: readonly {
    readonly id: number;
    readonly numbers: Readonly<Record<string, number>>;
    readonly kiosks?: readonly string[];
  }[],
): Promise<void> {
  if (changes.length === 0) return;
  await tx`
    update alert a set numbers = c.numbers, kiosks = array(select jsonb_array_elements_text(c.kiosks))
    from jsonb_to_recordset(${tx.json(changes.map(({ id, numbers, kiosks = [] }) => ({ id, numbers, kiosks })))}::jsonb)
      as c(id bigint, numbers jsonb, kiosks jsonb) where a.id = c.id and a.resolved_ms is null`;
}

/**
 * True where nobody is to be told of `a`: somebody has muted it, or staff is at the machine. A machine that fell silent under maintenance is quiet for a while only: it may have been
 * forgotten there. Used inside a statement over `alert a`.
 */
export const quietSql = (nowMs: number): string => `(
  exists (select 1 from alert_mute m where m.ended_ms is null and m.until_ms > ${nowMs} and (m.kiosk is null or m.kiosk = a.kiosk)
    and (m.place is null or m.place = a.place) and (m.code is null or m.code = a.code))
  or exists (select 1 from heartbeat_latest q where q.device_id = a.device_id and q.signs like '%${maintenanceSign}%'
    and q.at_ms > ${nowMs - alertLimits.maintenanceMs}))`;

/**
 * Tells people of open alerts of which nobody was told: new ones, and those whose quiet time is over.
 * @param ids only these; null = all
 */
export async function announce(tx: Tx, nowMs: number, ids: readonly number[] | null = null): Promise<void> {
  if (ids?.length === 0) return;
  const told = await tx.unsafe<{ id: string }[]>(
    `update alert a set told_ms = $1 where a.resolved_ms is null and a.told_ms is null
      and ($2::bigint[] is null or a.id = any($2::bigint[])) and not ${quietSql(Math.round(nowMs))} returning a.id`,
    [nowMs, ids === null ? null : [...ids]],
  );
  await queueDeliveries(
    tx,
    told.map(({ id }) => Number(id)),
    'opened',
    nowMs,
  );
}

/** A port that no running hub has served for this long is gone: nothing is kept for it. */
const portLifeMs = 86_400_000;

async function queueDeliveries(
  tx: Tx,
  ids: readonly number[],
  change: 'opened' | 'resolved',
  nowMs: number,
): Promise<void> {
  if (ids.length === 0) return;
  const rows = await tx`
    insert into alert_delivery (alert_id, change, port, at_ms, next_ms)
    select id, ${change}, p.name, ${nowMs}::bigint, ${nowMs}::bigint from unnest(${[...ids]}::bigint[]) as id, alert_port p
    where p.seen_ms > ${nowMs - portLifeMs} on conflict do nothing returning alert_id`;
  if (rows.length > 0) await tx`select pg_notify('yitiji', 'alert-delivery')`;
}

/** Writes one event into the history of each of these alerts. */
export async function noteEvents(
  tx: Tx,
  ids: readonly number[],
  event: { readonly what: string; readonly nowMs: number; readonly by?: string; readonly note?: string | null },
): Promise<void> {
  if (ids.length === 0) return;
  await tx`insert into alert_event (alert_id, at_ms, what, by_name, note)
    select id, ${event.nowMs}::bigint, ${event.what}, ${event.by ?? null}::text, ${event.note ?? null}::text from unnest(${[...ids]}::bigint[]) as id`;
  await tellConsole(tx, 'alerts', ids);
}

/** What stands open of these codes, for a watch that knows all that is wrong. */
export interface OpenAlert {
  readonly id: number;
  readonly code: AlertCode;
  readonly kiosk: string;
  readonly subject: string;
  readonly place: string;
  readonly numbers: Readonly<Record<string, number>>;
}

/** Tells the same thing from another: what the unique index on open alerts says. */
const sameThing = (one: Pick<OpenAlert, 'code' | 'kiosk' | 'subject' | 'place'>): string =>
  [one.code, one.kiosk, one.subject, one.place].join('\n');

/**
 * Makes the open alerts of `codes` those of `findings`: opens what is new, ends what is gone, leaves the rest. The findings are all there are, in the whole city.
 * @param noteOf why one ends, where its trouble is not over
 */
export async function settleFindings(
  tx: Tx,
  codes: readonly AlertCode[],
  findings: readonly Finding[],
  nowMs: number,
  noteOf: (open: OpenAlert) => string | null = () => null,
): Promise<void> {
  const open = await tx<(Omit<OpenAlert, 'id'> & { readonly id: string })[]>`
    select id, code, kiosk, subject, place, numbers from alert where resolved_ms is null and code = any(${[...codes]}::text[])`;
  const wanted = new Map(findings.map((one) => [sameThing(one), one]));
  const standing = new Set(open.map(sameThing));
  for (const [note, group] of Map.groupBy(
    open.filter((one) => !wanted.has(sameThing(one))),
    (one) => noteOf({ ...one, id: Number(one.id) }),
  )) {
    await resolveAlerts(
      tx,
      group.map(({ id }) => Number(id)),
      nowMs,
      note,
    );
  }
  await renumber(
    tx,
    open.flatMap((one) => {
      const now = wanted.get(sameThing(one));
      if (now === undefined || isSame(one.numbers, now.numbers)) return [];
      return [
        { id: Number(one.id), numbers: now.numbers, ...(now.kiosks === undefined ? {} : { kiosks: now.kiosks }) },
      ];
    }),
  );
  await openAlerts(
    tx,
    findings.filter((one) => !standing.has(sameThing(one))),
    nowMs,
  );
}

function isSame(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean {
  return Object.keys({ ...a, ...b }).every((name) => a[name] === b[name]);
}
