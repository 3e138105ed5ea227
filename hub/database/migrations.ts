import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HubLog } from '../log.ts';
import { type Sql, transaction } from './pool.ts';

/** Any constant will do; it must be the same in every instance and release. */
const migrationLock = 7_149_001;
const folder = join(import.meta.dirname, 'migrations');

/**
 * Brings the schema forward: `NNNN-name.sql`, each in one transaction, never backward. Several instances may start at once; an advisory lock
 * lets one work while the others wait and then find nothing to do.
 * @param from folder of the files
 */
export async function migrate(sql: Sql, log: HubLog, from = folder): Promise<void> {
  const files = readdirSync(from)
    .filter((name) => /^\d{4}-.*\.sql$/.test(name))
    .sort();
  const done = await numbersOf(sql);
  for (const name of files) {
    // What is in stays in: fifty transactions of six statements that find nothing to do need not be opened at each start.
    if (done.has(Number(name.slice(0, 4)))) continue;
    await transaction(sql, async (tx) => {
      // A new index over a year of a city takes longer than any statement of a request may; whoever waits for it does, too.
      await tx`select set_config('statement_timeout', '0', true)`;
      await tx`select pg_advisory_xact_lock(${migrationLock})`;
      await tx`create table if not exists schema_migration (number int primary key, name text not null, at timestamptz not null default now())`;
      const number = Number(name.slice(0, 4));
      const known = await tx`select 1 from schema_migration where number = ${number}`;
      if (known.length > 0) return;
      await tx.unsafe(readFileSync(join(from, name), 'utf8')).simple();
      await tx`insert into schema_migration (number, name) values (${number}, ${name})`;
      log('hub.schema.migrated', { number });
    });
  }
}

/** Of the migrations that this database has; none where it is empty. */
async function numbersOf(sql: Sql): Promise<ReadonlySet<number>> {
  const [table] = await sql<{ name: string | null }[]>`select to_regclass('schema_migration')::text as name`;
  if (table?.name == null) return new Set();
  const rows = await sql<{ number: number }[]>`select number from schema_migration`;
  return new Set(rows.map(({ number }) => number));
}
