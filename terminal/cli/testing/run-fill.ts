import { writeSync } from 'node:fs';
import { outboxFill } from '../outbox-fill.ts';

/** `outbox fill` as a bare process, for tests that kill it: run-fill.ts DIR COUNT. */
const [data, count] = process.argv.slice(2);
const result = await outboxFill.run(
  { options: { data, count }, positionals: [] },
  {
    out: (line) => void writeSync(1, `${line}\n`),
    note: (line) => void writeSync(2, `${line}\n`),
    signal: new AbortController().signal,
  },
);
process.exitCode = result.exit;
writeSync(2, `${result.text}\n`);
