-- Cases of every item, and the services of a visit. Persons stand only in dept_ tables; elsewhere a person is a token (keyed hash) or sealed bytes.

alter table hub_key drop constraint hub_key_purpose_check;
alter table hub_key add constraint hub_key_purpose_check check (purpose in ('reply', 'seal', 'code', 'store'));

alter table case_file drop constraint case_file_state_check;
alter table case_file add constraint case_file_state_check check (state in ('delivered', 'accepted', 'inProgress', 'needMore', 'waitSpouse',
  'waitSign', 'ready', 'done', 'refused', 'withdrawn', 'expired'));
-- Null: a case that did not come from a machine (the city's own project approvals).
alter table case_file alter column message_id drop not null;
alter table case_file add column delivered_ms bigint;
alter table case_file add column accepted_ms bigint;
alter table case_file add column due_on text;
-- Sealed JSON: what the done page shows (amounts, dates, codes).
alter table case_file add column data bytea;
-- Tokens of the person it is about and of the one who acted.
alter table case_file add column person text;
alter table case_file add column actor text;
alter table case_file add column confirmer text;
update case_file c set delivered_ms = i.received_ms from ingest i where i.id = c.message_id;
create index case_file_person on case_file (person);
create index case_file_actor on case_file (actor);

create table case_matter (
  receipt_no text not null,
  matter_id text not null,
  position int not null,
  department text not null,
  state text not null,
  allowed_days int,
  started_ms bigint,
  due_on text,
  settled_ms bigint,
  reason text,
  section text,
  pickup text,
  primary key (receipt_no, matter_id)
);

-- What a department still has to do with a case, by its own clock. Steps of messages stand in `work`; a case that takes twelve days must not
-- hold up the messages of its receipt.
create table case_task (
  receipt_no text not null,
  step text not null,
  matter_id text not null default '',
  next_ms bigint not null,
  attempts int not null default 0,
  primary key (receipt_no, step, matter_id)
);
create index case_task_next on case_task (next_ms);

-- What the departments have taken in: the application with its people.
create table dept_application (
  receipt_no text primary key,
  item_id text not null,
  device_id text not null,
  id_number text not null,
  name text not null,
  actor_number text not null,
  actor_name text not null,
  answers jsonb not null,
  is_offline boolean not null,
  read_version int,
  order_id text,
  draft_id text,
  captured_at text not null,
  taken_ms bigint not null,
  -- What it is about besides the person: a card, a year, a certificate. Same person, item and target = the same act (H18).
  target text not null,
  is_live boolean not null,
  outcome text
);
create index dept_application_same on dept_application (item_id, id_number, target);

-- Answers of services by (machine, key): the same key again gives the same answer.
create table service_answer (
  device_id text not null,
  key text not null,
  -- Keyed hash of route and request: the key cannot be used for something else.
  request bytea not null,
  answer bytea not null,
  at_ms bigint not null,
  primary key (device_id, key)
);
create index service_answer_at on service_answer (at_ms);

create table sms_code (
  id text primary key,
  device_id text not null,
  person text,
  -- Token of the number, so that resending is bounded per number.
  mobile text not null,
  purpose text not null,
  code_hash bytea not null,
  sent_ms bigint not null,
  expires_ms bigint not null,
  tries int not null default 0,
  good_ms bigint
);
create index sms_code_mobile on sms_code (mobile, sent_ms);

-- The demonstration carrier: what would have gone to phones. The operator reads it; a real carrier has no such table.
create table dept_sms (
  id bigint generated always as identity primary key,
  mobile text not null,
  text text not null,
  receipt_no text,
  sent_ms bigint not null
);

create table video_check (
  id text primary key,
  device_id text not null,
  person text not null,
  state text not null,
  answer_ms bigint not null,
  closes_ms bigint not null
);

create table pay_order (
  id text primary key,
  device_id text not null,
  item_id text not null,
  person text not null,
  amount_fen int not null check (amount_fen > 0),
  state text not null check (state in ('pending', 'paid', 'expired', 'unknown', 'refunding', 'refunded')),
  created_ms bigint not null,
  expires_ms bigint not null,
  paid_ms bigint,
  receipt_no text,
  -- The goods went to the citizen: a refund is out of the question.
  used_ms bigint
);
-- One row per order: money goes back once, whoever asks, however often.
create table pay_refund (
  order_id text primary key references pay_order,
  reason text not null,
  at_ms bigint not null,
  settled_ms bigint
);

create table document (
  id text primary key,
  device_id text not null,
  kind text not null,
  item_id text not null,
  person text not null,
  -- Keyed hash of kind, person and answers: prints of the same certificate are counted together.
  content text not null,
  verify_code text not null unique,
  pages int not null,
  print_no int not null,
  state text not null check (state in ('issued', 'void')),
  reason text,
  issued_ms bigint not null,
  free_until_ms bigint not null,
  printed_ms bigint,
  void_ms bigint,
  -- Sealed PDF; null once the print has ended or the time is over.
  pdf bytea
);
create index document_content on document (content, issued_ms);

create table card_reservation (
  id text primary key,
  device_id text not null,
  receipt_no text not null,
  person text not null,
  order_id text,
  serial text not null unique,
  state text not null check (state in ('reserved', 'issuedPending', 'mismatch', 'taken', 'captured', 'void')),
  digest text not null,
  card_id text not null,
  last4 text not null,
  reserved_ms bigint not null,
  ended_ms bigint
);
create index card_reservation_receipt on card_reservation (receipt_no, reserved_ms);

create table draft (
  id text primary key,
  item_id text not null,
  owner text not null,
  version int not null,
  section int not null,
  -- Sealed JSON: answers and signers.
  content bytea not null,
  saved_ms bigint not null,
  until_ms bigint not null,
  sign_until_ms bigint,
  state text not null check (state in ('draft', 'awaitingSignatures', 'submitted', 'expired'))
);
create index draft_owner on draft (owner);
create table draft_signer (
  draft_id text not null references draft on delete cascade,
  person text not null,
  phone_code text not null unique,
  signed_version int,
  digest text,
  method text,
  signed_ms bigint,
  primary key (draft_id, person)
);

create table booking (
  booking_no text primary key,
  device_id text not null,
  person text not null,
  service_id text not null,
  place_id text not null,
  day text not null,
  slot_id text not null,
  state text not null check (state in ('active', 'cancelled', 'past')),
  -- Sealed mobile number.
  mobile bytea not null,
  booked_ms bigint not null
);
create unique index booking_one_active on booking (person, service_id) where state = 'active';
create index booking_slot on booking (place_id, service_id, day, slot_id);

create table rating (
  receipt_no text primary key,
  level int not null check (level between 1 and 5),
  reasons jsonb not null,
  reasons_version int not null,
  -- Sealed words and callback number.
  words bytea,
  at_ms bigint not null,
  -- person, or default: seven days without a word count as 3.
  source text not null check (source in ('person', 'default'))
);

create table item_switch (
  item_id text primary key,
  reason text not null
);
create table phase_switch (
  phase text primary key check (phase in ('live', 'second')),
  is_on boolean not null
);
insert into phase_switch (phase, is_on) values ('live', true), ('second', true);
create table switch_version (only_row boolean primary key default true check (only_row), version int not null);
insert into switch_version (version) values (1);
