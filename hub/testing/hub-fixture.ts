import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../contract/clock.ts';
import { openPool, type Sql } from '../database/pool.ts';
import { type WrappingKeys, wrappingKeyFileName, wrappingKeysIn } from '../keys/wrapping-keys.ts';
import { createHubLog } from '../log.ts';
import { type HubOptions, type RunningHub, startHub } from '../main.ts';
import { TestMachine } from './machine.ts';
import { layReadyCluster } from './ready-cluster.ts';
import { testDatabase } from './test-database.ts';

export const operatorToken = 'test-operator-token';
/** Headers of somebody who has the operator token. */
export const byToken = { authorization: `Bearer ${operatorToken}` } as const;
export const personasFile = join(import.meta.dirname, '../../kiosk-config/demo/personas.json');
/** Two cards, both in use, at the start. */
export const liYun = { idNumber: '440199199203150026', name: '黎赟', cards: ['ss-0026-1', 'ss-0026-2'] } as const;

/** The real clock with a wall that tests can move. */
export class ShiftedClock implements Clock {
  shiftMs = 0;
  monoMs = systemClock.monoMs;
  after = systemClock.after;
  wallMs(): number {
    return systemClock.wallMs() + this.shiftMs;
  }
}

/** A hub on a PostgreSQL of its own, for one test file. */
export interface HubFixture {
  readonly hub: RunningHub;
  readonly sql: Sql;
  /** Of the first hub, and of the others unless told otherwise. */
  readonly wrapping: WrappingKeys;
  readonly clock: ShiftedClock;
  readonly dataDir: string;
  /** Every line that any hub of this fixture has logged. */
  readonly logLines: string[];
  /** Starts another instance; on the same database unless told otherwise. */
  another(options?: Partial<HubOptions>): Promise<RunningHub>;
  /** The address of a new, empty database on the same server. */
  emptyDatabase(): Promise<string>;
  /** An enrolled machine; kiosk codes count up. */
  machine(url?: string): Promise<TestMachine>;
  close(): Promise<void>;
}

/** @param options besides those of every fixture, for all its instances */
export async function openHubFixture(options: Partial<HubOptions> = {}): Promise<HubFixture> {
  const dataDir = mkdtempSync(join(tmpdir(), 'yitiji-hub-'));
  const logLines: string[] = [];
  const clock = new ShiftedClock();
  const log = createHubLog('debug', { write: (line: string) => logLines.push(line) });
  const server = await testDatabase();
  if (server === null && options.databaseUrl === undefined) await layReadyCluster(dataDir);
  const external = server === null ? {} : { databaseUrl: server.url };
  const base = {
    port: 0,
    dataDir,
    operatorToken,
    passwordCost: { ln: 10, r: 8, p: 1 },
    personasFile,
    populationSize: 50,
    heartbeatPauseMs: 0,
    noncePauseMs: 0,
    clock,
    log,
    ...external,
    ...options,
  };
  const started: RunningHub[] = [];
  const start = async (options: HubOptions) => {
    const result = await startHub(options);
    if (!result.ok) throw new Error(result.error);
    started.push(result.value);
    return result.value;
  };
  const hub = await start(base);
  const sql = openPool(hub.databaseUrl, 4);
  let kiosks = 0;
  const databases: string[] = [];
  return {
    hub,
    sql,
    wrapping: wrappingKeysIn(join(dataDir, wrappingKeyFileName)),
    clock,
    dataDir,
    logLines,
    another: (more = {}) => start({ ...base, databaseUrl: hub.databaseUrl, ...more }),
    async emptyDatabase() {
      const name = `yitiji_test_${randomBytes(6).toString('hex')}`;
      await sql.unsafe(`create database ${name}`);
      databases.push(name);
      const url = new URL(hub.databaseUrl);
      url.pathname = `/${name}`;
      return url.href;
    },
    machine: (url = hub.url) => {
      kiosks += 1;
      return new TestMachine(url).enrol(operatorToken, `TH${String(kiosks).padStart(4, '0')}`);
    },
    async close() {
      // The first is the one whose database the others stand beside.
      for (const running of started.slice(1).reverse()) await running.close();
      if (server !== null) for (const name of databases) await sql.unsafe(`drop database ${name} with (force)`);
      await sql.end({ timeout: 1 });
      await hub.close();
      await server?.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Operator's switch of the simulated department. */
export async function setFaults(
  url: string,
  faults: { readonly delayMs: number; readonly outage: boolean },
): Promise<number> {
  const response = await fetch(`${url}/v1/operator/departments/social-security`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${operatorToken}` },
    body: JSON.stringify(faults),
  });
  return response.status;
}

/**
 * Where a text stands in the database outside the department's own tables: `table` names, empty = nowhere. Bytes are searched as hexadecimal too.
 */
export async function tablesWith(sql: Sql, text: string): Promise<readonly string[]> {
  const tables = await sql<{ name: string }[]>`
    select quote_ident(relname) as name from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace and relname not like 'dept\\_%'`;
  const hex = Buffer.from(text, 'utf8').toString('hex');
  const found: string[] = [];
  for (const { name } of tables) {
    const hits = await sql.unsafe(`select 1 from ${name} t where t::text like $1 or t::text like $2 limit 1`, [
      `%${text}%`,
      `%${hex}%`,
    ]);
    if (hits.length > 0) found.push(name);
  }
  return found;
}
