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
  for (const name of files) {
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
