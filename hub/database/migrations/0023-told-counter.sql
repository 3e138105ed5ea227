-- Counter of the newest assignment that a machine says it has: a hub that was restored from an older backup numbers on from there, not below it.
alter table heartbeat_latest add column told_counter bigint;
