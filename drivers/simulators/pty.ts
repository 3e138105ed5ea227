import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, constants, lstatSync, openSync, rmSync } from 'node:fs';
import { type Clock, sleep, systemClock } from '../../contract/clock.ts';
import type { LineDirection } from '../transport/line-damage.ts';
import { type CableFault, DamagedWay } from './damaged-way.ts';

/** The cable of a simulated device, whatever it is made of. */
export interface SimulatedCable {
  readonly path: string;
  readonly isPlugged: boolean;
  /** Damage that has not struck yet, both directions. */
  readonly damageWaiting: number;
  /** Bytes that the driver wrote. Returns the unsubscribe function. */
  onHostBytes(listener: (bytes: Uint8Array) => void): () => void;
  /** Bytes for the driver; lost when the cable is unplugged. */
  send(bytes: Uint8Array): void;
  damage(direction: LineDirection, fault: CableFault): void;
  clearDamage(): void;
  /** A fault `cut` has struck: no byte passes any more. */
  onCut(listener: () => void): void;
  /** Resolves when `path` can be opened. Idempotent. */
  plug(): Promise<void>;
  /** Resolves when `path` is gone. Idempotent. */
  unplug(): Promise<void>;
}

/** Longest wait for socat to make its link, milliseconds; measured: about 10. */
const startLimitMs = 2_000;

/**
 * A real pseudo-terminal for a simulated device: drivers open `path` like any serial port, the simulator hears and speaks through
 * this object. The other end is socat on its standard input and output (measured: binary safe, 5,000 bytes there and back in 4 ms).
 *
 * This object keeps the driver's side open too, without reading from it: otherwise socat would take a driver's close for the end.
 * Not simulated by any pseudo-terminal: speed, parity, modem lines, breaks.
 */
export class PtyLine implements SimulatedCable {
  readonly path: string;
  readonly #clock: Clock;
  readonly #listeners = new Set<(bytes: Uint8Array) => void>();
  readonly #cutListeners = new Set<() => void>();
  readonly #ways: Readonly<Record<LineDirection, DamagedWay>>;
  #change: Promise<void> = Promise.resolve();
  #plugged: { readonly socat: ChildProcess; readonly exited: Promise<void>; readonly keeper: number } | null = null;

  /** @param path where the link to the pseudo-terminal shall stand; its folder must exist */
  constructor(path: string, clock: Clock = systemClock) {
    this.path = path;
    this.#clock = clock;
    const cut = () => {
      for (const listener of this.#cutListeners) listener();
    };
    const hear = (bytes: Uint8Array) => {
      for (const listener of this.#listeners) listener(bytes);
    };
    this.#ways = {
      toHost: new DamagedWay(clock, (bytes) => void this.#plugged?.socat.stdin?.write(bytes), cut),
      toDevice: new DamagedWay(clock, hear, cut),
    };
  }

  get isPlugged(): boolean {
    return this.#plugged !== null;
  }

  /** Bytes that the driver wrote. Returns the unsubscribe function. */
  onHostBytes(listener: (bytes: Uint8Array) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Bytes for the driver; lost when the line is unplugged. */
  send(bytes: Uint8Array): void {
    if (this.#plugged !== null) this.#ways.toHost.pass(bytes);
  }

  /** Damages what is yet to come in one direction. */
  damage(direction: LineDirection, fault: CableFault): void {
    this.#ways[direction].inject(fault);
  }

  /** Forgets the damage that has not struck yet. */
  clearDamage(): void {
    for (const way of Object.values(this.#ways)) way.clear();
  }

  /** Damage that has not struck yet, both directions. */
  get damageWaiting(): number {
    return this.#ways.toHost.waiting + this.#ways.toDevice.waiting;
  }

  /** A fault `cut` has struck: no byte passes any more. Whoever listens pulls the cable, and the power where it comes with it. */
  onCut(listener: () => void): void {
    this.#cutListeners.add(listener);
  }

  /**
   * Makes the pseudo-terminal and resolves when `path` can be opened. Does nothing when it is there already.
   * Rejects when socat is missing or does not come up within two seconds.
   */
  plug(): Promise<void> {
    return this.#inTurn(() => this.#plug());
  }

  /** Pulls the cable: the driver's port is closed by the system and `path` does not exist any more. Idempotent. */
  unplug(): Promise<void> {
    return this.#inTurn(() => this.#unplug());
  }

  /** One change after the other: an unplug that is still under way must not remove the link of the next plug. */
  #inTurn(change: () => Promise<void>): Promise<void> {
    const done = this.#change.then(change);
    this.#change = done.catch(() => undefined);
    return done;
  }

  async #plug(): Promise<void> {
    if (this.#plugged !== null) return;
    rmSync(this.path, { force: true }); // a socat that was killed leaves its link behind
    const socat = spawn('socat', [`PTY,link=${this.path},rawer`, 'STDIO'], { stdio: ['pipe', 'pipe', 'ignore'] });
    let failure: Error | null = null;
    const exited = new Promise<void>((resolve) => {
      socat.once('error', (error) => {
        failure = new Error(`socat cannot be started: ${error.message}`, { cause: error });
        resolve();
      });
      socat.once('exit', (code, signal) => {
        failure ??= new Error(`socat ended early (${code ?? signal})`);
        resolve();
      });
    });
    // A device that has gone cannot be written to: the simulator need not know.
    socat.stdin.on('error', () => undefined);
    socat.stdout.on('data', (chunk: Buffer) => this.#ways.toDevice.pass(new Uint8Array(chunk)));
    for (const startMs = this.#clock.monoMs(); !isLink(this.path) && failure === null; ) {
      if (this.#clock.monoMs() - startMs > startLimitMs) failure = new Error(`socat made no link at ${this.path}`);
      else await sleep(this.#clock, 5);
    }
    if (failure !== null) {
      socat.kill('SIGKILL');
      throw failure;
    }
    const keeper = openSync(this.path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
    this.#plugged = { socat, exited, keeper };
  }

  async #unplug(): Promise<void> {
    const plugged = this.#plugged;
    if (plugged === null) return;
    this.#plugged = null;
    for (const way of Object.values(this.#ways)) way.reset();
    plugged.socat.kill('SIGKILL');
    await plugged.exited;
    closeSync(plugged.keeper);
    rmSync(this.path, { force: true });
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}
