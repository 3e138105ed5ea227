-- What a technician or keeper has to look at, by machine. Never a person.
create table maintenance_order (
  id bigint generated always as identity primary key,
  device_id text not null,
  -- What was named in a rating: device, print, card (codes of the city's list of reasons); `low:<device>.<supply>` as the machine reports it.
  kind text not null,
  -- Application in whose rating it was named; null = told in another way.
  receipt_no text,
  opened_ms bigint not null,
  closed_ms bigint
);
-- The same complaint many times is one piece of work until somebody has looked.
create unique index maintenance_order_open on maintenance_order (device_id, kind) where closed_ms is null;

-- The day of submission was written for none but the first cases.
update case_file c set delivered_ms = i.received_ms from ingest i where i.id = c.message_id and c.delivered_ms is null;
