// Runs `simulate hid` as a program of its own: `node run-hid.test-data.ts '{"option":"value"}'`. Prints as the command line does without `--json`,
// then one line with what `--json` would have shown.
import { UsageError } from '../../../contract/command.ts';
import { simulateHid } from './simulate-hid.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
const options: Record<string, string> = JSON.parse(process.argv[2] ?? '{}');
const io = {
  out: (line: string) => void process.stdout.write(`${line}\n`),
  note: (line: string) => void process.stderr.write(`${line}\n`),
  signal: stop.signal,
};
try {
  const { exit, json, text } = await simulateHid.run({ options, positionals: [] }, io);
  io.out(text);
  io.out(JSON.stringify(json));
  process.exitCode = exit;
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  io.note(error.message);
  process.exitCode = 2;
}
