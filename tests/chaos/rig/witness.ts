import type { Sql } from '../../../hub/database/pool.ts';

/**
 * A witness inside the database, beside the hub's own code: writes down every time a message or a case changes its state, so that an effect that happened twice is
 * seen even where the tables look the same afterwards.
 */
export async function installWitness(sql: Sql): Promise<void> {
  await sql.unsafe(`
    create table chaos_message (n bigint generated always as identity, message_id uuid not null, state text not null);
    create index on chaos_message (message_id);
    create table chaos_case (n bigint generated always as identity, receipt_no text not null, state text not null);
    create index on chaos_case (receipt_no);

    create function chaos_message() returns trigger language plpgsql as $$
      begin insert into chaos_message (message_id, state) values (new.id, new.state); return null; end $$;
    create trigger chaos_message after update of state on ingest for each row execute function chaos_message();

    create function chaos_case() returns trigger language plpgsql as $$
      begin
        if new.state <> old.state then insert into chaos_case (receipt_no, state) values (new.receipt_no, new.state); end if;
        return null;
      end $$;
    create trigger chaos_case after update of state on case_file for each row execute function chaos_case();

    create function chaos_work() returns trigger language plpgsql as $$
      begin perform pg_notify('chaos_work', ''); return null; end $$;
    create trigger chaos_work after delete on work for each statement execute function chaos_work();
  `);
}
