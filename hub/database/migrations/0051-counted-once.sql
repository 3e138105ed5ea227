-- What became of this application stands in outcome_hour already, and it was opened again since (补正 of a refused part): its next end counts no second time.
alter table case_file add column is_counted boolean not null default false;
