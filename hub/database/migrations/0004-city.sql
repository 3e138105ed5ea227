-- The simulated city: everything that departments know of a person as one document. All synthetic; only dept_ tables have people in them.

-- The simulated people of one department are replaced by those of the city; applications of every item stand in dept_application (0005).
drop table dept_ss_report;
drop table dept_ss_card;
drop table dept_ss_person;

-- Which city stands here; another version, seed or form of the documents replaces its people.
create table dept_city (
  only_row boolean primary key default true check (only_row),
  version int not null,
  seed int not null,
  people int not null
);

create table dept_person (
  id_number text primary key,
  person_id text not null unique,
  name text not null,
  household text not null,
  -- CityPerson without its cards (hub/city/person.ts); changed under the lock of the row.
  doc jsonb not null
);
create index dept_person_household on dept_person (household);

create table dept_ss_card (
  card_id text primary key,
  id_number text not null references dept_person on delete cascade,
  last4 text not null,
  bank_code text not null,
  issued text not null,
  state text not null check (state in ('normal', 'tempLoss', 'formalLoss', 'cancelled', 'inProduction', 'inactive', 'expired')),
  -- inProduction: 1 to 5.
  step int,
  pick_place text,
  generation int not null,
  replaced boolean not null,
  lost_ms bigint,
  -- First report through this system; null when reported elsewhere.
  receipt_no text
);
create index dept_ss_card_person on dept_ss_card (id_number);

create table dept_company (
  uscc text primary key,
  name_zh text not null,
  core text not null,
  district text not null,
  insured int not null
);
create index dept_company_core on dept_company (core);
