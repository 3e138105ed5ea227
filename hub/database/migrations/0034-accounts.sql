-- People of the console (contract/accounts.ts), their sessions, and tries to sign in.
create table account (
  id text primary key,
  -- What is typed to sign in; never given to somebody else, also when it has ended.
  account text not null unique,
  name text not null,
  roles text[] not null,
  created_ms bigint not null,
  ended_ms bigint,
  -- PHC string (scrypt); null = invited.
  password_hash text,
  -- Secret of the authenticator, sealed with the store key.
  totp_sealed bytea not null,
  -- Newest step of 30 s whose code was used: a code counts once.
  totp_step bigint not null default 0,
  invitation_hash text,
  invited_until_ms bigint,
  last_sign_in_ms bigint
);

create table account_recovery (
  account_id text not null references account,
  -- Keyed hash.
  code_hash text not null,
  primary key (account_id, code_hash)
);

create table console_session (
  -- SHA-256 of what stands in the cookie: whoever reads this table has no session by it.
  id_hash text primary key,
  -- Null = signed in with the operator token, whose keyed hash stands in token_mark: another token ends the session.
  account_id text references account,
  token_mark text,
  created_ms bigint not null,
  seen_ms bigint not null,
  stepped_up_ms bigint,
  check ((account_id is null) <> (token_mark is null))
);
create index console_session_account on console_session (account_id);
create index console_session_created on console_session (created_ms);

-- Who tried: keyed hashes of account, address and both.
create table sign_in_try (
  id bigint generated always as identity primary key,
  who text not null,
  at_ms bigint not null
);
create index sign_in_try_who on sign_in_try (who, at_ms);
