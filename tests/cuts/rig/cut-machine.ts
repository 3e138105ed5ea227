import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FromTerminal } from '../../../contract/channel.ts';
import type { IntentBody } from '../../../contract/intent.ts';
import type { KioskConfig } from '../../../contract/kiosk-config.ts';
import { type Log, noLog } from '../../../contract/log.ts';
import type { CaseState } from '../../../contract/pulls/cases.ts';
import { ok } from '../../../contract/result.ts';
import type { Snapshot } from '../../../contract/snapshot.ts';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import { cityDay } from '../../../contract/working-days.ts';
import { numberedPdf } from '../../../drivers/document-printer/cups/cups-rig.test-data.ts';
import { loadConfig } from '../../../terminal/config/load-config.ts';
import { systemRandom } from '../../../terminal/crypto/random.ts';
import { databaseFile, openStore } from '../../../terminal/store/open-store.ts';
import type { Store } from '../../../terminal/store/store.ts';
import { type HubSide, makeHubSide } from '../../../terminal/store/testing/temporary-store.ts';
import { startTerminal, type Terminal } from '../../../terminal/terminal.ts';
import { root } from '../../support/hub-rig.ts';
import { type CityInMemory, cityInMemory } from './city-sql.ts';
import { quiet } from './crypto-turns.ts';
import { CutHub, replyKey } from './cut-hub.ts';
import { MortalClock } from './mortal-clock.ts';
import { dispenserId, hopper, SimulatedDevices } from './simulated-devices.ts';

const shippedDir = join(root, 'kiosk-config');
const pdfPages = 2;

/** What all replays of one test file share: a machine that is enrolled and filled, on disk; the city; the pages of a certificate. */
export interface CutGround {
  readonly dir: string;
  readonly side: HubSide;
  readonly city: CityInMemory;
  readonly config: KioskConfig;
  readonly pdf: Uint8Array;
  remove(): Promise<void>;
}

