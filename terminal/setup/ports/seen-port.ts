import { createHash } from 'node:crypto';
import type { DriverName } from '../../../drivers/registry.ts';
import type { WireLine } from '../../../drivers/trace/live-wire.ts';
import type { UnitSettings } from './tries.ts';

export type Bus = 'serial' | 'hid' | 'queue' | 'reader';

/** A place where a device may hang, as the system tells it. */
export interface ListedPort {
  /** Stable name: text for configuration and command line. */
  readonly port: string;
  readonly bus: Bus;
  /** What its numbers or its kind say; null = it must be asked, or it is nothing of ours. */
  readonly driver: DriverName | null;
  /** Maker, model, plain device: technical, never personal. */
  readonly about: string | null;
  readonly serial: string | null;
}

/** A handshake that succeeded. */
export interface PortAnswer {
  readonly driver: DriverName;
  /** Bits per second; null = no serial line. */
  readonly baud: number | null;
  /** What the device says that only it can say; null = nothing of the kind. */
  readonly identity: string | null;
  /** How the unit is set up by its switches, since it answered so; left out = it has none that count. */
  readonly settings?: UnitSettings;
}

/**
 * `noise`: bytes came, and no driver knew them. `busy`: another program holds it. `gone`: it is not there any more. `failed`: the system refuses it. `notOurs`: by its numbers something that no
 * driver of ours speaks with; not touched.
 */
export type PortState = 'waiting' | 'trying' | 'answered' | 'silent' | 'noise' | 'busy' | 'gone' | 'failed' | 'notOurs';

/** What is known of one port now. */
export interface SeenPort extends ListedPort {
  readonly state: PortState;
  /** Questions asked and to be asked. */
  readonly done: number;
  readonly of: number;
  readonly answers: readonly PortAnswer[];
  /** The last messages, newest last; personal bytes are blanked by the driver's codec. */
  readonly lines: readonly WireLine[];
}

/** A short name for a port within one page: ids of touches are limited, stable paths are long. */
export const portId = (port: string): string => createHash('sha256').update(port).digest('hex').slice(0, 12);
