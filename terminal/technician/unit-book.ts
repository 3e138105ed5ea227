import type { DeviceStatus } from '../../contract/device.ts';
import { type UsbUnit, usbOfPort } from '../../drivers/discovery/usb-of-port.ts';
import { type DeviceClass, deviceClasses } from '../../drivers/registry.ts';
import type { DeviceSet } from '../devices/device-set.ts';
import type { Meta } from '../store/store.ts';

/** What a device did since the program started. */
export interface UnitCounters {
  /** Motions, prints and transfers that began. */
  readonly acts: number;
  /** Faults that began. */
  readonly faults: number;
  /** Times that the link was lost. */
  readonly losses: number;
}

/** The unit that plays a role now. */
export interface Unit {
  readonly serial: string | null;
  readonly firmware: string | null;
  readonly usb: UsbUnit | null;
}

/** Another unit plays the role than the one that is on record. */
export interface Swap {
  readonly before: string;
  readonly now: string;
}

const none: UnitCounters = { acts: 0, faults: 0, losses: 0 };
const key = (role: DeviceClass): string => `unit.${role}`;

/**
 * Which unit plays which role: its serial number is remembered when it is first met, and another one later is a swap until a technician accepts it
 * (docs/domain/technician-and-operations.md §3). Units without a number of their own go by that of their USB adapter; without either nothing can be said.
 */
export class UnitBook {
  readonly #devices: DeviceSet;
  readonly #meta: Meta;
  readonly #portOf: (role: DeviceClass) => string;
  readonly #usb: typeof usbOfPort;
  readonly #units = new Map<DeviceClass, Unit>();
  readonly #counters = new Map<DeviceClass, UnitCounters>();
  readonly #last = new Map<DeviceClass, DeviceStatus>();
  readonly #ends: (() => void)[] = [];

  /** @param o.portOf where the role was found last, @param o.usb tests put another in its place */
  constructor(o: {
    readonly devices: DeviceSet;
    readonly meta: Meta;
    portOf(role: DeviceClass): string;
    readonly usb?: typeof usbOfPort;
  }) {
    this.#devices = o.devices;
    this.#meta = o.meta;
    this.#portOf = o.portOf;
    this.#usb = o.usb ?? usbOfPort;
    for (const role of deviceClasses) {
      const device = o.devices[role];
      if (device === null) continue;
      this.#see(role, device.status());
      this.#ends.push(device.onStatus((status) => this.#see(role, status)));
    }
  }

  unit(role: DeviceClass): Unit {
    return this.#units.get(role) ?? { serial: null, firmware: null, usb: null };
  }

  counters(role: DeviceClass): UnitCounters {
    return this.#counters.get(role) ?? none;
  }

  /** Null = the unit on record, or nothing can be said. */
  swap(role: DeviceClass): Swap | null {
    const before = this.#meta.get(key(role)) ?? '';
    const now = numberOf(this.unit(role));
    return before === '' || now === null || before === now ? null : { before, now };
  }

  /** A technician says that the unit that is there belongs there. False: it could not be written down. */
  accept(role: DeviceClass): boolean {
    const now = numberOf(this.unit(role));
    return now !== null && this.#meta.set(key(role), now).ok;
  }

  stop(): void {
    for (const end of this.#ends) end();
  }

  #see(role: DeviceClass, status: DeviceStatus): void {
    const before = this.#last.get(role);
    this.#last.set(role, status);
    const isNew = status.link === 'up' && (before?.link !== 'up' || before.epoch !== status.epoch);
    // A unit may tell its number a moment after its link came up.
    const isUnknown = status.link === 'up' && numberOf(this.unit(role)) === null;
    if (isNew || isUnknown) this.#meet(role, isNew);
    this.#counters.set(role, counted(this.counters(role), before, status));
  }

  #meet(role: DeviceClass, isNew: boolean): void {
    const usb = isNew ? this.#usb(this.#portOf(role)) : this.unit(role).usb;
    const unit: Unit = { ...namesOf(this.#devices, role), usb };
    this.#units.set(role, unit);
    const number = numberOf(unit);
    if (number !== null && (this.#meta.get(key(role)) ?? '') === '') this.#meta.set(key(role), number);
  }
}

/** What was added by one step from status to status. Pure. */
export function counted(so: UnitCounters, before: DeviceStatus | undefined, now: DeviceStatus): UnitCounters {
  const works = (status: DeviceStatus | undefined) =>
    status?.activity === 'moving' || status?.activity === 'transferring';
  const known = new Set(before?.faults.map(({ code }) => code));
  return {
    acts: so.acts + (works(now) && !works(before) ? 1 : 0),
    faults: so.faults + now.faults.filter(({ code }) => !known.has(code)).length,
    losses: so.losses + (before?.link === 'up' && now.link !== 'up' ? 1 : 0),
  };
}

const numberOf = ({ serial, usb }: Unit): string | null =>
  serial ?? (usb === null ? null : usb.serial === null ? null : `${usb.vendorId}:${usb.productId} ${usb.serial}`);

/** What a unit says of itself. */
export function namesOf(
  { idReader, cardDispenser, ioBoard }: DeviceSet,
  role: DeviceClass,
): Pick<Unit, 'serial' | 'firmware'> {
  if (role === 'idReader') return { serial: idReader?.samId() ?? null, firmware: null };
  if (role === 'cardDispenser') return { serial: null, firmware: cardDispenser?.firmware() ?? null };
  if (role !== 'ioBoard') return { serial: null, firmware: null };
  const board = ioBoard?.identity() ?? null;
  return { serial: board?.serial ?? null, firmware: board === null ? null : `${board.model} ${board.firmware}` };
}
