import type { Clock } from '../../../contract/clock.ts';
import { type SerialScannerModel, serialScannerModels } from '../../scanner/serial/profile.ts';
import { type CodeContent, codeBytes } from '../scanner-content.ts';
import { type CommandMood, type ScanFault, ScannerSimulator } from '../scanner-simulator.ts';
import type { BenchLog } from './bench-log.ts';
import type { Happening } from './bench-state.ts';
import { DeviceLine, type MakeCable } from './device-line.ts';
import type { BenchScanFault, ScannerState } from './scanner-state.ts';

/** What a person can do in front of the scanner. What a code says stays between the person and the software: nothing here keeps or logs it. */
export interface ScannerActs {
  /** Holds a code in front of the window in place of another; false when a character of it cannot be written in the charset. */
  holdCode(content: CodeContent): boolean;
  takeCodeAway(): void;
  /** Sends a code at once, whatever the light: the button of the unit. False as `holdCode`. */
  pressButton(content: CodeContent): boolean;
  /** The next code goes wrong. */
  injectFault(fault: BenchScanFault): void;
  clearFaults(): void;
  /** How the unit answers commands from now on. */
  setMood(mood: CommandMood): void;
  /** No power, while the port stays open. */
  setSilent(isSilent: boolean): void;
}

const faults = {
  double: { type: 'double', afterMs: 300 },
  gaps: { type: 'gaps', ms: 30 },
  noSuffix: { type: 'noSuffix' },
  cut: { type: 'cut', bytes: 4 },
  noise: { type: 'noise', bytes: 24 },
  replyInMiddle: { type: 'replyInMiddle' },
} as const satisfies Record<BenchScanFault, ScanFault>;

/** The scanner of the bench: simulator, cable, and the code that a person holds. */
export class BenchScanner implements ScannerActs {
  readonly line: DeviceLine;
  readonly model: SerialScannerModel;
  readonly #log: BenchLog;
  readonly #changed: () => void;
  readonly #simulator: ScannerSimulator;
  #heldBytes = 0;
  #armed: readonly BenchScanFault[] = [];
  #mood: CommandMood = 'ok';
  #isSilent = false;
  #wasLit: boolean;
  #scans = 0;

  constructor(o: {
    readonly path: string;
    readonly clock: Clock;
    readonly makeCable?: MakeCable | undefined;
    readonly log: BenchLog;
    readonly changed: () => void;
    readonly model: SerialScannerModel;
  }) {
    this.model = o.model;
    this.#log = o.log;
    this.#changed = o.changed;
    this.line = new DeviceLine({
      device: 'scanner',
      ...o,
      receive: (bytes) => this.#simulator.receive(bytes),
      powerCut: () => this.#simulator.restart(),
    });
    this.#simulator = new ScannerSimulator({
      clock: o.clock,
      model: o.model,
      paceBaud: serialScannerModels[o.model].baudRate,
      send: (bytes) => this.line.send(bytes),
    });
    this.#wasLit = this.#simulator.isLit;
  }

  holdCode(content: CodeContent): boolean {
    const bytes = bytesOf(content);
    if (bytes === null) return false;
    this.#heldBytes = bytes.length;
    this.#note('codeHeld', `${bytes.length} B`);
    this.#simulator.show({ bytes });
    this.#changed();
    return true;
  }

  takeCodeAway(): void {
    if (this.#heldBytes > 0) this.#note('codeGone');
    this.#heldBytes = 0;
    this.#simulator.takeAway();
    this.#changed();
  }

  pressButton(content: CodeContent): boolean {
    const bytes = bytesOf(content);
    if (bytes === null) return false;
    this.#simulator.scanNow({ bytes });
    this.#changed();
    return true;
  }

  injectFault(fault: BenchScanFault): void {
    this.#armed = [...this.#armed, fault];
    this.#simulator.inject({ ...faults[fault] });
    this.#note('faultArmed', fault);
    this.#changed();
  }

  clearFaults(): void {
    this.#armed = [];
    this.#simulator.clearFaults();
    this.#note('faultsCleared');
    this.#changed();
  }

  setMood(mood: CommandMood): void {
    if (mood !== this.#mood) this.#note('moodSet', mood);
    this.#mood = mood;
    this.#simulator.setMood(mood);
    this.#changed();
  }

  setSilent(isSilent: boolean): void {
    if (isSilent !== this.#isSilent) this.#note(isSilent ? 'silent' : 'speaksAgain');
    this.#isSilent = isSilent;
    this.#simulator.setSilent(isSilent);
    this.#changed();
  }

  /** Writes down what the simulator did by itself since the last look. Each scan uses one fault, oldest first. */
  observe(): void {
    const { isLit, scans } = this.#simulator;
    if (isLit !== this.#wasLit) this.#note(isLit ? 'lightOn' : 'lightOff');
    this.#wasLit = isLit;
    for (; this.#scans < scans; this.#scans += 1) {
      const [fault, ...rest] = this.#armed;
      this.#armed = rest;
      this.#note('codeSent');
      if (fault !== undefined) this.#note('faultUsed', fault);
    }
  }

  state(): ScannerState {
    return {
      ...this.line.state(),
      model: this.model,
      isLit: this.#simulator.isLit,
      heldBytes: this.#heldBytes,
      scans: this.#simulator.scans,
      faults: [...this.#armed],
      mood: this.#mood,
      isSilent: this.#isSilent,
    };
  }

  #note(what: Happening, detail = ''): void {
    this.#log.add('scanner', what, detail);
  }
}

function bytesOf(content: CodeContent): Uint8Array | null {
  try {
    return codeBytes(content);
  } catch (cause) {
    if (cause instanceof RangeError) return null;
    throw cause;
  }
}
