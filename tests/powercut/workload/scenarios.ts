import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { noLog } from '../../../contract/log.ts';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import { createRandom } from '../../../hub/city/random.ts';
import { loadDeviceKey } from '../../../terminal/crypto/device-key.ts';
import { migrate, migrations } from '../../../terminal/store/migrate.ts';
import { databaseFile, openStore } from '../../../terminal/store/open-store.ts';
import { openSqlite } from '../../../terminal/store/sqlite.ts';
import { makeHubSide, seededRandom, submitOk } from '../../../terminal/store/testing/temporary-store.ts';
import type { Say } from '../said.ts';
import { WorkingMachine } from './working-machine.ts';

export interface ScenarioRun {
  /** Data folder of the machine; what stands above it is durable. */
  readonly dir: string;
  readonly seed: number;
  readonly steps: number;
  readonly say: Say;
}

export interface Scenario {
  readonly name: string;
  readonly what: string;
  /** What a start does about damage; left out = it refuses, and there must be none. */
  readonly onDamage?: 'restore';
  /** Writes what stands on the disk before; not recorded. */
  prepare?(dir: string): Promise<void> | void;
  /** Runs in the recorded process. */
  run(run: ScenarioRun): Promise<void>;
}

/** What is recorded. Whoever adds something that writes to the data folder adds a scenario, or a step of `day`, that does it. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'day',
    what: 'applications, prints, cards, ratings, verdicts and restarts, from the first start of a new machine',
    run: async (run) => {
      const machine = await startMachine(run);
      await aDay(machine, run);
    },
  },
  {
    name: 'migration',
    what: 'a database of schema 1 with work of its time is brought to the newest schema, and a day goes on in it',
    prepare: prepareSchema1,
    run: async (run) => {
      run.say({ kind: 'meta', key: 'old' });
      const machine = await startMachine(run);
      for (let to = 2; to <= migrations.length; to += 1) {
        run.say({ kind: 'file', name: `${databaseFile}.before-${to}` });
      }
      await aDay(machine, run);
    },
  },
  {
    name: 'backup',
    what: 'a backup after every few steps of a day; the oldest are tidied away',
    run: async (run) => {
      const machine = await startMachine(run);
      for (let rest = run.steps; rest > 0; rest -= 4) {
        await aFewSteps(machine, run, Math.min(rest, 4));
        machine.backUp();
      }
      machine.close();
    },
  },
  {
    name: 'restore',
    what: 'a damaged database is restored from its backup as a new epoch, and a day goes on in it',
    onDamage: 'restore',
    prepare: prepareDamaged,
    run: async (run) => {
      const before = JSON.parse(readFileSync(join(dirname(run.dir), beforeFile), 'utf8')) as Before;
      for (const receiptNo of before.given) run.say({ kind: 'given', receiptNo });
      for (const { id, receiptNo } of before.kept) run.say({ kind: 'message', id, receiptNo });
      const machine = await startMachine(run);
      run.say({ kind: 'file', name: `${databaseFile}.damaged-1` });
      await aDay(machine, run);
    },
  },
];

export function scenarioOf(name: string): Scenario {
  const found = scenarios.find((one) => one.name === name);
  if (found === undefined)
    throw new Error(`no scenario ${name}; there are ${scenarios.map((one) => one.name).join(', ')}`);
  return found;
}

async function startMachine({ dir, seed, say }: ScenarioRun): Promise<WorkingMachine> {
  const { identity } = await makeHubSide();
  const clock = new VirtualClock();
  let opened = 0;
  const machine = new WorkingMachine({
    open: () => {
      opened += 1;
      const random = seededRandom(seed * 1000 + opened);
      const store = openStore({ dir, clock, log: noLog, random, onDamage: 'restore' });
      if (!store.ok) throw new Error(`${store.error.code}: ${store.error.detail}`);
      return store.value;
    },
    clock,
    random: createRandom(seed).next,
    say,
    life: '1',
    pass: (ms) => clock.advance(ms),
  });
  say({ kind: 'opened' });
  machine.claim(identity);
  loadDeviceKey(dir);
  return machine;
}

/** Steps by chance, in the proportions of a street: more work than bookkeeping. */
async function aDay(machine: WorkingMachine, run: ScenarioRun): Promise<void> {
  await aFewSteps(machine, run, run.steps);
  machine.close();
}

async function aFewSteps(machine: WorkingMachine, { seed }: ScenarioRun, steps: number): Promise<void> {
  const random = createRandom(seed + 1).next;
  await machine.submit();
  for (let step = 1; step < steps; step += 1) {
    const draw = random();
    if (draw < 0.4) await machine.submit();
    else if (draw < 0.56) await machine.print();
    else if (draw < 0.64) await machine.card();
    else if (draw < 0.7) await machine.rate();
    else if (draw < 0.84) machine.sync();
    else if (draw < 0.88) machine.note();
    else if (draw < 0.92) machine.remember();
    else if (draw < 0.96) await machine.exchangeBins();
    else await machine.restart();
  }
}

function prepareSchema1(dir: string): void {
  mkdirSync(dir, { recursive: true });
  const path = join(dir, databaseFile);
  const db = openSqlite(path, 'write');
  db.pragma('journal_mode = WAL');
  const made = migrate(db, path, noLog, migrations.slice(0, 1));
  if (!made.ok) throw new Error(made.error.detail);
  db.prepare("INSERT INTO meta (key, value) VALUES ('old', 'kept')").run();
  const insert = db.prepare(
    `INSERT INTO act (id, kind, device_id, receipt_no, copy, state, boot_id, intended_wall_ms)
     VALUES (?, 'print', 'printer', 'TH0017-261101-0001-0', ?, 'confirmed', 'boot-old', 1)`,
  );
  for (let copy = 0; copy < 40; copy += 1) insert.run(`old-${copy}`, copy);
  db.close();
}

/** Beside the data folder: what the damaged machine had promised. */
const beforeFile = 'before.json';
interface Before {
  readonly kept: readonly { readonly id: string; readonly receiptNo: string }[];
  readonly given: readonly string[];
}

/** A machine with a backup after its fifth application, three more since, and then damage in the middle of its database. */
async function prepareDamaged(dir: string): Promise<void> {
  const { identity } = await makeHubSide();
  const open = (seed: number) => {
    const opened = openStore({ dir, clock: new VirtualClock(), log: noLog, random: seededRandom(seed) });
    if (!opened.ok) throw new Error(opened.error.detail);
    return opened.value;
  };
  const store = open(1);
  store.setIdentity(identity);
  const kept = [];
  for (let n = 0; n < 5; n += 1) {
    const { messageId, receiptNo } = await submitOk(store);
    kept.push({ id: messageId, receiptNo });
  }
  const backup = store.backup(2);
  if (!backup.ok) throw new Error(backup.error.detail);
  store.close();
  const again = open(2);
  const given: string[] = [];
  for (let n = 0; n < 3; n += 1) given.push((await submitOk(again)).receiptNo);
  // Damaged in the middle of its work: its log stands beside it.
  const path = join(dir, databaseFile);
  const [bytes, log] = [readFileSync(path), readFileSync(`${path}-wal`)];
  again.close();
  bytes.fill(0xaa, 4096 * 4, 4096 * 12);
  writeFileSync(path, bytes);
  writeFileSync(`${path}-wal`, log);
  const before: Before = { kept, given };
  writeFileSync(join(dirname(dir), beforeFile), JSON.stringify(before));
}
