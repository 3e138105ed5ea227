import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import type { Clock } from '../../contract/clock.ts';
import { err, ok, type Result } from '../../contract/result.ts';

/** Why there is no answer: the program cannot be started; it took too long; it sent too much; whoever asked has gone. */
export type ProgramFault = 'failed' | 'timeout' | 'tooLarge' | 'aborted';

/** How the program ended, and what it wrote. Both may be nonsense. */
export interface ProgramAnswer {
  /** Null = ended by a signal. */
  readonly exit: number | null;
  /** Whoever asked zeroes it. */
  readonly output: Buffer;
}

export interface ProgramQuestion {
  /** Path of a program that somebody else has installed, and its arguments as they are: there is no shell. */
  readonly program: string;
  readonly args: readonly string[];
  /** Goes to its standard input, and is zeroed when the program is over; null = it gets none. */
  readonly input: Uint8Array | null;
  /** Default: none, so that it learns nothing of the machine. */
  readonly env?: NodeJS.ProcessEnv;
  readonly clock: Clock;
  /** Milliseconds until it is ended. */
  readonly limitMs: number;
  /** Most bytes that it may write. */
  readonly limitBytes: number;
  readonly signal?: AbortSignal;
  /** For tests: another way to start it. */
  readonly start?: (program: string, args: readonly string[], options: SpawnOptions) => ChildProcess;
}

/**
 * Asks a program of its own, which may crash, hang or send nonsense without harm to this process. Nothing is written to disk. Settles at the limit
 * whatever the program and its own children do; never rejects; leaves neither timer nor descriptor.
 */
export function askProgram(question: ProgramQuestion): Promise<Result<ProgramAnswer, ProgramFault>> {
  const { program, args, input, env = {}, clock, limitMs, limitBytes, signal, start = spawn } = question;
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let received = 0;
    let isSettled = false;
    let child: ChildProcess | null = null;
    const settle = (result: Result<ProgramAnswer, ProgramFault>) => {
      if (isSettled) return;
      isSettled = true;
      cancelLimit();
      signal?.removeEventListener('abort', onAbort);
      // Without a number there is nothing to end, and Node would ask the system all the same.
      if (child?.pid !== undefined) child.kill('SIGKILL');
      // A child of the program may still hold the other ends.
      child?.stdin?.destroy();
      child?.stdout?.destroy();
      input?.fill(0);
      for (const chunk of chunks) chunk.fill(0);
      resolve(result);
    };
    const onAbort = () => settle(err('aborted'));
    const cancelLimit = clock.after(limitMs, () => settle(err('timeout')));
    if (signal?.aborted) return onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      child = start(program, [...args], { stdio: [input === null ? 'ignore' : 'pipe', 'pipe', 'ignore'], env });
    } catch {
      return settle(err('failed')); // some errors come as an event, others are thrown
    }
    child.once('error', () => settle(err('failed')));
    // Without free descriptors there are no pipes at all, and `error` follows.
    child.stdin?.on('error', () => undefined); // a program that does not read its input says so by its exit
    child.stdin?.end(input);
    child.stdout?.on('data', (chunk: Buffer) => {
      if (isSettled) {
        chunk.fill(0);
        return;
      }
      chunks.push(chunk);
      received += chunk.length;
      if (received > limitBytes) settle(err('tooLarge'));
    });
    child.once('close', (exit) => settle(ok({ exit, output: Buffer.concat(chunks) })));
  });
}
