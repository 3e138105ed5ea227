import type { KioskConfig } from '../../contract/kiosk-config.ts';
import type { Device } from '../../drivers/core/device.ts';
import { contactWords } from '../../drivers/io-board/io-board.ts';
import { type DeviceClass, deviceClasses } from '../../drivers/registry.ts';
import type { DeviceSet } from '../devices/device-set.ts';
import type { Store } from '../store/store.ts';
import type { Holding } from './hand-over.ts';
import type { DeviceFacts } from './pages/desk.ts';
import type { UnitBook } from './unit-book.ts';

export interface DeviceSources {
  readonly store: Pick<Store, 'meta'>;
  readonly devices: DeviceSet;
  readonly config: Pick<KioskConfig, 'devices'>;
  readonly units: Pick<UnitBook, 'unit' | 'swap' | 'counters'>;
  holding(id: string): Holding;
}

/** Every fitted device with a driver, as it stands now. Technical, never personal. */
export function deviceFacts({ store, devices, config, units, holding }: DeviceSources): readonly DeviceFacts[] {
  return deviceClasses.flatMap((role): readonly DeviceFacts[] => {
    const device: Device | null = devices[role] as Device | null;
    if (device === null) return [];
    const { driver } = config.devices[role];
    const { serial, firmware, usb } = units.unit(role);
    return [
      {
        ...{ role, driver, port: portNow(store, config, role), firmware, usb, serial: serial ?? usb?.serial ?? null },
        ...{ status: device.status(), holding: holding(device.id), senses: sensesOf(devices, role) },
        ...{ swap: units.swap(role), counters: units.counters(role) },
      },
    ];
  });
}

/** Where a role was last found, when it has moved from the place that is configured (terminal/devices/device-set.ts). */
export function portNow(
  store: Pick<Store, 'meta'>,
  { devices }: Pick<KioskConfig, 'devices'>,
  role: DeviceClass,
): string {
  const { port } = devices[role];
  const kept = store.meta.get(`port.${role}`);
  if (kept === null || kept === '') return port;
  try {
    const { path } = JSON.parse(kept) as { readonly path?: unknown };
    return typeof path === 'string' ? path : port;
  } catch {
    return port; // of another version
  }
}

/** What a device sees beside the axes of its status: contacts of the board, lamps that are lit, whether a card lies there. */
function sensesOf({ idReader, smartCard, ioBoard }: DeviceSet, role: DeviceClass): DeviceFacts['senses'] {
  if (role === 'idReader' && idReader !== null) return [{ id: 'presence', state: idReader.presence() }];
  if (role === 'smartCard' && smartCard !== null) return [{ id: 'presence', state: smartCard.presence() }];
  if (role !== 'ioBoard' || ioBoard === null) return [];
  const contacts = Object.keys(contactWords) as (keyof typeof contactWords)[];
  return [
    ...contacts.flatMap((name) => {
      const state = ioBoard.contact(name);
      return state === null ? [] : [{ id: `contact.${name}`, state }];
    }),
    ...(ioBoard.capabilities()?.lamps ?? []).map(({ name }) => ({
      id: `lamp.${name}`,
      state: ioBoard.brokenLamps().includes(name) ? 'broken' : ioBoard.lamp(name).pattern,
    })),
  ];
}
