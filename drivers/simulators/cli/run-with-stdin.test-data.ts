// Runs one of the commands that read stdin as a program of its own: `node run-with-stdin.test-data.ts NAME '{"option":"value"}'`.
import type { Command } from '../../../contract/command.ts';
import { simulateEscpos } from './simulate-escpos.ts';
import { simulateIoBoard } from './simulate-io-board.ts';
import { simulateScanner } from './simulate-scanner.ts';

const commands: readonly Command[] = [simulateScanner, simulateIoBoard, simulateEscpos];
const [, , name = '', given = '{}'] = process.argv;
const command = commands.find((one) => one.name === name);
if (command === undefined) throw new Error(`no command ${name}`);
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
const defaults = Object.fromEntries(Object.entries(command.options).map(([key, option]) => [key, option.default]));
const options: Record<string, string> = JSON.parse(given);
const { exit } = await command.run(
  { options: { ...defaults, ...options }, positionals: [] },
  {
    out: (line) => void process.stdout.write(`${line}\n`),
    note: (line) => void process.stderr.write(`${line}\n`),
    signal: stop.signal,
  },
);
process.exitCode = exit;
