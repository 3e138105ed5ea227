import type { Clock } from '../../contract/clock.ts';
import type { Log } from '../../contract/log.ts';
import { type OpenPort, openPortHere } from '../transport/open-port.ts';
import type { CardDispenser } from './card-dispenser.ts';
import { createDispenser, type DispenserProfile } from './dispenser.ts';
import type { DispenserWire } from './dispenser-wire.ts';
import { createF2Wire } from './f2/f2-wire.ts';
import type { F2Profile } from './f2/profile.ts';
import { createK720Wire } from './k720/k720-wire.ts';
import { defaultK720Profile, type K720Profile } from './k720/profile.ts';

/** Settings of one unit; those of the other family are ignored. Keys and sources: the profile file of each family. */
export interface CardDispenserProfile {
  readonly f2?: Partial<F2Profile>;
  readonly k720?: Partial<K720Profile>;
  readonly common?: Partial<DispenserProfile>;
}

export interface OpenCardDispenserOptions {
  /** Device path, best a `/dev/serial/by-path/…` link. */
  readonly port: string;
  /** Bits per second; default 9,600, which every unit of both families takes (docs/protocols/card-dispenser.md, 2.1, 3.1). */
  readonly baud?: number | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Device id in status, logs and errors; default `cardDispenser`. */
  readonly id?: string | undefined;
  readonly profile?: CardDispenserProfile | undefined;
  /** Makes the transport; default: in this process. */
  readonly openPort?: OpenPort | undefined;
}

/** Drivers of card dispensers by the name that configuration and command line use. */
export const cardDispenserDrivers = ['f2', 'k720'] as const;
export type CardDispenserDriver = (typeof cardDispenserDrivers)[number];

/** A dispenser on a serial port; nothing is opened before `start`. */
export function openCardDispenser(driver: CardDispenserDriver, options: OpenCardDispenserOptions): CardDispenser {
  const { port, baud = 9_600, clock, log, id = 'cardDispenser', profile, openPort = openPortHere } = options;
  return createDispenser({
    id,
    clock,
    log,
    wire: wireOf(driver, clock, profile),
    transport: () => openPort({ kind: 'serial', path: port, baudRate: baud }),
    profile: profile?.common,
  });
}

function wireOf(driver: CardDispenserDriver, clock: Clock, profile: CardDispenserProfile | undefined): DispenserWire {
  switch (driver) {
    case 'f2':
      return createF2Wire({ clock, profile: profile?.f2 });
    case 'k720':
      return createK720Wire({ clock, profile: { ...defaultK720Profile, ...profile?.k720 } });
  }
}
