import type { AlertCode } from '../../contract/alerts/catalogue.ts';
import { jsonText } from '../database/json-text.ts';
import type { Tx } from '../database/pool.ts';
import { isInForce } from '../fleet/in-force.ts';
import { type Finding, settleFindings } from './alert-store.ts';
import {
  lowShare,
  type PlainSample,
  plainSample,
  type Rate,
  ratesOf,
  readSample,
  type Sample,
  usualShare,
  type Visits,
  visitsOf,
} from './hour.ts';

const hourMs = 3_600_000;
/** Of a machine that was not heard for this long nothing new is known. */
export const freshMs = 10 * 60_000;
const codesOfHours: readonly AlertCode[] = ['crashLoop', 'rendererFrozen', 'touchedNothingDone', 'successLow'];
/** Boots within an hour that nobody wants. */
const bootsOfLoop = 4;

/** A machine as the round of samples reads it. */
export interface Sampled {
  readonly deviceId: string;
  readonly kiosk: string;
  readonly place: string;
  readonly district: string;
  readonly sample: Sample | null;
}

interface Told extends Omit<Sampled, 'sample'> {
  readonly rates: readonly Rate[];
  readonly visits: Visits;
}

/** The last hour of every machine: samples are added page by page, and what they say is settled at the end of the round. */
export interface HourRound {
  add(tx: Tx, machines: readonly Sampled[]): Promise<void>;
  settle(tx: Tx): Promise<void>;
}

/** One round over the machines: what the last hour of each shows, gathered in pages of ids and told at its end. @param nowMs wall clock */
export function hourRound(nowMs: number): HourRound {
  const told: Told[] = [];
  return {
    async add(tx, machines) {
      const ids = machines.map(({ deviceId }) => deviceId);
      const known = new Map(
        (
          await tx<{ device_id: string; samples: PlainSample[] }[]>`
            select device_id, samples from machine_hour where device_id = any(${ids}::text[])`
        ).map((row) => [row.device_id, row.samples.map(readSample)]),
      );
      const rows: { device_id: string; samples: readonly PlainSample[] }[] = [];
      for (const { sample, ...machine } of machines) {
        if (sample === null) continue;
        const before = (known.get(machine.deviceId) ?? []).filter(
          ({ atMs }) => atMs > nowMs - hourMs && atMs < sample.atMs,
        );
        const samples = [...before, sample];
        rows.push({ device_id: machine.deviceId, samples: samples.map(plainSample) });
        told.push({ ...machine, rates: ratesOf(samples), visits: visitsOf(samples) });
      }
      if (rows.length === 0) return;
      await tx`
        insert into machine_hour (device_id, samples)
        select device_id, samples from jsonb_to_recordset(${jsonText(rows)}::text::jsonb) as r(device_id text, samples jsonb)
        on conflict (device_id) do update set samples = excluded.samples`;
    },
    async settle(tx) {
      const usual = new Map(
        [...Map.groupBy(told, ({ district }) => district)].map(([district, of]) => [
          district,
          usualShare(of.map(({ visits }) => visits)),
        ]),
      );
      const findings = told.flatMap(({ rates, visits, ...machine }): Finding[] => {
        const low = lowShare(visits, usual.get(machine.district) ?? null);
        return [...rates, ...(low === null ? [] : [low])].map((rate) => ({
          ...{ ...machine, subject: '', sinceMs: nowMs },
          ...rate,
        }));
      });
      const looping = await bootLoops(tx, nowMs);
      const isTold = new Set(findings.filter(({ code }) => code === 'crashLoop').map(({ deviceId }) => deviceId));
      await settleFindings(
        tx,
        codesOfHours,
        [...findings, ...looping.filter(({ deviceId }) => !isTold.has(deviceId)), ...(await unheard(tx, nowMs))],
        nowMs,
      );
    },
  };
}

/** Open alerts of machines that have fallen silent: their silence is no word that the trouble is over. One whose keys were ended is nobody's alert. */
async function unheard(tx: Tx, nowMs: number): Promise<readonly Finding[]> {
  const rows = await tx<(Omit<Finding, 'deviceId' | 'sinceMs'> & { device_id: string; since_ms: string })[]>`
    select a.code, a.subject, a.device_id, a.kiosk, a.place, a.district, a.numbers, a.since_ms
    from alert a join device d on d.id = a.device_id join heartbeat_latest h on h.device_id = d.id
    where a.resolved_ms is null and a.code = any(${[...codesOfHours]}::text[]) and h.at_ms <= ${nowMs - freshMs} and ${isInForce(tx, nowMs)}`;
  return rows.map(({ device_id: deviceId, since_ms: sinceMs, ...row }) => ({
    ...row,
    deviceId,
    sinceMs: Number(sinceMs),
  }));
}

/** Machines whose service itself begins anew again and again. */
async function bootLoops(tx: Tx, nowMs: number): Promise<readonly Finding[]> {
  const rows = await tx<{ device_id: string; kiosk: string; place: string; district: string; boots: number }[]>`
    select e.device_id, d.kiosk, d.place, d.district, count(*)::int as boots
    from machine_event e join device d on d.id = e.device_id
    where e.kind = 'boot' and e.at_ms > ${nowMs - hourMs} group by 1, 2, 3, 4 having count(*) >= ${bootsOfLoop}`;
  return rows.map(({ device_id, boots, ...at }) => ({
    ...({ code: 'crashLoop', subject: '' } as const),
    ...{ ...at, deviceId: device_id, numbers: { value: boots }, sinceMs: nowMs },
  }));
}
