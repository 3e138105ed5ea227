-- What a person has ordered of machines: one row for the order, one for each machine.
create table command_send (
  id uuid primary key,
  act jsonb not null,
  kind text generated always as (act ->> 'kind') stored,
  is_dry_run boolean not null,
  when_busy text not null,
  reason text not null,
  actor_id text not null,
  actor_name text not null,
  -- SHA-256 of what was asked for: an order that is repeated under its id must be the same.
  asked text not null,
  made_ms bigint not null,
  expires_ms bigint not null
);
create index command_send_made on command_send (made_ms desc);
create table command (
  id uuid primary key,
  send_id uuid not null references command_send,
  device_id text not null references device,
  -- Rises with each command of a machine: the time at which it was made, or one more than the last.
  number bigint not null,
  state text not null,
  code text,
  detail text,
  made_ms bigint not null,
  expires_ms bigint not null,
  accepted_ms bigint,
  begun_at text,
  ended_at text,
  ended_ms bigint,
  unique (device_id, number)
);
-- Looked at with every heartbeat: holds only what is open, which is nearly nothing.
create index command_open on command (device_id) where state in ('offered', 'accepted', 'running');
create index command_send_id on command (send_id);
-- Machines that somebody looks at: they tell every 15 s. Worth nothing after a crash.
create unlogged table machine_watch (
  device_id text primary key,
  until_ms bigint not null
);
