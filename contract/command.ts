import type { ParseArgsConfig } from 'node:util';

/** One option of a command, as `node:util` parseArgs understands it, plus what `--help` prints. */
export interface CommandOption {
  readonly type: 'string' | 'boolean';
  readonly required?: boolean;
  readonly default?: string;
  readonly help: string;
}

export interface CommandIo {
  /** One line to stdout. */
  out(line: string): void;
  /** One line to stderr: progress, hints. */
  note(line: string): void;
  /** Aborted by SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
}

export interface CommandResult {
  /** 0 = done, 1 = anything else. Wrong usage (2) is found before `run`. */
  readonly exit: 0 | 1;
  /** Printed as the last line of stdout with `--json`. */
  readonly json: Readonly<Record<string, unknown>>;
  /** Printed without `--json`. */
  readonly text: string;
}

/** Wrong usage found while running (a number that is none, a file that is missing): exit 2. */
export class UsageError extends Error {}

/** One entry of the command line; names are fixed in docs/design/architecture.md. */
export interface Command {
  /** For example `outbox list`. */
  readonly name: string;
  readonly summary: string;
  /** Positional arguments, for `--help`, for example `DIR`; one in brackets, at the end, may be left out: `[N]`. */
  readonly positionals?: readonly string[];
  readonly options: Readonly<Record<string, CommandOption>>;
  run(
    args: {
      readonly options: Readonly<Record<string, string | boolean | undefined>>;
      readonly positionals: readonly string[];
    },
    io: CommandIo,
  ): Promise<CommandResult>;
}

export type ParseOptions = NonNullable<ParseArgsConfig['options']>;
