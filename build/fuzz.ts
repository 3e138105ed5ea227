import { parseArgs } from 'node:util';
import { type FuzzFinding, type FuzzResult, runFuzz } from '../tests/fuzz/rig/run-fuzz.ts';
import { areWhole, refuse, runOrHelp, sayer, seedOf, stopOnInterrupt, usualOptions } from './long-run.ts';

/** `npm run test:fuzz`: the whole API of a real hub, asked by its own description, in all the ways in which one should not. */
const help = `npm run test:fuzz [-- options]

Starts a hub with PostgreSQL, worker and departments and sends it requests that are made from its OpenAPI document: valid ones, nearly valid ones, and what somebody
sends who wants in. Each answer and each log line is judged: no 5xx, no stack, SQL or path, nobody's secrets or data, nobody let in who should not be, every answer as the
document says. At the end the hub must be well.

  --requests N   how many (default 100000)
  --seed S       a number, or "random" (default); printed at the start
  --only N       the request of this number and no other, with its answer
  --path TEXT    only routes whose path holds this
  --lanes N      requests at a time (default 16; 1 = always in the same order)
  --json         one JSON object on stdout at the end; progress goes to stderr
  --help         this text

A finding names its number. It comes again with --seed S --only N, or, where it needs what was done before, with --seed S --requests N+1 --lanes 1.
Ctrl-C ends it with what has been done. Exit code: 0 = nothing was found, 1 = something was, 2 = wrong options.
`;

const progressMs = 10_000;

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    seed: { type: 'string', default: 'random' },
    only: { type: 'string' },
    path: { type: 'string', default: '' },
    lanes: { type: 'string', default: '16' },
    ...usualOptions,
  },
});

await runOrHelp(values.help, help, main);

async function main(): Promise<number> {
  const say = sayer(values.json);
  const seed = seedOf(values.seed, 1e6);
  const [requests, lanes, only] = [values.requests, values.lanes, values.only ?? '0'].map(Number);
  if (!areWhole([seed, requests, lanes, only], 0) || lanes === 0) {
    return refuse('--requests, --seed, --only and --lanes are whole numbers');
  }
  const signal = stopOnInterrupt(say, 'requests that are');
  say(`seed ${seed}, ${figure(values.only === undefined ? (requests ?? 0) : 1)} requests, ${lanes} at a time`);
  let saidMs = performance.now();
  const result = await runFuzz({
    ...{ seed, signal, requests: requests ?? 0, lanes: lanes ?? 1, path: values.path },
    ...(values.only === undefined ? {} : { only: only ?? 0 }),
    progress: (done, findings) => {
      if (performance.now() - saidMs < progressMs) return;
      saidMs = performance.now();
      say(`${figure(done)} requests, ${findings} findings`);
    },
  });
  if (values.json) process.stdout.write(`${JSON.stringify({ seed, ...result }, null, 2)}\n`);
  else say(report(result, seed));
  return result.findings.length > 0 ? 1 : 0;
}

function figure(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function report(result: FuzzResult, seed: number): string {
  const { requests, seconds, statuses, routes, neverAsked, neverDone, findings, counts, heapMiB } = result;
  const by = Object.entries(statuses).map(([status, n]) => `${status}: ${figure(n)}`);
  return [
    '',
    `${figure(requests)} requests at ${routes} routes in ${figure(seconds)} s (${figure(requests / seconds)} a second); ${by.join(', ')}`,
    `heap ${heapMiB.early} MiB after a quarter, ${heapMiB.late} MiB at the end; never asked: ${neverAsked.length}; never got through: ${neverDone.join(', ') || 'none'}`,
    ...findings.map(describe),
    ...(findings.length === 0 ? [] : ['', ...Object.entries(counts).map(([kind, n]) => `${figure(n)} × ${kind}`)]),
    `${findings.length === 0 ? 'nothing found' : `${findings.length} findings`}, seed ${seed}`,
  ].join('\n');
}

function describe({ index, rule, detail, request, answer }: FuzzFinding): string {
  return ['', `${index < 0 ? '' : `request ${index}: `}${rule}: ${detail}`, `  ${request}`, `  → ${answer}`].join('\n');
}
