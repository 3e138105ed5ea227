import { join } from 'node:path';
import { type Clock, sleep, systemClock } from '../contract/clock.ts';
import type { CatalogueItem } from '../contract/console/catalogue.ts';
import type { Suite } from '../contract/envelope.ts';
import { err, ok, type Result } from '../contract/result.ts';
import type { HashCost } from '../contract/technician/pin-hash.ts';
import { cityDay } from '../contract/working-days.ts';
import { passwordCost } from './accounts/passwords.ts';
import { deliverAlerts, openPorts } from './alerts/delivery/deliver.ts';
import type { AlertPorts } from './alerts/delivery/ports.ts';
import { seedProjects } from './cases/project-cases.ts';
import { resetActs } from './cases/reset-cases.ts';
import { generateCity } from './city/city.ts';
import type { CityPerson } from './city/person.ts';
import { readPersonas } from './city/personas.ts';
import { cityCalendar } from './city/reference.ts';
import { readCatalogueItems } from './console/catalogue-items.ts';
import { readDatabaseUrl } from './database/database-url.ts';
import { type EmbeddedPostgres, startEmbedded } from './database/embedded.ts';
import { migrate } from './database/migrations.ts';
import { ensurePartitions } from './database/partitions.ts';
import { openPool, type Sql } from './database/pool.ts';
import { whileDatabaseIsBack } from './database/while-database-is-back.ts';
import { resetPeople, seedCity } from './departments/city-store.ts';
import { noFaults } from './departments/faults.ts';
import type { HubDeps } from './deps.ts';
import { watchAnswers } from './drain.ts';
import { keepHouse } from './housekeeping.ts';
import { leastRetentionMs } from './ingest/horizon.ts';
import { followKeys } from './keys/follow-keys.ts';
import { type HubKeys, loadHubKeys, wantSealSuite } from './keys/hub-keys.ts';
import { type WrappingKeys, wrappingKeyFileName, wrappingKeysIn, wrappingKeysOf } from './keys/wrapping-keys.ts';
import { createHubLog, type HubLog } from './log.ts';
import { driveRollouts } from './rollouts/drive.ts';
import { buildServer } from './server.ts';
import { demonstrationSms } from './services/sms/sms-port.ts';
import { openSignals, type Signals } from './signals.ts';
import { seedDemonstrationStaff } from './staff/seed-staff.ts';
import { type CatalogueRules, readCatalogueRules } from './worker/items/catalogue-rules.ts';
import { followUnread, openAgain } from './worker/open-again.ts';
import type { WorkItem } from './worker/work-step.ts';
import { startWorker } from './worker/worker.ts';

const unverifiedLine =
  'PostgreSQL is on another computer, and what is said to it could be read or answered by others: add ?sslmode=verify-full&sslrootcert=FILE ' +
  '(or sslrootcert=system) to its address, or say --trust-database-line where the network between them is closed (docs/hub.md)';

export interface HubOptions {
  /** 0 = any free port. */
  readonly port: number;
  /** Default 127.0.0.1. The hub speaks no TLS, so other addresses belong behind a gateway. */
  readonly host?: string;
  /** A PostgreSQL ≥ 15; default: the embedded one in `dataDir`. */
  readonly databaseUrl?: string;
  /** True = also a database on another computer, over a line that anybody on the way can read or answer on. */
  readonly isDatabaseLineTrusted?: boolean;
  /** The hub's folder; made when missing. */
  readonly dataDir: string;
  /** At least 16 characters. Whoever has it may do everything, but is one person where two are needed. */
  readonly operatorToken: string;
  /** Demonstration people (`kiosk-config/demo/personas.json`); without it only generated ones. */
  readonly personasFile?: string;
  /** Generated people besides; default 5,000. */
  readonly populationSize?: number;
  /** The machines' catalogue (`kiosk-config/catalogue`): what it promises, and for whom, counts. Without it the departments' own promises. */
  readonly catalogueDir?: string;
  /** Milliseconds from acceptance to decision; null = by the city's working days. Default 20 s: a demonstration that can be watched. */
  readonly decisionDelayMs?: number | null;
  /** How long messages are kept after the month of their id has ended; default 400 days, at least 31. */
  readonly retentionDays?: number;
  /** How long a missing number may stand before it is an alarm, milliseconds; default one hour. */
  readonly gapLimitMs?: number;
  /** Address of the gateway before this hub, whose X-Forwarded-For is believed; default none, so that nobody can borrow another's address. */
  readonly trustProxy?: string;
  /** How long a closing hub goes on serving after `/readyz` began to say no, so that a balancer that asks has time to turn away, milliseconds; default 0. */
  readonly drainMs?: number;
  /** Heartbeats of this many milliseconds are written together; default 250. */
  readonly heartbeatPauseMs?: number;
  /** Nonces of this many milliseconds are spent together; default 50. */
  readonly noncePauseMs?: number;
  /** False = this instance takes in and answers, others do the work of the departments. Default true. */
  readonly isWorking?: boolean;
  /** Tests only: false = what one instance does for all once a minute (`hub/housekeeping.ts`) is done by the test alone, when it says so. */
  readonly isKeepingHouse?: boolean;
  /** Where people reach this hub; default its own address. */
  readonly publicUrl?: string;
  /** Suite of the key that machines seal to (docs/hub.md, Keys); default: that of the newest key, at first `intl-1`. */
  readonly sealSuite?: Suite;
  /** File of the keys that wrap the hub's private keys in its database; default `wrapping.key` in the hub's folder, made at the first start. */
  readonly wrappingKeyFile?: string;
  /** What such a file would hold, instead of one. */
  readonly wrappingKeyText?: string;
  /** Repository of releases (`release publish`); default `releases` in the hub's folder. */
  readonly releasesDir?: string;
  /** Where people are told of alerts (`readAlertPorts`); default nowhere but in the console. */
  readonly alertPorts?: AlertPorts;
  readonly clock?: Clock;
  readonly log?: HubLog;
  /** Tests only: cheap hashes of passwords. */
  readonly passwordCost?: HashCost;
  /** Tests only: throws to make a worker step fail just before its commit. */
  readonly beforeCommit?: (item: WorkItem) => void;
}

