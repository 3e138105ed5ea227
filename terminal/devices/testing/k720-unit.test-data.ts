import { noLog } from '../../../contract/log.ts';
import type { VirtualClock } from '../../../contract/virtual-clock.ts';
import type { CardDispenser } from '../../../drivers/card-dispenser/card-dispenser.ts';
import { createDispenser } from '../../../drivers/card-dispenser/dispenser.ts';
import { createK720Wire } from '../../../drivers/card-dispenser/k720/k720-wire.ts';
import type { K720Profile } from '../../../drivers/card-dispenser/k720/profile.ts';
import { CardWorld, type CardWorldOptions } from '../../../drivers/simulators/card-world.ts';
import {
  type K720Fault,
  K720Simulator,
  type K720SimulatorOptions,
} from '../../../drivers/simulators/k720-simulator.ts';
import { LinkedLine } from '../../../drivers/transport/linked-transport.ts';
import { dispenserId } from './card-rig.test-data.ts';
import type { StreetUnit } from './street.test-data.ts';

/** A fault, and the command that it waits for, for example `DC`. */
export interface K720Break {
  readonly fault: K720Fault;
  readonly on: string;
}

/** A K720 as bytes, in virtual time; not commissioned unless the profile says so. */
export class K720Unit implements StreetUnit<K720Break> {
  readonly world: CardWorld;
  readonly simulator: K720Simulator;
  readonly line: LinkedLine;
  readonly #clock: VirtualClock;
  readonly #profile: Partial<K720Profile>;

  constructor(
    clock: VirtualClock,
    o: {
      readonly world?: CardWorldOptions;
      readonly unit?: Partial<K720SimulatorOptions>;
      readonly profile?: Partial<K720Profile>;
    } = {},
  ) {
    this.#clock = clock;
    this.#profile = o.profile ?? {};
    this.world = new CardWorld({ hopper: 20, ...o.world });
    this.line = new LinkedLine({ id: dispenserId, clock });
    this.simulator = new K720Simulator({
      clock,
      world: this.world,
      send: (bytes) => this.line.send(bytes),
      unplug: () => this.line.unplug(),
      ...o.unit,
    });
    this.line.onHostBytes((bytes) => this.simulator.receive(bytes));
  }

  breakWire({ fault, on }: K720Break): void {
    this.simulator.inject(fault, { on });
  }

  facade(): CardDispenser {
    return createDispenser({
      id: dispenserId,
      clock: this.#clock,
      log: noLog,
      random: () => 0.5,
      transport: this.line.transport,
      wire: createK720Wire({ clock: this.#clock, profile: this.#profile }),
    });
  }
}
