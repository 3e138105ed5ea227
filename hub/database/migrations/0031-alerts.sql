-- Alerts: what is wrong at which machine or site, since when, who took it up, and who was told. No person but operators by the name of their account.
create table alert (
  id bigint generated always as identity primary key,
  code text not null,
  -- Part of the machine; '' = the machine or the site itself.
  subject text not null default '',
  -- Null with kiosk '' = of a site.
  device_id text references device,
  kiosk text not null default '',
  place text not null,
  district text not null,
  severity text not null check (severity in ('stop', 'limit', 'watch')),
  -- Machines that it stands for: kiosk codes of a site's alert.
  kiosks text[] not null default '{}',
  numbers jsonb not null default '{}',
  since_ms bigint not null,
  opened_ms bigint not null,
  resolved_ms bigint,
  acknowledged_ms bigint,
  acknowledged_by text,
  acknowledged_note text,
  -- When people were told; null = not yet: it was quiet.
  told_ms bigint
);
-- One open alert for one thing, whatever how many instances see it.
create unique index alert_open on alert (code, kiosk, subject, place) where resolved_ms is null;
create index alert_open_device on alert (device_id) where resolved_ms is null;
create index alert_open_untold on alert (id) where resolved_ms is null and told_ms is null;
create index alert_resolved on alert (resolved_ms desc, id desc) where resolved_ms is not null;
create index alert_times on alert (kiosk, place, code, opened_ms);

-- A sign that a heartbeat has begun, or ceased, to show and that is not certain yet.
create table alert_turning (
  device_id text not null references device,
  code text not null,
  subject text not null,
  since_ms bigint not null,
  primary key (device_id, code, subject)
);

create table alert_event (
  alert_id bigint not null references alert on delete cascade,
  number bigint generated always as identity,
  at_ms bigint not null,
  what text not null,
  by_name text,
  note text,
  primary key (alert_id, number)
);

-- Nobody is told of these until then; null = any.
create table alert_mute (
  id bigint generated always as identity primary key,
  kiosk text,
  place text,
  code text,
  until_ms bigint not null,
  reason text not null,
  by_name text not null,
  made_ms bigint not null,
  ended_ms bigint,
  check (kiosk is not null or place is not null or code is not null)
);
create index alert_mute_standing on alert_mute (until_ms) where ended_ms is null;

-- Where alerts are delivered to, as running instances are set up, and when one of them last said so.
create table alert_port (
  name text primary key,
  seen_ms bigint not null
);
-- Exactly one row for each change, port and alert.
create table alert_delivery (
  alert_id bigint not null references alert on delete cascade,
  change text not null check (change in ('opened', 'resolved')),
  port text not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed')),
  attempts int not null default 0,
  at_ms bigint not null,
  next_ms bigint not null,
  sent_ms bigint,
  -- Code of the last failure; no answer of the other side is kept.
  cause text,
  primary key (alert_id, change, port)
);
create index alert_delivery_waiting on alert_delivery (port, next_ms) where state = 'waiting';

-- Since when the hub has been listening without a break: silence counts from there.
create table alert_watch (
  only_row boolean primary key default true check (only_row),
  since_ms bigint not null,
  last_ms bigint not null
);
insert into alert_watch (since_ms, last_ms) values (0, 0);

-- What a machine's last heartbeat says is wrong (`signsOf`), and when that changed: the next heartbeat is compared with it, and nothing more is done while it is the same.
alter table heartbeat_latest add column signs text not null default '', add column signs_ms bigint not null default 0;
create index heartbeat_latest_signs on heartbeat_latest (device_id) where signs <> '';

-- Acts of which nobody knows how they ended, until the machine tells it late.
create index custody_report_unknown on custody_report (device_id, act_id) where act_outcome = 'indeterminate';
create index custody_report_late on custody_report (device_id, act_id) where act_is_late;

-- The last hour of each machine in samples of five minutes, newest last: [atMs, startedMs, started, completed, touches, crashes, frames].
create table machine_hour (
  device_id text primary key,
  samples jsonb not null
) with (fillfactor = 70);
