-- In which order a machine counted: ids of messages follow its wall clock, which may go back. Reports whose message is gone already keep none.
alter table custody_report
  add column store_epoch text,
  add column seq bigint,
  add column noted_ms bigint;
update custody_report c set store_epoch = i.store_epoch, seq = i.seq, noted_ms = i.received_ms from ingest i where i.id = c.message_id;
-- Of the store that was heard last.
create index custody_report_counted on custody_report (device_id, noted_ms desc nulls last) where hopper is not null;
