import { type Sql, transaction } from '../database/pool.ts';

/** A batch is stored at most so long after the time that its rows carry: no request lives longer than half of it. */
const settleMs = 60_000;
/** No two clocks of hub instances are so far apart. */
const aheadMs = 3_600_000;
/** One step of counting: keeps a hub that was off for a month from counting it in one statement. */
const stepMs = 6 * 3_600_000;

/**
 * Adds the messages that arrived since the mark, and what became of cases and prints meanwhile, to the sums by hour, each once: mark and sums change in one transaction. What arrived in the last minute stays for the next time.
 * `arrivalsBetween` counts it where it stands.
 */
export async function countArrivals(sql: Sql, nowMs: number): Promise<void> {
  const endMs = nowMs - settleMs;
  // A mark far in the future is of a clock that was wrong: nothing would be counted until then. A little ahead is another instance whose clock goes before ours; what it has counted is counted.
  await sql`update flow_mark set upto_ms = ${endMs} where upto_ms > ${nowMs + aheadMs}`;
  const [mark] = await sql<{ upto_ms: string; first_ms: string | null }[]>`
    select upto_ms, (select min(received_ms) from ingest) as first_ms from flow_mark`;
  let fromMs = Math.max(Number(mark?.upto_ms ?? 0), Number(mark?.first_ms ?? endMs));
  while (fromMs < endMs) {
    const toMs = Math.min(fromMs + stepMs, endMs);
    await countSpan(sql, fromMs, toMs);
    fromMs = toMs;
  }
}

async function countSpan(sql: Sql, fromMs: number, toMs: number): Promise<void> {
  await transaction(sql, async (tx) => {
    // Whoever else counts waits here, and then finds the mark moved.
    const [mark] = await tx<{ upto_ms: string }[]>`select upto_ms from flow_mark for update`;
    const beginMs = Math.max(fromMs, Number(mark?.upto_ms ?? 0));
    if (beginMs >= toMs) return;
    await tx`
      insert into flow_hour as f (hour_ms, district, topic, item_id, messages)
      select i.received_ms / 3600000 * 3600000, coalesce(d.district, ''), i.topic, coalesce(i.item_id, ''), count(*)::int
      from ingest i left join device d on d.id = i.device_id
      where i.received_ms >= ${beginMs} and i.received_ms < ${toMs} group by 1, 2, 3, 4
      on conflict (hour_ms, district, topic, item_id) do update set messages = f.messages + excluded.messages`;
    await tx`
      insert into outcome_hour as o (hour_ms, district, item_id, what, cases)
      select at_ms / 3600000 * 3600000, coalesce(d.district, ''), item_id, what, count(*)::int from (
        -- What waits to be collected is done, as far as its department goes; that somebody has collected it, or mended a part of it since, settles it no second time. What only repeated another application was done there.
        select c.settled_ms as at_ms, c.device_id, c.item_id, case c.state when 'ready' then 'done' else c.state end as what from case_file c
        where c.settled_ms >= ${beginMs} and c.settled_ms < ${toMs} and c.state in ('ready', 'done', 'refused')
          and c.existing_receipt is null and not c.is_counted
        union all
        select c.settled_ms, c.device_id, c.item_id, 'offline' from case_file c join dept_application a on a.receipt_no = c.receipt_no
        where c.settled_ms >= ${beginMs} and c.settled_ms < ${toMs} and a.is_offline and not c.is_counted
        union all
        select p.at_ms, p.device_id, c.item_id, case p.outcome when 'done' then 'printed' else 'printFailed' end
        from act_print p join case_file c on c.receipt_no = p.receipt_no where p.at_ms >= ${beginMs} and p.at_ms < ${toMs}
      ) x left join device d on d.id = x.device_id group by 1, 2, 3, 4
      on conflict (hour_ms, district, item_id, what) do update set cases = o.cases + excluded.cases`;
    await tx`update flow_mark set upto_ms = ${toMs}`;
  });
}

export interface ArrivalsRow {
  readonly hour_ms: string;
  readonly topic: string;
  readonly item_id: string;
  readonly messages: number;
}

/**
 * Messages that arrived in these whole hours, by hour, topic and item: sums up to the mark, and the messages themselves after it.
 * @param fromMs begin of an hour @param district null = of the whole city
 */
export async function arrivalsBetween(
  sql: Sql,
  fromMs: number,
  toMs: number,
  district: string | null,
): Promise<readonly ArrivalsRow[]> {
  return await sql<ArrivalsRow[]>`
    with mark as materialized (select upto_ms from flow_mark)
    select hour_ms, topic, item_id, sum(messages)::int as messages from (
      select hour_ms, topic, item_id, messages from flow_hour
      where hour_ms >= ${fromMs} and hour_ms < ${toMs} and (${district}::text is null or district = ${district})
      union all
      select i.received_ms / 3600000 * 3600000, i.topic, coalesce(i.item_id, ''), count(*)
      from ingest i left join device d on d.id = i.device_id
      where i.received_ms >= greatest(${fromMs}::bigint, (select upto_ms from mark)) and i.received_ms < ${toMs}
        and (${district}::text is null or d.district = ${district})
      group by 1, 2, 3
    ) a group by 1, 2, 3 order by 1, 2, 3`;
}
