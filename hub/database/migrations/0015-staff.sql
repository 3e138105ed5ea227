-- People who look after machines, and what they did there. The name is for operators; machines and audit chains know numbers only.
create table staff (
  staff_id text primary key check (staff_id ~ '^[0-9]{6}$'),
  name text not null,
  role text not null check (role in ('keeper', 'technician')),
  -- PHC string of scrypt (contract/technician/pin-hash.ts); null = none was set.
  pin_hash text,
  revoked_ms bigint,
  created_ms bigint not null
);

-- Where somebody may work: kiosk codes, '*' = at every machine.
create table staff_machine (
  staff_id text not null references staff,
  kiosk text not null,
  primary key (staff_id, kiosk)
);

-- Rises with every change; machines that wait for it are told.
create table staff_version (
  only_row boolean primary key default true check (only_row),
  version bigint not null
);
insert into staff_version (version) values (1);

-- The secret for one-time codes that a machine made and sealed to us; sealed under the store key.
create table staff_code_key (
  device_id text primary key references device,
  sealed bytea not null,
  fingerprint text not null,
  at_ms bigint not null
);

-- Every one-time code that was given out. The code itself is not kept.
create table staff_code (
  staff_id text not null references staff,
  device_id text not null references device,
  role text not null,
  at_ms bigint not null
);
create index staff_code_device on staff_code (device_id, at_ms);

-- Paper, cards and bins as people filled and emptied them.
create table replenishment (
  message_id uuid primary key,
  device_id text not null references device,
  id text not null,
  unit text not null,
  device text not null,
  staff text[] not null,
  expected int,
  found int,
  after int,
  level text not null,
  difference int,
  reason text,
  at text not null,
  received_ms bigint not null
);
create index replenishment_device on replenishment (device_id, received_ms desc);
