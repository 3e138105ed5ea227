// Runs one command as a program of its own: `node run-alone.test-data.ts NAME '{"option":"value"}'`.
import { type Command, UsageError } from '../../../contract/command.ts';
import { simulateBench } from './simulate-bench.ts';
import { simulateEscpos } from './simulate-escpos.ts';
import { simulateSdt } from './simulate-sdt.ts';

const commands: readonly Command[] = [simulateSdt, simulateEscpos, simulateBench];
const [, , name = '', given = '{}'] = process.argv;
const command = commands.find((one) => one.name === name);
if (command === undefined) throw new Error(`no command ${name}`);
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
const defaults = Object.fromEntries(Object.entries(command.options).map(([key, option]) => [key, option.default]));
const options: Record<string, string> = JSON.parse(given);
const io = {
  out: (line: string) => void process.stdout.write(`${line}\n`),
  note: (line: string) => void process.stderr.write(`${line}\n`),
  signal: stop.signal,
};
try {
  const { exit, json } = await command.run({ options: { ...defaults, ...options }, positionals: [] }, io);
  io.out(JSON.stringify(json));
  process.exitCode = exit;
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  io.note(error.message);
  process.exitCode = 2;
}
