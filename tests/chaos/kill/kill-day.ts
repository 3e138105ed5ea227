import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { enrolMachine } from '../../../build/demo/enrol-machine.ts';
import { systemClock } from '../../../contract/clock.ts';
import { createRandom } from '../../../hub/city/random.ts';
import { type HubFixture, liYun, operatorToken } from '../../../hub/testing/hub-fixture.ts';
import { databaseFile } from '../../../terminal/store/open-store.ts';
import { openSqlite } from '../../../terminal/store/sqlite.ts';
import { type Facts, factsOf } from '../../powercut/check/facts.ts';
import { Promises } from '../../powercut/check/promises.ts';
import { readLine } from '../../powercut/said.ts';
import { type HubSide, hubSide, untilWorked } from './effects.ts';
import { WorkingProcess } from './working-process.ts';

export interface KillDayOptions {
  readonly hub: HubFixture;
  /** `KD0001`; another one for each day. */
  readonly kiosk: string;
  readonly kills: number;
  readonly seed: number;
  /** What a process says at most before it is killed; one in four dies in its start already. */
  readonly lines: number;
  readonly signal?: AbortSignal;
  onKill?(): void;
}

export interface KillDay {
  readonly kills: number;
  /** Kills before the process had committed anything. */
  readonly early: number;
  /** Lines that promised something. */
  readonly acknowledged: number;
  readonly messages: number;
  readonly receipts: number;
  readonly problems: readonly string[];
}

/** How long after a line, at most: so that the kill meets whatever comes next, and not the line. Milliseconds. */
const afterLineMs = 40;

/**
 * A day of one machine whose process is killed with SIGKILL at random moments. After each kill everything that was said must stand in its database; at the
 * end, when the queue is empty, hub and departments must have each transaction exactly once.
 */
export async function killDay(options: KillDayOptions): Promise<KillDay> {
  const { hub, kiosk, kills, seed, lines, signal } = options;
  const dataDir = mkdtempSync(join(tmpdir(), 'yitiji-kill-day-'));
  const random = createRandom(seed).next;
  const promises = new Promises();
  const problems: string[] = [];
  let early = 0;
  let done = 0;
  let next = new WorkingProcess();
  try {
    await enrolMachine(hub.hub.url, dataDir, operatorToken, { kiosk, place: '测试街', keeperPhone: '020-00000000' });
    const begin = (process: WorkingProcess) =>
      process.begin({ dataDir, hubUrl: hub.hub.url, seed: seed * 1000 + done, life: `${done}`, people: [liYun] });
    while (done < kills && signal?.aborted !== true) {
      const process = next;
      await begin(process);
      next = new WorkingProcess();
      if (random() < 0.75) await process.said(1 + Math.floor(random() * lines));
      await pause(random() * afterLineMs);
      const said = await process.kill();
      if (said.length === 0) early += 1;
      for (const line of said) promises.take(readLine(line));
      const broken = promises.broken(factsIn(dataDir));
      problems.push(...broken.map((problem) => `after kill ${done + 1}: ${problem}`));
      done += 1;
      options.onKill?.();
      // One broken promise is broken after every later kill as well.
      if (broken.length > 0) break;
    }
    await begin(next);
    await next.said(1);
    for (const line of await next.drain()) promises.take(readLine(line));
    await untilWorked(hub.sql);
    const facts = factsIn(dataDir);
    const [device] = await hub.sql<{ id: string }[]>`select id from device where kiosk = ${kiosk}`;
    problems.push(...promises.broken(facts), ...differences(facts, await hubSide(hub.sql, device?.id ?? '')));
    const { messages, receipts } = facts;
    const acknowledged = promises.count;
    return { kills: done, early, acknowledged, messages: messages.size, receipts: receipts.size, problems };
  } finally {
    await next.kill().catch(() => undefined);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function factsIn(dataDir: string): Facts {
  const db = openSqlite(join(dataDir, databaseFile), 'read');
  try {
    return factsOf(db);
  } finally {
    db.close();
  }
}

/** What machine and hub do not agree about. */
function differences(facts: Facts, hub: HubSide): readonly string[] {
  const { messages, receipts, integrity } = facts;
  return [
    ...[...messages].flatMap(([id, { state }]) => (state === 'acked' ? [] : [`message ${id} is ${state}`])),
    ...[...messages.keys()].flatMap((id) => {
      const times = hub.applied.get(id);
      return times === 1 ? [] : [`message ${id} took effect ${times ?? 'never, and never arrived'}`];
    }),
    ...[...receipts].flatMap((no) =>
      hub.taken.get(no) === 1 ? [] : [`receipt ${no} was taken in ${hub.taken.get(no)}`],
    ),
    ...[...hub.applied.keys()].flatMap((id) => (messages.has(id) ? [] : [`the hub has ${id}, the machine has not`])),
    ...[...hub.taken.keys()].flatMap((no) => (receipts.has(no) ? [] : [`a department has ${no}, the machine has not`])),
    ...(hub.upTo === integrity.lastSeq
      ? []
      : [`the hub has everything up to ${hub.upTo}, the last is ${integrity.lastSeq}`]),
  ];
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    systemClock.after(ms, resolve);
  });
}
