-- Times that decide something are bigint milliseconds of the hub's clock; texts are UTF-8.

create table hub_key (
  kid text primary key,
  purpose text not null check (purpose in ('reply', 'seal', 'code')),
  suite text not null,
  public_key text not null,
  -- PKCS#8 or raw, base64url. Whoever reads this table opens the queue: database access is as sensitive as the key.
  private_key text not null,
  created_ms bigint not null,
  -- Not offered to machines after this; still opens what was sealed before.
  not_after_ms bigint
);

create table device (
  id text primary key,
  kiosk text not null unique,
  place text not null,
  keeper_phone text not null,
  model text not null,
  claimed_ms bigint not null
);

create table device_key (
  public_key text primary key,
  device_id text not null references device,
  created_ms bigint not null,
  revoked_ms bigint
);
create index device_key_device on device_key (device_id);

create table enrolment (
  id text primary key,
  public_key text not null,
  model text not null,
  version text not null,
  -- scrypt of the code; null once used or replaced.
  code_hash text,
  expires_ms bigint not null,
  wrong_tries int not null default 0,
  device_id text references device,
  created_ms bigint not null
);
create unique index enrolment_code on enrolment (code_hash) where code_hash is not null;
create index enrolment_key on enrolment (public_key);

-- Wrong codes of the last minutes, whichever machine they were meant for.
create table enrolment_wrong_try (at_ms bigint not null);

-- Unlogged: lost when PostgreSQL crashes; a request replayed then meets idempotent routes.
create unlogged table nonce (
  key_id text not null,
  nonce text not null,
  seen_ms bigint not null,
  primary key (key_id, nonce)
);
create index nonce_seen on nonce (seen_ms);

-- Primary key on the id alone: exact dedupe over all time. Partitioned by the time inside the UUIDv7; skewed ids land in the default partition.
create table ingest (
  id uuid not null,
  device_id text not null,
  store_epoch text not null,
  seq bigint not null,
  prio smallint not null,
  topic text not null,
  order_key text not null,
  receipt_no text,
  item_id text,
  suite text not null,
  kid text not null,
  enc bytea not null,
  ct bytea not null,
  sha256 bytea not null,
  wall_ms bigint not null,
  boot_id text not null,
  mono_ms bigint not null,
  hub_offset_ms bigint,
  received_ms bigint not null,
  -- received, applied, unreadable
  state text not null default 'received',
  primary key (id)
) partition by range (id);
create table ingest_default partition of ingest default;
create index ingest_received on ingest (received_ms desc);

-- The worker's list: a row lives from receipt to effect.
create table work (
  message_id uuid primary key,
  device_id text not null,
  store_epoch text not null,
  order_key text not null,
  seq bigint not null,
  prio smallint not null,
  step text not null default 'open' check (step in ('open', 'apply')),
  next_ms bigint not null,
  attempts int not null default 0
);
create index work_next on work (prio, next_ms);
create index work_order on work (device_id, store_epoch, order_key, seq);

create table device_cursor (
  device_id text not null,
  store_epoch text not null,
  -- Received sequences as closed ranges [[from, to], …], ascending.
  ranges jsonb not null,
  up_to bigint not null,
  primary key (device_id, store_epoch)
);

create table case_file (
  receipt_no text primary key,
  message_id uuid not null unique,
  device_id text not null,
  item_id text not null,
  state text not null check (state in ('delivered', 'accepted', 'done', 'refused')),
  settled_ms bigint,
  reason text,
  existing_receipt text
);

create table act_print (
  message_id uuid primary key,
  device_id text not null,
  act_id text not null,
  receipt_no text not null,
  outcome text not null,
  copy int not null
);

create table heartbeat_latest (
  device_id text primary key,
  at_ms bigint not null,
  version text not null,
  boot_id text not null,
  pending int not null,
  dead int not null,
  oldest_age_ms bigint,
  durability text not null,
  -- JSON text: only shown, never searched.
  devices text not null
) with (fillfactor = 70);
