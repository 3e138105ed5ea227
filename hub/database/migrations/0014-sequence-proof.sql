-- A sequence that was used and whose message stays at the machine: no gap. Kept for ever, like the cursor that it fills.
create table tombstone (
  device_id text not null,
  store_epoch text not null,
  seq bigint not null,
  message_id uuid not null,
  sha256 bytea not null,
  reason text not null,
  at_ms bigint not null,
  primary key (device_id, store_epoch, seq)
);

-- A message that was too old under its first id: same sealed bytes under a new one, once. The place that its seal binds is the old one.
create table reissue (
  device_id text not null,
  old_id uuid not null,
  message_id uuid not null unique,
  old_epoch text not null,
  old_seq bigint not null,
  -- Another machine cannot take an id away from its owner by naming it first.
  primary key (device_id, old_id)
);

-- The epoch before this one (a restored database), and the last sequence that the machine knows to have given out in it.
alter table device_cursor add column previous_epoch text;
alter table device_cursor add column previous_last_seq bigint;
-- Newest place of the machine's audit chain that it has told.
alter table device_cursor add column audit_seq bigint;
alter table device_cursor add column audit_hash text;
