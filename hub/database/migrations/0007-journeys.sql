-- A slip of a view or of the tracker belongs to no case.
alter table act_print alter column receipt_no drop not null;

-- Sealed JSON of what a certificate says; its pages are drawn when the machine fetches them, outside of any transaction.
alter table document drop column pdf;
alter table document add column source bytea;

-- Progress by receipt and last digits: bounded per receipt, whoever asks and whether or not the digits fit.
alter table sms_code add column receipt text;
create index sms_code_receipt on sms_code (receipt, sent_ms);