export async function cutGround(): Promise<CutGround> {
  const memory = '/dev/shm';
  const dir = mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), 'yitiji-cuts-'));
  const made = await makeHubSide();
  const side: HubSide = { ...made, identity: { ...made.identity, replyKey } };
  const clock = new VirtualClock();
  const opened = openStore({ dir: join(dir, 'enrolled'), clock, log: noLog, random: systemRandom });
  if (!opened.ok) throw new Error(opened.error.detail);
  const { bins, setIdentity, close } = opened.value;
  setIdentity(side.identity);
  const begun = await bins.beginExchange({ id: 'x-0', deviceId: dispenserId, operator: 'op-1' });
  const filled = await bins.endExchange('x-0', { hopper, retain: 0 });
  if (!begun.ok || !filled.ok) throw new Error('the machine could not be filled');
  close();
  const config = loadConfig([join(shippedDir, 'default.json')]);
  if (!config.ok) throw new Error(config.error.reason);
  return {
    dir,
    side,
    city: cityInMemory(cityDay(clock.wallMs())),
    // Days pass in seconds here: nobody waits for a ballast to be written.
    config: { ...config.value, fitted: { docCamera: true }, store: { ballastMiB: 0 } },
    pdf: await numberedPdf(pdfPages),
    remove: async () => {
      for (let turn = 0; turn < 200; turn += 1) await quiet();
      closeBut(0);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** What a program that was never stopped has under way ends by itself within some turns; its handle closes so many machines later. */
const lingerMachines = 60;
const lingering: (readonly Store[])[] = [];

function closeBut(machines: number): void {
  while (lingering.length > machines) for (const store of lingering.shift() ?? []) store.close();
}

/** One run of the terminal service. */
interface Run {
  readonly dir: string;
  readonly clock: MortalClock;
  readonly terminal: Terminal;
  readonly store: Store;
  isAlive: boolean;
}

/** One machine in one simulated street: hardware and hub stay, the program may be stopped, killed and started again. */
export class CutMachine {
  readonly clock = new VirtualClock(undefined, quiet);
  readonly devices = new SimulatedDevices(this.clock);
  readonly hub: CutHub;
  /** Every log event of every run, as it would be written. */
  readonly logged: string[] = [];
  /** Pages that the window has been told to forget. */
  wipes = 0;
  readonly #ground: CutGround;
  readonly #dir: string;
  readonly #listeners = new Set<(snapshot: Snapshot) => void>();
  #run: Run;
  #snapshot: Snapshot | null = null;
  readonly #dead: Store[] = [];
  #frozen: string | null = null;
  #killAtCommit: 'before' | 'after' | null = null;
  #runs = 0;
  #calls = 0;

  constructor(ground: CutGround, caseState: CaseState) {
    this.#ground = ground;
    this.#dir = mkdtempSync(join(ground.dir, 'run-'));
    const { city, side, pdf } = ground;
    this.hub = new CutHub({ clock: this.clock, city, identity: side.identity, caseState, pdf, pdfPages });
    const dir = this.#newDir();
    cpSync(join(ground.dir, 'enrolled'), dir, { recursive: true });
    this.#run = this.#start(dir);
  }

  get snapshot(): Snapshot {
    if (this.#snapshot === null) throw new Error('nothing has been shown yet');
    return this.#snapshot;
  }

  get store(): Store {
    return this.#run.store;
  }

  get context() {
    return this.#run.terminal.context();
  }

  onSnapshot(listener: (snapshot: Snapshot) => void): void {
    this.#listeners.add(listener);
  }

  /** One touch. False: refused. */
  touch(body: IntentBody): void {
    const { revision, epoch } = this.snapshot;
    this.#call('session.intent', { ...body, revision, epoch });
  }

  windowLost(): void {
    this.#call('shell.windowLost', { reason: 'crashed' });
  }

  async pass(ms: number): Promise<void> {
    await this.clock.advance(ms);
  }

  /** Ended in order and started again on the same data. */
  async restart(): Promise<void> {
    const { terminal, dir, clock } = this.#run;
    let isStopped = false;
    const stopped = terminal.stop('restart').then(() => {
      isStopped = true;
    });
    for (let passed = 0; !isStopped; passed += 100) {
      if (passed > 300_000) throw new Error('the service does not stop');
      await this.clock.advance(100);
    }
    await stopped;
    clock.kill();
    this.#run.isAlive = false;
    this.#run = this.#start(dir);
  }

  /** The process is gone between two instructions; what was on disk then is all that the next one finds. */
  kill(): void {
    this.freeze();
    this.revive();
  }

  /** The first half of `kill`: from now on nobody hears or writes. May be called from inside the program. */
  freeze(): void {
    if (this.#frozen !== null) return;
    const { dir, clock, store } = this.#run;
    this.#run.isAlive = false;
    clock.kill();
    const next = this.#newDir();
    mkdirSync(next, { recursive: true });
    // Not the shared memory of the WAL index: it dies with the process.
    for (const file of readdirSync(dir)) {
      if (file !== `${databaseFile}-shm`) cpSync(join(dir, file), join(next, file), { recursive: true });
    }
    // Its handles close with the test: what it still has under way must not meet a closed one.
    this.#dead.push(store);
    this.#frozen = next;
  }

  /** The supervisor starts a new process on what was left. */
  revive(): void {
    if (this.#frozen === null) throw new Error('nobody was killed');
    const dir = this.#frozen;
    this.#frozen = null;
    this.#run = this.#start(dir);
  }

  get isFrozen(): boolean {
    return this.#frozen !== null;
  }

  /** The process dies with the next application: right before it is written, or as soon as it is on the disk. */
  killAtCommit(when: 'before' | 'after'): void {
    this.#killAtCommit = when;
  }

  /** Every byte of every file of the data folder. */
  bytesOnDisk(): readonly { readonly file: string; readonly bytes: Buffer }[] {
    return readdirSync(this.#run.dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => ({ file: entry.name, bytes: readFileSync(join(entry.parentPath, entry.name)) }));
  }

  /** The end of the test. */
  async end(): Promise<void> {
    this.#run.isAlive = false;
    this.#run.clock.kill();
    this.devices.stop();
    await quiet();
    lingering.push([...this.#dead, this.#run.store]);
    closeBut(lingerMachines);
    rmSync(this.#dir, { recursive: true, force: true });
  }

  #newDir(): string {
    this.#runs += 1;
    return join(this.#dir, `data-${this.#runs}`);
  }

  #call(method: string, input: unknown): void {
    this.#calls += 1;
    this.#run.terminal.receive({ type: 'call', id: this.#calls, method, input });
  }

  #mortal(real: Store): Store {
    return {
      ...real,
      submitCase: async (input) => {
        const when = this.#killAtCommit;
        this.#killAtCommit = null;
        if (when === 'before') this.freeze();
        if (this.isFrozen) return await new Promise(() => undefined);
        const placed = await real.submitCase(input);
        if (when === 'after') this.freeze();
        return this.isFrozen ? await new Promise(() => undefined) : placed;
      },
    };
  }

  #start(dir: string): Run {
    const clock = new MortalClock(this.clock);
    const life = { isAlive: true };
    const log: Log = (id, fields) => {
      this.logged.push(JSON.stringify({ id, fields }));
    };
    const plugged = this.devices.plugIn(clock, log, () => life.isAlive);
    let store: Store | null = null;
    const post = (message: FromTerminal) => {
      if (!life.isAlive) return;
      if (message.type === 'wipe') this.wipes += 1;
      if (message.type !== 'snapshot') return;
      // Through JSON, as between two processes.
      this.#snapshot = JSON.parse(JSON.stringify(message.snapshot)) as Snapshot;
      for (const listener of this.#listeners) listener(this.#snapshot);
    };
    const started = startTerminal(
      { dataDir: dir, shippedDir, config: this.#ground.config, clock, log, post },
      {
        openStore: (options) => {
          const opened = openStore(options);
          if (!opened.ok) return opened;
          store = opened.value;
          return ok(this.#mortal(opened.value));
        },
        openDevices: () => plugged.devices,
        openPersonaliser: () => plugged.personaliser,
        fetch: this.hub.fetchOf(() => life.isAlive),
        // Everything here is in simulated time: an answer of the real disk could come when the process that asked is dead and its store closed.
        diskUsed: () => Promise.resolve(0.1),
      },
    );
    if (!started.ok) throw new Error(`${started.error.file}: ${started.error.reason}`);
    if (store === null) throw new Error('the store did not open');
    return Object.assign(life, { dir, clock, terminal: started.value, store });
  }
}
