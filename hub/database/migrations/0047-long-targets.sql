-- Without the target: it is as long as what was answered, and an entry of an index must fit into a third of a page (2,704 bytes). An application with a longer one could never be taken in.
drop index dept_application_same;
create index dept_application_same on dept_application (item_id, id_number);
