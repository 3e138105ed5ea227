import type { Clock } from '../../../contract/clock.ts';
import { err, type Result } from '../../../contract/result.ts';
import { askProgram, type ProgramFault } from '../../core/ask-program.ts';
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

async function run(
  [program, ...args]: readonly [string, ...string[]],
  clock: Clock,
  limitMs: number,
  signal: AbortSignal,
): Promise<Result<LibraryBasics, LibraryFailure>> {
  const question = { program, args: [...args, '3'], input: null, env: process.env };
  const answer = await askProgram({ ...question, clock, limitMs, limitBytes: maxOutputBytes, signal });
  if (!answer.ok) return err({ reason: reasons[answer.error] });
  const { exit, output } = answer.value;
  const result = resultOf(exit, output);
  output.fill(0);
  return result;
}

const reasons = {
  failed: 'missing',
  timeout: 'silent',
  tooLarge: 'badAnswer',
  aborted: 'aborted',
} as const satisfies Record<ProgramFault, LibraryFailure['reason']>;

function resultOf(exit: number | null, output: Uint8Array): Result<LibraryBasics, LibraryFailure> {
  if (exit === 0) {
    const basics = parseBasics(output);
    return basics.ok ? basics : err({ reason: basics.error });
  }
  const code = Number(new TextDecoder('latin1').decode(output).trim() || Number.NaN);
  return err(exit === 1 && Number.isSafeInteger(code) ? failureOfCode(code) : { reason: 'refused' });
}