export interface RunningHub {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** For further instances and for looking inside; holds the password. */
  readonly databaseUrl: string;
  /** Process id of the embedded PostgreSQL; null with a `databaseUrl`. */
  databasePid(): number | null;
  /** Gives the demonstration people (`personasFile`) their cards and circumstances back, so that a demonstration can be played again. */
  resetDemonstration(): Promise<void>;
  /** Answers what waits, finishes the step in hand, closes connections, stops the embedded database. Safe to call again. */
  close(): Promise<void>;
}

const populationSeed = 20_261_123;
const defaultPopulation = 5000;
const defaultDecisionMs = 20_000;
const defaultRetentionDays = 400;
const defaultHeartbeatPauseMs = 250;
const defaultNoncePauseMs = 50;
const defaultGapLimitMs = 3_600_000;

/** Starts one hub instance. Error: one sentence for the operator. */
export async function startHub(options: HubOptions): Promise<Result<RunningHub, string>> {
  const clock = options.clock ?? systemClock;
  const log = options.log ?? createHubLog();
  if (options.operatorToken.length < 16) return err('the operator token must have at least 16 characters');
  const today = cityDay(clock.wallMs());
  const personas = options.personasFile === undefined ? ok([]) : readPersonas(options.personasFile, today);
  if (!personas.ok) return personas;

  const catalogue = options.catalogueDir === undefined ? ok(new Map()) : readCatalogueRules(options.catalogueDir);
  if (!catalogue.ok) return catalogue;
  const items = options.catalogueDir === undefined ? ok([]) : readCatalogueItems(options.catalogueDir);
  if (!items.ok) return items;

  let embedded: EmbeddedPostgres | null = null;
  if (options.databaseUrl !== undefined) {
    const address = readDatabaseUrl(options.databaseUrl);
    if (!address.ok) return address;
    if (address.value.line === 'unverified' && options.isDatabaseLineTrusted !== true) return err(unverifiedLine);
  } else {
    const started = await startEmbedded({ dataDir: options.dataDir, clock, log });
    if (!started.ok) return started;
    embedded = started.value;
  }
  const databaseUrl = options.databaseUrl ?? embedded?.url ?? '';
  const sql = openPool(databaseUrl);
  const undo = async () => {
    await sql.end({ timeout: 2 });
    await embedded?.stop();
  };
  try {
    const given = { personas: personas.value, catalogue: catalogue.value, items: items.value, today };
    const tried = await whileDatabaseIsBack(sql, clock, () => prepare({ ...options, clock, log }, sql, given));
    const prepared = tried.ok ? tried.value : tried;
    if (!prepared.ok) {
      await undo();
      return prepared;
    }
    const running = await startInstance({ ...options, clock, log }, sql, { ...given, ...prepared.value });
    let closing: Promise<void> | null = null;
    return ok({
      url: running.url,
      databaseUrl,
      databasePid: () => embedded?.pid() ?? null,
      resetDemonstration: () => running.reset(),
      close: () => {
        closing ??= closeBoth(running, undo);
        return closing;
      },
    });
  } catch (cause) {
    await undo();
    const code = cause instanceof Error && 'code' in cause ? cause.code : null;
    if (code === 'EADDRINUSE') return err(`port ${options.port} is in use`);
    if (code === 'EACCES') return err(`port ${options.port} may not be used by this account`);
    throw cause;
  }
}

/** The database goes last, and goes even when the instance did not close in order. */
async function closeBoth(instance: { close(): Promise<void> }, undo: () => Promise<void>): Promise<void> {
  try {
    await instance.close();
  } finally {
    await undo();
  }
}

type Running = HubOptions & { readonly clock: Clock; readonly log: HubLog };

