import type { Tx } from '../database/pool.ts';
import { hasKeyInForce } from '../machines/keys-in-force.ts';
import { type Finding, partOfSite, settleFindings } from './alert-store.ts';
import { alertLimits } from './limits.ts';
import { type LateMachine, silenceOf } from './silence.ts';

interface LateRow {
  readonly device_id: string;
  readonly kiosk: string;
  readonly place: string;
  readonly district: string;
  readonly at_ms: string;
  readonly pace_ms: number;
  readonly of_site: number;
  readonly site_ms: string;
}

/** Steps in which the length of a silence is told, minutes: the alert of a machine that is away for a week changes a dozen times. */
const ladder = [3, 5, 10, 15, 30, 60, 120, 240, 480, 1440, 2880, 10_080];

/** Alerts of silent machines and sites, after every round of the watch. Machines that were never heard, or whose keys were ended, are nobody's alert. */
export async function watchSilence(tx: Tx, nowMs: number): Promise<void> {
  const watchingSinceMs = await listeningSince(tx, nowMs);
  const rows = await tx<LateRow[]>`
    select * from (
      select d.id as device_id, d.kiosk, d.place, d.district, h.at_ms, h.pace_ms,
        (count(*) over (partition by d.place))::int as of_site, max(h.at_ms) over (partition by d.place) as site_ms
      from heartbeat_latest h join device d on d.id = h.device_id
      where ${hasKeyInForce(tx, nowMs, tx`d.id`)}
    ) m where at_ms < ${nowMs - alertLimits.silentMs}`;
  const known = new Map(rows.map((row) => [row.device_id, row]));
  const districts = new Map(rows.map(({ place, district }) => [place, district]));
  const late: LateMachine[] = rows.map((row) => ({
    ...{ deviceId: row.device_id, kiosk: row.kiosk, place: row.place, heardMs: Number(row.at_ms) },
    ...{ paceMs: row.pace_ms, ofSite: row.of_site, siteHeardMs: Number(row.site_ms) },
  }));
  const { machines, sites } = silenceOf(late, { nowMs, watchingSinceMs });
  const covered = new Set(sites.flatMap(({ kiosks }) => kiosks));
  const findings: Finding[] = [
    ...machines.map(({ deviceId, kiosk, place, heardMs }) => ({
      ...({ code: 'offline', subject: '' } as const),
      ...{ deviceId, kiosk, place, district: known.get(deviceId)?.district ?? '' },
      ...{ numbers: { value: minutesStep(nowMs - heardMs) }, sinceMs: heardMs },
    })),
    ...sites.map(({ place, kiosks, sinceMs }) => ({
      ...({ code: 'siteOffline', subject: '', deviceId: null, kiosk: '' } as const),
      ...{ place, district: districts.get(place) ?? '', kiosks },
      ...{ numbers: { machines: kiosks.length, value: minutesStep(nowMs - sinceMs) }, sinceMs },
    })),
  ];
  // Whoever was called silent stays so while that is not disproved: the hub's own absence, or a site of which little is known yet, disproves nothing.
  const heard = new Set(late.map(({ kiosk }) => kiosk));
  const kept = await standingOf(tx, (kiosk) => heard.has(kiosk) && !covered.has(kiosk), findings);
  await settleFindings(tx, ['offline', 'siteOffline'], [...findings, ...kept], nowMs, ({ kiosk }) =>
    covered.has(kiosk) ? partOfSite : null,
  );
}

/** Open alerts of silence that no finding repeats and nothing disproves. */
async function standingOf(
  tx: Tx,
  isStillLate: (kiosk: string) => boolean,
  findings: readonly Finding[],
): Promise<readonly Finding[]> {
  const open = await tx<
    {
      code: 'offline' | 'siteOffline';
      device_id: string | null;
      kiosk: string;
      place: string;
      district: string;
      kiosks: string[];
      numbers: Record<string, number>;
      since_ms: string;
    }[]
  >`
    select code, device_id, kiosk, place, district, kiosks, numbers, since_ms from alert where resolved_ms is null and code in ('offline', 'siteOffline')`;
  const told = new Set(findings.map(({ code, kiosk, place }) => `${code} ${kiosk} ${place}`));
  return open
    .filter(({ code, kiosk, place }) => !told.has(`${code} ${kiosk} ${place}`))
    .filter(({ code, kiosk, kiosks }) =>
      code === 'offline' ? isStillLate(kiosk) : kiosks.length > 0 && kiosks.every(isStillLate),
    )
    .map(({ device_id, since_ms, ...row }) => ({
      ...row,
      subject: '',
      deviceId: device_id,
      sinceMs: Number(since_ms),
    }));
}

function minutesStep(ms: number): number {
  const minutes = ms / 60_000;
  return ladder.findLast((step) => step <= minutes) ?? 3;
}

/** Notes that the watch is awake. @returns since when it has been without a break, milliseconds */
async function listeningSince(tx: Tx, nowMs: number): Promise<number> {
  const [row] = await tx<{ since_ms: string }[]>`
    update alert_watch set last_ms = ${nowMs},
      since_ms = case when last_ms between ${nowMs - alertLimits.hubAwayMs} and ${nowMs} then since_ms else ${nowMs} end
    returning since_ms`;
  return Number(row?.since_ms ?? nowMs);
}
