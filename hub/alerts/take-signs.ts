import { type AlertCode, alertCodes, alertKinds } from '../../contract/alerts/catalogue.ts';
import { type Sql, type Tx, transaction } from '../database/pool.ts';
import type { BeatNews } from '../fleet/beats.ts';
import { announce, type Finding, openAlerts, renumber, resolveAlerts } from './alert-store.ts';
import { planSigns, type SignAct, type SignState } from './plan.ts';
import { maintenanceSign, readSigns } from './signs.ts';

/** Codes that heartbeats open and end. */
export const codesOfBeats = alertCodes.filter((code) => alertKinds[code].readings > 0);

/** What a machine said last. */
export interface Heard {
  readonly deviceId: string;
  readonly signs: string;
  readonly heardMs: number;
}

/** After a heartbeat: its signs when they are others than before, and the end of a silence. Nothing is asked for machines of which nothing has changed. */
export async function takeBeatNews(sql: Sql, news: readonly BeatNews[], nowMs: number): Promise<void> {
  const heard = news.filter(({ isSigns }) => isSigns);
  await takeSigns(
    sql,
    heard.map(({ deviceId, signs }) => ({ deviceId, signs, heardMs: nowMs })),
    nowMs,
  );
  const back = news.filter(({ isState }) => isState).map(({ deviceId }) => deviceId);
  if (back.length === 0) return;
  const silent = await sql<{ id: string }[]>`
    select id from alert where resolved_ms is null and code = 'offline' and device_id = any(${back}::text[])`;
  if (silent.length === 0) return;
  const ids = silent.map(({ id }) => Number(id));
  await transaction(sql, (tx) => resolveAlerts(tx, ids, nowMs));
}

interface Place {
  readonly kiosk: string;
  readonly place: string;
  readonly district: string;
}

interface OpenRow {
  readonly id: string;
  readonly device_id: string;
  readonly code: AlertCode;
  readonly subject: string;
  readonly numbers: Readonly<Record<string, number>>;
}

/**
 * Brings the alerts of these machines to what they say now (`planSigns`). Called for machines whose signs have changed, and by the watch for all that have any: what a hub that died
 * between a heartbeat and this has left undone is done then.
 */
export async function takeSigns(sql: Sql, heard: readonly Heard[], nowMs: number): Promise<void> {
  if (heard.length === 0) return;
  // One order for all instances, so that two of them never wait for each other.
  const machines = heard.toSorted((a, b) => (a.deviceId < b.deviceId ? -1 : 1));
  await transaction(sql, async (tx) => {
    const ids = machines.map(({ deviceId }) => deviceId);
    const places = new Map(
      (
        await tx<(Place & { id: string })[]>`
          select id, kiosk, place, district from device where id = any(${ids}::text[]) order by id for no key update`
      ).map((row) => [row.id, row]),
    );
    const open = Map.groupBy(
      await tx<OpenRow[]>`
        select id, device_id, code, subject, numbers from alert
        where resolved_ms is null and device_id = any(${ids}::text[]) and code = any(${codesOfBeats}::text[])`,
      ({ device_id }) => device_id,
    );
    const turning = Map.groupBy(
      await tx<{ device_id: string; code: AlertCode; subject: string; since_ms: string }[]>`
        select device_id, code, subject, since_ms from alert_turning where device_id = any(${ids}::text[])`,
      ({ device_id }) => device_id,
    );
    const plans = machines.flatMap(({ deviceId, signs, heardMs }) => {
      const at = places.get(deviceId);
      if (at === undefined) return [];
      const mine = open.get(deviceId) ?? [];
      const standing = standingOf(mine, turning.get(deviceId) ?? []);
      return planSigns(readSigns(signs), standing, { heardMs, nowMs }).map((act) => ({ deviceId, at, mine, act }));
    });
    await apply(tx, plans, nowMs);
    // Staff has left: of what they leave behind people are told now.
    const untold = machines
      .filter(({ signs }) => !signs.includes(maintenanceSign))
      .flatMap(({ deviceId }) => (open.get(deviceId) ?? []).map(({ id }) => Number(id)));
    await announce(tx, nowMs, untold);
  });
}

function standingOf(
  open: readonly OpenRow[],
  turning: readonly { readonly code: AlertCode; readonly subject: string; readonly since_ms: string }[],
): readonly SignState[] {
  const states = new Map<string, SignState>(
    open.map(({ code, subject }) => [`${code}:${subject}`, { code, subject, isOpen: true, turningMs: null }]),
  );
  for (const { code, subject, since_ms } of turning) {
    const isOpen = states.has(`${code}:${subject}`);
    states.set(`${code}:${subject}`, { code, subject, isOpen, turningMs: Number(since_ms) });
  }
  return [...states.values()];
}

interface Planned {
  readonly deviceId: string;
  readonly at: Place;
  readonly mine: readonly OpenRow[];
  readonly act: SignAct;
}

async function apply(tx: Tx, plans: readonly Planned[], nowMs: number): Promise<void> {
  const idOf = ({ mine }: Planned, code: AlertCode, subject: string) =>
    Number(mine.find((one) => one.code === code && one.subject === subject)?.id ?? 0);
  const findings: Finding[] = [];
  const ended: number[] = [];
  const values: { id: number; numbers: Record<string, number> }[] = [];
  const waits: { device_id: string; code: string; subject: string }[] = [];
  const settled: { device_id: string; code: string; subject: string }[] = [];
  for (const plan of plans) {
    const { act, deviceId, at } = plan;
    const { code, subject } = 'sign' in act ? act.sign : act;
    const key = { device_id: deviceId, code, subject };
    switch (act.act) {
      case 'open': {
        const numbers: Record<string, number> = act.sign.value === null ? {} : { value: act.sign.value };
        const { kiosk, place, district } = at;
        findings.push({ code, subject, deviceId, kiosk, place, district, numbers, sinceMs: act.sinceMs });
        settled.push(key);
        break;
      }
      case 'resolve':
        ended.push(idOf(plan, code, subject));
        settled.push(key);
        break;
      case 'forget':
        settled.push(key);
        break;
      case 'wait':
        waits.push(key);
        break;
      case 'value': {
        const { value } = act.sign;
        const stands = plan.mine.find((one) => one.code === code && one.subject === subject);
        if (stands !== undefined && value !== null && stands.numbers.value !== value)
          values.push({ id: Number(stands.id), numbers: { value } });
        break;
      }
      default:
        act satisfies never;
    }
  }
  if (settled.length > 0) {
    await tx`delete from alert_turning t using jsonb_to_recordset(${tx.json(settled)}::jsonb) as s(device_id text, code text, subject text)
      where t.device_id = s.device_id and t.code = s.code and t.subject = s.subject`;
  }
  if (waits.length > 0) {
    await tx`insert into alert_turning (device_id, code, subject, since_ms)
      select device_id, code, subject, ${nowMs}::bigint from jsonb_to_recordset(${tx.json(waits)}::jsonb) as s(device_id text, code text, subject text)
      on conflict do nothing`;
  }
  await renumber(tx, values);
  await resolveAlerts(tx, ended, nowMs);
  await openAlerts(tx, findings, nowMs);
}
