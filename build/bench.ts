#!/usr/bin/env node
// `npm run bench`: measures what device layer and journeys promise, each figure against its baseline in the same run, and prints one table.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../contract/clock.ts';
import { noLog } from '../contract/log.ts';
import { isolatedPorts } from '../drivers/native-host/isolated-transport.ts';
import { NativeHost } from '../drivers/native-host/native-host.ts';
import type { Persona } from '../drivers/simulators/persona.ts';
import { openPortHere } from '../drivers/transport/open-port.ts';
import { consoleRows } from '../tests/bench/console-rows.ts';
import { fleetRows } from '../tests/bench/fleet-rows.ts';
import { measureReadTime } from '../tests/bench/id-read-time.ts';
import { measureKeyboard } from '../tests/bench/keyboard-time.ts';
import { measureLoopDelay } from '../tests/bench/loop-delay.ts';
import { measureReceiptEncoding } from '../tests/bench/receipt-encoding.ts';
import { rolloutRows } from '../tests/bench/rollout-rows.ts';
import type { Row } from '../tests/bench/row.ts';
import { measureSearch } from '../tests/bench/search-time.ts';
import { measureStart } from '../tests/bench/start-time.ts';
import { syncRows } from '../tests/bench/sync-rows.ts';
import { measureTouches } from '../tests/bench/touch-to-paint.ts';
import { updateRows } from '../tests/bench/update-rows.ts';
import { commitHere, meets, reportPage, thisMachine } from './bench-report.ts';
import { electronRuntime } from './electron-runtime.mjs';
import { root } from './project.mjs';

const parts = ['citizen', 'update', 'sync', 'rollout', 'fleet', 'console'] as const;
type Part = (typeof parts)[number];

const help = `Usage: npm run bench [-- --rounds N] [--only PART,…] [--whole] [--record] [--json]

Measures the budgets of device layer, search, window, store and hub and prints them with their baselines. Builds the window first. The hub runs on an
embedded PostgreSQL, or on a database of its own on the server that DATABASE_URL names (it must hold no machines).

  --rounds N   reads, receipts, cards, pairs of inserts for each figure (default 10)
  --only PART  citizen: devices, search and window; update: what an update costs the line; sync: store and hub; rollout: the rules of roll-outs over a city of 50,000 in virtual time;
               fleet: roll-outs and storms of simulated machines at a real hub; console: pages of the console of a fleet of 50,000
  --whole      50,000 machines and ten million queued messages instead of 2,000 and 200,000: about ten minutes on quiet processors, 20 GB of disk
  --record     write the table with the machine into docs/bench/
  --json       print one JSON object as the last line

Exit code: 0 = every budget is met, 1 = one is not, 2 = wrong usage.
`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    only: { type: 'string' },
    whole: { type: 'boolean' },
    record: { type: 'boolean' },
    json: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
const rounds = Number(values.rounds);
if (values.help) {
  process.stdout.write(help);
} else if (!Number.isInteger(rounds) || rounds < 1 || rounds > 10_000) {
  process.stderr.write(`--rounds must be 1 to 10000\n\n${help}`);
  process.exitCode = 2;
} else {
  const wanted: readonly (Part | null)[] = values.only === undefined ? parts : values.only.split(',').map(partOf);
  if (wanted.includes(null)) {
    process.stderr.write(`--only knows ${parts.join(', ')}\n\n${help}`);
    process.exitCode = 2;
  } else await bench(wanted);
}

function partOf(name: string): Part | null {
  return parts.find((part) => part === name) ?? null;
}

async function bench(wanted: readonly (Part | null)[]): Promise<void> {
  const say = (line: string) => void (values.json ? process.stderr : process.stdout).write(`${line}\n`);
  const given = { rounds, isWhole: values.whole === true, databaseUrl: process.env.DATABASE_URL };
  const measured: Readonly<Record<Part, () => Promise<readonly Row[]>>> = {
    citizen: citizenRows,
    update: updateRows,
    sync: () => syncRows(given),
    rollout: () => Promise.resolve(rolloutRows(rounds)),
    fleet: () => fleetRows(given),
    console: () => consoleRows(given),
  };
  const rows: Row[] = [];
  for (const part of parts) if (wanted.includes(part)) rows.push(...(await measured[part]()));
  say('');
  for (const row of rows) {
    const isMet = meets(row);
    const figure = `${row.value.toFixed(2)} ${row.unit}`.padStart(12);
    say(
      `${isMet ? 'ok  ' : 'over'} ${row.what.padEnd(52)} ${figure}   ${row.isAtLeast ? 'at least' : 'budget'} ${row.budget} ${row.unit}; ${row.baseline}`,
    );
  }
  const missed = rows.filter((row) => !meets(row));
  const machine = thisMachine(electronRuntime().version);
  if (values.record) {
    const report = { measuredAt: new Date().toISOString().slice(0, 16), commit: commitHere(root), machine, rows };
    const folder = join(root, 'docs', 'bench');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'latest.json'), `${JSON.stringify(report, null, 2)}\n`);
    writeFileSync(join(folder, 'README.md'), reportPage(report));
    say(`written: ${folder}`);
  }
  if (values.json) process.stdout.write(`${JSON.stringify({ ok: missed.length === 0, machine, rows })}\n`);
  process.exitCode = missed.length === 0 ? 0 : 1;
}

