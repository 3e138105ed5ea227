import { systemClock } from '../../contract/clock.ts';
import type { Command, CommandIo } from '../../contract/command.ts';
import { noLog } from '../../contract/log.ts';
import { type HidFound, listHidDevices } from '../../drivers/discovery/hid-list.ts';
import { probeDevice } from '../../drivers/discovery/probe.ts';
import { listQueues } from '../../drivers/discovery/queue-list.ts';
import { listSerialPorts } from '../../drivers/discovery/serial-ports.ts';
import { listSmartCardReaders } from '../../drivers/discovery/smart-card-list.ts';
import { cupsSocket } from '../../drivers/document-printer/drivers.ts';
import { createIppClient } from '../../drivers/document-printer/ipp/ipp-client.ts';
import { NativeHost } from '../../drivers/native-host/native-host.ts';
import { type DriverName, drivers, identityOf, openAny } from '../../drivers/registry.ts';
import { IsolatedSmartCardPort } from '../../drivers/smart-card/pcsc/isolated-smart-card-port.ts';

interface Listed {
  /** Text for `--port`. */
  readonly port: string;
  readonly byPath: string | null;
  readonly driver: DriverName | null;
  readonly title: string | null;
  readonly identity: string | null;
  readonly about: string | null;
}

/**
 * Order of the questions at a serial port. The receipt printer's comes first: it is harmless to all, while some other questions would be taken by a
 * printer for text and stand in its buffer (it forgets them at the start of each job). Scanners prove nothing by silence, so they are not asked.
 */
const serialOrder = ['escpos', 'sdt', 'io-board', 'f2', 'k720'] as const satisfies readonly DriverName[];
/** Where cupsd listens. */
const cups = { kind: 'socket', path: cupsSocket } as const;
/** Harmless queries only; units at 9,600 bit/s answer within 100 ms, and a busy machine needs room. */
const probeMs = 800;

/**
 * Ports with the driver that answers the handshake, HID devices with the driver of their numbers. Ports that the system does not list
 * (pseudo-terminals) are given by `--probe`. Listing may fail where udevadm, cupsd or pcscd is missing: that is said, and the rest is listed.
 */
export const deviceList: Command = {
  name: 'device list',
  summary:
    'Lists serial ports, HID devices, print queues and smart-card readers: what --port takes, and the driver that answers.',
  options: {
    probe: { type: 'string', help: 'further serial ports to try, separated by commas' },
    drivers: { type: 'boolean', help: 'list the drivers instead' },
  },
  run: async ({ options }, io) => {
    if (options.drivers === true) return listDrivers();
    const given = String(options.probe ?? '')
      .split(',')
      .filter((port) => port !== '');
    const serial = await listSerialPorts();
    if (!serial.ok) io.note(`the system does not list serial ports (${serial.error}); install udev`);
    const hid = await listHidDevices();
    if (!hid.ok) io.note(`HID devices cannot be listed (${hid.error})`);
    const asked = (serial.ok ? serial.value : []).map(({ path, device, maker, serial: number }) => {
      const about = [device, maker, number].filter((part) => part !== null).join(' ');
      return serialEntry(path, path === device ? null : path, about, io);
    });
    const queues = listQueues(createIppClient({ place: cups, path: '/' }), { clock: systemClock, signal: io.signal });
    const readers = smartCardReaders(io);
    // Different ports do not disturb each other; at one port the questions come one after the other.
    const devices = await Promise.all([...asked, ...given.map((port) => serialEntry(port, null, null, io))]);
    for (const found of hid.ok ? hid.value : []) devices.push(hidEntry(found));
    const queued = await queues;
    if (!queued.ok) io.note(`print queues cannot be listed (${queued.error})`);
    for (const { queue, makeAndModel } of queued.ok ? queued.value : [])
      devices.push(namedEntry(queue, 'cups', makeAndModel));
    for (const name of await readers) devices.push(namedEntry(name, 'pcsc', null));
    return {
      exit: 0,
      json: { devices },
      text: devices.length === 0 ? 'no ports found; name one with --probe' : devices.map(line).join('\n'),
    };
  },
};

function line({ port, driver, title, identity, about }: Listed): string {
  const rest = [title ?? '(no answer)', identity, about].filter((part) => part !== null && part !== '');
  return `${(driver ?? '-').padEnd(16)} ${port}\t${rest.join(', ')}`;
}

async function serialEntry(port: string, byPath: string | null, about: string | null, io: CommandIo): Promise<Listed> {
  for (const driver of serialOrder) {
    const device = openAny(driver, { port, clock: systemClock, log: noLog, id: 'probe' });
    const answer = await probeDevice(device, {
      path: port,
      clock: systemClock,
      signal: io.signal,
      limitMs: probeMs,
      identityOf: (probed) => identityOf(driver, probed),
    });
    if (answer === null) continue;
    return { port, byPath, driver, title: drivers[driver].title, identity: answer.identity, about };
  }
  return { port, byPath, driver: null, title: null, identity: null, about };
}

/** What the system calls by a name of its own: nothing is asked. */
function namedEntry(port: string, driver: 'cups' | 'pcsc', about: string | null): Listed {
  return { port, byPath: null, driver, title: drivers[driver].title, identity: null, about };
}

async function smartCardReaders(io: CommandIo): Promise<readonly string[]> {
  const host = new NativeHost({ clock: systemClock, log: noLog });
  try {
    const readers = await listSmartCardReaders(new IsolatedSmartCardPort(host), io.signal);
    if (readers.ok) return readers.value;
    io.note(`smart-card readers cannot be listed (${readers.error.detail})`);
    return [];
  } finally {
    await host.close();
  }
}

function hidEntry({ port, driver, name, serial }: HidFound): Listed {
  const title = driver === null ? null : drivers[driver].title;
  return { port, byPath: null, driver, title, identity: serial, about: name };
}

function listDrivers() {
  const list = Object.entries(drivers).map(([name, { deviceClass, title, port }]) => ({
    name,
    deviceClass,
    title,
    port,
  }));
  return {
    exit: 0,
    json: { drivers: list },
    text: list.map(({ name, title }) => `${name.padEnd(16)} ${title}`).join('\n'),
  } as const;
}
