import type { Clock } from '../../contract/clock.ts';
import { type CableFault, DamagedWay } from '../../drivers/simulators/damaged-way.ts';
import type { SimulatedCable } from '../../drivers/simulators/pty.ts';
import type { LineDirection } from '../../drivers/transport/line-damage.ts';
import { LinkedLine } from '../../drivers/transport/linked-transport.ts';
import type { OpenPort } from '../../drivers/transport/open-port.ts';

/** A cable in memory, in simulated time: what a pseudo-terminal is in ours. */
class MemoryCable implements SimulatedCable {
  readonly path: string;
  readonly line: LinkedLine;
  readonly #listeners = new Set<(bytes: Uint8Array) => void>();
  readonly #cuts = new Set<() => void>();
  readonly #ways: Readonly<Record<LineDirection, DamagedWay>>;
  isPlugged = false;

  constructor(path: string, clock: Clock) {
    this.path = path;
    this.line = new LinkedLine({ id: path, clock });
    this.line.unplug();
    const cut = () => {
      for (const listener of this.#cuts) listener();
    };
    const hear = (bytes: Uint8Array) => {
      for (const listener of this.#listeners) listener(bytes);
    };
    this.#ways = {
      toHost: new DamagedWay(clock, (bytes) => this.line.send(bytes), cut),
      toDevice: new DamagedWay(clock, hear, cut),
    };
    this.line.onHostBytes((bytes) => this.#ways.toDevice.pass(bytes));
  }

  get damageWaiting(): number {
    return this.#ways.toHost.waiting + this.#ways.toDevice.waiting;
  }

  onHostBytes(listener: (bytes: Uint8Array) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  send(bytes: Uint8Array): void {
    if (this.isPlugged) this.#ways.toHost.pass(bytes);
  }

  damage(direction: LineDirection, fault: CableFault): void {
    this.#ways[direction].inject(fault);
  }

  clearDamage(): void {
    for (const way of Object.values(this.#ways)) way.clear();
  }

  onCut(listener: () => void): void {
    this.#cuts.add(listener);
  }

  plug(): Promise<void> {
    this.isPlugged = true;
    this.line.plug();
    return Promise.resolve();
  }

  unplug(): Promise<void> {
    this.isPlugged = false;
    for (const way of Object.values(this.#ways)) way.reset();
    this.line.unplug();
    return Promise.resolve();
  }
}

/** All cables of one machine. */
export class MemoryCables {
  readonly #clock: Clock;
  readonly #byPath = new Map<string, MemoryCable>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** For the bench. */
  readonly make = (path: string): SimulatedCable => {
    const cable = new MemoryCable(path, this.#clock);
    this.#byPath.set(path, cable);
    return cable;
  };

  /** For the drivers. */
  readonly openPort: OpenPort = (spec) => {
    const cable = spec.path === undefined ? undefined : this.#byPath.get(spec.path);
    if (cable === undefined) throw new RangeError(`no cable at ${spec.path ?? spec.kind}`);
    return cable.line.transport;
  };

  /** The process that holds the ports dies: every open one is gone, and can be opened again. */
  drop(): void {
    for (const { isPlugged, line } of this.#byPath.values()) {
      line.unplug();
      if (isPlugged) line.plug();
    }
  }
}
