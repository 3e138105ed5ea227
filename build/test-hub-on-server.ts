import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../contract/clock.ts';
import { startEmbedded } from '../hub/database/embedded.ts';
import { silentHubLog } from '../hub/log.ts';

/**
 * `npm run test:hub-on-server`: every test of the hub against a PostgreSQL that the hub has not started, as in a city. `DATABASE_URL` names it; without that the
 * binaries of the embedded one are started here and stand for such a server. More words go to Vitest.
 */
const root = join(import.meta.dirname, '..');
const own = process.env.DATABASE_URL === undefined ? await startServer() : null;
const url = process.env.DATABASE_URL ?? own?.url ?? '';
const child = spawn(
  process.execPath,
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    'hub/',
    'tests/integration/three-hubs',
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, DATABASE_URL: url } },
);
process.exitCode = await new Promise<number>((settle) => child.once('exit', (code) => settle(code ?? 1)));
await own?.stop();

async function startServer(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'yitiji-server-'));
  const started = await startEmbedded({ dataDir, clock: systemClock, log: silentHubLog });
  if (!started.ok) throw new Error(started.error);
  const { value } = started;
  return {
    url: value.url,
    async stop() {
      await value.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
