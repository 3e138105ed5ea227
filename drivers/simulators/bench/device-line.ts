import type { Clock } from '../../../contract/clock.ts';
import type { LineDirection } from '../../transport/line-damage.ts';
import { type CableFaultWord, cableFault } from '../damaged-way.ts';
import { PtyLine, type SimulatedCable } from '../pty.ts';
import type { BenchLog } from './bench-log.ts';
import type { DeviceName } from './bench-state.ts';

/** A host that has been silent for longer has gone. Drivers look at an idle printer every five seconds. */
const hostSilenceMs = 8_000;

/** Makes the cable with this path; left out = a real pseudo-terminal. */
export type MakeCable = (path: string) => SimulatedCable;

interface DeviceLineOptions {
  readonly device: DeviceName;
  readonly path: string;
  readonly clock: Clock;
  readonly makeCable?: MakeCable | undefined;
  readonly log: BenchLog;
  /** Called after everything that may have changed the state. */
  readonly changed: () => void;
  readonly receive: (bytes: Uint8Array) => void;
  /** The cable also carries the power: the device forgets what it was doing. */
  readonly powerCut: () => void;
}

/** The cable of one device, as a rule a real pseudo-terminal, that can be pulled and put back, and who is heard on it. */
export class DeviceLine {
  readonly #o: DeviceLineOptions;
  readonly #pty: SimulatedCable;
  #isHostTalking = false;
  #cancelSilence: () => void = () => undefined;

  constructor(options: DeviceLineOptions) {
    this.#o = options;
    // A pseudo-terminal is in real time always: socat knows no other.
    this.#pty = options.makeCable?.(options.path) ?? new PtyLine(options.path);
    this.#pty.onHostBytes((bytes) => {
      this.#heard();
      options.receive(bytes);
      options.changed();
    });
    this.#pty.onCut(() => this.pull());
  }

  /** Damages bytes that are yet to come; `at` as in `cableFault`. `cut` pulls the cable there, until it is plugged in again. */
  damage(direction: LineDirection, word: CableFaultWord, at: number): void {
    this.#pty.damage(direction, cableFault(word, at));
    this.#o.log.add(this.#o.device, 'cableFaultArmed', word);
    this.#o.changed();
  }

  clearDamage(): void {
    this.#pty.clearDamage();
    this.#o.log.add(this.#o.device, 'cableFaultsCleared');
    this.#o.changed();
  }

  send(bytes: Uint8Array): void {
    this.#pty.send(bytes);
  }

  /** Rejects when socat is missing. Idempotent. */
  async plug(): Promise<void> {
    if (this.#pty.isPlugged) return;
    await this.#pty.plug();
    this.#o.log.add(this.#o.device, 'plugged');
    this.#o.changed();
  }

  /** Resolves when the path is gone. Idempotent. */
  async unplug(): Promise<void> {
    if (this.#pty.isPlugged) {
      this.#o.powerCut();
      this.#cancelSilence();
      this.#isHostTalking = false;
      this.#o.log.add(this.#o.device, 'unplugged');
    }
    // Also when it is being pulled already: who closes the bench wants the link gone.
    await this.#pty.unplug();
    this.#o.changed();
  }

  /** `unplug` for a simulator, which cannot wait and need not: pulling a cable has no way to fail. */
  pull(): void {
    void this.unplug();
  }

  state(): {
    readonly path: string;
    readonly isPlugged: boolean;
    readonly isHostTalking: boolean;
    readonly cableFaults: number;
  } {
    return {
      path: this.#pty.path,
      isPlugged: this.#pty.isPlugged,
      isHostTalking: this.#isHostTalking,
      cableFaults: this.#pty.damageWaiting,
    };
  }

  #heard(): void {
    const { clock, device, log } = this.#o;
    if (!this.#isHostTalking) log.add(device, 'hostCame');
    this.#isHostTalking = true;
    this.#cancelSilence();
    this.#cancelSilence = clock.after(hostSilenceMs, () => {
      this.#isHostTalking = false;
      log.add(device, 'hostWent');
    });
  }
}
