import { systemClock } from '../../contract/clock.ts';
import type { Command } from '../../contract/command.ts';
import { numberOption } from '../../contract/command-options.ts';
import type { DeviceStatus } from '../../contract/device.ts';
import type { Device } from '../../drivers/core/device.ts';
import { deviceOptions, openFromOptions } from './open-from-options.ts';

/** Connects, waits until the device has answered (or the time is over), prints the axes. Exit 0 = link up and condition ok. */
export const deviceStatus: Command = {
  name: 'device status',
  summary: 'Prints link, condition, media, supplies, bins and faults of one device.',
  options: {
    ...deviceOptions(),
    timeout: { type: 'string', default: '5', help: 'how long to wait for an answer, seconds' },
  },
  run: async ({ options }, io) => {
    const timeoutMs = numberOption(options, 'timeout', { min: 0.1, max: 600, unit: 'seconds' }) * 1000;
    const { device, close } = openFromOptions(options, io, null);
    try {
      const status = await firstAnswer(device, timeoutMs, io.signal);
      const { link, condition, activity, media, supplies, bins, paths, faults } = status;
      return {
        exit: link === 'up' && condition === 'ok' ? 0 : 1,
        json: { link, condition, activity, media, supplies, bins, paths, faults },
        text: statusText(status),
      };
    } finally {
      await close();
    }
  },
};

function statusText({ link, condition, activity, media, supplies, bins, paths, faults }: DeviceStatus): string {
  return [
    `link       ${link}`,
    `condition  ${condition}`,
    `activity   ${activity}`,
    `media      ${media ?? 'cannot know'}`,
    ...Object.entries(paths).map(([name, path]) => `${name.padEnd(10)} ${path}`),
    ...Object.entries(supplies).map(([name, supply]) => `${name.padEnd(10)} ${supply.level} (${supply.source})`),
    ...Object.entries(bins).map(
      ([name, bin]) => `${name.padEnd(10)} ${bin.level}, ${bin.count ?? 'uncounted'} (${bin.kind}, ${bin.health})`,
    ),
    ...faults.map((fault) => `fault      ${fault.code}, since ${fault.since}; to do: ${fault.action}`),
  ].join('\n');
}

/** The first status that the device itself gave (link up or garbled), or the last one when the time is over. */
export function firstAnswer(device: Device, timeoutMs: number, signal: AbortSignal): Promise<DeviceStatus> {
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
