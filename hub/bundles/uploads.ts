import type { BundlePart, BundleRow } from '../../contract/bundle.ts';
import type { Sql, Tx } from '../database/pool.ts';
import { isoTime } from '../http.ts';

/** Newest bundles that are kept of one machine; one more takes the oldest away. */
const keptOfMachine = 5;
/** Whoever mends a machine has fetched it by then. */
export const bundleLifeMs = 90 * 86_400_000;

/** Keeps one part. The bundle belongs to the machine that began it. Null = another machine has one of this id, or it was begun with another number of parts. */
export async function takePart(
  tx: Tx,
  deviceId: string,
  { bundleId, madeAt, part, parts, data }: BundlePart,
  nowMs: number,
): Promise<{ readonly have: number; readonly isWhole: boolean } | null> {
  await tx`insert into bundle (bundle_id, device_id, made_at, parts, received_ms) values (${bundleId}, ${deviceId}, ${madeAt}, ${parts}, ${nowMs})
    on conflict do nothing`;
  const [own] = await tx<{ parts: number }[]>`
    select parts from bundle where bundle_id = ${bundleId} and device_id = ${deviceId} for update`;
  if (own === undefined || own.parts !== parts || part >= parts) return null;
  await tx`insert into bundle_part (bundle_id, part, bytes) values (${bundleId}, ${part}, ${Buffer.from(data, 'base64')}) on conflict do nothing`;
  const [row] = await tx<
    { have: number }[]
  >`select count(*)::int as have from bundle_part where bundle_id = ${bundleId}`;
  const have = row?.have ?? 0;
  await tx`delete from bundle where device_id = ${deviceId} and bundle_id in (
    select bundle_id from bundle where device_id = ${deviceId} order by number desc offset ${keptOfMachine})`;
  return { have, isWhole: have === parts };
}

/** Whole ones, newest first. @param kiosk null = of every machine */
export async function bundleRows(sql: Sql, kiosk: string | null): Promise<readonly BundleRow[]> {
  const rows = await sql<{ bundle_id: string; kiosk: string; made_at: string; received_ms: string; bytes: number }[]>`
    select b.bundle_id, d.kiosk, b.made_at, b.received_ms, sum(length(p.bytes))::int as bytes
    from bundle b join device d on d.id = b.device_id join bundle_part p on p.bundle_id = b.bundle_id
    where ${kiosk}::text is null or d.kiosk = ${kiosk}
    group by b.bundle_id, d.kiosk having count(*) = b.parts order by b.number desc limit 200`;
  return rows.map(({ bundle_id, kiosk: of, made_at, received_ms, bytes }) => ({
    ...{ bundleId: bundle_id, kiosk: of, madeAt: made_at, receivedAt: isoTime(Number(received_ms)), bytes },
  }));
}

/** The file as the machine made it; null = there is none, or not all of it. */
export async function bundleFile(sql: Sql, bundleId: string): Promise<Buffer | null> {
  const rows = await sql<{ bytes: Buffer; parts: number }[]>`
    select p.bytes, b.parts from bundle_part p join bundle b on b.bundle_id = p.bundle_id
    where p.bundle_id = ${bundleId} order by p.part`;
  return rows.length === 0 || rows.length !== rows[0]?.parts ? null : Buffer.concat(rows.map(({ bytes }) => bytes));
}
