-- Bundles that machines have uploaded, sealed to us; whoever mends the machine fetches them.
create table bundle (
  bundle_id text primary key,
  device_id text not null references device,
  made_at text not null,
  parts int not null,
  received_ms bigint not null,
  -- In which order they were begun.
  number bigint generated always as identity
);
create index bundle_device on bundle (device_id, number desc);
create table bundle_part (
  bundle_id text not null references bundle on delete cascade,
  part int not null,
  bytes bytea not null,
  primary key (bundle_id, part)
);
