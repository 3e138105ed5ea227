import type { Command, CommandResult } from '../../../contract/command.ts';

/** A `simulate` command that runs in this process. */
export interface StartedSimulator {
  /** What it has written so far, `READY …` first. */
  readonly lines: readonly string[];
  /** Switches it off as Ctrl-C does. @returns what the command ends with */
  stop(): Promise<CommandResult>;
}

/**
 * Starts a `simulate` command as a shell would and waits until its port can be opened.
 * @param options what differs from the defaults of the command
 */
export async function startSimulator(
  command: Command,
  options: Readonly<Record<string, string | boolean>>,
): Promise<StartedSimulator> {
  const stop = new AbortController();
  const lines: string[] = [];
  const ready = Promise.withResolvers<void>();
  const defaults = Object.entries(command.options).map(([name, option]) => [name, option.default] as const);
  const running = command.run(
    { options: { ...Object.fromEntries(defaults), ...options }, positionals: [] },
    {
      out: (line) => {
        lines.push(line);
        if (line.startsWith('READY')) ready.resolve();
      },
      note: () => undefined,
      signal: stop.signal,
    },
  );
  // A command that refuses its options never becomes ready.
  await Promise.race([ready.promise, running]);
  return {
    lines,
    stop: () => {
      stop.abort();
      return running;
    },
  };
}
