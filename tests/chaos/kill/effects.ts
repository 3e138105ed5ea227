import type { Sql } from '../../../hub/database/pool.ts';

/** One machine's transactions as the hub and its departments have them. */
export interface HubSide {
  /** Ids of messages that have arrived, each with how often it took effect. */
  readonly applied: ReadonlyMap<string, number>;
  /** Receipts that a department has taken in, each with how often. */
  readonly taken: ReadonlyMap<string, number>;
  /** Highest sequence below which nothing is missing. */
  readonly upTo: number;
}

/**
 * Counts effects inside the database, beside the hub's own code: what happened twice is seen even where a primary key makes the tables look the same
 * afterwards.
 */
export async function countEffects(sql: Sql): Promise<void> {
  await sql.unsafe(`
    create table kill_effect (kind text not null, id text not null);
    create function kill_applied() returns trigger language plpgsql as $$
      begin if new.state = 'applied' then insert into kill_effect values ('applied', new.id::text); end if; return null; end $$;
    create trigger kill_applied after update of state on ingest for each row execute function kill_applied();
    create function kill_taken() returns trigger language plpgsql as $$
      begin insert into kill_effect values ('taken', new.receipt_no); return null; end $$;
    create trigger kill_taken after insert on dept_application for each row execute function kill_taken();
    create function kill_work() returns trigger language plpgsql as $$
      begin perform pg_notify('kill_work', ''); return null; end $$;
    create trigger kill_work after delete on work for each statement execute function kill_work();
  `);
}

/** Resolves when the hub's worker has done everything that has arrived. */
export async function untilWorked(sql: Sql): Promise<void> {
  const hint: { wake: () => void } = { wake: () => undefined };
  const heard = await sql.listen('kill_work', () => hint.wake());
  try {
    for (;;) {
      const woken = new Promise<void>((resolve) => {
        hint.wake = resolve;
      });
      const [row] = await sql<{ n: number }[]>`select count(*)::int as n from work`;
      if (row?.n === 0) return;
      await woken;
    }
  } finally {
    await heard.unlisten();
  }
}

export async function hubSide(sql: Sql, deviceId: string): Promise<HubSide> {
  const messages = await sql<{ id: string; times: number }[]>`
    select id::text, (select count(*)::int from kill_effect where kind = 'applied' and kill_effect.id = ingest.id::text) as times
    from ingest where device_id = ${deviceId}`;
  const receipts = await sql<{ id: string; times: number }[]>`
    select receipt_no as id, (select count(*)::int from kill_effect where kind = 'taken' and kill_effect.id = receipt_no) as times
    from case_file where device_id = ${deviceId}`;
  const [cursor] = await sql<
    { upTo: string }[]
  >`select up_to as "upTo" from device_cursor where device_id = ${deviceId}`;
  return {
    applied: new Map(messages.map(({ id, times }) => [id, times])),
    taken: new Map(receipts.map(({ id, times }) => [id, times])),
    upTo: Number(cursor?.upTo ?? 0),
  };
}
