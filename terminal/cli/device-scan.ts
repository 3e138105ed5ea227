import type { Command } from '../../contract/command.ts';
import { numberOption } from '../../contract/command-options.ts';
import { driversOf } from '../../drivers/registry.ts';
import { failedBy } from './fault-json.ts';
import { deviceOptions, openFromOptions } from './open-from-options.ts';

/** Opens a window for one code and prints what it says. The content goes to stdout only: it is what the caller asked for. */
export const deviceScan: Command = {
  name: 'device scan',
  summary: 'Waits for a code to be held before the scanner and prints it.',
  options: {
    ...deviceOptions(driversOf('scanner')),
    timeout: { type: 'string', default: '30', help: 'how long to wait for a code, seconds' },
  },
  run: async ({ options }, io) => {
    const userMs = numberOption(options, 'timeout', { min: 0.1, max: 3600, unit: 'seconds' }) * 1000;
    const { device: scanner, close } = openFromOptions(options, io, 'scanner');
    scanner.start();
    try {
      io.note('hold the code before the scanner');
      const scanned = await scanner.scan({ userMs, signal: io.signal });
      if (!scanned.ok) return failedBy(scanned.error, { scan: null });
      const { text, charset, symbology } = scanned.value;
      const bytes = scanned.value.bytes.length;
      scanned.value.wipe();
      return { exit: 0, json: { outcome: 'done', scan: { text, charset, symbology, bytes } }, text };
    } finally {
      await close();
    }
  },
};
