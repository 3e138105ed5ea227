import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import type { Clock } from '../../contract/clock.ts';

const folder = '/run/pcscd';
const socket = `${folder}/pcscd.comm`;
const pidFile = `${folder}/pcscd.pid`;
/** Tells a pcscd of ours that outlived its test from one that somebody needs. */
const oursFile = `${folder}/simulated-cards.pid`;
const vpcdDriver = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so';
const startMs = 5_000;
const stopMs = 3_000;

/**
 * A real pcscd with the two virtual readers of vpcd, for tests and for `simulate smart-card`; its parent is this process. There is one at a time on a
 * machine, since the socket and vpcd's TCP ports are fixed. A pcscd that is not ours is never touched: starting fails with words instead.
 * Source: docs/protocols/testing-without-hardware.md, section 5.
 */
export class VpcdService {
  readonly #clock: Clock;
  #process: ChildProcess | null = null;
  #exited: Promise<void> = Promise.resolve();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What is missing on this machine, in words; null = it can be started. */
  static missing(): string | null {
    if (process.platform !== 'linux') return 'pcscd with vpcd runs on Linux only';
    if (!existsSync('/usr/sbin/pcscd')) return 'pcscd is not installed (Debian package pcscd)';
    if (!existsSync(vpcdDriver)) return 'the virtual reader is not installed (Debian package vsmartcard-vpcd)';
    return process.getuid?.() === 0 ? null : 'pcscd must be started by root';
  }

  /** A pcscd that is running and not ours, in words; null = there is none. */
  static rival(): string | null {
    const pid = pidIn(pidFile);
    if (pid === null || !isPcscd(pid) || pid === pidIn(oursFile)) return null;
    return `another pcscd (process ${pid}) is running; its readers are not ours to put cards in. Stop it first`;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Starts pcscd and resolves when its socket is there. Rejects with words when it cannot be started. */
  async start(): Promise<void> {
    const problem = VpcdService.missing() ?? VpcdService.rival();
    if (problem !== null) throw new Error(problem);
    this.#clearLeftovers();
    const started = watchedFor(socket);
    const child = spawn('/usr/sbin/pcscd', ['--foreground'], { stdio: 'ignore' });
    this.#process = child;
    this.#exited = new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    });
    const limit = new Promise<'late'>((resolve) => {
      const cancel = this.#clock.after(startMs, () => resolve('late'));
      void started.there.then(cancel);
      void this.#exited.then(cancel);
    });
    const first = await Promise.race([started.there, this.#exited.then(() => 'exited' as const), limit]);
    started.stop();
    if (first === 'there' && child.pid !== undefined) {
      writeFileSync(oursFile, `${child.pid}\n`);
      return;
    }
    await this.kill();
    throw new Error(first === 'late' ? `pcscd made no socket within ${startMs} ms` : 'pcscd ended at once');
  }

  /** Ends it in order; by force when that takes too long. */
  async stop(): Promise<void> {
    const child = this.#process;
    if (child === null) return;
    child.kill('SIGCONT');
    child.kill('SIGTERM');
    const cancel = this.#clock.after(stopMs, () => child.kill('SIGKILL'));
    await this.#exited;
    cancel();
    this.#process = null;
    this.#clearLeftovers();
  }

  /** Ends it as a crash does; what it leaves behind stays until the next start. */
  async kill(): Promise<void> {
    this.#process?.kill('SIGKILL');
    await this.#exited;
    this.#process = null;
  }

  /** Hangs it, or lets it go on. */
  freeze(isFrozen: boolean): void {
    this.#process?.kill(isFrozen ? 'SIGSTOP' : 'SIGCONT');
  }

  /** Files of a pcscd that was killed keep the next one from starting; one of ours that outlived a test is ended by its process id. */
  #clearLeftovers(): void {
    const ours = pidIn(oursFile);
    if (ours !== null && isPcscd(ours)) process.kill(ours, 'SIGKILL');
    for (const file of [socket, pidFile, oursFile]) rmSync(file, { force: true });
    mkdirSync(folder, { recursive: true });
  }
}

function pidIn(file: string): number | null {
  if (!existsSync(file)) return null;
  const pid = Number(readFileSync(file, 'utf8').trim());
  return Number.isSafeInteger(pid) && pid > 1 ? pid : null;
}

function isPcscd(pid: number): boolean {
  const name = `/proc/${pid}/comm`;
  return existsSync(name) && readFileSync(name, 'utf8').trim() === 'pcscd';
}

/** Resolves when a file is there. */
function watchedFor(file: string): { readonly there: Promise<'there'>; stop(): void } {
  let found: () => void = () => undefined;
  const there = new Promise<'there'>((resolve) => {
    found = () => resolve('there');
  });
  const watcher = watch(folder, () => {
    if (existsSync(file)) found();
  });
  return { there, stop: () => watcher.close() };
}
