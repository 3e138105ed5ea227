import { type ChildProcess, spawn } from 'node:child_process';
import type { CallMessage } from '../contract/channel.ts';
import type { TerminalProcess, TerminalProgram } from './terminal-process.ts';

/**
 * The C library keeps what a thread has given back for that thread alone, so memory that was needed once in each of a dozen threads (compiling, collecting, sealing) stays with the process for months. Two
 * arenas serve all of them. Source: mallopt(3), M_ARENA_MAX.
 */
export const allocator = { MALLOC_ARENA_MAX: '2' } as const;

/**
 * Starts the terminal service on the project's own Node, whatever Node the Electron carries: Electron as a Node is switched off in a release (`build/package/fuses.ts`), and the service starts further
 * processes with the Node that it runs on. A signal does not open a debugger (`--disable-sigusr1`). Its output goes to this program's output: both are structured
 * logs.
 */
export function startOnNode(program: TerminalProgram): TerminalProcess {
  const child = spawn(program.nodePath, ['--disable-sigusr1', program.entry, ...program.args], {
    // The fourth pipe is the private channel; nothing listens on a port.
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...allocator, ...program.env },
  });
  return {
    pid: child.pid,
    post: (message) => postToChild(child, message),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => {
      const once = onceOnly(listener);
      child.once('exit', (code, signal) => once(signal ?? `exit ${code}`));
      // Emitted instead of `exit` when the program cannot be started at all.
      child.once('error', (error: NodeJS.ErrnoException) => once(error.code ?? 'spawn failed'));
    },
    kill: (signal) => void child.kill(signal),
  };
}

function postToChild(child: ChildProcess, message: CallMessage): void {
  if (!child.connected) return;
  child.send(message, (error) => {
    // The pipe broke because the process is ending; `exit` follows and the shell acts on that.
    if (error !== null && child.connected) child.disconnect();
  });
}

function onceOnly(listener: (cause: string) => void): (cause: string) => void {
  let called = false;
  return (cause) => {
    if (called) return;
    called = true;
    listener(cause);
  };
}
