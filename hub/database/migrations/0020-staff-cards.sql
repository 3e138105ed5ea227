-- Cards that name a person to a machine. What stands on a card is kept nowhere: `token` finds it again (keyed hash), `digest` is its SHA-256 sealed under the store key, from which each
-- machine's own keyed hash is made.
create table staff_card (
  token text primary key,
  staff_id text not null references staff,
  digest bytea not null,
  created_ms bigint not null,
  -- Lost or given back; null = in use.
  revoked_ms bigint
);
create index staff_card_staff on staff_card (staff_id);
