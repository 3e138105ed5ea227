import type { AlertCode } from '../../contract/alerts/catalogue.ts';
import type { Tx } from '../database/pool.ts';
import { hasKeyInForce } from '../machines/keys-in-force.ts';
import { type Finding, settleFindings } from './alert-store.ts';
import { alertLimits } from './limits.ts';
import { noticeSign } from './signs.ts';

interface Row {
  readonly code: AlertCode;
  readonly device_id: string;
  readonly kiosk: string;
  readonly place: string;
  readonly district: string;
  readonly subject: string;
  readonly value: string | null;
  readonly since_ms: string;
}

/** Codes of `watchTables`. */
const codesOfTables: readonly AlertCode[] = [
  ...(['sequenceGap', 'cloned', 'cardMismatch', 'unknownAct', 'rolledBack', 'versionDrift', 'noticeMissing'] as const),
];

/** Alerts of which the hub's own tables know: proof of sequences, counts of cards, acts, updates, notices. All of the city in one statement. */
export async function watchTables(tx: Tx, nowMs: number): Promise<void> {
  const rows = await tx<Row[]>`
    with found as (
      select case w.kind when 'sync:gap' then 'sequenceGap' when 'sync:clone' then 'cloned' else 'cardMismatch' end as code,
        w.device_id, '' as subject, null::bigint as value, w.opened_ms as since_ms
      from maintenance_order w where w.closed_ms is null and w.kind in ('sync:gap', 'sync:clone', 'cards:mismatch')
      union all
      select 'unknownAct', c.device_id, c.device, null, min(c.noted_ms)
      from custody_report c
      where c.act_outcome = 'indeterminate' and c.act_id is not null
        and not exists (select 1 from custody_report l where l.device_id = c.device_id and l.act_id = c.act_id and l.act_is_late)
        and not exists (select 1 from act_seen s where s.device_id = c.device_id and s.act_id = c.act_id)
      group by c.device_id, c.device
      union all
      select 'rolledBack', a.device_id, u.release, null, u.received_ms
      from (select distinct on (device_id) * from assignment where target like 'app/%' order by device_id, counter desc) a
      join lateral (select * from update_outcome u where u.device_id = a.device_id order by u.number desc limit 1) u
        on u.outcome = 'rolledBack' and right(u.release, 16) = left(a.sha256, 16)
      union all
      select 'versionDrift', a.device_id, '', (${nowMs}::bigint - a.made_ms) / 3600000, a.made_ms
      from (select distinct on (device_id) * from assignment where target like 'app/%' order by device_id, counter desc) a
      join heartbeat_latest h on h.device_id = a.device_id
      where a.made_ms < ${nowMs - alertLimits.driftMs} and a.expires_ms > ${nowMs} and h.release is not null
        and right(h.release, 16) <> left(a.sha256, 16)
      union all
      select 'noticeMissing', a.device_id, '', (${nowMs}::bigint - min(a.opened_ms)) / 60000, min(a.opened_ms)
      from alert a join heartbeat_latest h on h.device_id = a.device_id
      where a.resolved_ms is null and a.code = any(${servesNobody}::text[]) and a.subject <> ${onlyDeadlines}
        and a.opened_ms < ${nowMs - alertLimits.noticeMs}
        and h.signs not like ${`%${noticeSign}%`} and h.at_ms > ${nowMs - alertLimits.silentMs}
      group by a.device_id
    )
    select f.*, d.kiosk, d.place, d.district from found f join device d on d.id = f.device_id
    -- A machine whose keys were ended runs what it runs: no release will change that.
    where f.code not in ('rolledBack', 'versionDrift') or ${hasKeyInForce(tx, nowMs, tx`d.id`)}`;
  const findings = rows.map(
    (row): Finding => ({
      ...{ code: row.code, subject: row.subject, deviceId: row.device_id, kiosk: row.kiosk, place: row.place },
      ...{ district: row.district, sinceMs: Number(row.since_ms ?? nowMs) },
      numbers: row.value === null ? {} : { value: stepOf(Number(row.value)) },
    }),
  );
  await settleFindings(tx, codesOfTables, findings, nowMs);
}

/**
 * With one of these open nobody is served; `hub/alerts/signs.ts` and the hourly samples open them. Not of them: a tamper contact, which stops nothing by itself, and crashes of the last hour, between which
 * a machine that is heard serves.
 */
const servesNobody = ['durabilityFailed', 'ballastUsed', 'intakeClosed', 'rendererFrozen'];
/** `intakeClosed` of a machine that refuses what counts days, and serves otherwise. */
const onlyDeadlines = 'deadline';

/** Minutes and hours grow while an alert stands: told in steps of a quarter of their size, so that few rows are written. */
function stepOf(value: number): number {
  if (value < 24) return value;
  const step = 2 ** Math.floor(Math.log2(value) - 2);
  return Math.floor(value / step) * step;
}
