import { type ChildProcess, spawn } from 'node:child_process';

/** A program of a release while it runs. */
export interface RunningProgram {
  readonly pid: number | undefined;
  /** Resolves when it has ended or could not be started: exit code, signal or error code. Never rejects. */
  readonly ended: Promise<string>;
  /** Asks it to end in order (SIGTERM). Safe to call again. */
  end(): void;
  /** Ends it and everything that it has started, at once. Safe to call again. */
  kill(): void;
}

export type StartProgram = (
  command: readonly [string, ...string[]],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
) => RunningProgram;

/** Starts a program in a process group of its own; its output goes where that of the launcher goes. */
export const runProgram: StartProgram = ([program, ...args], { cwd, env }) => {
  let child: ChildProcess;
  try {
    child = spawn(program, args, {
      ...{ cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'inherit', 'inherit'], detached: true },
    });
  } catch (cause) {
    // Some errors come as an event, others are thrown.
    return { pid: undefined, ended: Promise.resolve(codeOf(cause)), end: () => undefined, kill: () => undefined };
  }
  const { pid } = child;
  const signal = (name: 'SIGTERM' | 'SIGKILL', id: number) => {
    try {
      process.kill(id, name);
    } catch {
      // It has ended already.
    }
  };
  return {
    pid,
    ended: new Promise((resolve) => {
      child.once('exit', (code, killedBy) => resolve(killedBy ?? `exit ${code}`));
      child.once('error', (error) => resolve(codeOf(error)));
    }),
    end: () => {
      if (pid !== undefined) signal('SIGTERM', pid);
    },
    kill: () => {
      if (pid !== undefined) signal('SIGKILL', -pid);
    },
  };
};

const codeOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'spawn failed';
