import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { projectNode } from '../../../build/project.mjs';
import type { DayOrder } from './orders.ts';

/** The machine's process, loaded and waiting for its order. */
export class WorkingProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  readonly #ready: Promise<void>;
  #out = '';
  #errors = '';
  #onLine: () => void = () => undefined;

  constructor() {
    this.#child = fork(join(import.meta.dirname, 'day-process.ts'), [], {
      execPath: projectNode,
      execArgv: ['--no-warnings'],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#ready = new Promise((resolve) => this.#child.once('message', () => resolve()));
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      this.#out += chunk.toString();
      this.#onLine();
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#errors += chunk.toString();
    });
    this.#ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', (code, signal) => resolve({ code, signal }));
    });
  }

  /** Resolves when it begins: its start up to there is that of Node. */
  async begin(order: DayOrder): Promise<void> {
    await Promise.race([this.#ready, this.#endedItself()]);
    this.#child.send(order);
  }

  /** Resolves with what it had said when it is gone. Throws when it had ended by itself: then nothing was killed. */
  async kill(): Promise<readonly string[]> {
    this.#child.kill('SIGKILL');
    const { code, signal } = await this.#ended;
    if (signal !== 'SIGKILL') throw new Error(`the machine ended by itself with ${code}: ${this.#errors.slice(-2000)}`);
    return this.#lines();
  }

  /** Resolves with what it said when it has emptied its queue and ended in order. */
  async drain(): Promise<readonly string[]> {
    this.#child.send('end');
    const { code } = await this.#ended;
    const lines = this.#lines();
    if (code !== 0 || lines.at(-1) !== 'DRAINED') throw new Error(`not drained, ${code}: ${this.#errors.slice(-2000)}`);
    return lines.slice(0, -1);
  }

  /** Resolves when it has said so many lines. */
  async said(lines: number): Promise<void> {
    const enough = new Promise<void>((resolve) => {
      this.#onLine = () => {
        if (this.#lines().length >= lines) resolve();
      };
      this.#onLine();
    });
    await Promise.race([enough, this.#endedItself()]);
  }

  async #endedItself(): Promise<never> {
    const { code } = await this.#ended;
    throw new Error(`the machine ended by itself with ${code}: ${this.#errors.slice(-2000)}`);
  }

  /** Whole lines: a write that the kill cut off was never said. */
  #lines(): readonly string[] {
    return this.#out.split('\n').slice(0, -1);
  }
}
