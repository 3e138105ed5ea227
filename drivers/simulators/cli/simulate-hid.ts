import { fileURLToPath } from 'node:url';
import { systemClock } from '../../../contract/clock.ts';
import { type Command, type CommandResult, UsageError } from '../../../contract/command.ts';
import { givenOption, type Options, wordsOf } from '../../../contract/command-options.ts';
import { hidPosModels } from '../../scanner/hid-pos/profile.ts';
import { WatchedClock } from '../bench/watched-clock.ts';
import { LiveHidDevice } from '../umockdev/live-hid-device.ts';
import { chosenCard } from './chosen-card.ts';
import {
  type HidUnit,
  isWordOf,
  readerFaults,
  readerUnit,
  reportFaults,
  scannerFaults,
  scannerUnit,
  type UnitOptions,
} from './hid-units.ts';
import { defaultPersonasFile, secondsOf } from './options.ts';
import { splitWords } from './split-words.ts';

const devices = { 'sdt-hid-raw': 'raw', 'sdt-hid-wrapped': 'wrapped', 'hid-pos': null } as const;
const readerOptions = ['persona', 'place-after'] as const;
const scannerOptions = ['scan', 'scan-after', 'model'] as const;
const program = fileURLToPath(new URL('../../../bin/yitiji.mjs', import.meta.url));

/**
 * Runs one of our commands with a simulated HID device in view: a HID device cannot be made for the whole system without help of the kernel, so it
 * exists for that command only. Prints what the command prints, its last line last; what happens to the device goes to stderr.
 */
export const simulateHid: Command = {
  name: 'simulate hid',
  summary: 'Runs one of our commands with a simulated HID device in view (needs umockdev-run).',
  options: {
    device: { type: 'string', required: true, help: `one of: ${Object.keys(devices).join(' ')}` },
    run: {
      type: 'string',
      help: 'words after yitiji, \'…\' and "…" as in a shell; default: device read-id or device scan with this device, --timeout 10',
    },
    persona: { type: 'string', help: 'readers: whose card is laid on the pad, by id; without it the pad stays empty' },
    'place-after': {
      type: 'string',
      help: 'readers: seconds until the card is laid down, from when the pad was seen empty; default: 1',
    },
    scan: { type: 'string', help: 'hid-pos: a code that is held before the scanner' },
    'scan-after': {
      type: 'string',
      help: 'hid-pos: seconds from the start until it is; default: 0.5 after the light went on, 3 from the start without trigger',
    },
    model: { type: 'string', help: `hid-pos: ${Object.keys(hidPosModels).join(' ')}; default: newland` },
    fault: {
      type: 'string',
      help:
        'of the next reads or codes, WORD[*TIMES] with commas between; readers: ' +
        `${Object.keys({ ...readerFaults, ...reportFaults }).join(' ')}; hid-pos: ${Object.keys(scannerFaults).join(' ')}`,
    },
    personas: { type: 'string', help: 'file with synthetic people; default: those of the demonstration' },
  },
  run: async ({ options }, io) => {
    const clock = new WatchedClock(systemClock, () => undefined);
    let live: LiveHidDevice | null = null;
    let pulled: Promise<void> = Promise.resolve();
    const unit = unitOf(options, {
      clock,
      send: (report) => live?.send(report),
      note: (line) => io.note(line),
      unplug: () => {
        if (live !== null) pulled = live.unplug().then(() => io.note('CABLE pulled'));
      },
    });
    const words = options.run === undefined ? unit.command : splitWords(String(options.run));
    if (words.length === 0) throw new UsageError('--run names no command');

    // The last line is kept back: it is the result, which whoever runs commands prints at the end.
    let last: string | null = null;
    const out = (line: string) => {
      if (last !== null) io.out(last);
      last = line;
    };
    live = new LiveHidDevice(unit.device, unit.hostReportBytes);
    live.onHostReport((report) => unit.receive(report));
    try {
      unit.start();
      const command = [process.execPath, program, ...words];
      const exit = await live.run(command, { out, err: (line) => io.note(line), signal: io.signal });
      return resultOf(exit, last, unit);
    } catch (cause) {
      const error = messageOf(cause);
      return { exit: 1, json: { error }, text: error };
    } finally {
      clock.cancelAll();
      await pulled;
      await live.remove();
    }
  },
};

function resultOf(exit: number | null, last: string | null, unit: HidUnit): CommandResult {
  return {
    exit: exit === 0 ? 0 : 1,
    json: { exit, said: jsonOf(last), ...unit.counts() },
    text: last ?? (exit === null ? 'the command was ended by a signal' : `the command said nothing, exit ${exit}`),
  };
}

/** Throws UsageError for words that are none, and for options of another device. */
function unitOf(options: Options, o: UnitOptions): HidUnit {
  const device = givenOption(options, 'device') ?? '';
  if (!isWordOf(devices, device)) {
    throw new UsageError(`--device must be one of: ${Object.keys(devices).join(' ')}`);
  }
  const framing = devices[device];
  for (const name of framing === null ? readerOptions : scannerOptions) {
    if (options[name] !== undefined) throw new UsageError(`--${name} is not for ${device}`);
  }
  if (framing !== null) {
    return readerUnit(framing, {
      ...o,
      card: chosenCard(givenOption(options, 'persona'), givenOption(options, 'personas') ?? defaultPersonasFile),
      placeMs: secondsOf(options, 'place-after') ?? 1_000,
      faults: faultsOf({ ...readerFaults, ...reportFaults }, options.fault),
    });
  }
  const model = givenOption(options, 'model') ?? 'newland';
  if (!isWordOf(hidPosModels, model)) {
    throw new UsageError(`--model must be one of: ${Object.keys(hidPosModels).join(' ')}`);
  }
  const faults = faultsOf(scannerFaults, options.fault);
  return scannerUnit(model, {
    ...o,
    text: givenOption(options, 'scan') ?? null,
    scanMs: secondsOf(options, 'scan-after'),
    faults,
  });
}

function faultsOf<Table extends object>(table: Table, given: Options[string]): (keyof Table & string)[] {
  return wordsOf(given).flatMap((entry) => {
    const [, word = '', times = '1'] = /^(\w+)(?:\*(\d{1,3}))?$/.exec(entry) ?? [];
    if (!isWordOf(table, word) || Number(times) < 1) {
      throw new UsageError(`--fault: ${entry} is not WORD[*TIMES]; WORD: ${Object.keys(table).join(' ')}`);
    }
    return Array.from({ length: Number(times) }, () => word);
  });
}

/** The object that a command with `--json` prints as its last line; null = it printed something else. */
function jsonOf(line: string | null): unknown {
  try {
    return JSON.parse(line ?? 'null');
  } catch (cause) {
    if (cause instanceof SyntaxError) return null;
    throw cause;
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
