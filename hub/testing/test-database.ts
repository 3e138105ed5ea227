import { randomBytes } from 'node:crypto';
import { openPool } from '../database/pool.ts';

/** A database of its own on a PostgreSQL server that somebody else runs. */
export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/**
 * Where hub tests run: with `YITIJI_TEST_DATABASE_URL` (a role that may create databases) in a new database on that server, one for each fixture; without it null,
 * and every fixture starts an embedded PostgreSQL. `npm run test:hub-on-server` sets it.
 */
export async function testDatabase(): Promise<TestDatabase | null> {
  const server = process.env.YITIJI_TEST_DATABASE_URL;
  if (server === undefined || server === '') return null;
  const name = `yitiji_test_${randomBytes(6).toString('hex')}`;
  const admin = openPool(server, 1);
  await admin.unsafe(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    async drop() {
      // `with (force)`: an instance that was killed in a test may still hold a connection.
      await admin.unsafe(`drop database if exists ${name} with (force)`);
      await admin.end({ timeout: 1 });
    },
  };
}

/** For tests that kill PostgreSQL, read its own log or stand in its folder: they are about the embedded one. */
export const isOnServer = (process.env.YITIJI_TEST_DATABASE_URL ?? '') !== '';
