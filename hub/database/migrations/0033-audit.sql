-- What people did at the hub (hub/audit/): a chain of hashes without a gap, written in the transaction of the act itself.
create table audit_entry (
  seq bigint primary key,
  at_ms bigint not null,
  actor_kind text not null check (actor_kind in ('account', 'token')),
  actor_id text not null,
  -- As it was called when it acted; no later change of a name rewrites what stands here.
  actor_name text not null,
  act text not null,
  subject text not null,
  -- As text and not jsonb: the hash is over these very values, and jsonb has its own idea of numbers.
  detail text not null,
  hash text not null
);
create index audit_entry_act on audit_entry (act, seq);
create index audit_entry_actor on audit_entry (actor_id, seq);
create index audit_entry_subject on audit_entry (subject, seq);
create index audit_entry_at on audit_entry (at_ms);

-- One row: where the chain ends. Its lock puts acts in order.
create table audit_head (
  one boolean primary key default true check (one),
  seq bigint not null,
  hash text not null
);
insert into audit_head (seq, hash) values (0, repeat('0', 64));

create function audit_is_kept() returns trigger language plpgsql as $$
begin
  raise exception 'the audit is only ever added to';
end $$;
create trigger audit_entry_kept before update or delete or truncate on audit_entry
  for each statement execute function audit_is_kept();
