import type { Clock } from '../../../contract/clock.ts';
import type { DeviceStatus } from '../../../contract/device.ts';
import type { StatusTracker } from '../../core/status-tracker.ts';
import type { PrinterBits } from './codec.ts';
import {
  canPrint,
  jamFault,
  type PrinterState,
  printerState,
  quietBits,
  statusAxes,
  statusFaults,
} from './printer-state.ts';
import type { Pulse } from './pulse.ts';
import type { SlipExit } from './slip-exit.ts';

export interface SeenStatusOptions {
  readonly clock: Clock;
  readonly tracker: StatusTracker;
  readonly exit: () => Pick<SlipExit, 'hasSensor' | 'isJammed'>;
  readonly pulse: Pulse;
}

/** What the printer's status bits and the sensor at its exit say, told to everybody. */
export class SeenStatus {
  readonly #o: SeenStatusOptions;
  readonly #tracker: StatusTracker;
  #bits: PrinterBits = quietBits;
  /** A fault that stopped the job under way, even if it is over by now: what came out of the printer meanwhile is not one whole receipt. */
  #jobFault: PrinterState | null = null;

  constructor(options: SeenStatusOptions) {
    this.#o = options;
    this.#tracker = options.tracker;
  }

  get state(): PrinterState {
    return printerState(this.#bits);
  }

  /** Of the job under way. */
  get jobState(): PrinterState {
    return this.#jobFault ?? this.state;
  }

  jobBegins(): void {
    this.#jobFault = null;
  }

  seen(bits: PrinterBits, via: 'event' | 'poll'): void {
    this.#bits = bits;
    const state = printerState(bits);
    if (!canPrint(state) && state !== 'head-hot') this.#jobFault ??= state;
    const axes = statusAxes(bits);
    this.tellFaults(via);
    this.#tracker.set({
      paths: { ...this.#tracker.current.paths, paper: axes.path },
      supplies: this.#paper(axes.paper),
      via,
    });
    this.#o.pulse.notify();
  }

  /** Faults and condition by the status bits and the sensor at the exit: either may tell of a jam. */
  tellFaults(via: 'event' | 'poll'): void {
    const axes = statusAxes(this.#bits);
    const faults = this.#o.exit().isJammed ? [...axes.faults, jamFault] : axes.faults;
    for (const code of statusFaults) if (!faults.includes(code)) this.#tracker.closeFault(code);
    for (const code of faults) this.#tracker.openFault(code);
    this.#tracker.set({ condition: this.#o.exit().isJammed ? 'faulted' : axes.condition, via });
  }

  lost(): void {
    this.#bits = quietBits;
    const media = this.#o.exit().hasSensor ? 'unknown' : null;
    this.#tracker.set({ media, paths: { paper: 'unknown' }, supplies: this.#paper('unknown'), via: 'assumed' });
    this.#o.pulse.notify();
  }

  #paper(level: DeviceStatus['supplies'][string]['level']): DeviceStatus['supplies'] {
    const { paper } = this.#tracker.current.supplies;
    // The time is that of the change: a status that says the same is the same.
    if (paper?.level === level) return this.#tracker.current.supplies;
    return { paper: { level, source: 'sensor', at: new Date(this.#o.clock.wallMs()).toISOString() } };
  }
}
