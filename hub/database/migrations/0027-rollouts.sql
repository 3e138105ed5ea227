-- A release on its way to many machines, ring by ring (hub/rollouts/).
create table rollout (
  id bigint generated always as identity primary key,
  target text not null,
  -- Of the manifest.
  sha256 text not null,
  -- As machines tell it.
  release text not null,
  -- application, catalogue, config, notice.
  kind text not null,
  state text not null check (state in ('proposed', 'running', 'paused', 'halted', 'reverted', 'finished', 'superseded')),
  -- RolloutRequest without target, hash and kiosks.
  plan jsonb not null,
  starter_kind text not null,
  starter_id text not null,
  starter_name text not null,
  approver_name text,
  created_ms bigint not null,
  started_ms bigint,
  changed_ms bigint not null,
  -- When its machines were last looked at, and since when that has gone on without a break: a hub that was away has heard nobody, and nobody was silent.
  looked_ms bigint,
  listening_ms bigint,
  -- When the counters of machines were last read.
  measured_ms bigint,
  -- Why it stands still: {code, ring, numbers, atMs}.
  waiting jsonb
);
-- One at a time of each kind and scope is on its way.
create unique index rollout_under_way on rollout (kind) where state in ('proposed', 'running');

create table rollout_ring (
  rollout_id bigint not null references rollout,
  ring int not null,
  machines int not null,
  opened_ms bigint,
  passed_ms bigint,
  approver_name text,
  -- What was known when somebody resumed in spite of it: {finished, failures, lost}.
  excused jsonb not null default '{"finished":0,"failures":0,"lost":0}',
  -- The gate is counted from here; null = from the opening.
  gate_ms bigint,
  primary key (rollout_id, ring)
);

create table rollout_machine (
  rollout_id bigint not null references rollout,
  device_id text not null references device,
  ring int not null,
  state text not null default 'untouched',
  since_ms bigint,
  cause text,
  what text,
  -- The assignment that offered it.
  counter bigint,
  offered_ms bigint,
  expires_ms bigint,
  activated_ms bigint,
  -- It has told that its update is through; its soak goes on.
  is_through boolean not null default false,
  -- What ran when it was offered, and the assignment before: the way back.
  before_release text,
  before_target text,
  before_sha256 text,
  -- Counters of the last heartbeat that was read: {boot, completed, done, failed, crashes, atMs}.
  seen jsonb,
  -- Sums on the new release.
  hours double precision not null default 0,
  completed int not null default 0,
  prints int not null default 0,
  prints_failed int not null default 0,
  crashes int not null default 0,
  primary key (rollout_id, device_id)
) with (fillfactor = 80);
create index rollout_machine_ring on rollout_machine (rollout_id, ring, state);
create index rollout_machine_device on rollout_machine (device_id, rollout_id desc);

-- What was decided, by rules and by people, with the numbers of the moment. Never changed.
create table rollout_decision (
  id bigint generated always as identity primary key,
  rollout_id bigint not null references rollout,
  at_ms bigint not null,
  code text not null,
  ring int,
  numbers jsonb not null,
  actor_name text,
  reason text
);
create index update_outcome_release on update_outcome (release, received_ms);
create index rollout_decision_of on rollout_decision (rollout_id, id desc);

-- Sums over machines of an hour: with the new release (touched), and of the untouched controls.
create table rollout_figure (
  rollout_id bigint not null references rollout,
  hour_ms bigint not null,
  name text not null,
  is_touched boolean not null,
  machines int not null,
  x double precision not null,
  y double precision not null,
  xx double precision not null,
  yy double precision not null,
  xy double precision not null,
  primary key (rollout_id, hour_ms, name, is_touched)
);
