import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { loadSubjectFiles } from '../drivers/conformance/subjects.test-data.ts';
import { type LifeJob, lifeJobs } from '../tests/lives/life-jobs.ts';
import { type LivesResult, type LivesRow, runLives } from '../tests/lives/run-lives.ts';
import { areWhole, refuse, runOrHelp, sayer, seedOf, stopOnInterrupt, usualOptions } from './long-run.ts';

/** `npm run test:lives`: the conformance suite with many more random schedules and frames than `npm test` has time for. */
const help = `npm run test:lives [-- options]

Runs every driver through random lives (calls, aborts, faults of line, mechanics and power, people) in virtual time, and damaged frames through every codec.

  --schedules N   random lives for each driver (default 10000)
  --frames N      damaged frames for each codec (default 1000000)
  --only A,B      only these drivers; their names are in the table at the end
  --seed S        number, or "random" (default); printed at the start
  --path P        replays the one life that a failure printed; needs --only and --seed
  --jobs N        worker threads (default: one for each core)
  --json          one JSON object on stdout at the end; progress goes to stderr
  --help          this text

Ctrl-C ends it with the table of what has been done. Exit code: 0 = every rule was kept, 1 = something was found, 2 = wrong options.
`;

const progressMs = 10_000;

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '10000' },
    frames: { type: 'string', default: '1000000' },
    only: { type: 'string' },
    seed: { type: 'string', default: 'random' },
    path: { type: 'string' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    ...usualOptions,
  },
});

await runOrHelp(values.help, help, main);

async function main(): Promise<number> {
  const say = sayer(values.json);
  const files = await loadSubjectFiles();
  for (const { path, failure } of files) if (failure !== null) say(`drivers/${path} does not load: ${String(failure)}`);
  const known = [...new Set(files.flatMap(({ subjects }) => subjects.map(({ name }) => name)))].sort();
  const names = values.only === undefined ? known : values.only.split(',');
  const seed = seedOf(values.seed);
  const [schedules, frames, workers] = [values.schedules, values.frames, values.jobs].map(Number);
  const wrong = names.filter((name) => !known.includes(name));
  if (wrong.length > 0) return refuse(`no driver ${wrong.join(', ')}; there are ${known.join(', ')}`);
  if (!areWhole([seed, schedules, frames, workers], 0)) {
    return refuse('--schedules, --frames, --seed and --jobs are whole numbers');
  }
  const [only, ...more] = names;
  if (values.path !== undefined && (only === undefined || more.length > 0 || values.seed === 'random')) {
    return refuse('--path needs --only with one driver, and --seed');
  }
  // Drivers that share a codec share its frames.
  const subjects = files.flatMap((file) => file.subjects).filter(({ name }) => names.includes(name));
  const codecNames = names.filter((name) => {
    const codec = subjects.find((subject) => subject.name === name)?.codec;
    return subjects.find((subject) => subject.codec === codec)?.name === name;
  });
  const jobs: readonly LifeJob[] =
    values.path !== undefined && only !== undefined
      ? [{ kind: 'schedules', name: only, seed, count: 1, path: values.path }]
      : lifeJobs({ names, codecNames, seed, schedules: schedules ?? 0, frames: frames ?? 0 });
  const signal = stopOnInterrupt(say, 'jobs that are');
  say(`seed ${seed}, ${names.length} drivers, ${workers} workers`);
  const result = await runLives({
    jobs,
    names,
    workers: workers ?? 1,
    progressMs,
    signal,
    progress: (rows, seconds) =>
      say(progressLine(rows, seconds, names.length * (schedules ?? 0), codecNames.length * (frames ?? 0))),
  });
  const brokenFiles = files.filter(({ failure }) => failure !== null).map(({ path }) => path);
  if (values.json) process.stdout.write(`${JSON.stringify({ seed, brokenFiles, ...result }, null, 2)}\n`);
  else say(report(result, seed));
  return result.failures.length > 0 || brokenFiles.length > 0 ? 1 : 0;
}

function progressLine(rows: readonly LivesRow[], seconds: number, allSchedules: number, allFrames: number): string {
  const sum = (key: 'schedules' | 'frames' | 'failures') => rows.reduce((total, row) => total + row[key], 0);
  const part = (done: number, all: number) => `${done.toLocaleString('en')}/${all.toLocaleString('en')}`;
  return `${seconds.toFixed(0)} s: ${part(sum('schedules'), allSchedules)} schedules, ${part(sum('frames'), allFrames)} frames, ${sum('failures')} failures`;
}

function endings(row: LivesRow): string {
  const sorted = Object.entries(row.endings).sort(([a], [b]) => a.localeCompare(b));
  return sorted.map(([ending, count]) => `${ending} ${count.toLocaleString('en')}`).join(', ');
}

function report({ rows, failures, seconds }: LivesResult, seed: number): string {
  const head = [
    'driver',
    'schedules',
    'calls',
    'acts',
    'faults',
    'seconds',
    'frames',
    'seconds',
    'frames/s',
    'failures',
  ];
  const lines = rows.map((row) => [
    row.name,
    ...[row.schedules, row.calls, row.acts, row.faults].map((count) => count.toLocaleString('en')),
    row.scheduleSeconds.toFixed(1),
    row.frames.toLocaleString('en'),
    row.frameSeconds.toFixed(1),
    row.frameSeconds === 0 ? '-' : Math.round(row.frames / row.frameSeconds).toLocaleString('en'),
    String(row.failures),
  ]);
  const widths = head.map((word, column) => Math.max(word.length, ...lines.map((line) => line[column]?.length ?? 0)));
  const text = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ');
  return [
    '',
    text(head),
    ...lines.map(text),
    '',
    'how calls ended:',
    ...rows.map((row) => `  ${row.name}: ${endings(row)}`),
    '',
    ...failures.map((failure) => `${failure.text}\n`),
    `${failures.length === 0 ? 'nothing found' : `${failures.length} failures`}, seed ${seed}, ${seconds.toFixed(0)} s`,
  ].join('\n');
}
