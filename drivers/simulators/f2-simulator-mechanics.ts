import type { F2Command, F2CommandFrame } from '../card-dispenser/f2/codec.ts';
import type { CardWorld, MotionEnd, MotionRefusal, WorldMotion } from './card-world.ts';

export interface F2MechanicsOptions {
  readonly firmware?: string;
  /** Some units carry the card into the bin on MOVE 39. */
  readonly outGoesToBin?: boolean;
  /** What ST0 says of a card stranded between the sensors. */
  readonly strandedSt0?: '0' | '1' | '2';
  /** Whether the unit has to be initialised before anything else: true after power-on. */
  readonly isInitialised?: boolean;
  readonly binCounts?: boolean;
  /** Other times than those of the document, milliseconds. */
  readonly motionMs?: Partial<Record<WorldMotion, number>>;
}

/** Milliseconds; docs/protocols/card-dispenser.md, section 6. */
const motionMs: Readonly<Record<WorldMotion, number>> = {
  ...{ feed: 1_500, feedToExit: 1_500, present: 800, release: 800, retract: 800, capture: 1_200, recycle: 1_200 },
  ...{ accept: 800, resetKeep: 1_000, resetToBin: 1_500, resetToExit: 1_500 },
};
const refusalCodes: Readonly<Record<MotionRefusal, string>> = {
  ...{ busy: '02', hopperEmpty: 'A0', occupied: '02', noCard: '02', binFull: 'A1', jammed: '10', motorFault: '51' },
};
const endCodes: Readonly<Record<Exclude<MotionEnd, 'done'>, string>> = {
  ...{ jammed: '10', misfed: 'A0', overlap: '10', pulled: '45' },
};
const none = new Uint8Array(0);

/** What a command makes the unit do: nothing but an error, a motion, or an answer at once. */
export type F2Work = { readonly error: string } | { readonly motion: WorldMotion } | { readonly data: Uint8Array };

/** Motors, sensors, chip and counters of a simulated F2: what happens behind the protocol. */
export class F2Mechanics {
  readonly #world: CardWorld;
  readonly #o: F2MechanicsOptions;
  #isInitialised: boolean;
  #isChipOn = false;
  #binCount = 0;
  #resets = 0;
  /** The chip of the card inside says nothing. */
  isChipMute = false;

  constructor(world: CardWorld, o: F2MechanicsOptions) {
    this.#world = world;
    this.#o = o;
    this.#isInitialised = o.isInitialised ?? true;
  }

  /** Resets (INITIALISE of any kind) that ran to their end. */
  get resets(): number {
    return this.#resets;
  }

  /** Power gone: the card stays where it is. */
  powerOff(): void {
    this.#isChipOn = false;
    this.#world.interrupt();
  }

  powerOn(): void {
    this.#isInitialised = false;
  }

