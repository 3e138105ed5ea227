import { systemClock } from '../contract/clock.ts';
import { commands } from './commands.ts';
import { runCommand } from './run-command.ts';
import { listenForStop } from './stop-signals.ts';

/** Runs the command line of this process. */
export async function main(argv: readonly string[]): Promise<void> {
  const controller = new AbortController();
  listenForStop(process, {
    clock: systemClock,
    stop: () => controller.abort('user'),
    end: (signal) => {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    },
  });
  process.exitCode = await runCommand(argv, commands, {
    out: (line) => void process.stdout.write(`${line}\n`),
    note: (line) => void process.stderr.write(`${line}\n`),
    signal: controller.signal,
  });
}
