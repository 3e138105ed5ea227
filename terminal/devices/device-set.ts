import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../contract/clock.ts';
import type { DeviceStatus } from '../../contract/device.ts';
import type { HeartbeatRequest } from '../../contract/hub-api.ts';
import type { KioskConfig } from '../../contract/kiosk-config.ts';
import { type Log, noLog } from '../../contract/log.ts';
import type { Device } from '../../drivers/core/device.ts';
import type { RoleBinding } from '../../drivers/discovery/choose-port.ts';
import { probeDevice, wakeLimits } from '../../drivers/discovery/probe.ts';
import { RolePort } from '../../drivers/discovery/role-port.ts';
import type { Presence } from '../../drivers/id-reader/id-reader.ts';
import { isolatedPorts } from '../../drivers/native-host/isolated-transport.ts';
import { NativeHost } from '../../drivers/native-host/native-host.ts';
import {
  type DeviceClass,
  type DeviceOf,
  type DriverEntry,
  type DriverName,
  drivers,
  identityOf,
  type SettingsOf,
  traceCodecOf,
} from '../../drivers/registry.ts';
import { IsolatedSmartCardPort } from '../../drivers/smart-card/pcsc/isolated-smart-card-port.ts';
import { LiveWire } from '../../drivers/trace/live-wire.ts';
import { tracedPorts } from '../../drivers/trace/traced-port.ts';
import { type DroppablePorts, droppablePorts } from '../../drivers/transport/droppable-port.ts';
import type { OpenPort } from '../../drivers/transport/open-port.ts';
import type { PadState } from '../session/context.ts';

/** The devices of this machine by role; null = not fitted. */
export type DeviceSet = { readonly [C in DeviceClass]: DeviceOf<C> | null } & {
  /** Every fitted device. */
  readonly all: readonly Device[];
  /** What goes over the wire of a role, for whoever looks at it at the machine; null = not fitted. */
  wire(role: DeviceClass): LiveWire | null;
  /** Lets go of the port of a role, so that its device is met anew as after a pulled plug. False = it has no port of its own, or none is open. */
  reconnect(role: DeviceClass): Promise<boolean>;
  /** Ports behind the processes that hold native bindings, for what has no driver class of its own; closed by `close`. */
  readonly openPort: OpenPort;
  /** The processes that hold native bindings. `pid` null = it does not run; a process starts when something first needs it. */
  hosts(): readonly { readonly name: string; readonly pid: number | null; readonly restarts: number }[];
  /** Connects everything; nothing here waits for hardware. */
  start(): void;
  /** Closes every device, then the processes that hold native bindings. */
  close(): Promise<void>;
};

/** Where roles were last seen, kept between starts (`Store.meta`). Technical, never personal. */
export interface Bindings {
  get(key: string): string | null;
  set(key: string, value: string): unknown;
}

export interface OpenDevicesOptions {
  readonly config: KioskConfig;
  readonly clock: Clock;
  readonly log: Log;
  /** Null: no store, so nothing is remembered. */
  readonly bindings: Bindings | null;
  /** Ports of another kind, for runs in which all time is simulated; left out = real ones, behind the processes that hold native bindings. */
  readonly openPort?: OpenPort | undefined;
}

/**
 * Opens a facade for every role that has a port. Facades come up, go and come back by themselves, and follow their device to another port.
 *
 * Native bindings live in processes of their own, one for serial lines, one for HID, one for PC/SC: a crash or a hung handle there looks like an
 * unplugged cable to the drivers, and sessions go on.
 */
