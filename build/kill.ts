import { parseArgs } from 'node:util';
import { openHubFixture } from '../hub/testing/hub-fixture.ts';
import { countEffects } from '../tests/chaos/kill/effects.ts';
import { type KillDay, killDay } from '../tests/chaos/kill/kill-day.ts';
import { areWhole, refuse, runOrHelp, sayer, seedOf, stopOnInterrupt, usualOptions } from './long-run.ts';

/** `npm run test:kill`: more kills than `npm test` has time for. */
const help = `npm run test:kill [-- options]

Kills the process of a working machine (real store, real sync, real hub with PostgreSQL) with SIGKILL at random moments. After each kill everything that was
acknowledged must stand; at the end of each day of 50 kills every transaction must be at hub and department exactly once.

  --kills N   how many (default 500)
  --seed S    number, or "random"; seed of the first day, the others count up (default 20261128)
  --json      one JSON object on stdout at the end; progress goes to stderr
  --help      this text

Ctrl-C ends it with the day that is under way. Exit code: 0 = nothing was found, 1 = something was, 2 = wrong options.
`;

const killsOfDay = 50;
/** What a process says at most before it is killed. */
const lines = 40;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '500' },
    seed: { type: 'string', default: '20261128' },
    ...usualOptions,
  },
});

await runOrHelp(values.help, help, main);

async function main(): Promise<number> {
  const say = sayer(values.json);
  const kills = Number(values.kills);
  const seed = seedOf(values.seed, 0xffff);
  if (!areWhole([kills, seed], 1)) {
    return refuse('--kills and --seed are whole numbers from 1');
  }
  const signal = stopOnInterrupt(say, 'day that is');
  const startedAt = performance.now();
  const hub = await openHubFixture({ decisionDelayMs: 0 });
  await countEffects(hub.sql);
  const days: KillDay[] = [];
  try {
    for (let left = kills; left > 0 && !signal.aborted; left -= killsOfDay) {
      const n = days.length;
      const kiosk = `KD${String(n + 1).padStart(4, '0')}`;
      const day = await killDay({
        hub,
        kiosk,
        kills: Math.min(left, killsOfDay),
        seed: seed + n,
        lines,
        signal,
      });
      days.push(day);
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
      say(
        `${seconds} s: ${sum(days, 'kills')}/${kills} kills, ${sum(days, 'messages')} messages, ${problemsOf(days).length} problems`,
      );
    }
  } finally {
    await hub.close();
  }
  const problems = problemsOf(days);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  const all = {
    seed,
    days: days.length,
    kills: sum(days, 'kills'),
    early: sum(days, 'early'),
    acknowledged: sum(days, 'acknowledged'),
    messages: sum(days, 'messages'),
    receipts: sum(days, 'receipts'),
    problems,
    seconds,
  };
  if (values.json) process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
  else {
    for (const problem of problems) say(problem);
    say(
      `${all.kills} kills (${all.early} in the start), ${all.acknowledged} acknowledgements, ${all.messages} messages and ${all.receipts} receipts, each at the hub exactly once: ${problems.length} problems; seed ${seed}, ${seconds} s`,
    );
  }
  return problems.length > 0 ? 1 : 0;
}

function sum(days: readonly KillDay[], key: 'kills' | 'early' | 'acknowledged' | 'messages' | 'receipts'): number {
  return days.reduce((total, day) => total + day[key], 0);
}

function problemsOf(days: readonly KillDay[]): readonly string[] {
  return days.flatMap(({ problems }) => problems);
}
