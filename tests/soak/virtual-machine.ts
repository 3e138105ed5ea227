import { type FromTerminal, methodNames } from '../../contract/channel.ts';
import { sleep } from '../../contract/clock.ts';
import type { KioskConfig } from '../../contract/kiosk-config.ts';
import type { Log } from '../../contract/log.ts';
import type { VirtualClock } from '../../contract/virtual-clock.ts';
import { openDevices } from '../../terminal/devices/device-set.ts';
import { startTerminal, type Terminal } from '../../terminal/terminal.ts';
import { realParts, type TerminalOptions } from '../../terminal/terminal-options.ts';
import type { Figures } from './figures.ts';
import { type Machine, ShelllessMachine } from './machine.ts';
import { measure } from './measure.ts';
import type { MemoryCables } from './memory-cable.ts';

export interface VirtualMachineOptions {
  readonly clock: VirtualClock;
  readonly cables: MemoryCables;
  readonly dataDir: string;
  readonly shippedDir: string;
  readonly config: KioskConfig;
  readonly fetch: typeof fetch;
  readonly pagePace: number;
}

/** Between two looks whether another page stands; milliseconds of the street. */
const stepMs = 50;
/** An ordinary use of the disk. */
const usualDisk = 0.1;

/** The real terminal service in this process and in simulated time, its store on a real disk, its devices on cables in memory. */
export class VirtualMachine extends ShelllessMachine implements Machine {
  readonly #o: VirtualMachineOptions;
  readonly deaths: string[] = [];
  #terminal: Terminal;
  #calls = 0;
  #diskUsed: number | null = null;
  #aheadMs = 0;

  constructor(options: VirtualMachineOptions) {
    super();
    this.#o = options;
    this.#terminal = this.#start();
  }

  call(method: string, input: unknown): void {
    this.#calls += 1;
    this.#terminal.receive({ type: 'call', id: this.#calls, method, input });
  }

  async next(ms: number): Promise<void> {
    let isNew = false;
    const forget = this.seen.onNext(() => {
      isNew = true;
    });
    for (let passed = 0; passed < ms && !isNew; passed += stepMs) await this.#o.clock.advance(stepMs);
    forget();
  }

  async restart(): Promise<void> {
    await this.stop();
    this.#terminal = this.#start();
  }

  losePorts(): void {
    this.#o.cables.drop();
  }

  setDisk(used: number | null): void {
    this.#diskUsed = used;
  }

  setClock(aheadMs: number): void {
    this.#o.clock.jumpWall(aheadMs - this.#aheadMs);
    this.#aheadMs = aheadMs;
  }

  measure(): Promise<Figures> {
    // Timers of simulated time are the clock's own.
    return Promise.resolve({ ...measure(), timers: this.#o.clock.pending });
  }

  async stop(): Promise<void> {
    let isStopped = false;
    const stopped = this.#terminal.stop('restart').then(() => {
      isStopped = true;
    });
    while (!isStopped) await this.#o.clock.advance(stepMs);
    await stopped;
  }

  #start(): Terminal {
    const { clock, cables, dataDir, shippedDir, config, pagePace } = this.#o;
    const log: Log = (id) => this.seen.event(id);
    this.seen.snapshot = null;
    const options: TerminalOptions = {
      ...{ dataDir, shippedDir, config, clock, log, pace: pagePace },
      // Through JSON, as between two processes.
      post: (message) => this.#heard(JSON.parse(JSON.stringify(message)) as FromTerminal),
    };
    // Without the collection after each visit: here it would be most of the work, and each look collects.
    const { forget: _, ...parts } = realParts(options);
    const started = startTerminal(options, {
      ...parts,
      openDevices: (bindings) => openDevices({ config, clock, log, bindings, openPort: cables.openPort }),
      fetch: this.#o.fetch,
      diskUsed: () => Promise.resolve(this.#diskUsed ?? usualDisk),
    });
    if (!started.ok) throw new Error(`${started.error.file}: ${started.error.reason}`);
    return started.value;
  }

  #heard(message: FromTerminal): void {
    // The answer comes in a turn of its own, as between two processes.
    if (message.type === 'ready') void sleep(this.#o.clock, 0).then(() => this.call(methodNames.hello, {}));
    const page = this.seen.heard(message);
    if (page === null) return;
    const { epoch, revision } = page;
    void sleep(this.#o.clock, 0).then(() => this.call(methodNames.painted, { epoch, revision }));
  }
}
