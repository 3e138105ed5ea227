import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Command, type CommandIo, type CommandResult, UsageError } from '../../contract/command.ts';
import { numberOption, type Options, textOption } from '../../contract/command-options.ts';
import { drivers, driversOf } from '../../drivers/registry.ts';
import { failedBy } from './fault-json.ts';
import { deviceOptions, driverOption, openFromOptions } from './open-from-options.ts';

/** A test print by a technician has no journal: there is no application behind it. */
const hooks = { sent: () => undefined };

/**
 * Prints one receipt (file of ReceiptLine markup) or one A4 document (PDF). `done` means that everything is on paper when the command ends: the cut
 * included, or the last page counted.
 */
export const devicePrint: Command = {
  name: 'device print',
  summary: 'Prints a receipt (--receipt) or an A4 document (--document) and waits until it is on paper.',
  options: {
    ...deviceOptions([...driversOf('receiptPrinter'), ...driversOf('documentPrinter')]),
    receipt: { type: 'string', help: 'file with ReceiptLine markup, for receipt printers' },
    document: { type: 'string', help: 'PDF file, for document printers' },
    'take-timeout': {
      type: 'string',
      help: 'receipt printers with an exit sensor: wait this many seconds for a hand, then take the slip back where the unit can',
    },
    timeout: { type: 'string', default: '10', help: 'how long to wait for the printer to connect, seconds' },
  },
  run: async ({ options }, io) => {
    const driver = driverOption(options, [...driversOf('receiptPrinter'), ...driversOf('documentPrinter')]);
    return drivers[driver].deviceClass === 'receiptPrinter'
      ? await printReceipt(options, io)
      : await printDocument(options, io);
  },
};

async function printReceipt(options: Options, io: CommandIo): Promise<CommandResult> {
  const markup = fileOption(options, 'receipt').toString('utf8');
  const queueMs = queueOption(options);
  const seconds = { min: 0.1, max: 3600, unit: 'seconds' };
  const takeMs = options['take-timeout'] === undefined ? null : numberOption(options, 'take-timeout', seconds) * 1000;
  const { device: printer, close } = openFromOptions(options, io, 'receiptPrinter');
  printer.start();
  try {
    const printed = await printer.print(
      { actId: randomUUID(), markup, copy: 0 },
      { hooks, queueMs, signal: io.signal },
    );
    if (!printed.ok) return failedBy(printed.error);
    const { unprintable, slip } = printed.value;
    const media = slip === 'atExit' && takeMs !== null ? await handOver() : slip;
    return {
      exit: 0,
      json: { outcome: 'done', media, ...(unprintable.length === 0 ? {} : { unprintable }) },
      text: `printed${unprintable.length === 0 ? '' : `; no glyph for ${unprintable.join(' ')}`}; slip: ${media}`,
    };
  } finally {
    await close();
  }

  async function handOver(): Promise<string> {
    io.note('take the slip');
    const waited = await printer.awaitTaken({ userMs: takeMs ?? 0, signal: io.signal });
    if (waited.ok && waited.value === 'taken') return 'taken';
    if (!waited.ok && waited.error.code !== 'E_CANCELLED') return 'unknown';
    if (!printer.capabilities().hasRetract) return 'atExit';
    const back = await printer.retract({ actId: randomUUID(), hooks });
    if (back.ok) return 'retracted';
    return back.error.code === 'E_NO_MEDIA' ? 'taken' : back.error.mediaAt;
  }
}

async function printDocument(options: Options, io: CommandIo): Promise<CommandResult> {
  const pdf = new Uint8Array(fileOption(options, 'document'));
  const queueMs = queueOption(options);
  const { device: printer, close } = openFromOptions(options, io, 'documentPrinter');
  printer.start();
  try {
    const printed = await printer.print(
      { actId: randomUUID(), pdf },
      { hooks, queueMs, signal: io.signal, onPage: (page, of) => io.note(`page ${page} of ${of}`) },
    );
    if (!printed.ok) {
      const { pages, pagesOut } = printed.error;
      const result = failedBy(printed.error);
      const text = `${result.text}; pages out: ${pagesOut ?? 'not counted'} of ${pages ?? 'unknown'}`;
      return { ...result, json: { ...result.json, pages, pagesOut }, text };
    }
    const { pages, pagesOut } = printed.value;
    return {
      exit: 0,
      json: { outcome: 'done', pages, pagesOut },
      text: `printed, ${pagesOut ?? 'uncounted'} of ${pages} pages`,
    };
  } finally {
    await close();
  }
}

function queueOption(options: Options): number {
  return numberOption(options, 'timeout', { min: 0.1, max: 600, unit: 'seconds' }) * 1000;
}

function fileOption(options: Options, name: string): Buffer {
  const file = textOption(options, name);
  try {
    return readFileSync(file);
  } catch {
    throw new UsageError(`cannot read ${file}`);
  }
}
