-- A cursor and a latest heartbeat are rewritten all the time; with room on their page no index has to follow.
alter table device_cursor set (fillfactor = 70);

-- Known only once the worker has opened a message: intake need not write an entry for nobody.
drop index case_file_person;
drop index case_file_actor;
create index case_file_person on case_file (person) where person is not null;
create index case_file_actor on case_file (actor) where actor is not null;
