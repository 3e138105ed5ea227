import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cityDay } from '../../contract/working-days.ts';
import { medicalYears } from '../../hub/city/medical-year.ts';
import { createRandom } from '../../hub/city/random.ts';
import { databaseFile } from '../../terminal/store/open-store.ts';
import { type Db, openSqlite } from '../../terminal/store/sqlite.ts';
import { factsOf } from '../powercut/check/facts.ts';
import { mainPaths } from '../support/citizen/main-paths.ts';
import { type Journey, startJourney } from '../support/journey.ts';
import { familyOf } from '../support/process-memory.ts';
import { type Trend, trendOf } from './figures.ts';
import { cardItem, isOnA4 } from './plan-sessions.ts';

export interface WindowSessionsOptions {
  /** No visit begins later. */
  readonly minutes: number;
  readonly seed: number;
  readonly progress: (line: string) => void;
  readonly signal?: AbortSignal;
}

export interface WindowSessionsResult {
  readonly sessions: number;
  /** Citizens who came to the last page of their item; the others pressed the way out. */
  readonly done: number;
  readonly touches: number;
  readonly messages: number;
  readonly receipts: number;
  readonly slips: number;
  /** Of processes and descriptors; empty after fewer than eight looks. Memory is told and not judged: a quarter of an hour only warms up. */
  readonly trends: readonly Trend[];
  readonly problems: readonly string[];
}

/** What the kiosk's programs hold between two visits. Memory in MiB. */
interface WindowLook {
  readonly processes: number;
  readonly descriptors: number;
  readonly terminalMiB: number;
  readonly allMiB: number;
}

/** One case is rated once, and a company is founded once under its name. */
const onceOnly: ReadonlySet<string> = new Set(['u.rate', 'biz.open']);
/** Part of the citizens who press the way out, and the looks at the screen after which they do. */
const exitPart = 0.15;
const mostLooks = 8;

/** Visits of citizens in the real window, by real touches, on real pseudo-terminals, against a real hub: one after the other, until the time is over. */
export async function runWindowSessions(options: WindowSessionsOptions): Promise<WindowSessionsResult> {
  const { minutes, seed, progress, signal } = options;
  const dice = createRandom(seed);
  const items = new Set(Object.keys(mainPaths).filter((id) => id !== cardItem && !isOnA4(id)));
  // Between the years of the insurance nobody can enrol.
  if (medicalYears(cityDay(Date.now())).open === null) items.delete('med.res.enrol');
  const journey = await startJourney({ name: 'soak', code: 'TH0019' });
  const looks: WindowLook[] = [];
  const problems: string[] = [];
  const endMs = performance.now() + minutes * 60_000;
  let [sessions, done, touches] = [0, 0, 0];
  try {
    await journey.ready();
    while (performance.now() < endMs && signal?.aborted !== true && problems.length === 0) {
      const itemId = dice.pick([...items]);
      if (onceOnly.has(itemId)) items.delete(itemId);
      const path = mainPaths[itemId];
      if (path === undefined) break;
      const exitAfter = dice.chance(exitPart) ? dice.int(1, mostLooks) : Number.POSITIVE_INFINITY;
      let [looked, isLeft] = [0, false];
      try {
        const walked = await journey.visit(itemId, path.plan, {
          until: (page) => {
            looked += 1;
            // The hub sends a person only so many codes, and no clerk sits at the video here: whoever is sent there goes.
            isLeft = looked > exitAfter || page.startsWith('C2-video');
            return page === 'A0' || isLeft;
          },
        });
        touches += walked.touches;
        if (walked.pages.some((page) => page.startsWith(`${itemId}/${path.end}`))) done += 1;
        else if (!isLeft) problems.push(`visit ${sessions} of ${itemId}: ${walked.pages.join(' → ')}`);
      } catch (cause) {
        problems.push(`visit ${sessions} of ${itemId}: ${String(cause)}`);
      }
      await journey
        .afterEach()
        .catch((cause: unknown) => problems.push(`behind visit ${sessions} of ${itemId}: ${String(cause)}`));
      sessions += 1;
      problems.push(...overdue(journey));
      looks.push(lookAt(journey));
      const { processes, descriptors, terminalMiB, allMiB } = looks.at(-1) as WindowLook;
      progress(
        `${sessions}: ${itemId}, ${done} done; ${processes} processes, ${descriptors} descriptors, terminal service ${terminalMiB.toFixed(0)}, all ${allMiB.toFixed(0)} MiB`,
      );
    }
    const counted = await settled(journey);
    problems.push(...counted.wrong);
    const slips = journey.kiosk.bench.slips().length;
    if (counted.prints > slips) problems.push(`${counted.prints} slips are claimed as printed, ${slips} came out`);
    const flat = looks.length < 8 ? [] : judged(looks);
    for (const { name, quarters, isFlat } of flat) if (!isFlat) problems.push(`${name} grow: ${quarters.join(', ')}`);
    const { messages, receipts } = counted;
    return { ...{ sessions, done, touches, messages, receipts, slips, trends: flat, problems } };
  } finally {
    await journey.close();
  }
}

