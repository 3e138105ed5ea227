-- When the hub learned how a print ended; null = before there was a console.
alter table act_print add column at_ms bigint;
create index act_print_at on act_print (at_ms) where at_ms is not null;
create index case_file_settled on case_file (settled_ms) where settled_ms is not null;

-- By hour: cases that were settled, and prints. `what`: done, refused, offline (settled ones that were taken in without the hub), printed, printFailed.
create table outcome_hour (
  hour_ms bigint not null,
  district text not null,
  item_id text not null,
  what text not null,
  cases int not null,
  primary key (hour_ms, district, item_id, what)
);