async function citizenRows(): Promise<readonly Row[]> {
  return [
    ...(await readRows()),
    encodingRow(),
    await loopRow(),
    searchRow(),
    ...(await keyboardRows()),
    ...(await touchRows()),
    await startRow(),
  ];
}

async function readRows(): Promise<readonly Row[]> {
  const file = join(root, 'kiosk-config/demo/personas.json');
  const [persona] = (JSON.parse(readFileSync(file, 'utf8')) as { readonly personas: readonly Persona[] }).personas;
  if (persona === undefined) throw new Error(`${file} has no people`);
  const host = new NativeHost({ clock: systemClock, log: noLog });
  try {
    const here = await measureReadTime({ openPort: openPortHere, persona, reads: rounds });
    const isolated = await measureReadTime({ openPort: isolatedPorts(host), persona, reads: rounds });
    const baseline = `wire time of its frames at 115200 baud, ${here.wireMs.toFixed(0)} ms`;
    return [
      { what: 'ID card read, port in this process', value: here.ratio, unit: '×', budget: 1.15, baseline },
      { what: 'ID card read, port in the native host', value: isolated.ratio, unit: '×', budget: 1.15, baseline },
    ];
  } finally {
    await host.close();
  }
}

function encodingRow(): Row {
  const { medianMs, worstMs, baselineMs } = measureReceiptEncoding(Math.max(20, rounds * 4));
  const baseline = `worst ${worstMs.toFixed(1)} ms; ${(medianMs / baselineMs).toFixed(2)} × the UTF-8 baseline`;
  return { what: 'receipt of 40 lines to bytes, warm, median', value: medianMs, unit: 'ms', budget: 5, baseline };
}

async function loopRow(): Promise<Row> {
  const { busy, witness } = await measureLoopDelay(rounds);
  const baseline = `p99 ${busy.p99Ms.toFixed(1)} ms; an idle process meanwhile: longest ${witness.maxMs.toFixed(1)} ms`;
  return {
    what: 'longest block of the loop: read, print, dispense',
    value: busy.maxMs,
    unit: 'ms',
    // For as long as the machine itself stopped a process that does nothing, no program can be blamed.
    budget: Math.max(10, witness.maxMs),
    baseline,
  };
}

function searchRow(): Row {
  const { medianMs, worstMs, items, baselineMs } = measureSearch(join(root, 'kiosk-config/catalogue'), rounds);
  return {
    what: `search over ${items} services, worst of all queries`,
    value: worstMs,
    unit: 'ms',
    budget: 16.7,
    baseline: `one frame; median ${medianMs.toFixed(2)} ms, ${(medianMs / baselineMs).toFixed(1)} × a plain includes`,
  };
}

async function keyboardRows(): Promise<readonly Row[]> {
  const { p95Ms, worstMs, lookups, unpackMs, words, baselineMs } = await measureKeyboard();
  const baseline = `${lookups} keys, worst ${worstMs.toFixed(1)} ms; one includes over the list ${baselineMs.toFixed(2)} ms`;
  return [
    { what: `candidates of a key, ${words} words, p95`, value: p95Ms, unit: 'ms', budget: 2, baseline },
    {
      what: "reading the keyboard's word list, once",
      value: unpackMs,
      unit: 'ms',
      budget: 30,
      baseline: 'no task over 50 ms',
    },
  ];
}

async function startRow(): Promise<Row> {
  const { ratio, shellMs, emptyMs, idleMs } = await measureStart(Math.max(3, Math.ceil(rounds / 2)));
  const seconds = (ms: number) => (ms / 1000).toFixed(2);
  return {
    what: 'start of the shell to its first page',
    ...{ value: ratio, unit: '×', budget: 1.5 },
    baseline: `${seconds(shellMs)} s; an empty window of the same Electron ${seconds(emptyMs)} s; the idle page stands after ${seconds(idleMs)} s`,
  };
}

async function touchRows(): Promise<readonly Row[]> {
  const { p95Ms, medianMs, touches, longestTaskMs } = await measureTouches([
    'ss.card.loss',
    'med.res.change',
    'svc.book',
  ]);
  const baseline = `${touches} touches, median ${medianMs.toFixed(0)} ms; departments answer in 50 ms`;
  return [
    { what: 'touch to next painted page, p95', value: p95Ms, unit: 'ms', budget: 100, baseline },
    {
      what: 'longest task of the window',
      value: longestTaskMs,
      unit: 'ms',
      budget: 50,
      baseline: 'tasks over 50 ms are told by the browser',
    },
  ];
}
