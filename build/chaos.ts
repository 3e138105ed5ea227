import { parseArgs } from 'node:util';
import { type ChaosHub, startChaosHub } from '../tests/chaos/rig/chaos-hub.ts';
import { type ChaosCounts, type ChaosFailure, type ChaosResult, runChaos } from '../tests/chaos/rig/run-chaos.ts';
import { readPlaces } from '../tests/chaos/rig/schedule.ts';
import { areWhole, refuse, runOrHelp, sayer, seedOf, stopOnInterrupt, usualOptions } from './long-run.ts';

/** `npm run test:chaos`: real kiosks, a real hub, and a network between them that does its worst, by many more schedules than `npm test` has time for. */
const help = `npm run test:chaos [-- options]

Runs schedules: kiosks with the terminal's own store and sync, a hub with PostgreSQL, worker and simulated departments, and a proxy between them that cuts, resets,
swallows, delays, doubles, spoils and forges by plan. When the network has healed and every queue is empty, nothing may be lost, doubled or untold.

  --schedules N   how many (default 2000)
  --seed S        the first of their seeds: a number, or "random" (default); printed at the start
  --only SEED     this one schedule
  --keep PLACES   with --only: these of its faults and no other, as a failure prints them (kiosk:exchange,…)
  --lanes N       schedules at a time (default 4)
  --json          one JSON object on stdout at the end; progress goes to stderr
  --help          this text

DATABASE_URL names a PostgreSQL ≥ 15 of your own; a database is made in it for the run and dropped. Default: an embedded one.
Ctrl-C ends it with what has been done. Exit code: 0 = every promise was kept, 1 = something was found, 2 = wrong options.
`;

const progressMs = 10_000;

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '2000' },
    seed: { type: 'string', default: 'random' },
    only: { type: 'string' },
    keep: { type: 'string' },
    lanes: { type: 'string', default: '4' },
    ...usualOptions,
  },
});

await runOrHelp(values.help, help, main);

async function main(): Promise<number> {
  const say = sayer(values.json);
  const first = values.only ?? seedOf(values.seed, 1e6);
  const [seed, schedules, lanes] = [first, values.only === undefined ? values.schedules : '1', values.lanes].map(
    Number,
  );
  const keep = values.keep === undefined ? undefined : readPlaces(values.keep);
  if (!areWhole([seed, schedules, lanes], 0) || lanes === 0) {
    return refuse('--schedules, --seed, --only and --lanes are whole numbers');
  }
  if (keep === null || (keep !== undefined && values.only === undefined)) {
    return refuse('--keep is a list like 0:3,1:7 and needs --only');
  }
  const signal = stopOnInterrupt(say, 'schedules that are');
  say(`seed ${seed}, ${schedules} schedules, ${lanes} at a time`);
  const hub: ChaosHub = await startChaosHub();
  const startMs = performance.now();
  let saidMs = startMs;
  try {
    const result = await runChaos({
      hub,
      seeds: Array.from({ length: schedules ?? 0 }, (_, n) => (seed ?? 0) + n),
      lanes: lanes ?? 1,
      ...(keep === undefined ? {} : { keep }),
      signal,
      progress: (counts) => {
        const now = performance.now();
        if (now - saidMs < progressMs) return;
        saidMs = now;
        say(progressLine(counts, (now - startMs) / 1000, schedules ?? 0));
      },
    });
    if (values.json) process.stdout.write(`${JSON.stringify({ seed, kills: hub.second.kills, ...result }, null, 2)}\n`);
    else say(report(result, hub.second.kills, seed ?? 0, values.only !== undefined));
    return result.failures.length > 0 ? 1 : 0;
  } finally {
    await hub.close();
  }
}

function figure(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function progressLine({ schedules, exchanges, failures }: ChaosCounts, seconds: number, all: number): string {
  return `${figure(seconds)} s: ${figure(schedules)}/${figure(all)} schedules, ${figure(exchanges)} exchanges, ${failures} failures`;
}

function report({ counts, failures, seconds }: ChaosResult, kills: number, seed: number, isOne: boolean): string {
  const parts = (of: Readonly<Partial<Record<string, number>>>) =>
    Object.entries(of)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([name, value]) => `${name} ${figure(value ?? 0)}`)
      .join(', ');
  return [
    '',
    `${figure(counts.schedules)} schedules, ${figure(counts.exchanges)} exchanges, ${figure(counts.messages)} messages, ${figure(counts.virtualMs / 3_600_000)} h of the machines`,
    `exchanges: ${parts(counts.faults)}`,
    `told: ${parts(counts.told)}`,
    `${figure(counts.wishes)} wishes for something at once, asked ${figure(counts.asked)} times; ${figure(counts.crashes)} kiosks crashed, ${figure(kills)} hub instances killed`,
    ...failures.map((failure) => describe(failure, isOne)),
    `${failures.length === 0 ? 'nothing found' : `${failures.length} failures`}, seed ${seed}, ${figure(seconds)} s`,
  ].join('\n');
}

function describe({ seed, violations, faults, again, trace }: ChaosFailure, isOne: boolean): string {
  return [
    '',
    `seed ${seed}:`,
    ...violations.map(({ rule, detail }) => `  ${rule}: ${detail}`),
    ...(faults === null ? [] : ['  fewest faults that fail:', ...faults.map((line) => `    ${line}`)]),
    ...(isOne ? ['  what happened:', ...trace.map((line) => `    ${line}`)] : []),
    `  again: ${again}`,
  ].join('\n');
}
