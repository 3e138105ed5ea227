-- What machines say of cards: how a motion ended, where an item is now, how many are left. No person.
create table custody_report (
  message_id uuid primary key,
  device_id text not null,
  device text not null,
  receipt_no text,
  act_id text,
  act_kind text,
  act_outcome text,
  act_by text,
  -- True: the act was unknown before.
  act_is_late boolean,
  custody_id text,
  item_kind text,
  direction text,
  state text,
  is_orphan boolean,
  hopper int,
  retain int
);
create index custody_report_item on custody_report (device_id, custody_id);
