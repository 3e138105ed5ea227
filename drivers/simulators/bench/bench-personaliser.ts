import type { Clock } from '../../../contract/clock.ts';
import { type PersonaliserFault, PersonaliserSimulator } from '../personaliser-simulator.ts';
import { PtyLine, type SimulatedCable } from '../pty.ts';
import type { BenchLog } from './bench-log.ts';
import type { MakeCable } from './device-line.ts';
import type { PersonaliserState } from './optional-states.ts';

/** What a person can do to the PIN pad and the personaliser. */
export interface PersonaliserActs {
  /** Digits one after the other, `cancel` or `correct`. False: nobody is asked for a PIN. */
  press(keys: string): boolean;
  inject(fault: PersonaliserFault): void;
  clearFaults(): void;
  setRibbonOut(isOut: boolean): void;
}

/** The personaliser of the bench, with its pad, on a pseudo-terminal of its own. It works on whatever card lies at the read position of the dispenser. */
export class BenchPersonaliser implements PersonaliserActs {
  readonly path: string;
  readonly #line: SimulatedCable;
  readonly #log: BenchLog;
  readonly #simulator: PersonaliserSimulator;

  constructor(o: {
    readonly path: string;
    readonly clock: Clock;
    readonly makeCable?: MakeCable | undefined;
    readonly log: BenchLog;
    readonly changed: () => void;
    readonly hasCard: () => boolean;
    readonly speed: number;
  }) {
    this.path = o.path;
    this.#log = o.log;
    this.#line = o.makeCable?.(o.path) ?? new PtyLine(o.path);
    this.#simulator = new PersonaliserSimulator({
      clock: o.clock,
      send: (bytes) => this.#line.send(bytes),
      hasCard: o.hasCard,
      speed: o.speed,
      changed: o.changed,
    });
    this.#line.onHostBytes((bytes) => this.#simulator.receive(bytes));
  }

  /** Rejects when socat is missing. */
  open(): Promise<void> {
    return this.#line.plug();
  }

  close(): Promise<void> {
    return this.#line.unplug();
  }

  press(keys: string): boolean {
    if (this.#simulator.pinEntry === null) return false;
    for (const key of keys === 'cancel' || keys === 'correct' ? [keys] : keys) this.#simulator.press(key);
    return true;
  }

  inject(fault: PersonaliserFault): void {
    this.#simulator.inject(fault);
    this.#log.add('personaliser', 'faultArmed', fault);
  }

  clearFaults(): void {
    this.#simulator.clearFaults();
    this.#log.add('personaliser', 'faultsCleared');
  }

  setRibbonOut(isOut: boolean): void {
    this.#simulator.setRibbonOut(isOut);
  }

  state(): PersonaliserState {
    const { state, pinEntry, faults, written, printed } = this.#simulator;
    return {
      path: this.path,
      phase: state.phase,
      pin: pinEntry === null ? null : { ...pinEntry },
      isJammed: state.isJammed,
      isRibbonOut: state.isRibbonOut,
      written: written.length,
      printed,
      faults: [...faults],
    };
  }
}
