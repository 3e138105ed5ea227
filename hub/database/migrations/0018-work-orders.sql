-- Work orders with their life (contract/technician/work-orders.ts), what machines recorded for them, and the register of cards and found items.
alter table maintenance_order add column state text not null default 'new'
  check (state in ('new', 'assigned', 'onSite', 'waitingPart', 'fixed', 'verified', 'closed', 'reopened'));
update maintenance_order set state = 'closed' where closed_ms is not null;
alter table maintenance_order add column assigned_to text references staff;
-- Rises with every change of any order: count and newest of the open ones tell a machine whether it has them all.
create sequence work_revision;
alter table maintenance_order add column revision bigint not null default nextval('work_revision');
-- The signed record that closed it; null = not closed, or in another way.
alter table maintenance_order add column closed_by uuid;

-- Orders are closed in several places; each of them is a change that the machine hears of.
create function order_closed() returns trigger language plpgsql as $$
begin
  new.state := 'closed';
  new.revision := nextval('work_revision');
  return new;
end $$;
create trigger maintenance_order_closed before update of closed_ms on maintenance_order
  for each row when (old.closed_ms is null and new.closed_ms is not null) execute function order_closed();

create table work_record (
  message_id uuid primary key,
  device_id text not null references device,
  record_id text not null,
  order_id bigint not null,
  -- As the machine signed it.
  record jsonb not null,
  is_signed boolean not null,
  received_ms bigint not null,
  unique (device_id, record_id)
);
create index work_record_order on work_record (order_id, received_ms);

-- A replenishment with a difference of cards that an operator has looked into: the machine issues cards again.
alter table replenishment add column accepted_ms bigint;
-- A machine that lost power between two writes says it again.
create unique index replenishment_once on replenishment (device_id, id);

create table register_item (
  device_id text not null references device,
  id text not null,
  version int not null,
  item jsonb not null,
  is_open boolean not null,
  found_ms bigint not null,
  received_ms bigint not null,
  primary key (device_id, id)
);
create index register_item_open on register_item (found_ms) where is_open;
