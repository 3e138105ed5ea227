import { readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../../contract/clock.ts';
import { noLog } from '../../../contract/log.ts';
import { listHidDevices } from '../../../drivers/discovery/hid-list.ts';
import { listQueues } from '../../../drivers/discovery/queue-list.ts';
import { listSerialPorts } from '../../../drivers/discovery/serial-ports.ts';
import { listSmartCardReaders } from '../../../drivers/discovery/smart-card-list.ts';
import { cupsSocket } from '../../../drivers/document-printer/drivers.ts';
import { createIppClient } from '../../../drivers/document-printer/ipp/ipp-client.ts';
import { NativeHost } from '../../../drivers/native-host/native-host.ts';
import { IsolatedSmartCardPort } from '../../../drivers/smart-card/pcsc/isolated-smart-card-port.ts';
import type { ListedPort } from './seen-port.ts';

export interface PortList {
  readonly ports: readonly ListedPort[];
  /** What the system could not list. */
  readonly troubles: readonly Unlisted[];
}

/** Kinds of port that a system does not list: no udev, no HID binding, no cupsd, no pcscd. A machine that has nothing of the kind needs none. */
export type Unlisted = 'serial' | 'hid' | 'queues' | 'readers';

/**
 * Serial ports, HID devices, print queues and smart-card readers of this system, by their stable names. What cannot be listed (no udev, no cupsd, no pcscd) is said; the rest is listed.
 *
 * @param folders further folders of serial ports, as `portSearch` of the configuration; a port that is there twice is listed once
 * @param given further serial ports by name
 */
export async function listPorts(
  {
    folders = [],
    given = [],
    clock = systemClock,
  }: { readonly folders?: readonly string[]; readonly given?: readonly string[]; readonly clock?: Clock },
  signal: AbortSignal,
): Promise<PortList> {
  const troubles: Unlisted[] = [];
  const ports: ListedPort[] = [];
  const spooler = createIppClient({ place: { kind: 'socket', path: cupsSocket }, path: '/' });
  const [serial, hid, queues, readers] = await Promise.all([
    listSerialPorts(),
    listHidDevices(),
    listQueues(spooler, { clock, signal }),
    smartCardReaders(clock, signal),
  ]);
  const serialPort = (port: string, about: string | null, number: string | null = null): ListedPort => ({
    ...{ port, bus: 'serial', driver: null, about, serial: number },
  });
  if (!serial.ok) troubles.push('serial');
  for (const { path, device, maker, serial: number } of serial.ok ? serial.value : [])
    ports.push(serialPort(path, [device, maker].filter((part) => part !== null).join(' '), number));
  const known = new Set(ports.map(({ port }) => realOf(port)));
  for (const path of [...folders.flatMap(portsIn), ...given]) {
    if (known.has(realOf(path))) continue;
    known.add(realOf(path));
    ports.push(serialPort(path, null));
  }
  if (!hid.ok) troubles.push('hid');
  const seen = new Set<string>();
  for (const { port, driver, name, serial: number } of hid.ok ? hid.value : []) {
    // One unit shows several interfaces under the same numbers: one line of the list.
    if (seen.has(port)) continue;
    seen.add(port);
    ports.push({ port, bus: 'hid', driver, about: name, serial: number });
  }
  if (!queues.ok) troubles.push('queues');
  for (const { queue, makeAndModel } of queues.ok ? queues.value : [])
    ports.push({ port: queue, bus: 'queue', driver: 'cups', about: makeAndModel, serial: null });
  if (!readers.ok) troubles.push('readers');
  for (const name of readers.ok ? readers.value : [])
    ports.push({ port: name, bus: 'reader', driver: 'pcsc', about: null, serial: null });
  return { ports, troubles };
}

async function smartCardReaders(clock: Clock, signal: AbortSignal) {
  const host = new NativeHost({ clock, log: noLog });
  try {
    return await listSmartCardReaders(new IsolatedSmartCardPort(host), signal);
  } finally {
    await host.close();
  }
}

function portsIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .sort()
      .map((name) => join(folder, name));
  } catch {
    return []; // the folder goes with the last adapter
  }
}

/** The device behind a link; the text itself where there is none. */
function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