export function openDevices({ config, clock, log, bindings, ...o }: OpenDevicesOptions): DeviceSet {
  const hosts = { serial: newHost('serial'), hid: newHost('hid'), pcsc: newHost('pcsc') };
  const openPort: OpenPort = o.openPort ?? ((spec) => isolatedPorts(hosts[spec.kind])(spec));
  /** Ports that a role holds open and that has answered there. */
  const owners = new Map<string, DeviceClass>();
  const wires = new Map<DeviceClass, LiveWire>();
  const ports = new Map<DeviceClass, DroppablePorts>();

  function newHost(name: string): NativeHost {
    return new NativeHost({ clock, log, name });
  }

  function openRole<C extends DeviceClass>(role: C): DeviceOf<C> | null {
    const { driver: name, port, baud: configuredBaud, settings } = config.devices[role];
    if (port === '') return null;
    const entry = drivers[name] as unknown as DriverEntry<C>;
    // The speed at which this unit answered last, tried first; a technician's word goes before.
    const speedKey = `baud.${role}`;
    const baud = configuredBaud ?? rememberedSpeed(bindings?.get(speedKey) ?? null);
    const columns = role === 'receiptPrinter' ? { columns: config.receipt.columns } : {};
    /** The unit as it is set up here, wherever it hangs. */
    const unit = {
      ...{ id: role, clock, settings: { ...settings, ...columns } as SettingsOf<C> },
      ...(baud !== undefined && { baud }),
    };
    const meet = (path: string, ports: OpenPort) => entry.open({ ...unit, port: path, log: noLog, openPort: ports });
    const follower = entry.port === 'serial' && config.portSearch.length > 0 ? follow(role, name, port, meet) : null;
    const wire = new LiveWire(traceCodecOf(entry, unit.settings), clock);
    wires.set(role, wire);
    const droppable = droppablePorts(follower?.openPort ?? openPort);
    ports.set(role, droppable);
    const device = entry.open({
      ...unit,
      port: port === '-' ? '' : port,
      log,
      onBaud: (speed) => {
        if (bindings?.get(speedKey) !== String(speed)) bindings?.set(speedKey, String(speed));
      },
      openPort: tracedPorts(droppable.openPort, wire),
      // Devices without a byte port tell their messages themselves.
      tap: (direction, message) => wire.bytes(direction, message),
      ...(entry.port === 'reader' && { pcsc: new IsolatedSmartCardPort(hosts.pcsc) }),
    });
    if (follower !== null) {
      device.onStatus(({ link }) => {
        for (const [path, owner] of owners) if (owner === role) owners.delete(path);
        if (link !== 'up') return;
        follower.confirm(entry.identityOf(device));
        owners.set(follower.binding.path, role);
      });
    }
    return device;
  }

  /** A port or a setting that can never be is the technician's to mend; the other devices work meanwhile. */
  function orNone<C extends DeviceClass>(role: C): DeviceOf<C> | null {
    try {
      return openRole(role);
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      log('terminal.service.failed', { code: 'deviceConfig', detail: `${role}: ${cause.message}` });
      return null;
    }
  }

  /** @param meet the unit of this role at another port: one with a DIP address or a speed of its own does not answer to others */
  function follow(
    role: DeviceClass,
    name: DriverName,
    configured: string,
    meet: (path: string, ports: OpenPort) => Device,
  ): RolePort {
    const key = `port.${role}`;
    const probe = (path: string, signal: AbortSignal, limits = {}) =>
      probeDevice((ports) => meet(path, ports), {
        ...{ path, clock, signal, openPort, ...limits },
        identityOf: (device) => identityOf(name, device),
      });
    const { mayBeMute }: DriverEntry = drivers[name] as unknown as DriverEntry;
    return new RolePort({
      role,
      bound: rememberedBinding(bindings?.get(key) ?? null, configured),
      openPort,
      candidates: async () => config.portSearch.flatMap(portsIn),
      isOwned: (path) => (owners.get(path) ?? role) !== role,
      probe: (path, signal) => probe(path, signal),
      ...(mayBeMute === true && { wake: (path, signal) => probe(path, signal, wakeLimits) }),
      moved: (binding) => bindings?.set(key, JSON.stringify({ configured, ...binding })),
      log,
    });
  }

  const fitted = {
    idReader: orNone('idReader'),
    receiptPrinter: orNone('receiptPrinter'),
    cardDispenser: orNone('cardDispenser'),
    documentPrinter: orNone('documentPrinter'),
    scanner: orNone('scanner'),
    smartCard: orNone('smartCard'),
    ioBoard: orNone('ioBoard'),
  };
  const all = Object.values(fitted).filter((device) => device !== null);
  return {
    ...fitted,
    all,
    openPort,
    wire: (role) => (fitted[role] === null ? null : (wires.get(role) ?? null)),
    reconnect: async (role) => (await ports.get(role)?.drop()) ?? false,
    hosts: () => Object.entries(hosts).map(([name, { pid, restarts }]) => ({ name, pid, restarts })),
    start: () => {
      fitted.receiptPrinter?.warmUp();
      for (const device of all) device.start();
    },
    close: async () => {
      await Promise.all(all.map((device) => device.close()));
      await Promise.all(Object.values(hosts).map((host) => host.close()));
    },
  };
}

/** A technician who names another port means it: what was learned for the old one is forgotten. */
function rememberedBinding(kept: string | null, configured: string): RoleBinding {
  const fresh = { path: configured, identity: null };
  if (kept === null) return fresh;
  try {
    const { configured: before, path, identity } = JSON.parse(kept) as Readonly<Record<string, unknown>>;
    if (before !== configured || typeof path !== 'string') return fresh;
    return { path, identity: typeof identity === 'string' ? identity : null };
  } catch {
    return fresh; // a text that an older version wrote: learned again
  }
}

function rememberedSpeed(kept: string | null): number | undefined {
  const speed = Number(kept ?? '');
  return Number.isInteger(speed) && speed >= 1200 ? speed : undefined;
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

/** What the session needs of the pad: a card that lies there, for whatever reason, is `present`. */
export function padOf(presence: Presence): PadState {
  switch (presence) {
    case 'absent':
    case 'reading':
    case 'unknown':
      return presence;
    case 'presentRead':
    case 'presentFailed':
      return 'present';
  }
}

/** For the heartbeat. @param others fitted beside the classes of drivers */
export function deviceReport(
  devices: Pick<DeviceSet, 'all'>,
  others: readonly Device[] = [],
): HeartbeatRequest['devices'] {
  return [...devices.all, ...others].map((device) => {
    const status = device.status();
    const { id, link, condition, faults } = status;
    return { id, link, condition, faults: faults.map((fault) => fault.code), low: lowOf(status) };
  });
}

/** Names of supplies that are low or out, and of bins that are nearly empty where they give or nearly full where they keep. */
export function lowOf({ supplies, bins }: Pick<DeviceStatus, 'supplies' | 'bins'>): string[] {
  const ends = Object.entries(supplies).filter(([, { level }]) => level === 'low' || level === 'out');
  const wanting = Object.entries(bins).filter(([, { kind, level }]) =>
    (kind === 'supply' ? ['low', 'empty'] : ['high', 'full']).includes(level),
  );
  return [...ends, ...wanting].map(([name]) => name.slice(0, 32)).slice(0, 8);
}
