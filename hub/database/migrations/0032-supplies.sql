-- What machines use up, and what keepers have to do there. All of it follows from heartbeats, registers and orders: it can be made again.
create table supply_latest (
  device_id text not null references device,
  device text not null,
  supply text not null,
  kiosk text not null,
  place text not null,
  district text not null,
  state text not null,
  -- Pieces left (supply) or held (bin); null = nobody counts.
  count int,
  per_day real,
  days_left int,
  unknown text,
  is_due boolean not null,
  -- Since when its use is known.
  since_ms bigint not null,
  -- Since when it is low, out or full; null = it is none of them.
  due_since_ms bigint,
  -- When the forecast was made.
  made_ms bigint not null,
  primary key (device_id, device, supply)
);
-- What ends first comes first: what is out, then by days, then what nobody can tell.
create index supply_latest_order on supply_latest ((not is_due), (coalesce(days_left, 100000)), kiosk, device, supply);
create index supply_latest_district on supply_latest (district) where is_due;

-- Pieces used, by day of the city.
create table supply_day (
  device_id text not null,
  device text not null,
  supply text not null,
  day text not null,
  used int not null,
  primary key (device_id, device, supply, day)
);
create index supply_day_day on supply_day (day);

create table keeper_task (
  device_id text not null references device,
  kind text not null,
  subject text not null,
  kiosk text not null,
  place text not null,
  district text not null,
  since_ms bigint not null,
  due_ms bigint not null,
  primary key (device_id, kind, subject)
);
create index keeper_task_due on keeper_task (due_ms, kiosk, kind, subject);

-- What an operator wrote for whoever goes there; nothing of a citizen.
alter table maintenance_order add column note text;
create index maintenance_order_closed on maintenance_order (closed_ms desc) where closed_ms is not null;
