// `simulate a4` as a program of its own: `node simulate-a4.test-data.ts '{"tcp":"0"}'`.
import { simulateA4 } from '../cli/simulate-a4.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
const defaults = Object.fromEntries(Object.entries(simulateA4.options).map(([key, option]) => [key, option.default]));
const given: Record<string, string | boolean> = JSON.parse(process.argv[2] ?? '{}');
const io = {
  out: (line: string) => void process.stdout.write(`${line}\n`),
  note: (line: string) => void process.stderr.write(`${line}\n`),
  signal: stop.signal,
};
const { exit, json } = await simulateA4.run({ options: { ...defaults, ...given }, positionals: [] }, io);
io.out(JSON.stringify(json));
process.exitCode = exit;
