import { SerialPort } from 'serialport';
import { systemClock } from '../../contract/clock.ts';
import type { Command } from '../../contract/command.ts';
import type { DeviceStatus } from '../../contract/device.ts';
import { noLog } from '../../contract/log.ts';
import { openIdReader } from '../../drivers/id-reader/drivers.ts';
import { openReceiptPrinter } from '../../drivers/receipt-printer/drivers.ts';

interface Listed {
  readonly port: string;
  readonly byPath: string | null;
  readonly driver: string | null;
}

/** Harmless queries only, at most this long per driver (docs/design/device-model.md, identify). */
const probeMs = 1_500;

/**
 * Serial ports with the driver that answers the handshake. Ports that the system does not list (pseudo-terminals) are given by `--probe`. Listing may
 * fail where udevadm is missing: then only the given ports are tried, and that is said.
 */
export const deviceList: Command = {
  name: 'device list',
  summary: 'Lists serial ports and the driver that answers on each.',
  options: {
    probe: { type: 'string', default: '', help: 'further ports to try, separated by commas' },
  },
  run: async ({ options }, io) => {
    const given = String(options.probe ?? '')
      .split(',')
      .filter((port) => port !== '');
    const found = await listPorts(io.note);
    const ports = [...found, ...given.map((port) => ({ port, byPath: null }))];
    const devices: Listed[] = [];
    for (const { port, byPath } of ports) devices.push({ port, byPath, driver: await answeringDriver(port) });
    return {
      exit: 0,
      json: { devices },
      text:
        devices.length === 0
          ? 'no serial ports found; name one with --probe'
          : devices.map(({ port, byPath, driver }) => `${driver ?? '(no answer)'}\t${byPath ?? port}`).join('\n'),
    };
  },
};

async function listPorts(note: (line: string) => void): Promise<readonly { port: string; byPath: string | null }[]> {
  try {
    const ports = await SerialPort.list();
    return ports.map(({ path, pnpId }) => ({ port: path, byPath: pnpId ?? null }));
  } catch (cause) {
    note(`the system does not list serial ports (${cause instanceof Error ? cause.message : 'unknown'}); install udev`);
    return [];
  }
}

async function answeringDriver(port: string): Promise<string | null> {
  const common = { port, clock: systemClock, log: noLog };
  if (await answers(openIdReader('sdt', { id: 'probe', ...common }))) return 'sdt';
  if (await answers(openReceiptPrinter('escpos', { id: 'probe', ...common }))) return 'escpos';
  return null;
}

async function answers(device: {
  onStatus(listener: (status: DeviceStatus) => void): () => void;
  start(): void;
  close(): Promise<void>;
}): Promise<boolean> {
  try {
    return await new Promise<boolean>((resolve) => {
      const cancel = systemClock.after(probeMs, () => resolve(false));
      device.onStatus((status) => {
        if (status.link !== 'up') return;
        cancel();
        resolve(true);
      });
      device.start();
    });
  } finally {
    await device.close();
  }
}
