import { spawn } from 'node:child_process';
import type { Clock } from '../../../contract/clock.ts';
import { err, type Result } from '../../../contract/result.ts';
import {
  failureOfCode,
  type LibraryBasics,
  type LibraryFailure,
  parseBasics,
  type ReaderLibrary,
} from './reader-library.ts';

/** The library may hang, crash or leak, so it lives in a program that can be killed, never in this process. */
export interface ReaderProgramOptions {
  /** Program and fixed arguments of the integrator; started anew for each card, without a shell. */
  readonly command: readonly [string, ...string[]];
  readonly clock: Clock;
  /** Longest run, milliseconds; then it is killed. Default 15,000. */
  readonly limitMs?: number;
}

/** More output than any card can give. */
const maxOutputBytes = 4_096;

/**
 * The interface of the program: it gets one argument more, the `iType` of `iReadCardBas` (3 = contact, then contactless), writes the library's output
 * as it is (GBK, `|`) to standard output and ends with 0; or it writes the library's code as a number and ends with 1. It must not write card data
 * anywhere else.
 */
export function readerProgram({ command, clock, limitMs = 15_000 }: ReaderProgramOptions): ReaderLibrary {
  return { readBasic: ({ signal }) => run(command, clock, limitMs, signal) };
}

function run(
  [program, ...args]: readonly [string, ...string[]],
  clock: Clock,
  limitMs: number,
  signal: AbortSignal,
): Promise<Result<LibraryBasics, LibraryFailure>> {
  if (signal.aborted) return Promise.resolve(err({ reason: 'aborted' }));
  return new Promise((resolve) => {
    let output = Buffer.alloc(0);
    let why: LibraryFailure['reason'] | null = null;
    const child = spawn(program, [...args, '3'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const end = (reason: LibraryFailure['reason']) => {
      why ??= reason;
      child.kill('SIGKILL');
    };
    const onAbort = () => end('aborted');
    const cancel = clock.after(limitMs, () => end('silent'));
    signal.addEventListener('abort', onAbort, { once: true });
    child.once('error', () => {
      why ??= 'missing';
    });
    child.stdout.on('data', (chunk: Buffer) => {
      const before = output;
      output = Buffer.concat([before, chunk]);
      before.fill(0);
      chunk.fill(0);
      if (output.length > maxOutputBytes) end('badAnswer');
    });
    child.once('close', (code) => {
      cancel();
      signal.removeEventListener('abort', onAbort);
      const result = why === null ? resultOf(code, output) : err({ reason: why });
      output.fill(0);
      resolve(result);
    });
  });
}

function resultOf(exit: number | null, output: Uint8Array): Result<LibraryBasics, LibraryFailure> {
  if (exit === 0) {
    const basics = parseBasics(output);
    return basics.ok ? basics : err({ reason: basics.error });
  }
  const code = Number(new TextDecoder('latin1').decode(output).trim() || Number.NaN);
  return err(exit === 1 && Number.isSafeInteger(code) ? failureOfCode(code) : { reason: 'refused' });
}
