import type { Clock } from '../../../contract/clock.ts';
import { cardOf, type Persona } from '../persona.ts';
import { type SdtFault, SdtSimulator } from '../sdt-simulator.ts';
import type { BenchLog } from './bench-log.ts';
import type { BenchState, SdtHealth } from './bench-state.ts';
import { DeviceLine, type MakeCable } from './device-line.ts';

const healthCodes = { ok: 0x90, selfTestFailed: 0x60, notAuthorised: 0x66 } as const satisfies Record<
  SdtHealth,
  number
>;

type ArmedFaults = SdtSimulator['armedFaults'];

/** Where and how often a fault strikes. `times` may be `Infinity`; default 1. */
export type FaultTarget = NonNullable<Parameters<SdtSimulator['inject']>[1]>;

/** The ID reader of the bench: simulator, line, and what a person has laid on it. */
export class BenchReader {
  readonly line: DeviceLine;
  readonly #log: BenchLog;
  readonly #simulator: SdtSimulator;
  #card: string | null = null;
  #health: SdtHealth = 'ok';
  #armed: ArmedFaults = [];
  #reads = 0;

  constructor(o: {
    readonly path: string;
    readonly clock: Clock;
    readonly makeCable?: MakeCable | undefined;
    readonly log: BenchLog;
    readonly changed: () => void;
  }) {
    this.#log = o.log;
    this.line = new DeviceLine({
      device: 'idReader',
      ...o,
      receive: (bytes) => this.#simulator.receive(bytes),
      powerCut: () => this.#simulator.restart(),
    });
    this.#simulator = new SdtSimulator({
      clock: o.clock,
      paceBaud: 115_200,
      send: (bytes) => this.line.send(bytes),
      unplug: () => this.line.pull(),
    });
  }

  get emptyLooks(): number {
    return this.#simulator.emptyLooks;
  }

  place(persona: Persona): void {
    this.observe();
    this.#simulator.place(cardOf(persona));
    this.#card = persona.id;
    this.#log.add('idReader', 'cardPlaced', persona.id);
  }

  remove(): void {
    this.#simulator.remove();
  }

  inject(fault: SdtFault, target: FaultTarget): void {
    // A copy, so that two faults made of one object stay two.
    this.#simulator.inject({ ...fault }, target);
    this.#armed = this.#simulator.armedFaults;
    this.#log.add('idReader', 'faultArmed', fault.type);
  }

  clearFaults(): void {
    this.#simulator.clearFaults();
    this.#armed = [];
    this.#log.add('idReader', 'faultsCleared');
  }

  setHealth(health: SdtHealth): void {
    if (health === this.#health) return;
    this.#health = health;
    this.#simulator.setHealth(healthCodes[health]);
    this.#log.add('idReader', 'healthSet', health);
  }

  /** Writes down what the simulator did by itself since the last look. */
  observe(): void {
    const armed = this.#simulator.armedFaults;
    for (const before of this.#armed) {
      const now = armed.find(({ fault }) => fault === before.fault);
      if (now === undefined || now.times < before.times) this.#log.add('idReader', 'faultUsed', before.fault.type);
    }
    this.#armed = armed;
    const { reads } = this.#simulator;
    if (reads > this.#reads) this.#log.add('idReader', 'cardAsked');
    this.#reads = reads;
    if (this.#card !== null && !this.#simulator.hasCard) {
      this.#log.add('idReader', 'cardLifted', this.#card);
      this.#card = null;
    }
  }

  state(): BenchState['idReader'] {
    return {
      ...this.line.state(),
      card: this.#card,
      health: this.#health,
      faults: this.#armed.map(({ fault, on, times }) => ({
        type: fault.type,
        on: on ?? null,
        times: Number.isFinite(times) ? times : null,
      })),
    };
  }
}
