import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { systemClock } from '../../../contract/clock.ts';
import { type Command, UsageError } from '../../../contract/command.ts';
import { givenOption } from '../../../contract/command-options.ts';
import { FaultPrinter } from '../cups/fault-printer.ts';
import { cupsRigLacks, PrivateCups, ppds } from '../cups/private-cups.ts';
import { numberOf, untilAborted } from './options.ts';

const queue = 'A4';

/**
 * One simulated A4 printer behind a cupsd of its own, until SIGINT or SIGTERM. First line of stdout: `READY <ipp url>`; then one line for each thing that
 * happens. Faults come from stdin, one a line. Needs root, as cupsd does; touches nothing of the system's CUPS.
 */
export const simulateA4: Command = {
  name: 'simulate a4',
  summary: 'One simulated A4 printer behind a cupsd of its own, until SIGINT or SIGTERM; faults typed on stdin.',
  options: {
    tcp: { type: 'string', default: '8631', help: 'port of 127.0.0.1 on which cupsd listens' },
    paper: { type: 'string', default: '500', help: 'sheets in the tray' },
    'page-ms': { type: 'string', default: '1500', help: 'time for one page, milliseconds' },
    'jam-at': { type: 'string', help: 'this page of the first job jams' },
    once: { type: 'boolean', help: 'the queue goes through the backend yitiji-once, as on a kiosk' },
    'print-to': { type: 'string', help: 'folder for the documents that came out whole, <act id>-<job>.pdf' },
  },
  run: async ({ options }, io) => {
    const tcpPort = numberOf('tcp', options.tcp, { max: 65_535, isWhole: true });
    const paper = numberOf('paper', options.paper, { max: 10_000, isWhole: true });
    const pageMs = numberOf('page-ms', options['page-ms'], { max: 600_000, isWhole: true });
    const jamText = givenOption(options, 'jam-at');
    const jamAt = jamText === undefined ? null : numberOf('jam-at', jamText, { max: 10_000, isWhole: true });
    const folder = givenOption(options, 'print-to');
    if (folder !== undefined && statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw new UsageError(`--print-to: ${folder} is not a folder`);
    }
    const lacks = cupsRigLacks();
    if (lacks.length > 0) {
      const failure = `a private cupsd needs ${lacks.join(', ')}`;
      return { exit: 1, json: { error: failure }, text: failure };
    }

    const dir = mkdtempSync(join(tmpdir(), 'yitiji-a4-'));
    const printer = new FaultPrinter({
      clock: systemClock,
      pageMs,
      saveTo: (name, jobId) =>
        folder === undefined ? null : resolve(folder, `${name.replaceAll(/[^\w.-]/g, '_')}-${jobId}.pdf`),
    });
    printer.set({ paper });
    printer.jamAt(jamAt);
    printer.onEvent((event) => io.out(event.toUpperCase()));
    const cups = new PrivateCups({ dir, tcpPort });
    const hands = createInterface({ input: process.stdin });
    hands.on('line', (line) => {
      const said = line.trim();
      if (said !== '' && !obey(printer, said)) io.note(`? ${said}; one of: ${Object.keys(hints).join(', ')}`);
    });
    try {
      if (!io.signal.aborted) {
        await printer.listen(join(dir, 'printer.sock'));
        await cups.start();
        const uri = `kiosktest:${join(dir, 'printer.sock')}`;
        await cups.addQueue({ name: queue, uri: options.once === true ? `yitiji-once:/${uri}` : uri, ppd: ppds.pdf });
        io.out(`READY ipp://localhost:${tcpPort}/printers/${queue}`);
        await untilAborted(io.signal);
      }
    } catch (error) {
      const failure = error instanceof Error ? error.message : 'cupsd cannot be started';
      return { exit: 1, json: { error: failure }, text: failure };
    } finally {
      hands.close();
      process.stdin.pause();
      await cups.stop();
      await printer.close();
      rmSync(dir, { recursive: true, force: true });
    }
    const sheets = printer.sheets.filter(({ end }) => end === 'out').length;
    return { exit: 0, json: { sheets, jams: printer.sheets.length - sheets }, text: `stopped, ${sheets} sheets` };
  },
};

/** What stdin takes. */
const hints: Readonly<Record<string, (printer: FaultPrinter, argument: number) => void>> = {
  'paper N': (printer, sheets) => printer.set({ paper: sheets }),
  'jam N': (printer, page) => printer.jamAt(page),
  free: (printer) => printer.set({ isJammed: false }),
  'cover open': (printer) => printer.set({ isCoverOpen: true }),
  'cover close': (printer) => printer.set({ isCoverOpen: false }),
  'toner out': (printer) => printer.set({ isTonerOut: true }),
  'toner ok': (printer) => printer.set({ isTonerOut: false }),
  offline: (printer) => printer.set({ isOffline: true }),
  online: (printer) => printer.set({ isOffline: false }),
  'hang N': (printer, page) => printer.hangAfter(page),
  go: (printer) => printer.hangAfter(null),
  'fail N': (printer, page) => printer.exitAfter(page, 1),
  'stop N': (printer, page) => printer.exitAfter(page, 4),
  'cancel N': (printer, page) => printer.exitAfter(page, 5),
};

/** False: not understood. */
function obey(printer: FaultPrinter, said: string): boolean {
  const [, word = '', number] = /^(.*?)(?: (\d{1,5}))?$/.exec(said) ?? [];
  const hint = hints[number === undefined ? word : `${word} N`];
  if (hint === undefined) return false;
  hint(printer, Number(number ?? 0));
  return true;
}
