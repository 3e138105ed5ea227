import { appendFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { systemClock } from '../../../contract/clock.ts';
import { type Command, UsageError } from '../../../contract/command.ts';
import { choiceOption, givenOption, wordsOption } from '../../../contract/command-options.ts';
import { freshRollLines } from '../bench/bench-printer.ts';
import { WatchedClock } from '../bench/watched-clock.ts';
import { type Slip, slipLines } from '../escpos-paper.ts';
import { slipPng, slipSvg } from '../escpos-paper-picture.ts';
import { EscposSimulator } from '../escpos-simulator.ts';
import { PtyLine } from '../pty.ts';
import { cableFaultsOf, cableOption, handAtCable } from './cable-option.ts';
import { linkOf, numberOf, plugIn, secondsOf, slipExits, slipExitWords, untilAborted } from './options.ts';

/** Near-end sensor of a printer with a roll that was given as `paper N`, in lines. */
const nearEndLines = 200;

/** What can be done to the printer, by the words of `--set` and stdin; N is a number. */
const hints: Readonly<Record<string, (printer: EscposSimulator, number: number) => void>> = {
  'cover open': (printer) => printer.setCover(true),
  'cover close': (printer) => printer.setCover(false),
  'paper N': (printer, lines) => printer.setPaperLeft(lines, nearEndLines),
  roll: (printer) => printer.loadPaper(freshRollLines),
  'cutter jam': (printer) => printer.setCutterFault('clears'),
  'cutter broken': (printer) => printer.setCutterFault('stays'),
  'cutter ok': (printer) => printer.setCutterFault('none'),
  'hot N': (printer, seconds) => printer.overheat(seconds * 1_000),
  'silent in-order': (printer) => printer.setSilence('in-order'),
  'silent all': (printer) => printer.setSilence('all'),
  'silent none': (printer) => printer.setSilence('none'),
  'presenter jam': (printer) => printer.setPresenterJam(true),
  'presenter free': (printer) => printer.setPresenterJam(false),
  take: (printer) => printer.takeSlip(),
  power: (printer) => printer.restart(),
};
const hintWords = Object.keys(hints).join(' · ');

/**
 * One simulated receipt printer on a pseudo-terminal, until SIGINT or SIGTERM. First line of stdout: `READY <path>`; then each slip as text when
 * it is cut, between two ruled lines. Lines of stdin are what a person does to it.
 */
export const simulateEscpos: Command = {
  name: 'simulate escpos',
  summary:
    'One simulated receipt printer (ESC/POS) on a pseudo-terminal, until SIGINT or SIGTERM. Lines of stdin such as "cover open" are done to it.',
  options: {
    link: { type: 'string', required: true, help: 'where the port shall stand, for example /tmp/receipt-printer' },
    columns: { type: 'string', default: '48', help: 'Latin characters in a line: 48 = 80 mm paper, 32 = 58 mm' },
    paper: { type: 'string', default: String(freshRollLines), help: 'lines of paper on the roll (30 dots each)' },
    presenter: {
      type: 'string',
      default: 'none',
      help: 'none, custom-kpm, custom-tptcm (both with exit sensor), citizen-pmu (without), masung (exit sensor only)',
    },
    set: {
      type: 'string',
      help: `what is so from the beginning, with commas between, as on stdin: ${hintWords}`,
    },
    ...cableOption,
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
    const file = givenOption(options, 'print-to');
    const exit = slipExits[choiceOption(options, 'presenter', slipExitWords)];
    const takeMs = secondsOf(options, 'take-after');

    const cable = cableFaultsOf(options.cable);
    const settings = wordsOption(options, 'set');
    const line = new PtyLine(link);
    const clock = new WatchedClock(systemClock, () => undefined);
    const simulator = new EscposSimulator({
      clock,
      columns,
      paperLines,
      exit,
      send: (bytes) => line.send(bytes),
    });
    for (const word of settings) {
      if (!obey(simulator, word)) throw new UsageError(`--set: ${word} is none of: ${hintWords}`);
    }
    handAtCable(line, cable, { io, clock, powerCut: () => simulator.restart() });
    let shown = 0;
    line.onHostBytes((bytes) => {
      simulator.receive(bytes);
      for (const slip of simulator.slips.slice(shown)) {
        shown += 1;
        if (takeMs !== null) clock.after(takeMs, () => simulator.takeSlip());
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
      const hands = createInterface({ input: process.stdin });
      hands.on('line', (said) => {
        if (obey(simulator, said)) io.out(`DONE ${said.trim()}`);
        else io.note(`? ${said.trim()}; one of: ${hintWords}`);
      });
      await untilAborted(io.signal);
      hands.close();
      process.stdin.destroy();
      clock.cancelAll();
      await line.unplug();
    }
    const json = { slips: simulator.slips.length, problems: simulator.problems };
    return { exit: 0, json, text: `stopped, ${json.slips} slips` };
  },
};

/** False: not understood. */
function obey(printer: EscposSimulator, said: string): boolean {
  const [, word = '', number] = /^(.*?)(?: (\d{1,6}))?$/.exec(said.trim()) ?? [];
  const hint = hints[number === undefined ? word : `${word} N`];
  if (hint === undefined || (number === undefined && word.endsWith(' N'))) return false;
  hint(printer, Number(number ?? 0));
  return true;
}

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
