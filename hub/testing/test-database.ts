import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../contract/clock.ts';
import { startEmbedded } from '../database/embedded.ts';
import { openPool } from '../database/pool.ts';
import { silentHubLog } from '../log.ts';
import { layReadyCluster } from './ready-cluster.ts';

/** A database of its own on a PostgreSQL server that somebody else runs. */
export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** Of a role that may create databases; `vitest.config.ts` takes it from `DATABASE_URL`. */
const serverUrl = process.env.YITIJI_TEST_DATABASE_URL ?? process.env.DATABASE_URL ?? '';

/**
 * Where tests of the hub run: with `DATABASE_URL` in a new database on that server, one for each fixture, dropped at its end; without it null, and the fixture
 * starts an embedded PostgreSQL.
 */
export async function testDatabase(): Promise<TestDatabase | null> {
  if (serverUrl === '') return null;
  const name = `yitiji_test_${randomBytes(6).toString('hex')}`;
  const admin = openPool(serverUrl, 1);
  await admin.unsafe(`create database ${name}`);
  const url = new URL(serverUrl);
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

/** The same where no hub shall run in the test's own process: on an embedded PostgreSQL that is started for it when no server is given. */
export async function databaseOnServer(): Promise<TestDatabase> {
  const given = await testDatabase();
  if (given !== null) return given;
  const dataDir = mkdtempSync(join(tmpdir(), 'yitiji-postgres-'));
  await layReadyCluster(dataDir);
  const started = await startEmbedded({ dataDir, clock: systemClock, log: silentHubLog });
  if (!started.ok) throw new Error(started.error);
  return {
    url: started.value.url,
    async drop() {
      await started.value.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** For tests that kill PostgreSQL, read its own log or stand in its folder: they are about the embedded one. */
export const isOnServer = serverUrl !== '';
