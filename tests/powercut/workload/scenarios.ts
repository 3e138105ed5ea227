import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { noLog } from '../../../contract/log.ts';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import { loadDeviceKey } from '../../../terminal/crypto/device-key.ts';
import { migrate, migrations } from '../../../terminal/store/migrate.ts';
import { databaseFile, openStore } from '../../../terminal/store/open-store.ts';
import { openSqlite } from '../../../terminal/store/sqlite.ts';
import { makeHubSide, seededRandom } from '../../../terminal/store/testing/temporary-store.ts';
import { seeded } from '../model/seeded.ts';
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
  /** Writes what stands on the disk before; not recorded. */
  prepare?(dir: string): void;
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
      const store = openStore({ dir, clock, log: noLog, random: seededRandom(seed * 1000 + opened) });
      if (!store.ok) throw new Error(`${store.error.code}: ${store.error.detail}`);
      return store.value;
    },
    clock,
    random: seeded(seed),
    say,
    life: '1',
    pass: (ms) => clock.advance(ms),
  });
  machine.claim(identity);
  loadDeviceKey(dir);
  return machine;
}

/** Steps by chance, in the proportions of a street: more work than bookkeeping. */
async function aDay(machine: WorkingMachine, { seed, steps }: ScenarioRun): Promise<void> {
  const random = seeded(seed + 1);
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
  machine.close();
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