/** One process more is Chromium's own business; three descriptors are a connection. */
const judged = (looks: readonly WindowLook[]): readonly Trend[] => [
  trendOf(
    'processes',
    looks.map(({ processes }) => processes),
    { most: 1, slack: 1 },
  ),
  trendOf(
    'descriptors',
    looks.map(({ descriptors }) => descriptors),
    { most: 1.02, slack: 3 },
  ),
];

function lookAt({ kiosk }: Journey): WindowLook {
  const family = familyOf(kiosk.app.process().pid ?? 0).map(({ pid }) => pid);
  const sum = (of: (pid: number) => number) => family.reduce((total, pid) => total + of(pid), 0);
  return {
    processes: family.length,
    descriptors: sum(descriptorsOf),
    terminalMiB: residentMiB(kiosk.terminalPid()),
    allMiB: sum(residentMiB),
  };
}

/** Both 0 for a process that has just ended. */
function descriptorsOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0;
  }
}

function residentMiB(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** While the hub is there a message waits for seconds; milliseconds. */
const overdueMs = 90_000;

function overdue(journey: Journey): readonly string[] {
  const db = openSqlite(join(journey.kiosk.dataDir, databaseFile), 'read');
  try {
    return left(db, overdueMs);
  } finally {
    db.close();
  }
}

/** What is older than this and not at the hub, one sentence each: refused ones, too. */
function left(db: Db, olderMs: number): readonly string[] {
  return db
    .prepare<[number], Readonly<Record<string, unknown>>>(
      `SELECT topic, prio, state, verdict, attempts, last_error AS error, order_key AS orderKey, wall_ms AS wallMs FROM outbox
       WHERE state <> 'acked' AND wall_ms < ? ORDER BY pos`,
    )
    .all(Date.now() - olderMs)
    .map((message) => `not at the hub: ${JSON.stringify(message)}`);
}

/** Everything that waits goes to the hub; then the machine's database is looked into, while its program runs. */
async function settled(journey: Journey) {
  const db = openSqlite(join(journey.kiosk.dataDir, databaseFile), 'read');
  const count = (sql: string) => db.prepare<[], { n: number }>(sql).get()?.n ?? 0;
  try {
    const wrong: string[] = [];
    const waiting = () => count("SELECT count(*) AS n FROM outbox WHERE state <> 'acked'");
    // What is not urgent waits up to a minute, and one such wait gives up after half of it.
    for (let tries = 0; tries < 4 && waiting() > 0; tries += 1)
      await journey.truth('everything is at the hub', () => Promise.resolve(waiting() === 0)).catch(() => undefined);
    wrong.push(...left(db, 0));
    const { halves, integrity } = factsOf(db);
    const { integrityCheck, gapFree, casesMatch, auditChain } = integrity;
    if (integrityCheck !== 'ok' || !gapFree || !casesMatch || auditChain !== 'ok')
      wrong.push(JSON.stringify(integrity));
    return {
      wrong: [...wrong, ...halves],
      messages: count('SELECT count(*) AS n FROM outbox'),
      receipts: count('SELECT count(*) AS n FROM case_row'),
      prints: count("SELECT count(*) AS n FROM act WHERE kind = 'print' AND outcome = 'done'"),
    };
  } finally {
    db.close();
  }
}
