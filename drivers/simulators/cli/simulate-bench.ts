import { resolve } from 'node:path';
import { systemClock } from '../../../contract/clock.ts';
import { type Command, UsageError } from '../../../contract/command.ts';
import { startBench } from '../bench/bench.ts';
import { loadPeople } from '../bench/people.ts';
import { defaultPersonasFile, numberOf, textOf, untilAborted } from './options.ts';

/** Both simulated devices and their page, until SIGINT or SIGTERM. First lines of stdout: `READY <dir>`, `BENCH <url>`. */
export const simulateBench: Command = {
  name: 'simulate bench',
  summary: 'ID reader and receipt printer on pseudo-terminals, with a page to play citizen and technician.',
  options: {
    dir: {
      type: 'string',
      required: true,
      help: 'folder for the ports id-reader and receipt-printer; made when missing',
    },
    port: { type: 'string', default: '8471', help: 'port of the page on 127.0.0.1; 0 = any free one' },
    personas: { type: 'string', help: 'file with synthetic people; default: those of the demonstration' },
  },
  run: async ({ options }, io) => {
    const dir = resolve(String(options.dir));
    const port = numberOf('port', options.port, { max: 65_535, isWhole: true });
    const personasFile = textOf(options.personas) ?? defaultPersonasFile;
    const people = loadPeople(personasFile);
    if (!people.ok) throw new UsageError(`--personas: ${people.error}`);
    if (io.signal.aborted) return { exit: 0, json: {}, text: 'stopped' };
    let bench: Awaited<ReturnType<typeof startBench>>;
    try {
      bench = await startBench({ dir, port, personasFile, clock: systemClock });
    } catch (error) {
      // A port that is taken, a folder that cannot be made, socat missing: the machine's matter, not a bug.
      const message = error instanceof Error ? error.message : 'the bench does not start';
      return { exit: 1, json: { error: message }, text: message };
    }
    io.out(`READY ${dir}`);
    io.out(`BENCH ${bench.url}`);
    await untilAborted(io.signal);
    const slips = bench.slips().length;
    await bench.close();
    return { exit: 0, json: { url: bench.url, slips }, text: `stopped, ${slips} slips` };
  },
};
