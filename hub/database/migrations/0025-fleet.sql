-- What the console reads of the fleet. Everything here can be made again or is a sample: what is proven stands in other tables.

-- The same as `districtOf` (contract/district.ts); a test holds the two together.
alter table device add column district text not null generated always as (
  case when kiosk ~ '^X[A-V]' then (array['LW','YX','HZ','TH','BY','HP','PY','HD','NS','CH','ZC'])[(ascii(substr(kiosk, 2, 1)) - 65) % 11 + 1] else left(kiosk, 2) end
) stored;
create index device_district on device (district, kiosk);
create index device_place on device (place, kiosk);

alter table heartbeat_latest
  add column release text,
  -- Begin of this boot of the terminal service, as the machine says.
  add column started_ms bigint,
  -- Of its last heartbeat, by `reportedState`; silence makes `offline` of it when somebody reads.
  add column reported text not null default 'ok' check (reported in ('ok', 'limited', 'outOfService', 'maintenance')),
  -- Why it is not `ok`: codes, with spaces between.
  add column why text not null default '',
  add column since_ms bigint not null default 0,
  -- When its silence was noticed; null = it speaks.
  add column gone_ms bigint,
  -- Set by whoever decides that a machine is lost after an update; its next heartbeat is later than this.
  add column lost_ms bigint,
  -- Milliseconds between heartbeats that it was told.
  add column pace_ms int not null default 60000,
  add column facts jsonb not null default '{}',
  add column boot_ms bigint not null default 0,
  add column version_ms bigint not null default 0;
update heartbeat_latest set since_ms = at_ms, boot_ms = at_ms, version_ms = at_ms;
-- Room for the next row beside the present one (HOT), and no compression of rows that are written every minute.
alter table heartbeat_latest set (fillfactor = 50, toast_tuple_target = 8160);

-- What changed at a machine and when: its state, boot, version. One row a change.
create table machine_event (
  device_id text not null,
  at_ms bigint not null,
  kind text not null check (kind in ('state', 'boot', 'version')),
  word text not null,
  detail text not null default '',
  primary key (device_id, at_ms, kind)
);
create index machine_event_at on machine_event using brin (at_ms);

-- Samples of heartbeats, a partition for each day (UTC).
create table heartbeat_hist (
  device_id text not null,
  at_ms bigint not null,
  state text not null,
  pending int,
  dead int,
  completed int,
  prints_failed int,
  rss_mib int
) partition by range (at_ms);
create index heartbeat_hist_device on heartbeat_hist (device_id, at_ms);

-- Every five minutes: machines by district and state.
create table state_sample (
  at_ms bigint not null,
  district text not null,
  state text not null,
  machines int not null,
  primary key (at_ms, district, state)
);
-- By day of the city: samples of machines in their published hours, and those that served.
create table availability_day (
  day text not null,
  district text not null,
  sampled bigint not null,
  served bigint not null,
  primary key (day, district)
);

-- Messages by hour of arrival up to the mark; what came later is counted in `ingest` itself.
create table flow_hour (
  hour_ms bigint not null,
  district text not null,
  topic text not null,
  item_id text not null,
  messages int not null,
  primary key (hour_ms, district, topic, item_id)
);
create table flow_mark (only_row boolean primary key default true check (only_row), upto_ms bigint not null);
insert into flow_mark (upto_ms) values (0);
-- All messages of one machine, newest first.
create index ingest_device on ingest (device_id, received_ms desc);

-- Visits to items that machines told with their heartbeats; kept until no repeat can come, then only their sums.
create table visit (
  device_id text not null,
  boot_id text not null,
  n int not null,
  received_ms bigint not null,
  item_id text not null,
  ended text not null check (ended in ('completed', 'abandoned')),
  page text not null,
  seconds int not null,
  touches int not null,
  pages int not null,
  papers int not null,
  is_counted boolean not null default false,
  primary key (device_id, boot_id, n)
);
create index visit_uncounted on visit (received_ms) where not is_counted;
-- Sums by day of the city. `measure`: ended, page (of abandoned ones), seconds, touches, pages, papers (of completed ones); `value`: the word, or the step of the scale.
create table visit_sum (
  day text not null,
  district text not null,
  item_id text not null,
  measure text not null,
  value text not null,
  visits int not null,
  primary key (day, district, item_id, measure, value)
);

create index rating_at on rating (at_ms desc, receipt_no);
create index update_outcome_number on update_outcome (device_id, number desc);
create index maintenance_order_device on maintenance_order (device_id, opened_ms desc);
