import { appendFileSync, writeFileSync } from 'node:fs';
import { systemClock } from '../../../contract/clock.ts';
import { type Command, UsageError } from '../../../contract/command.ts';
import { freshRollLines } from '../bench/bench-printer.ts';
import { type Slip, slipLines } from '../escpos-paper.ts';
import { slipPng, slipSvg } from '../escpos-paper-picture.ts';
import type { SimulatedExit } from '../escpos-presenter.ts';
import { EscposSimulator } from '../escpos-simulator.ts';
import { PtyLine } from '../pty.ts';
import { linkOf, numberOf, plugIn, textOf, untilAborted } from './options.ts';

/** What can stand behind the knife, by the word for `--presenter`. */
const exits: Readonly<Record<string, SimulatedExit>> = {
  none: { presenter: 'none', sensor: 'none' },
  'custom-kpm': { presenter: 'custom-kpm', sensor: 'custom-status' },
  'custom-tptcm': { presenter: 'custom-tptcm', sensor: 'custom-status' },
  'citizen-pmu': { presenter: 'citizen-pmu', sensor: 'none' },
  masung: { presenter: 'none', sensor: 'dle-eot-5' },
};

/**
 * One simulated receipt printer on a pseudo-terminal, until SIGINT or SIGTERM. First line of stdout: `READY <path>`; then each slip as text when
 * it is cut, between two ruled lines.
 */
export const simulateEscpos: Command = {
  name: 'simulate escpos',
  summary: 'One simulated receipt printer (ESC/POS) on a pseudo-terminal, until SIGINT or SIGTERM.',
  options: {
    link: { type: 'string', required: true, help: 'where the port shall stand, for example /tmp/receipt-printer' },
    columns: { type: 'string', default: '48', help: 'Latin characters in a line: 48 = 80 mm paper, 32 = 58 mm' },
    paper: { type: 'string', default: String(freshRollLines), help: 'lines of paper on the roll (30 dots each)' },
    presenter: {
      type: 'string',
      default: 'none',
      help: 'none, custom-kpm, custom-tptcm (both with exit sensor), citizen-pmu (without), masung (exit sensor only)',
    },
    'take-after': { type: 'string', help: 'seconds until a hand takes a slip from the exit; default: never' },
    'print-to': {
      type: 'string',
      help: 'file for the slips: .png or .svg = picture of the newest one, anything else = text of all, appended',
    },
  },
  run: async ({ options }, io) => {
    const link = linkOf(options.link);
    const width = options.columns;
    if (width !== '48' && width !== '32') throw new UsageError('--columns must be 48 or 32');
    const columns = width === '48' ? 48 : 32;
    const paperLines = numberOf('paper', options.paper, { max: 1_000_000, isWhole: true });
    const file = textOf(options['print-to']);
    const exit = exits[String(options.presenter)];
    if (exit === undefined) throw new UsageError(`--presenter must be one of ${Object.keys(exits).join(', ')}`);
    const takeMs =
      options['take-after'] === undefined
        ? null
        : numberOf('take-after', options['take-after'], { max: 86_400, isWhole: false }) * 1_000;

    const line = new PtyLine(link);
    const simulator = new EscposSimulator({
      clock: systemClock,
      columns,
      paperLines,
      exit,
      send: (bytes) => line.send(bytes),
    });
    let shown = 0;
    line.onHostBytes((bytes) => {
      simulator.receive(bytes);
      for (const slip of simulator.slips.slice(shown)) {
        shown += 1;
        if (takeMs !== null) systemClock.after(takeMs, () => simulator.takeSlip());
        io.out(`--- slip ${shown} ${'-'.repeat(columns - 11)}`);
        for (const text of slipLines(slip)) io.out(text);
        io.out(`--- cut: ${slip.cut} ${'-'.repeat(columns - 15)}`);
        if (file !== undefined) writeSlip(file, slip, columns, io.note);
      }
    });

    if (!io.signal.aborted) {
      const failure = await plugIn(line);
      if (failure !== null) return { exit: 1, json: { error: failure }, text: failure };
      io.out(`READY ${link}`);
      await untilAborted(io.signal);
      await line.unplug();
    }
    const json = { slips: simulator.slips.length, problems: simulator.problems };
    return { exit: 0, json, text: `stopped, ${json.slips} slips` };
  },
};

/** A full disk must not stop the printer: the slip stands on stdout anyway. */
function writeSlip(file: string, slip: Slip, columns: number, note: (line: string) => void): void {
  try {
    if (file.endsWith('.png')) writeFileSync(file, slipPng(slip, columns));
    else if (file.endsWith('.svg')) writeFileSync(file, slipSvg(slip, columns));
    else appendFileSync(file, `${slipLines(slip).join('\n')}\n\f\n`);
  } catch (error) {
    note(`--print-to: ${error instanceof Error ? error.message : 'cannot be written'}`);
  }
}
