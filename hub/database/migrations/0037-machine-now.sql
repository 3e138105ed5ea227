-- The few bytes of each machine that lists, counts and sums look at. A heartbeat has two kilobytes, so that a look at 50,000 of them reads 200 MB; these are eight.
-- Always the same as in heartbeat_latest, in the same transaction, whoever writes there.
create table machine_now (
  device_id text primary key,
  at_ms bigint not null,
  reported text not null,
  since_ms bigint not null,
  pace_ms int not null,
  lost_ms bigint,
  pending int not null,
  dead int not null,
  oldest_age_ms bigint,
  version text not null,
  release text
) with (fillfactor = 70);
insert into machine_now
  select device_id, at_ms, reported, since_ms, pace_ms, lost_ms, pending, dead, oldest_age_ms, version, release from heartbeat_latest;

create function machine_now_follows() returns trigger language plpgsql as $$
begin
  insert into machine_now
    select device_id, at_ms, reported, since_ms, pace_ms, lost_ms, pending, dead, oldest_age_ms, version, release from fresh order by device_id
  on conflict (device_id) do update set at_ms = excluded.at_ms, reported = excluded.reported, since_ms = excluded.since_ms, pace_ms = excluded.pace_ms,
    lost_ms = excluded.lost_ms, pending = excluded.pending, dead = excluded.dead, oldest_age_ms = excluded.oldest_age_ms, version = excluded.version,
    release = excluded.release;
  return null;
end $$;
create trigger machine_now_inserted after insert on heartbeat_latest
  referencing new table as fresh for each statement execute function machine_now_follows();
create trigger machine_now_updated after update on heartbeat_latest
  referencing new table as fresh for each statement execute function machine_now_follows();

create function machine_now_empties() returns trigger language plpgsql as $$
begin
  truncate machine_now;
  return null;
end $$;
create trigger machine_now_truncated after truncate on heartbeat_latest for each statement execute function machine_now_empties();
