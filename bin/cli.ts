import { systemClock } from '../contract/clock.ts';
import type { NamedCommand } from './machine-commands.ts';
import { runCommand } from './run-command.ts';
import { listenForStop } from './stop-signals.ts';

/** Runs the command line of this process. @param called what one types to get here, for the lines of help: `npx yitiji`, `yitiji` */
export async function main(argv: readonly string[], commands: readonly NamedCommand[], called: string): Promise<void> {
  const controller = new AbortController();
  listenForStop(process, {
    clock: systemClock,
    stop: () => controller.abort('user'),
    end: (signal) => {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    },
  });
  const io = {
    out: (line: string) => void process.stdout.write(`${line}\n`),
    note: (line: string) => void process.stderr.write(`${line}\n`),
    signal: controller.signal,
  };
  process.exitCode = await runCommand(argv, commands, io, called);
}
