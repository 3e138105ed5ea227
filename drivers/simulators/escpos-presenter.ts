import type { EscposCommand } from '../receipt-printer/escpos/command-parser.ts';

/** Which maker's presenter and sensor the simulated printer has. */
export interface SimulatedExit {
  readonly presenter: 'none' | 'custom-kpm' | 'custom-tptcm' | 'citizen-pmu';
  readonly sensor: 'none' | 'dle-eot-5' | 'custom-status';
}

/**
 * What happens behind the knife: the ground truth of where cut slips are. Written from the makers' command lists and apart from the driver's table, so
 * that the two can prove each other.
 */
export class SimulatedPresenter {
  readonly #exit: SimulatedExit;
  #inside = 0;
  #atExit = 0;
  #taken = 0;
  #retracted = 0;
  #isJammed = false;

  constructor(exit: SimulatedExit) {
    this.#exit = exit;
  }

  /** Slips by place; they are never lost. */
  get world(): {
    readonly inside: number;
    readonly atExit: number;
    readonly taken: number;
    readonly retracted: number;
  } {
    return { inside: this.#inside, atExit: this.#atExit, taken: this.#taken, retracted: this.#retracted };
  }

  /** The knife let a slip go. Without a presenter, and on a Citizen PMU, it stands at the exit at once. */
  cut(): void {
    if (this.#exit.presenter === 'none' || this.#exit.presenter === 'citizen-pmu') this.#atExit += 1;
    else this.#inside += 1;
  }

  /** A hand takes everything that stands at the exit. */
  take(): void {
    this.#taken += this.#atExit;
    this.#atExit = 0;
  }

  /** The presenter jams at its next motion, or is freed by a person, who takes the slips out. */
  setJam(isJammed: boolean): void {
    this.#isJammed = isJammed;
    if (isJammed) return;
    this.#taken += this.#inside;
    this.#inside = 0;
  }

  /** The slip at the exit slides back in and sticks there: seen at the exit no more, in nobody's hand. */
  swallow(): void {
    this.#inside += this.#atExit;
    this.#atExit = 0;
    this.#isJammed = true;
  }

  /** The byte that answers a maker's own query in its turn; null = no answer. */
  command(command: EscposCommand): number | null {
    if (command.kind !== 'command') return null;
    const [n] = command.args;
    const isCustom = this.#exit.presenter.startsWith('custom');
    if (command.name === 'GS e' && this.#exit.sensor === 'custom-status' && n === 6) {
      return (this.#atExit > 0 ? 0x08 : 0) | (this.#isJammed ? 0x80 : 0);
    }
    if (this.#isJammed) return null;
    if (command.name === 'GS e' && isCustom) {
      if (n === 3) this.#present();
      if (n === (this.#exit.presenter === 'custom-kpm' ? 2 : 4)) this.#retract();
    }
    if (command.name === 'GS R' && this.#exit.presenter === 'citizen-pmu' && n === 0x30) this.#retract();
    return null;
  }

  /** Answer to `10 04 05`; null = this model is silent to it. */
  realTime(): number | null {
    if (this.#exit.sensor !== 'dle-eot-5') return null;
    return (this.#atExit > 0 ? 0x04 : 0) | (this.#isJammed ? 0x08 : 0);
  }

  #present(): void {
    this.#atExit += this.#inside;
    this.#inside = 0;
  }

  #retract(): void {
    this.#retracted += this.#atExit;
    this.#atExit = 0;
  }
}
