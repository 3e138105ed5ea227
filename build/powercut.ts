import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { statesOf } from '../tests/powercut/run/jobs.ts';
import { type LanesResult, runLanes } from '../tests/powercut/run/power-cut-lanes.ts';
import { type BuildName, builds, isBuild } from '../tests/powercut/workload/builds.ts';
import { scenarios } from '../tests/powercut/workload/scenarios.ts';
import { areWhole, refuse, runOrHelp, sayer, seedOf, stopOnInterrupt, usualOptions } from './long-run.ts';
import { root } from './project.mjs';

const names = scenarios.map(({ name }) => name);

/** `npm run test:powercut`: many more crash states than `npm test` has time for. */
const help = `npm run test:powercut [-- options]

Records the system calls of the real store with strace, builds every state in which a power cut could have left the disk, and starts the machine on each.

  --states N      crash states to check at least (default 100000)
  --seed S        number, or "random"; seed of the first recording, the others count up (default 20261128)
  --scenario A,B  only these: ${names.join(', ')}
  --build NAME    another build of the store (default product): ${Object.keys(builds).join(', ')}
  --steps N       things that the machine does in one recording (default 24)
  --torn N        torn states at each call, at least 2 (default 4)
  --jobs N        worker threads (default: one for each core)
  --json          one JSON object on stdout at the end; progress goes to stderr
  --help          this text

Failing states are kept in .cache/powercut for study. Ctrl-C ends it after the recordings that are under way.
Exit code: 0 = nothing was lost, 1 = something was, 2 = wrong options.
`;

const progressMs = 5_000;

const { values } = parseArgs({
  options: {
    states: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '20261128' },
    scenario: { type: 'string' },
    build: { type: 'string', default: 'product' },
    steps: { type: 'string', default: '24' },
    torn: { type: 'string', default: '4' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    ...usualOptions,
  },
});

await runOrHelp(values.help, help, main);

async function main(): Promise<number> {
  const say = sayer(values.json);
  const seed = seedOf(values.seed);
  const [states = 0, steps = 0, torn = 0, workers = 0] = [values.states, values.steps, values.torn, values.jobs].map(
    Number,
  );
  const chosen = values.scenario === undefined ? names : values.scenario.split(',');
  const { build } = values;
  if (!isBuild(build)) return refuse(`no build ${build}; there are ${Object.keys(builds).join(', ')}`);
  const wrong = chosen.filter((name) => !names.includes(name));
  if (wrong.length > 0) return refuse(`no scenario ${wrong.join(', ')}; there are ${names.join(', ')}`);
  if (!areWhole([seed, states, steps, torn, workers], 1) || torn < 2) {
    return refuse('--states, --seed, --steps and --jobs are whole numbers from 1, --torn from 2');
  }
  const signal = stopOnInterrupt(say, 'recordings that are');
  say(`seed ${seed}, build ${build}, scenarios ${chosen.join(', ')}, ${workers} workers`);
  let saidAt = 0;
  const result = await runLanes({
    states,
    workers,
    signal,
    jobOf: (n) => ({
      scenario: chosen[n % chosen.length] ?? '',
      build,
      seed: seed + n,
      steps,
      torn,
      failures: join(root, '.cache/powercut'),
    }),
    onProgress: (done, failing, seconds) => {
      if (seconds * 1000 - saidAt < progressMs) return;
      saidAt = seconds * 1000;
      say(`${seconds.toFixed(0)} s: ${number(done)}/${number(states)} states, ${number(failing)} failing`);
    },
  });
  if (values.json) process.stdout.write(`${JSON.stringify({ seed, build, ...result }, null, 2)}\n`);
  else say(report(result, build, seed));
  return result.counts.failing > 0 ? 1 : 0;
}

function report({ counts, failures, recordings, seconds }: LanesResult, build: BuildName, seed: number): string {
  const { states } = counts;
  const all = statesOf(counts);
  return [
    '',
    `${number(recordings)} recordings: ${number(counts.calls)} file operations, ${number(counts.lines)} acknowledgements`,
    `${number(all)} crash states: ${number(states.lost)} all pending lost, ${number(states.torn)} torn, ${number(states.kept)} all kept`,
    `${number(counts.databases)} different databases came out of them; ${number(counts.boots)} went through a whole start`,
    ...failures,
    `${number(all)} states, ${number(counts.lostAcknowledged)} lost something acknowledged, ${number(counts.damaged)} damaged, ${number(counts.failing)} failing; build ${build}, seed ${seed}, ${seconds.toFixed(0)} s`,
  ].join('\n');
}

function number(value: number): string {
  return value.toLocaleString('en');
}
