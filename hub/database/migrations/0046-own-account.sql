-- Browsers in which an account has signed in, each known by a cookie of its own: a sign-in from another one is told to the owner, and what was told is kept as read for each browser by itself, so
-- that whoever got in from elsewhere cannot take the notice away from the owner.
create table account_browser (
  account_id text not null references account,
  -- Keyed hash of account and cookie.
  browser_hash text not null,
  used_ms bigint not null,
  -- Entries of the audit up to this one were read.
  read_seq bigint not null default 0,
  primary key (account_id, browser_hash)
);
create index account_browser_used on account_browser (used_ms);

alter table console_session
  -- Names a session to its owner.
  add column no bigint generated always as identity,
  add column browser_hash text,
  -- Browser and network address of the sign-in, sealed with the store key.
  add column from_sealed bytea;

-- What was done to one account lately, without its whole history.
create index audit_entry_subject_at on audit_entry (subject, at_ms);
