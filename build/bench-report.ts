import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import type { Row } from '../tests/bench/row.ts';

/** Where and when figures were measured: without it none of them says anything. */
export interface Machine {
  readonly cpus: number;
  readonly model: string;
  readonly memoryGib: number;
  readonly system: string;
  readonly node: string;
  readonly electron: string;
  /** Milliseconds of one round of arithmetic that touches no memory: what this machine was worth while it measured, see `yardstick`. */
  readonly yardstickMs: number;
}

/** What `npm run bench -- --record` keeps. */
export interface Report {
  readonly measuredAt: string;
  readonly commit: string;
  readonly machine: Machine;
  readonly rows: readonly Row[];
}

/** True when a figure is within its budget. */
export function meets(row: Row): boolean {
  return row.isAtLeast ? row.value >= row.budget : row.value <= row.budget;
}

/** The machine that runs this. @param electron version of its runtime */
export function thisMachine(electron: string): Machine {
  const name = /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? process.platform;
  return {
    cpus: cpus().length,
    model: cpus()[0]?.model.trim() ?? '',
    memoryGib: Math.round(totalmem() / 1024 ** 3),
    system: `${name}, Linux ${release()}`,
    node: process.version,
    electron,
    yardstickMs: yardstick(),
  };
}

/** The tree that is measured; `unknown` outside of a clone. */
export function commitHere(root: string): string {
  try {
    const changed =
      execFileSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' }) === '' ? '' : ' with changes';
    return execFileSync('git', ['rev-parse', '--short=8', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim() + changed;
  } catch {
    return 'unknown';
  }
}

/** The fastest of five: virtual machines lend their processors away. */
function yardstick(): number {
  const once = () => {
    const startMs = performance.now();
    let sum = 1;
    for (let n = 0; n < 20_000_000; n += 1) sum = (Math.imul(sum, 1_664_525) + 1_013_904_223) | 0;
    // Read, so that nobody may leave the loop out.
    return sum === 0 ? Number.POSITIVE_INFINITY : performance.now() - startMs;
  };
  return Math.min(...Array.from({ length: 5 }, once));
}

/** The page docs/bench/README.md. */
export function reportPage({ measuredAt, commit, machine, rows }: Report): string {
  const missed = rows.filter((row) => !meets(row));
  const of =
    missed.length === 0
      ? 'Every budget is met.'
      : `${missed.length} of ${rows.length} budgets are missed: ${missed.map(({ what }) => what).join('; ')}.`;
  const lines = rows.map((row) => {
    const word = row.isAtLeast ? 'at least' : 'at most';
    return `| ${meets(row) ? 'met' : '**missed**'} | ${cell(row.what)} | ${figure(row.value)} ${row.unit} | ${word} ${figure(row.budget)} ${row.unit} | ${cell(row.baseline)} |`;
  });
  return `# Benchmarks

Written by \`npm run bench -- --record\`; the same as JSON in [latest.json](latest.json). Each figure is measured beside its baseline in the same run, since a machine that is twice as slow today is so for both. Figures in
messages a second, seconds and milliseconds are those of this machine and are worth what it was worth then (yardstick: one round of 20 million steps of arithmetic).

${of}

| | |
|---|---|
| measured | ${measuredAt}, ${commit} |
| machine | ${machine.cpus} × ${cell(machine.model)}, ${machine.memoryGib} GiB, ${cell(machine.system)} |
| programs | Node ${machine.node}, Electron ${machine.electron} |
| yardstick | ${machine.yardstickMs.toFixed(1)} ms |

| | what | figure | budget | against what |
|---|---|---|---|---|
${lines.join('\n')}

What takes hours has scripts of its own and figures where it is explained: ten thousand visits ([watchdogs.md](../watchdogs.md#soak)), crash states ([sync.md](../sync.md)), updates that are cut ([updates.md](../updates.md)), a hundred thousand
requests to the hub ([security](../security/asvs.md)).
`;
}

const cell = (text: string) => text.replaceAll('|', '\\|');
const figure = (value: number) => (Number.isInteger(value) ? value.toLocaleString('en-US') : value.toFixed(2));
