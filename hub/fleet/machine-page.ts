import type { MachinePage } from '../../contract/console/machines.ts';
import type { WorkingCalendar } from '../../contract/working-days.ts';
import { bundleRows } from '../bundles/uploads.ts';
import { findDistrict } from '../city/reference.ts';
import type { Sql } from '../database/pool.ts';
import { isoTime } from '../http.ts';
import { hasKeyInForce } from '../machines/keys-in-force.ts';
import { type CursorRow, toProof } from '../machines/machine-state.ts';
import { assignmentRows } from '../releases/assignments.ts';
import { listOrders } from '../services/work-orders/order-list.ts';
import { machineByKiosk, toMachineRow } from './machine-list.ts';
import { usualPaceMs } from './state.ts';

const ordersAtMost = 100;
const assignmentsAtMost = 50;
const bundlesAtMost = 50;
const reasonsAtMost = 64;

interface BeatRow {
  readonly claimed_ms: string;
  readonly keeper_phone: string;
  readonly has_key: boolean;
  readonly boot_id: string | null;
  readonly durability: string | null;
  readonly devices: string | null;
  readonly why: string | null;
  readonly pace_ms: number | null;
  readonly started_ms: string | null;
  readonly facts: Readonly<Record<string, unknown>> | null;
  readonly epochs: readonly CursorRow[] | null;
}

/** All that the hub knows of one machine; null = no machine has this code. */
export async function machinePage(
  sql: Sql,
  kiosk: string,
  calendar: WorkingCalendar,
  nowMs: number,
): Promise<MachinePage | null> {
  const row = await machineByKiosk(sql, kiosk, nowMs);
  if (row === null) return null;
  const [beats, assignments, open, closed, bundles, commissionings] = await Promise.all([
    beatOf(sql, row.id, nowMs),
    assignmentRows(sql, kiosk, nowMs),
    listOrders(sql, { kiosk, isOpen: true }, calendar),
    listOrders(sql, { kiosk, isOpen: false }, calendar),
    bundleRows(sql, kiosk),
    sql<{ number: string; is_signed: boolean; received_ms: string }[]>`
      select number, is_signed, received_ms from commissioning where device_id = ${row.id} order by received_ms desc limit 1`,
  ]);
  const [beat] = beats;
  if (beat === undefined) return null;
  const [commissioning] = commissionings;
  const proof = (beat.epochs ?? []).map(toProof);
  const machine = toMachineRow(row);
  const district = findDistrict(row.district);
  const wanted = assignments.find(
    ({ target, state }) => target.startsWith('app/') && state !== 'replaced' && state !== 'expired',
  );
  return {
    machine,
    ...{ districtZh: district?.nameZh ?? row.district, districtEn: district?.nameEn ?? row.district },
    reasons: reasonsOf(row.state, beat),
    claimedAt: isoTime(Number(beat.claimed_ms)),
    ...{ keeperPhone: beat.keeper_phone, hasKey: beat.has_key, beatMs: beat.pace_ms ?? usualPaceMs },
    devices: devicesOf(beat),
    supplies: list<MachinePage['supplies'][number]>(beat.facts?.supplies),
    facts: factsOf(beat),
    outbox: {
      ...{ pending: machine.pending, oldestAgeMs: machine.oldestAgeMs, dead: machine.dead },
      isWhole: proof.every(({ missing }) => missing === 0),
    },
    proof,
    assignments: assignments.slice(0, assignmentsAtMost),
    hasDrift: wanted !== undefined && row.release !== null && !row.release.endsWith(wanted.sha256.slice(0, 16)),
    orders: [...open, ...closed].slice(0, ordersAtMost),
    bundles: bundles.map(({ kiosk: _, ...bundle }) => bundle).slice(0, bundlesAtMost),
    commissioning:
      commissioning === undefined
        ? null
        : {
            ...{ number: commissioning.number, isSigned: commissioning.is_signed },
            receivedAt: isoTime(Number(commissioning.received_ms)),
          },
  };
}

function beatOf(sql: Sql, deviceId: string, nowMs: number) {
  return sql<BeatRow[]>`
    select d.claimed_ms, d.keeper_phone, h.boot_id, h.durability, h.devices, h.why, h.pace_ms, h.started_ms, h.facts,
      ${hasKeyInForce(sql, nowMs, sql`d.id`)} as has_key,
      (select json_agg(json_build_object('store_epoch', c.store_epoch, 'ranges', c.ranges, 'gap_since_ms', c.gap_since_ms) order by c.store_epoch)
        from device_cursor c where c.device_id = d.id) as epochs
    from device d left join heartbeat_latest h on h.device_id = d.id where d.id = ${deviceId}`;
}

/** What it said last, and before it that nothing has been heard since. */
function reasonsOf(state: string, { why }: BeatRow): string[] {
  const said = (why ?? '').split(' ').filter((reason) => reason !== '');
  const silent = why === null ? ['neverHeard'] : state === 'offline' ? ['silent'] : state === 'lost' ? ['update'] : [];
  return [...silent, ...said].slice(0, reasonsAtMost);
}

function devicesOf({ devices }: BeatRow): MachinePage['devices'] {
  const said = devices === null ? [] : (JSON.parse(devices) as readonly Partial<MachinePage['devices'][number]>[]);
  return said.map(({ id = '', link = '', condition = '', faults = [], low = [] }) => ({
    ...{ id, link, condition, faults: [...faults], low: [...low] },
  }));
}

/** As the request's schema let it in; of an older release it may be missing. */
const list = <T>(value: unknown): T[] => (Array.isArray(value) ? (value as T[]) : []);

/** Facts by the names of the page: those that a release does not say are absent, never 0. */
function factsOf(beat: BeatRow): MachinePage['facts'] {
  if (beat.boot_id === null) return {};
  const facts = beat.facts ?? {};
  const take = (...names: readonly (keyof MachinePage['facts'] & string)[]) =>
    Object.fromEntries(names.filter((name) => facts[name] !== undefined).map((name) => [name, facts[name]]));
  const memory = facts.memory as { readonly rssMiB?: number } | undefined;
  const selfTest = facts.selfTest as { readonly atMs: number; readonly failed: string[] } | undefined;
  const notice = facts.notice as { readonly reason: string; readonly until: string | null } | null | undefined;
  return {
    bootId: beat.boot_id,
    ...(beat.started_ms === null
      ? {}
      : { startedAt: isoTime(Math.min(Number(beat.started_ms), 8_640_000_000_000_000)) }),
    ...(beat.durability === null ? {} : { durability: beat.durability }),
    ...take(
      'intake',
      'clock',
      'storage',
      'sessions',
      'prints',
      'crashes',
      'touches',
      'isBusy',
      'renderer',
      'watchdog',
      'metadataAgeMs',
      'withoutMetadataMs',
    ),
    ...take('certificateDays', 'door', 'standing', 'updating'),
    ...(facts.temperature === undefined ? {} : { temperatureC: facts.temperature as number }),
    ...(memory?.rssMiB === undefined ? {} : { rssMiB: memory.rssMiB }),
    ...(selfTest === undefined ? {} : { selfTest: { at: isoTime(selfTest.atMs), failed: selfTest.failed } }),
    ...(notice === undefined
      ? {}
      : { notice: notice === null ? null : { reason: notice.reason, until: notice.until } }),
  } as MachinePage['facts'];
}