interface Given {
  readonly personas: readonly CityPerson[];
  readonly catalogue: CatalogueRules;
  readonly items: readonly CatalogueItem[];
  readonly today: string;
}

interface Prepared {
  readonly keys: HubKeys;
  readonly wrapping: WrappingKeys;
  readonly signals: Signals;
}

/** What the instance needs of the database before it serves. May be done again after any part of it. */
async function prepare(
  { clock, log, ...options }: Running,
  sql: Sql,
  { personas, today }: Given,
): Promise<Result<Prepared, string>> {
  await migrate(sql, log);
  await ensurePartitions(sql, clock.wallMs(), log);
  const size = options.populationSize ?? defaultPopulation;
  const city = () => {
    const { people, companies } = generateCity(populationSeed, size, today);
    return { people: [...personas, ...people], companies };
  };
  await seedCity(sql, city, { seed: populationSeed, size: personas.length + size }, log);
  const nowMs = Math.round(clock.wallMs());
  const wrapping =
    options.wrappingKeyText === undefined
      ? wrappingKeysIn(options.wrappingKeyFile ?? join(options.dataDir, wrappingKeyFileName))
      : wrappingKeysOf(options.wrappingKeyText);
  const place = { sql, wrapping };
  const wanted = options.sealSuite === undefined ? ok(null) : await wantSealSuite(place, options.sealSuite, nowMs);
  if (!wanted.ok) return wanted;
  const loaded = await loadHubKeys(place, { nowMs: () => clock.wallMs(), log });
  if (!loaded.ok) return loaded;
  const keys = loaded.value;
  if (options.personasFile !== undefined) await seedDemonstrationStaff(sql, options.personasFile, nowMs);
  await seedProjects(sql, keys.store, cityCalendar, nowMs);
  if (options.isWorking !== false) await openAgain(sql, nowMs);
  return ok({ keys, wrapping, signals: await openSignals(sql) });
}

async function startInstance(
  options: Running,
  sql: Sql,
  { personas, catalogue, items, keys, wrapping, signals }: Given & Prepared,
): Promise<{ readonly url: string; reset(): Promise<void>; close(): Promise<void> }> {
  const { clock, log } = options;
  const startedMs = clock.monoMs();
  const host = options.host ?? '127.0.0.1';
  const isLoopback = ['127.0.0.1', '::1', 'localhost'].includes(host);
  const stopping = new AbortController();
  let isDraining = false;
  let ownUrl = '';
  const deps: HubDeps = {
    sql,
    clock,
    log,
    keys,
    wrapping,
    signals,
    operatorToken: options.operatorToken,
    passwordCost: options.passwordCost ?? passwordCost,
    faults: noFaults(),
    calendar: cityCalendar,
    decisionDelayMs: options.decisionDelayMs === undefined ? defaultDecisionMs : options.decisionDelayMs,
    catalogue,
    items,
    sms: demonstrationSms(),
    gapLimitMs: options.gapLimitMs ?? defaultGapLimitMs,
    retentionMs: Math.max(leastRetentionMs, (options.retentionDays ?? defaultRetentionDays) * 24 * 3_600_000),
    heartbeatPauseMs: options.heartbeatPauseMs ?? defaultHeartbeatPauseMs,
    noncePauseMs: options.noncePauseMs ?? defaultNoncePauseMs,
    publicUrl: () => options.publicUrl ?? ownUrl,
    isDraining: () => isDraining,
    releasesDir: options.releasesDir ?? join(options.dataDir, 'releases'),
    stop: stopping.signal,
    hostNames: isLoopback ? ['127.0.0.1', 'localhost', '[::1]'] : [],
  };
  followKeys(deps);
  const app = buildServer(deps, options.trustProxy);
  const answers = watchAnswers(app.server);
  const url = await app.listen({ port: options.port, host });
  ownUrl = url;
  const worker = options.isWorking === false ? null : startWorker(deps, options.beforeCommit);
  if (options.isWorking !== false) followUnread(deps);
  const house = options.isKeepingHouse === false ? null : keepHouse(deps);
  const delivery = deliverAlerts(deps, openPorts(options.alertPorts ?? {}, deps));
  const rollouts = options.isWorking === false ? null : driveRollouts(deps);
  log('hub.service.started', { url });
  return {
    url,
    async reset() {
      await resetPeople(sql, personas);
      const numbers = personas.map((person) => person.idNumber);
      await resetActs(sql, deps.keys.store, numbers, Math.round(clock.wallMs()));
    },
    async close() {
      isDraining = true;
      await sleep(clock, options.drainMs ?? 0);
      stopping.abort();
      const closed = app.close();
      await answers.idle();
      app.server.closeAllConnections();
      await closed;
      await worker?.stop();
      await house;
      await delivery;
      await rollouts;
      log('hub.service.stopped', { uptimeMs: Math.round(clock.monoMs() - startedMs) });
    },
  };
}