  /** Starts a motor. @returns the error of the unit, or how long the motion takes, milliseconds */
  begin(motion: WorldMotion): { readonly error: string } | { readonly ms: number } {
    const refusal = this.#world.begin(motion);
    return refusal === null ? { ms: this.#o.motionMs?.[motion] ?? motionMs[motion] } : { error: refusalCodes[refusal] };
  }

  /** The motor stands. @returns the error of the unit, and what a good reply carries */
  end(motion: WorldMotion): { readonly error: string | null; readonly data: Uint8Array } {
    const { captured } = this.#world;
    // A person who opened the machine in the middle has stopped the motor: to the unit that is a jam.
    const ended = this.#world.motion === null ? 'jammed' : this.#world.end();
    this.#binCount += this.#world.captured - captured;
    const isReset = motion.startsWith('reset');
    if (isReset) {
      this.#isInitialised = true;
      this.#resets += 1;
    }
    const error = ended === 'done' ? null : ended === 'pulled' && motion === 'capture' ? '40' : endCodes[ended];
    return { error, data: isReset ? this.#firmware() : none };
  }

  /** What a command makes the unit do. Source: docs/protocols/card-dispenser.md, 2.3. */
  plan({ command, data }: F2CommandFrame): F2Work {
    if (command === null) return { error: '00' };
    if (command.startsWith('initialise')) return { motion: resetOf(command) };
    if (!this.#isInitialised) return { error: 'B0' };
    const { position } = this.#world.sensors;
    switch (command) {
      case 'status':
        return { data: none };
      case 'statusSensors':
        return { data: Buffer.from(position === 'none' ? '0000000000' : '1000000000', 'latin1') };
      case 'moveIc':
      case 'moveRf':
        // The trap of this family: with an empty channel it feeds.
        if (position === 'none') return { motion: 'feed' };
        return position === 'inside' ? { data: none } : { motion: 'retract' };
      case 'moveGate':
        return { motion: 'present' };
      case 'moveBin':
        return { motion: 'capture' };
      case 'moveOut':
        return { motion: this.#o.outGoesToBin === true ? 'capture' : 'release' };
      case 'entryAllow':
      case 'entryForbid':
        return { data: none };
      case 'firmware':
        return { data: this.#firmware() };
      case 'serialNumber':
        return { data: Buffer.from('\x08SIM00001', 'latin1') };
      case 'binCount':
        return this.#o.binCounts === true ? { data: digits(this.#binCount) } : { error: '03' };
      case 'setBinCount':
        this.#binCount = Number(Buffer.from(data).toString('latin1')) || 0;
        return { data: none };
      case 'cpuReset':
      case 'rfActivate':
        return this.#wakeChip(command);
      case 'cpuOff':
      case 'rfOff':
        this.#isChipOn = false;
        return { data: none };
      case 'cpuApdu':
      case 'rfApduA':
        return this.#isChipOn ? { data: Uint8Array.of(0x90, 0x00) } : { error: '65' };
      case 'cardTypeIc':
      case 'cardTypeRf':
        return { data: Buffer.from(position === 'inside' ? '20' : '00', 'latin1') };
      default:
        return { error: '00' };
    }
  }

  #wakeChip(command: 'cpuReset' | 'rfActivate'): F2Work {
    const { card, sensors } = this.#world;
    if (card === null || sensors.position !== 'inside') return { error: '61' };
    if (this.isChipMute) return { error: command === 'cpuReset' ? '63' : '61' };
    this.#isChipOn = true;
    const id = chipId(card.id);
    if (command === 'cpuReset') return { data: Uint8Array.of(0x31, 0x3b, 0x64, ...id) };
    return { data: Uint8Array.of(0x41, 0x00, 0x04, id.length, ...id, 0x20) };
  }

  status(): { readonly st0: string; readonly st1: string; readonly st2: string } {
    const { position, hopper, isBinFull } = this.#world.sensors;
    const st0 = { none: '0', entering: '0', exit: '1', inside: '2', between: this.#o.strandedSt0 ?? '2' }[position];
    return { st0, st1: { empty: '0', low: '1', ok: '2', full: '2' }[hopper], st2: isBinFull ? '1' : '0' };
  }

  #firmware(): Uint8Array {
    return Buffer.from(this.#o.firmware ?? 'SIM-F2-0001', 'latin1');
  }
}

/** The made-up UID of a card: `53 49` and its number, so that tests can tell cards apart. */
export function chipId(id: number): Uint8Array {
  return Uint8Array.of(0x53, 0x49, (id >> 8) & 0xff, id & 0xff);
}

function resetOf(command: F2Command): WorldMotion {
  if (command === 'initialiseToGate' || command === 'initialiseToGateCounting') return 'resetToExit';
  return command === 'initialiseToBin' || command === 'initialiseToBinCounting' ? 'resetToBin' : 'resetKeep';
}

function digits(count: number): Uint8Array {
  return Buffer.from(String(count % 1_000).padStart(3, '0'), 'latin1');
}
