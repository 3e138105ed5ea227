import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
import { projectNode, root } from '../../build/project.mjs';
import { type FromTerminal, methodNames } from '../../contract/channel.ts';
import type { Clock } from '../../contract/clock.ts';
import { allocator } from '../../electron/terminal-on-node.ts';
import { processes } from '../support/process-memory.ts';
import type { Pace } from './fast-clock.ts';
import type { Figures, Order } from './figures.ts';
import { type Machine, ShelllessMachine } from './machine.ts';

export interface ProcessMachineOptions {
  readonly clock: Clock;
  readonly pace: Pace;
  readonly dataDir: string;
  readonly configFile: string;
  /** Part of the pages' time limits that applies. */
  readonly pagePace: number;
}

/** Lines of the log that are kept for whoever has to understand a failure. */
const keptLines = 400;

/** The real program of the terminal service in a process of its own, on real ports; this object is its shell without a window. */
export class ProcessMachine extends ShelllessMachine implements Machine {
  readonly #o: ProcessMachineOptions;
  readonly #answers: ((figures: Figures) => void)[] = [];
  readonly #lines: string[] = [];
  readonly deaths: string[] = [];
  #child: ChildProcess;
  #calls = 0;
  #isEnding = false;

  constructor(options: ProcessMachineOptions) {
    super();
    this.#o = options;
    this.#child = this.#start();
  }

  call(method: string, input: unknown): void {
    this.#calls += 1;
    if (this.#child.connected) this.#child.send({ type: 'call', id: this.#calls, method, input }, () => undefined);
  }

  next(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        cancel();
        forget();
        resolve();
      };
      const cancel = this.#o.clock.after(ms, done);
      const forget = this.seen.onNext(done);
    });
  }

  async restart(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#isEnding = true;
    this.#child.kill('SIGKILL');
    await ended;
    this.#child = this.#start();
  }

  losePorts(): void {
    for (const { pid, parent, command } of processes())
      if (parent === this.#child.pid && command.includes('native-host/host-process')) process.kill(pid, 'SIGKILL');
  }

  setDisk(used: number | null): void {
    this.#order({ do: 'disk', used });
  }

  setClock(aheadMs: number): void {
    this.#order({ do: 'clock', aheadMs });
  }

  measure(): Promise<Figures> {
    return new Promise((resolve) => {
      this.#answers.push(resolve);
      this.#order({ do: 'measure' });
    });
  }

  async stop(): Promise<void> {
    this.#isEnding = true;
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
  }

  #order(order: Order): void {
    (this.#child.stdio[4] as Duplex).write(`${JSON.stringify(order)}\n`);
  }

  #start(): ChildProcess {
    const { dataDir, configFile, pace, pagePace } = this.#o;
    const preload = join(import.meta.dirname, 'fast-preload.ts');
    const args = ['--no-warnings', '--import', preload, join(root, 'terminal/main.ts')];
    this.#isEnding = false;
    this.seen.snapshot = null;
    const child = spawn(projectNode, args, {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
      env: {
        ...process.env,
        ...allocator,
        ...{ YITIJI_DATA: dataDir, YITIJI_CONFIG: configFile, YITIJI_SETUP: 'off' },
        ...{ YITIJI_SOAK_PACE: JSON.stringify(pace), YITIJI_TEST_PACE: String(pagePace) },
      },
    });
    for (const out of [child.stdout, child.stderr]) {
      if (out !== null) createInterface({ input: out }).on('line', (line) => this.#said(line));
    }
    createInterface({ input: child.stdio[4] as Duplex }).on('line', (line) =>
      this.#answers.shift()?.(JSON.parse(line) as Figures),
    );
    child.on('message', (message) => this.#heard(message as FromTerminal));
    child.on('exit', (code, signal) => {
      if (this.#isEnding) return;
      this.deaths.push(`${signal ?? `exit ${code}`}\n${this.#lines.slice(-12).join('\n')}`);
      this.#child = this.#start();
    });
    return child;
  }

  #heard(message: FromTerminal): void {
    if (message.type === 'ready') this.call(methodNames.hello, {});
    const page = this.seen.heard(message);
    if (page !== null) this.call(methodNames.painted, { epoch: page.epoch, revision: page.revision });
  }

  #said(line: string): void {
    this.seen.event(/"event":"([^"]+)"/.exec(line)?.[1] ?? 'no event');
    this.#lines.push(line);
    if (this.#lines.length > keptLines) this.#lines.splice(0, keptLines / 2);
  }
}
