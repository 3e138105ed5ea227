import { type ChildProcess, spawn } from 'node:child_process';
import { Duplex, PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** A running host process as its parent sees it; tests put a made-up one in its place. */
export interface HostChild {
  readonly pid: number | undefined;
  readonly stream: Duplex;
  /** Called once: it ended or could not be started; `reason` is a signal, an exit code or an error code. */
  onExit(listener: (reason: string) => void): void;
  /** SIGKILL; safe to call again. */
  kill(): void;
}

export interface HostProgram {
  /** Node that runs it; default the one of this process. */
  readonly nodePath?: string | undefined;
  /** Entry file; default `host-process.ts` beside this file. */
  readonly entry?: string | undefined;
  /** Lets the test-only messages through. */
  readonly isForTests?: boolean | undefined;
  /**
   * Shows what bindings print on standard error of this process. Off in machines: what a binding prints when it crashes is not ours to vouch for, and
   * it may be bytes of a card.
   */
  readonly showsOutput?: boolean | undefined;
}

/** Starts a host process. Never throws; a process that cannot be started tells by `onExit`. */
export function startHostChild(program: HostProgram): HostChild {
  const entry = program.entry ?? fileURLToPath(new URL('./host-process.ts', import.meta.url));
  const args = [
    '--disable-sigusr1',
    entry,
    String(process.pid),
    ...(program.isForTests === true ? ['--for-tests'] : []),
  ];
  const child: ChildProcess = spawn(program.nodePath ?? process.execPath, args, {
    stdio: ['ignore', 'ignore', program.showsOutput === true ? 'inherit' : 'ignore', 'pipe'],
  });
  // Without free descriptors there are no pipes at all, and `error` follows.
  const pipes: readonly unknown[] | undefined = child.stdio;
  const pipe = pipes?.[3];
  return {
    pid: child.pid,
    stream: pipe instanceof Duplex ? pipe : new PassThrough(),
    onExit: (listener) => {
      let hasEnded = false;
      const end = (reason: string) => {
        if (hasEnded) return;
        hasEnded = true;
        listener(reason);
      };
      child.once('exit', (code, signal) => end(signal ?? `exit ${code}`));
      child.once('error', (error) => end('code' in error ? String(error.code) : error.message));
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
