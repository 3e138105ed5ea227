-- What operators need to know and to do: proof of what arrived, lifetimes of keys and of partitions, work that one instance does for all.

-- The lowest gap of a cursor when it was first seen: it stands until up_to moves on. Null = nothing is missing.
alter table device_cursor add column gap_up_to bigint;
alter table device_cursor add column gap_since_ms bigint;

-- A rotated key ends by itself; a revoked one has a reason.
alter table device_key add column not_after_ms bigint;
alter table device_key add column revoked_reason text;

-- Earlier boot ids, newest last, and how often one of them came back: two processes speak under one key.
alter table heartbeat_latest add column boots text[] not null default '{}';
alter table heartbeat_latest add column boot_returns int not null default 0;

-- Who asked for enrolment codes: by address (keyed hash) and by key. Kept here, so that it holds over restarts and for all instances.
create table enrolment_ask (
  asker text not null,
  at_ms bigint not null
);
create index enrolment_ask_asker on enrolment_ask (asker, at_ms);

-- Work that any instance may do and one does: when it was last done, and how often.
create table leader_job (
  job text primary key,
  last_ms bigint not null,
  runs bigint not null default 0
);

-- Ids of an earlier time than this stood in partitions that were dropped: the cursor alone decides over them.
create table ingest_horizon (
  only_row boolean primary key default true check (only_row),
  below_ms bigint not null
);
insert into ingest_horizon (below_ms) values (0);
