import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { systemClock } from '../../contract/clock.ts';
import { type Command, UsageError } from '../../contract/command.ts';
import { noLog } from '../../contract/log.ts';
import { openReceiptPrinter, receiptPrinterDrivers } from '../../drivers/receipt-printer/drivers.ts';
import { faultJson, faultText } from './fault-json.ts';
import { choiceOption, numberOption, portOptions, textOption } from './options.ts';

/** Prints one file of ReceiptLine markup. `done` means that everything, the cut included, is on paper when the command ends. */
export const devicePrint: Command = {
  name: 'device print',
  summary: 'Prints a receipt (ReceiptLine markup) and waits until it is on paper.',
  options: {
    ...portOptions,
    receipt: { type: 'string', required: true, help: 'file with ReceiptLine markup' },
    timeout: { type: 'string', default: '10', help: 'how long to wait for the printer to connect, seconds' },
  },
  run: async ({ options }, io) => {
    const driver = choiceOption(options, 'driver', receiptPrinterDrivers);
    const file = textOption(options, 'receipt');
    let markup: string;
    try {
      markup = readFileSync(file, 'utf8');
    } catch {
      throw new UsageError(`cannot read ${file}`);
    }
    const printer = openReceiptPrinter(driver, {
      id: 'receiptPrinter',
      port: textOption(options, 'port'),
      baud: numberOption(options, 'baud', { min: 1200, max: 921_600, unit: 'bit/s' }),
      clock: systemClock,
      log: noLog,
    });
    printer.start();
    try {
      const printed = await printer.print(
        { actId: randomUUID(), markup, copy: 0 },
        {
          // A test print by a technician has no journal: there is no application behind it.
          hooks: { sent: () => undefined },
          queueMs: numberOption(options, 'timeout', { min: 0.1, max: 600, unit: 'seconds' }) * 1000,
          signal: io.signal,
        },
      );
      if (!printed.ok) {
        return {
          exit: 1,
          json: { outcome: printed.error.outcome, fault: faultJson(printed.error) },
          text: faultText(printed.error),
        };
      }
      const { unprintable } = printed.value;
      return {
        exit: 0,
        json: { outcome: 'done', ...(unprintable.length === 0 ? {} : { unprintable }) },
        text: unprintable.length === 0 ? 'printed' : `printed; no glyph for ${unprintable.join(' ')}`,
      };
    } finally {
      await printer.close();
    }
  },
};
