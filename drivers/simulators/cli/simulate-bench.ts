import { resolve } from 'node:path';
import { systemClock } from '../../../contract/clock.ts';
import { type Command, UsageError } from '../../../contract/command.ts';
import { choiceOption, givenOption } from '../../../contract/command-options.ts';
import { type SerialScannerModel, serialScannerModels } from '../../scanner/serial/profile.ts';
import { startBench } from '../bench/bench.ts';
import { dispenserUnits } from '../bench/dispenser-state.ts';
import { loadPeople } from '../bench/people.ts';
import { defaultPersonasFile, numberOf, slipExits, slipExitWords, untilAborted } from './options.ts';

const scannerModels = Object.keys(serialScannerModels) as SerialScannerModel[];

/** The simulated devices of a machine and their page, until SIGINT or SIGTERM. First lines of stdout: `READY <dir>`, `BENCH <url>`. */
export const simulateBench: Command = {
  name: 'simulate bench',
  summary:
    'ID reader, receipt printer, card dispenser, scanner and I/O board on pseudo-terminals, with a page to play citizen and technician.',
  options: {
    dir: {
      type: 'string',
      required: true,
      help: 'folder for the ports id-reader, receipt-printer, card-dispenser, scanner and io-board; made when missing',
    },
    port: { type: 'string', default: '8471', help: 'port of the page on 127.0.0.1; 0 = any free one' },
    personas: { type: 'string', help: 'file with synthetic people; default: those of the demonstration' },
    dispenser: {
      type: 'string',
      default: 'f2',
      help: `unit at card-dispenser: ${dispenserUnits.join(' ')}; d1801: FC0 holds the card and FC4 throws it out`,
    },
    cards: { type: 'string', default: '50', help: 'cards in its hopper, 0 to 200' },
    scanner: { type: 'string', default: 'generic', help: `unit at scanner: ${scannerModels.join(' ')}` },
    exit: {
      type: 'string',
      default: 'none',
      help: `presenter and sensor behind the knife of the receipt printer: ${slipExitWords.join(' ')}`,
    },
    a4: {
      type: 'boolean',
      help: 'also an A4 printer behind a cupsd of its own (needs root and cupsd); the page shows its address',
    },
    'smart-card': {
      type: 'boolean',
      help: 'also a reader of chip cards in a pcscd of its own (needs root, pcscd and vpcd; no other pcscd may run)',
    },
    personaliser: { type: 'boolean', help: 'also a card personaliser with a PIN pad, at the link personaliser' },
  },
  run: async ({ options }, io) => {
    const dir = resolve(String(options.dir));
    const port = numberOf('port', options.port, { max: 65_535, isWhole: true });
    const personasFile = givenOption(options, 'personas') ?? defaultPersonasFile;
    const people = loadPeople(personasFile);
    if (!people.ok) throw new UsageError(`--personas: ${people.error}`);
    const devices = {
      dispenser: choiceOption(options, 'dispenser', dispenserUnits),
      cards: numberOf('cards', options.cards, { max: 200, isWhole: true }),
      scanner: choiceOption(options, 'scanner', scannerModels),
      exit: slipExits[choiceOption(options, 'exit', slipExitWords)],
      documentPrinter: options.a4 === true,
      smartCard: options['smart-card'] === true,
      personaliser: options.personaliser === true,
    };
    if (io.signal.aborted) return { exit: 0, json: {}, text: 'stopped' };
    let bench: Awaited<ReturnType<typeof startBench>>;
    try {
      bench = await startBench({ dir, port, personasFile, clock: systemClock, ...devices });
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
