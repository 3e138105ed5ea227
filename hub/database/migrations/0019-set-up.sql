-- What machines were when somebody said that they are ready to serve: one row a report, as it came.
create table commissioning (
  message_id uuid primary key,
  device_id text not null references device,
  number text not null,
  hash text not null,
  is_signed boolean not null,
  report jsonb not null,
  received_ms bigint not null,
  -- A report that a machine tells twice under two messages is one.
  unique (device_id, number)
);
create index commissioning_device on commissioning (device_id, received_ms desc);

-- Codes that an operator makes before a technician goes to a new machine; the machine that brings one becomes `kiosk`. The code itself is not kept.
create table enrolment_ticket (
  code_hash text primary key,
  kiosk text not null,
  place text not null,
  keeper_phone text not null,
  expires_ms bigint not null,
  created_ms bigint not null
);
