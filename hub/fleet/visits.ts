import { cityDay } from '../../contract/working-days.ts';
import { type Sql, transaction } from '../database/pool.ts';
import type { Beat } from './beats.ts';
import { measuresOf } from './visit-measures.ts';

/** A machine tells a visit again until it was answered, at the longest so long: after it only the sums are kept. */
const visitLifeMs = 3 * 24 * 3_600_000;
const countedAtOnce = 20_000;

/** Keeps the visits that came with heartbeats; one that is told again changes nothing. */
export async function storeVisits(sql: Sql, beats: readonly Beat[], nowMs: number): Promise<void> {
  const visits = beats.flatMap(({ deviceId, beat }) =>
    (beat.visits ?? []).map((visit) => ({ ...visit, deviceId, bootId: beat.bootId })),
  );
  if (visits.length === 0) return;
  await sql`
    insert into visit (device_id, boot_id, n, received_ms, item_id, ended, page, seconds, touches, pages, papers)
    select device_id, boot_id, n, ${nowMs}::bigint, item_id, ended, page, seconds, touches, pages, papers
    from unnest(${visits.map((v) => v.deviceId)}::text[], ${visits.map((v) => v.bootId)}::text[], ${visits.map((v) => v.n)}::int[],
      ${visits.map((v) => v.item)}::text[], ${visits.map((v) => v.end)}::text[], ${visits.map((v) => v.page)}::text[],
      ${visits.map((v) => v.seconds)}::int[], ${visits.map((v) => v.touches)}::int[], ${visits.map((v) => v.pages)}::int[],
      ${visits.map((v) => v.papers)}::int[])
      as v(device_id, boot_id, n, item_id, ended, page, seconds, touches, pages, papers)
    order by device_id, boot_id, n on conflict do nothing`;
}

interface CountedRow {
  readonly district: string;
  readonly received_ms: string;
  readonly item_id: string;
  readonly ended: 'completed' | 'abandoned';
  readonly page: string;
  readonly seconds: number;
  readonly touches: number;
  readonly pages: number;
  readonly papers: number;
}

/**
 * Adds visits that are not in the sums yet, each once: the mark and the sums change in one transaction. One instance at a time (`leadOnce`).
 * @returns how many were added
 */
export async function countVisits(sql: Sql, nowMs: number): Promise<number> {
  let total = 0;
  for (;;) {
    const counted = await transaction(sql, async (tx) => {
      const rows = await tx<CountedRow[]>`
        update visit v set is_counted = true
        from (select v.ctid, d.district from visit v join device d on d.id = v.device_id
          where not v.is_counted order by v.received_ms limit ${countedAtOnce} for update of v skip locked) u
        where v.ctid = u.ctid
        returning u.district, v.received_ms, v.item_id, v.ended, v.page, v.seconds, v.touches, v.pages, v.papers`;
      const sums = new Map<string, { readonly key: readonly string[]; visits: number }>();
      for (const row of rows) {
        const day = cityDay(Number(row.received_ms));
        for (const { measure, value } of measuresOf(row)) {
          const key = [day, row.district, row.item_id, measure, value];
          const sum = sums.get(key.join('\n'));
          if (sum === undefined) sums.set(key.join('\n'), { key, visits: 1 });
          else sum.visits += 1;
        }
      }
      const cells = [...sums.values()];
      const part = (n: number) => cells.map(({ key }) => key[n] ?? '');
      await tx`
        insert into visit_sum as s (day, district, item_id, measure, value, visits)
        select * from unnest(${part(0)}::text[], ${part(1)}::text[], ${part(2)}::text[], ${part(3)}::text[], ${part(4)}::text[],
          ${cells.map(({ visits }) => visits)}::int[]) as c(day, district, item_id, measure, value, visits)
        on conflict (day, district, item_id, measure, value) do update set visits = s.visits + excluded.visits`;
      return rows.length;
    });
    total += counted;
    if (counted < countedAtOnce) break;
  }
  await sql`delete from visit where is_counted and received_ms < ${nowMs - visitLifeMs}`;
  return total;
}
