import { sleep, systemClock } from '../../contract/clock.ts';
import { type Command, UsageError } from '../../contract/command.ts';
import { numberOption } from '../../contract/command-options.ts';
import { firstAnswer } from './device-status.ts';
import { deviceOptions, openFromOptions } from './open-from-options.ts';

/**
 * Records the wire of one device while its driver connects, identifies it and watches it. To record a read, a print or a dispense give `--trace` to
 * that command instead.
 */
export const deviceTrace: Command = {
  name: 'device trace',
  summary: 'Records the wire of a device into a file, personal data blanked.',
  options: {
    ...deviceOptions(),
    trace: { type: 'string', required: true, help: 'file to write; it must not exist yet' },
    seconds: { type: 'string', default: '10', help: 'how long to record; SIGINT ends it earlier' },
  },
  run: async ({ options }, io) => {
    if (typeof options.trace !== 'string') throw new UsageError('--trace needs a value');
    const limitMs = numberOption(options, 'seconds', { min: 0.1, max: 900, unit: 'seconds' }) * 1000;
    const { device, driver, close } = openFromOptions(options, io, null);
    try {
      const startMs = systemClock.monoMs();
      const { link } = await firstAnswer(device, limitMs, io.signal);
      await sleep(systemClock, Math.max(0, limitMs - (systemClock.monoMs() - startMs)), io.signal);
      return {
        exit: 0,
        json: { driver, link, file: options.trace },
        text: `${driver}: link ${link}; ${options.trace}`,
      };
    } finally {
      await close();
    }
  },
};
