import type { CallMessage } from '../contract/channel.ts';

/** The terminal service as the shell sees it, over its private channel. */
export interface TerminalProcess {
  readonly pid: number | undefined;
  /** Sends a call; dropped when the process is ending (it would not be answered). */
  post(message: CallMessage): void;
  /** Messages come unread: the caller validates them. */
  onMessage(listener: (message: unknown) => void): void;
  /** Called once: the process ended or could not be started. `cause` holds an exit code, a signal or an error code. */
  onExit(listener: (cause: string) => void): void;
  /** Asks for an orderly end (SIGTERM), or ends it at once (SIGKILL). Safe to call again. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}

export interface TerminalProgram {
  /** Path of the entry file. */
  readonly entry: string;
  readonly args: readonly string[];
  /** Path of the project's own Node, where it may be needed. */
  readonly nodePath: string;
  readonly env: NodeJS.ProcessEnv;
}
