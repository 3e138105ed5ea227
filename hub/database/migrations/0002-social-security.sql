-- The simulated department: the city's own tables, the only ones with people in them (all synthetic).

create table dept_ss_person (
  id_number text primary key,
  name text not null
);

create table dept_ss_card (
  card_id text primary key,
  id_number text not null references dept_ss_person,
  last4 text not null,
  bank_code text not null,
  bank_zh text not null,
  bank_en text not null,
  bank_hotline text not null,
  issued text not null,
  state text not null check (state in ('normal', 'lost', 'expired')),
  lost_ms bigint,
  -- First report through this system; null when reported elsewhere.
  receipt_no text
);
create index dept_ss_card_person on dept_ss_card (id_number);

-- What the department has taken in and not yet, or already, put in force.
create table dept_ss_report (
  receipt_no text primary key,
  id_number text not null,
  name text not null,
  -- null: taken in offline, the person could not choose a card.
  card_id text,
  taken_ms bigint not null,
  outcome text,
  settled_ms bigint
);
