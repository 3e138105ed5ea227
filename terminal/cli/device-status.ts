import { systemClock } from '../../contract/clock.ts';
import type { Command } from '../../contract/command.ts';
import type { DeviceStatus } from '../../contract/device.ts';
import { noLog } from '../../contract/log.ts';
import { idReaderDrivers, openIdReader } from '../../drivers/id-reader/drivers.ts';
import { openReceiptPrinter, receiptPrinterDrivers } from '../../drivers/receipt-printer/drivers.ts';
import { choiceOption, numberOption, portOptions, textOption } from './options.ts';

/** The part of both facades that this command needs. */
interface Watched {
  status(): DeviceStatus;
  onStatus(listener: (status: DeviceStatus) => void): () => void;
  start(): void;
  close(): Promise<void>;
}

/** Connects, waits until the device has answered (or the time is over), prints the axes. Exit 0 = link up and condition ok. */
export const deviceStatus: Command = {
  name: 'device status',
  summary: 'Prints link, condition, media, supplies and faults of one device.',
  options: {
    ...portOptions,
    timeout: { type: 'string', default: '5', help: 'how long to wait for an answer, seconds' },
  },
  run: async ({ options }, io) => {
    const driver = choiceOption(options, 'driver', [...idReaderDrivers, ...receiptPrinterDrivers]);
    const timeoutMs = numberOption(options, 'timeout', { min: 0.1, max: 600, unit: 'seconds' }) * 1000;
    const port = textOption(options, 'port');
    const baud = numberOption(options, 'baud', { min: 1200, max: 921_600, unit: 'bit/s' });
    const common = { port, baud, clock: systemClock, log: noLog };
    const device: Watched =
      driver === 'sdt'
        ? openIdReader(driver, { id: driver, port, clock: systemClock, log: noLog })
        : openReceiptPrinter(driver, { id: driver, ...common });
    try {
      const status = await firstAnswer(device, timeoutMs, io.signal);
      const { link, condition, media, supplies, paths, faults } = status;
      return {
        exit: link === 'up' && condition === 'ok' ? 0 : 1,
        json: { link, condition, media, supplies, paths, faults },
        text: [
          `link       ${link}`,
          `condition  ${condition}`,
          `media      ${media ?? 'cannot know'}`,
          ...Object.entries(supplies).map(([name, supply]) => `${name.padEnd(10)} ${supply.level} (${supply.source})`),
          ...faults.map((fault) => `fault      ${fault.code}, since ${fault.since}; to do: ${fault.action}`),
        ].join('\n'),
      };
    } finally {
      await device.close();
    }
  },
};

/** The first status that the device itself gave (link up or garbled), or the last one when the time is over. */
function firstAnswer(device: Watched, timeoutMs: number, signal: AbortSignal): Promise<DeviceStatus> {
  return new Promise((resolve) => {
    const finish = () => {
      cancel();
      forget();
      signal.removeEventListener('abort', finish);
      resolve(device.status());
    };
    const cancel = systemClock.after(timeoutMs, finish);
    const forget = device.onStatus((status) => {
      if (status.link === 'up') finish();
    });
    signal.addEventListener('abort', finish, { once: true });
    device.start();
  });
}
