// A program that prints and is killed: `node print-and-die.test-data.ts PORT FILE ACT`. Prints the evidence that the journal would hold.
import { readFileSync } from 'node:fs';
import { systemClock } from '../../contract/clock.ts';
import { noLog } from '../../contract/log.ts';
import { openDocumentPrinter } from '../../drivers/document-printer/drivers.ts';

const [port = '', file = '', actId = ''] = process.argv.slice(2);
const printer = openDocumentPrinter('cups', { port, clock: systemClock, log: noLog });
printer.start();
const hooks = { sent: (before: unknown) => void process.stdout.write(`${JSON.stringify(before)}\n`) };
const result = await printer.print({ actId, pdf: readFileSync(file) }, { hooks });
if (!result.ok) process.exitCode = 1;
await printer.close();
