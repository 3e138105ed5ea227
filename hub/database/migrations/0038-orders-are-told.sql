-- Orders are opened and closed in many places: by heartbeats, ratings, records of machines, operators, the watch. Readers of the console hear of each of them (hub/console/tell.ts).
create function order_told() returns trigger language plpgsql as $$
begin
  perform pg_notify('yitiji', 'console:orders=');
  return null;
end $$;
create trigger maintenance_order_opened_told after insert on maintenance_order for each row execute function order_told();
create trigger maintenance_order_changed_told after update on maintenance_order for each row
  when (old.state is distinct from new.state or old.assigned_to is distinct from new.assigned_to) execute function order_told();
