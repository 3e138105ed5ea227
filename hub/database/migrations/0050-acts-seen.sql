-- What staff saw of an act whose end no sensor tells: said once, and never taken for what the machine tells. No citizen.
create table act_seen (
  device_id text not null references device,
  act_id text not null,
  what text not null check (what in ('handedOver', 'inside', 'nothing', 'unclear')),
  note text not null,
  by_name text not null,
  at_ms bigint not null,
  primary key (device_id, act_id)
);
