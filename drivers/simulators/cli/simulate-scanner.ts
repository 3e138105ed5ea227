import { createInterface } from 'node:readline';
import { systemClock } from '../../../contract/clock.ts';
import { type Command, UsageError } from '../../../contract/command.ts';
import { choiceOption, givenOption, wordsOption } from '../../../contract/command-options.ts';
import { type SerialScannerModel, serialScannerModels } from '../../scanner/serial/profile.ts';
import { WatchedClock } from '../bench/watched-clock.ts';
import { PtyLine } from '../pty.ts';
import { codeBytes } from '../scanner-content.ts';
import { type CommandMood, type ScanFault, ScannerSimulator } from '../scanner-simulator.ts';
import { cableFaultsOf, cableOption, handAtCable } from './cable-option.ts';
import { linkOf, plugIn, secondsOf, untilAborted } from './options.ts';

/** Faults of the next scan by the word for `--fault`. */
const faults = {
  gaps: { type: 'gaps', ms: 30 },
  noSuffix: { type: 'noSuffix' },
  double: { type: 'double', afterMs: 300 },
  replyInMiddle: { type: 'replyInMiddle' },
  cut: { type: 'cut', bytes: 4 },
  noise: { type: 'noise', bytes: 24 },
} as const satisfies Record<string, ScanFault>;

const suffixes = ['cr', 'crlf', 'lf', 'none'] as const;
const moods = ['ok', 'badValue', 'unknownCommand', 'noReply'] as const satisfies readonly CommandMood[];
const afterLightMs = 500;

/**
 * One simulated serial scanner on a pseudo-terminal, until SIGINT or SIGTERM. First line of stdout: `READY <path>`; then one line for each command
 * of the host and each code. Lines of stdin are codes.
 */
export const simulateScanner: Command = {
  name: 'simulate scanner',
  summary:
    'One simulated serial scanner on a pseudo-terminal, until SIGINT or SIGTERM. Each line of stdin is a code held in front of it.',
  options: {
    link: { type: 'string', required: true, help: 'where the port shall stand, for example /tmp/scanner' },
    model: { type: 'string', default: 'generic', help: `one of: ${Object.keys(serialScannerModels).join(' ')}` },
    scan: { type: 'string', help: 'a code that is held in front of the scanner' },
    'scan-after': {
      type: 'string',
      help: 'seconds from READY until it is; default: half a second after the light first goes on',
    },
    charset: { type: 'string', default: 'utf-8', help: 'what codes are written in: utf-8 or gb18030' },
    suffix: { type: 'string', default: 'cr', help: `after each code: ${suffixes.join(' ')}` },
    fault: { type: 'string', help: `of the next codes, with commas between: ${Object.keys(faults).join(' ')}` },
    ...cableOption,
    commands: { type: 'string', default: 'ok', help: `how commands are answered: ${moods.join(' ')}` },
  },
  run: async ({ options }, io) => {
    const link = linkOf(options.link);
    const model = choiceOption(options, 'model', Object.keys(serialScannerModels) as SerialScannerModel[]);
    const charset = choiceOption(options, 'charset', ['utf-8', 'gb18030']);
    const suffix = choiceOption(options, 'suffix', suffixes);
    const mood = choiceOption(options, 'commands', moods);
    const names = Object.keys(faults) as (keyof typeof faults)[];
    const chosen = wordsOption(options, 'fault').map((word) => faults[choiceOption({ fault: word }, 'fault', names)]);
    const cable = cableFaultsOf(options.cable);
    const text = givenOption(options, 'scan');
    const scanMs = secondsOf(options, 'scan-after');
    if (text !== undefined) encodable(text, charset);

    let isWaitingForLight = text !== undefined && scanMs === null;
    const line = new PtyLine(link);
    const clock = new WatchedClock(systemClock, () => undefined);
    const { baudRate } = serialScannerModels[model];
    const simulator = new ScannerSimulator({
      clock,
      model,
      suffix,
      paceBaud: baudRate,
      send: (bytes) => line.send(bytes),
    });
    handAtCable(line, cable, { io, clock, powerCut: () => simulator.restart() });
    simulator.setMood(mood);
    for (const fault of chosen) simulator.inject(fault);
    const show = (code: string) => {
      io.out(`CODE shown, ${encodable(code, charset).length} bytes${simulator.isLit ? '' : ', the light is off'}`);
      simulator.show({ text: code, charset });
    };
    line.onHostBytes((bytes) => {
      const before = simulator.commands.length;
      simulator.receive(bytes);
      for (const command of simulator.commands.slice(before)) io.out(`COMMAND ${command}`);
      if (text === undefined || !isWaitingForLight || !simulator.isLit) return;
      isWaitingForLight = false;
      clock.after(afterLightMs, () => show(text));
    });

    if (!io.signal.aborted) {
      const failure = await plugIn(line);
      if (failure !== null) return { exit: 1, json: { error: failure }, text: failure };
      io.out(`READY ${link}`);
      // A unit without trigger looks all the time: there is no light to wait for.
      if (text !== undefined && (scanMs !== null || simulator.isLit)) {
        isWaitingForLight = false;
        clock.after(scanMs ?? afterLightMs, () => show(text));
      }
      const typed = createInterface({ input: process.stdin });
      typed.on('line', (code) => {
        if (code === '') simulator.takeAway();
        else if (isEncodable(code, charset)) show(code);
        else io.note(`not to be written in ${charset}`);
      });
      await untilAborted(io.signal);
      typed.close();
      process.stdin.destroy();
      clock.cancelAll();
      await line.unplug();
    }
    return { exit: 0, json: { scans: simulator.scans }, text: `stopped, ${simulator.scans} codes` };
  },
};

function encodable(text: string, charset: 'utf-8' | 'gb18030'): Uint8Array {
  if (!isEncodable(text, charset)) throw new UsageError(`--scan: not to be written in ${charset}`);
  return codeBytes({ text, charset });
}

function isEncodable(text: string, charset: 'utf-8' | 'gb18030'): boolean {
  try {
    codeBytes({ text, charset });
    return true;
  } catch (cause) {
    if (cause instanceof RangeError) return false;
    throw cause;
  }
}
