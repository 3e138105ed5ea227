-- Which machine gets which release. The highest counter of a machine counts; the rows before it say what was assigned when.
create table assignment (
  device_id text not null references device,
  counter bigint not null,
  target text not null,
  -- Of the manifest.
  sha256 text not null,
  expires_ms bigint not null,
  made_ms bigint not null,
  primary key (device_id, counter)
);
-- What became of updates, as machines report it; the same one that comes twice is one.
create table update_outcome (
  device_id text not null references device,
  release text not null,
  from_release text not null,
  outcome text not null,
  cause text,
  what text,
  at text not null,
  received_ms bigint not null,
  number bigint generated always as identity,
  primary key (device_id, release, outcome, at)
);
