-- Pictures of papers that came with an application (trust C), sealed.
alter table dept_application add column photos bytea;
