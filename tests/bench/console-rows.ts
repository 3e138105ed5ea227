import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../build/project.mjs';
import { systemClock } from '../../contract/clock.ts';
import { openPool } from '../../hub/database/pool.ts';
import { countArrivals } from '../../hub/fleet/arrivals.ts';
import { silentHubLog } from '../../hub/log.ts';
import { startHub } from '../../hub/main.ts';
import { knownWrappingKey } from '../../hub/simulate/hub-process.ts';
import { seedFleet } from '../../hub/testing/seed-fleet.ts';
import { median } from './median.ts';
import type { Row } from './row.ts';

const operatorToken = 'operator-token-of-the-bench';
const machines = 50_000;
/** Of the last day; ten for each machine. */
const messages = 500_000;
/** Milliseconds for an answer (docs/fleet.md). */
const budgetMs = 200;

/** What pages of the console ask for, the dearest of each kind. */
const asked = {
  'overview, nobody asked before': 'overview',
  'machines by code, first page': 'machines?limit=100',
  'machines of two states by age of the queue': 'machines?state=ok,limited&sort=oldest&order=desc&limit=100',
  'machines whose place has these words': `machines?text=${encodeURIComponent('服务站12')}&sort=lastBeat&limit=100`,
  'machines that do not run what is assigned': 'machines?trouble=drift&limit=100',
  'what filters can be set to': 'machines/choices',
  'one machine': 'machines/XD0042',
  'what happened at one machine': 'machines/XD0042/timeline',
  'newest transactions': 'transactions?limit=100',
  'transactions of one machine': 'transactions?kiosk=XD0042&limit=100',
  'transactions of an item in a district, settled': 'transactions?item=hpf.query&district=TH&state=done&limit=100',
  'usage of all items in a week': 'usage?days=7',
  'ratings, 31,000 of them': 'ratings?days=30',
  'bad ratings, one by one': 'ratings/list?days=30&upTo=2&limit=100',
  'queue, nobody asked before': 'queue',
  'machines with the longest queues': 'queue/machines?kind=pending&limit=100',
} as const;

/** How long pages of the console wait for a hub with 50,000 machines. */
export async function consoleRows(options: {
  readonly rounds: number;
  readonly databaseUrl: string | undefined;
}): Promise<readonly Row[]> {
  // On the disk of the project: a folder for temporary files may stand in memory.
  mkdirSync(join(root, '.cache'), { recursive: true });
  const dataDir = mkdtempSync(join(root, '.cache', 'console-bench-'));
  // Time goes on between two answers, so that what is shared for two seconds is asked anew.
  let skipMs = 0;
  const clock = { ...systemClock, monoMs: () => systemClock.monoMs() + skipMs };
  const started = await startHub({
    ...{ port: 0, dataDir, operatorToken, populationSize: 10, isWorking: false, clock, log: silentHubLog },
    ...(options.databaseUrl === undefined
      ? {}
      : { databaseUrl: options.databaseUrl, wrappingKeyText: knownWrappingKey }),
  });
  if (!started.ok) throw new Error(started.error);
  const hub = started.value;
  const sql = openPool(hub.databaseUrl, 1);
  try {
    await sql`set statement_timeout = 0`;
    await seedFleet(sql, { machines, messages, nowMs: Math.round(systemClock.wallMs()) });
    // As the hub itself does once a minute.
    await countArrivals(sql, Math.round(systemClock.wallMs()));
    const rows: Row[] = [];
    for (const [what, path] of Object.entries(asked)) {
      const times: number[] = [];
      let bytes = 0;
      for (let round = 0; round <= options.rounds; round += 1) {
        skipMs += 10_000;
        const beganMs = systemClock.monoMs();
        const reply = await fetch(`${hub.url}/v1/console/${path}`, {
          headers: { authorization: `Bearer ${operatorToken}` },
        });
        bytes = (await reply.arrayBuffer()).byteLength;
        if (reply.status !== 200) throw new Error(`${path}: ${reply.status}`);
        // The first one warms up.
        if (round > 0) times.push(systemClock.monoMs() - beganMs);
      }
      rows.push({
        what: `console: ${what}`,
        ...{ value: median(times), unit: 'ms', budget: budgetMs },
        baseline: `slowest ${Math.round(Math.max(...times))} ms of ${options.rounds}; ${Math.ceil(bytes / 1024)} KiB; 50,000 machines, 500,000 messages of a day`,
      });
    }
    return rows;
  } finally {
    await sql.end({ timeout: 1 });
    await hub.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
