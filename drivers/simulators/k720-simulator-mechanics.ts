import type { Clock } from '../../contract/clock.ts';
import { statusCharacters } from '../card-dispenser/k720/status.ts';
import type { CardWorld, MotionEnd, MotionRefusal, WorldMotion } from './card-world.ts';

/** What differs between models of the family. Source: docs/protocols/card-dispenser.md, 3.2 and 3.3. */
export interface K720ModelTraits {
  /** FC with this parameter holds the card at the mouth; the other one of `0` and `4` throws it out. */
  readonly hold: '0' | '4';
  /** Prepares the next card at sensor 3 after each one, and shows it in B1 bit 1. */
  readonly prepares: boolean;
  /** Shows a full bin in B1 bit 8 and a full hopper in B3 bit 8. */
  readonly showsFull: boolean;
  readonly version: string;
}

export const k720SimulatorModels = {
  k720: { hold: '4', prepares: true, showsFull: false, version: 'TTCE_K720_V2.12' },
  k750: { hold: '4', prepares: false, showsFull: true, version: 'TTCE_K750_V1.07' },
  d1801: { hold: '0', prepares: true, showsFull: false, version: 'TTCE_D1801_V1.30' },
} as const satisfies Record<string, K720ModelTraits>;
export type K720SimulatorModel = keyof typeof k720SimulatorModels;

/** Motor times, milliseconds. Source: docs/protocols/card-dispenser.md, section 6. */
const durations: Readonly<Record<WorldMotion, number>> = {
  ...{ feed: 1_500, feedToExit: 1_500, present: 800, release: 800, retract: 800, capture: 1_200, recycle: 1_200 },
  ...{ accept: 1_000, resetKeep: 800, resetToBin: 1_600, resetToExit: 1_200 },
};
const prepareMs = 400;

/** Sensors 1 and 2 along the way: from which part of the motion on they see what; bit 1 = sensor 1, bit 2 = sensor 2. */
type Way = Readonly<Record<number, number>>;
const fromHopperToRead: Way = { 0: 0, 0.4: 2, 0.75: 3 };
const fromHopperToMouth: Way = { 0: 0, 0.3: 2, 0.6: 3, 0.85: 1 };
const outwards: Way = { 0: 3, 0.6: 1 };
const inwards: Way = { 0: 1, 0.5: 3 };
const awayFromMouth: Way = { 0: 1, 0.25: 3, 0.5: 2, 0.85: 0 };
const awayFromRead: Way = { 0: 3, 0.4: 2, 0.85: 0 };

export interface K720MechanicsOptions {
  readonly clock: Clock;
  readonly world: CardWorld;
  readonly traits: K720ModelTraits;
  /** DC stops at the read position, as on some models. */
  readonly dcStopsInside: boolean;
  /** FC commands show no motion bit while the card moves; the texts do not say that they do. */
  readonly fcShowsNoBit: boolean;
  /** A poor copy: AP shows neither that a motor turns nor what passes sensors 1 and 2 meanwhile, only where the card was and then where it is. */
  readonly showsOnlyEnds: boolean;
  /** FC7 with an empty channel takes a card out of the hopper, as the K750 text says. False: it does nothing. */
  readonly fc7Feeds: boolean;
  /** How much quicker the motors are than those of section 6; 1 = as quick. */
  readonly motorSpeed: number;
  /** What RS does with a card in the channel (FD2–FD4). */
  readonly resetDoes: 'resetKeep' | 'resetToBin' | 'resetToExit';
}

/** Faults of one motion that the world does not know: the device's own logic. */
export type K720MotionFault = 'stuckBits' | 'cannotExecute' | 'dispenseError' | 'captureError' | 'prepareFailed';

/** Motors, sensors and status bits of a simulated K720: what happens behind the protocol. */
export class K720Mechanics {
  readonly #o: K720MechanicsOptions;
  #running: { readonly motion: WorldMotion; readonly startMs: number; readonly from: 'exit' | 'other' } | null = null;
  #cancelEnd: () => void = () => undefined;
  #isPreparing = false;
  #stuck: 'dispensing' | 'capturing' | null = null;
  #errors = { cannotExecute: false, prepareFailed: false, dispense: false, capture: false };
  #isEntryAllowed = false;
  #showsBit = true;
  /** Sensors 1 and 2 when the last command came. */
  #atStart = 0;

  constructor(options: K720MechanicsOptions) {
    this.#o = options;
  }

  /** A motor turns, for a motion or to prepare the next card. */
  get isRunning(): boolean {
    return this.#running !== null || this.#isPreparing;
  }

  /** An error bit of its own is set; jams and overlaps are the world's. */
  get hasError(): boolean {
    return Object.values(this.#errors).includes(true);
  }

  get isEntryAllowed(): boolean {
    return this.#isEntryAllowed;
  }

  /**
   * Carries out a motion or a setting, as text (`DC`, `FC7`).
   * @param ended called when the motor has stopped; not called when it never turned
   */
  start(command: string, fault: K720MotionFault | null, ended: () => void): void {
    if (command === 'BF' || command === 'BG') {
      this.#isEntryAllowed = command === 'BF';
      return;
    }
    if (this.#running !== null || this.#isPreparing || fault === 'cannotExecute') {
      this.#errors.cannotExecute = true;
      return;
    }
    const { world } = this.#o;
    const hadJam = world.card?.place === 'jammed' || world.sensors.isOverlapping;
    // A new command clears what the last one left, a reset clears everything.
    const prepareFailed = this.#errors.prepareFailed && command !== 'RS';
    this.#errors = { cannotExecute: false, prepareFailed, dispense: false, capture: false };
    if (command === 'RS') this.#stuck = null;
    if (fault === 'dispenseError' || fault === 'captureError') {
      this.#errors[fault === 'dispenseError' ? 'dispense' : 'capture'] = true;
      return;
    }
    this.#atStart = this.#channel();
    const from = world.card?.place === 'exit' || world.card?.place === 'entering' ? 'exit' : 'other';
    const [motion, refusal] = this.#begin(command);
    if (motion === null) return; // a setting
    if (refusal !== null) {
      this.#refused(motion, refusal, hadJam);
      return;
    }
    this.#running = { motion, startMs: this.#o.clock.monoMs(), from };
    this.#showsBit = !(this.#o.fcShowsNoBit && command.startsWith('FC'));
    this.#cancelEnd = this.#o.clock.after(durations[motion] / this.#o.motorSpeed, () => {
      this.#running = null;
      const end = world.end();
      this.#stopped(motion, end, fault);
      ended();
    });
  }

  /** Power has gone: motors stop where they are, everything that was only remembered is forgotten. */
  powerOff(): void {
    this.#cancelEnd();
    this.#o.world.interrupt();
    this.#running = null;
    this.#isPreparing = false;
    this.#stuck = null;
    this.#isEntryAllowed = false;
    this.#errors = { cannotExecute: false, prepareFailed: false, dispense: false, capture: false };
  }

  /** As if somebody had cleared every error by hand. What moves goes on. */
  clear(): void {
    this.#stuck = null;
    this.#errors = { cannotExecute: false, prepareFailed: false, dispense: false, capture: false };
  }

  /** The four characters of AP. */
  status(): string {
    const { world, traits } = this.#o;
    const { hopper, isBinFull, isOverlapping } = world.sensors;
    const motion = this.#showsBit && !this.#o.showsOnlyEnds ? this.#running?.motion : undefined;
    const isCapturing = motion === 'capture' || this.#stuck === 'capturing';
    const isDispensing = (motion !== undefined && motion !== 'capture') || this.#stuck === 'dispensing';
    const bit = (isSet: boolean, value: number) => (isSet ? value : 0);
    const isHopperEmpty = hopper === 'empty';
    return statusCharacters([
      bit(traits.showsFull && isBinFull, 8) |
        bit(this.#errors.cannotExecute, 4) |
        bit(this.#errors.prepareFailed, 2) |
        bit(this.#isPreparing && !this.#o.showsOnlyEnds, 1),
      bit(isDispensing, 8) | bit(isCapturing, 4) | bit(this.#errors.dispense, 2) | bit(this.#errors.capture, 1),
      bit(traits.showsFull && hopper === 'full', 8) |
        bit(isOverlapping, 4) |
        bit(world.card?.place === 'jammed', 2) |
        bit(hopper === 'low' || isHopperEmpty, 1),
      bit(isHopperEmpty, 8) | bit(traits.prepares && !isHopperEmpty && !this.#isPreparing, 4) | this.#channel(),
    ]);
  }

  /** The three characters of RF: their meaning is not documented; here the last three of AP. */
  shortStatus(): string {
    return this.status().slice(1);
  }

  #begin(command: string): readonly [WorldMotion | null, MotionRefusal | null] {
    const { world, traits, dcStopsInside, resetDoes } = this.#o;
    const withCard = (motion: WorldMotion, fromHopper: WorldMotion): readonly [WorldMotion, MotionRefusal | null] => {
      if (world.card?.place === 'entering' && motion === 'retract') return ['accept', world.begin('accept')];
      const refusal = world.card === null ? 'noCard' : world.begin(motion);
      if (command === 'FC7' && !this.#o.fc7Feeds) return [motion, refusal];
      // FC commands with an empty channel take a card out of the hopper: the K750 text calls each of them "dispense card …".
      return refusal === 'noCard' ? [fromHopper, world.begin(fromHopper)] : [motion, refusal];
    };
    const once = (motion: WorldMotion) => [motion, world.begin(motion)] as const;
    switch (command) {
      case 'DC':
        return once(dcStopsInside ? 'feed' : 'feedToExit');
      case 'CP':
        return once('capture');
      case 'DB':
        return once('recycle');
      case 'RS':
        return once(resetDoes);
      case 'FC7':
        return withCard('retract', 'feed');
      case 'FC0':
      case 'FC4':
        return command === `FC${traits.hold}` ? withCard('present', 'feedToExit') : withCard('release', 'feedToExit');
      case 'FC8':
        return once('accept');
      default:
        return [null, null];
    }
  }

  #refused(motion: WorldMotion, refusal: MotionRefusal, hadJam: boolean): void {
    if (refusal === 'binFull' || (refusal === 'motorFault' && motion === 'capture')) this.#errors.capture = true;
    else if (refusal === 'motorFault') this.#errors.dispense = true;
    else if (refusal !== 'noCard' || motion !== 'capture') this.#errors.cannotExecute = !hadJam;
  }

  #stopped(motion: WorldMotion, end: MotionEnd, fault: K720MotionFault | null): void {
    const { world, traits } = this.#o;
    if (end === 'misfed') this.#errors.dispense = true;
    if (end === 'pulled' && motion === 'capture') this.#errors.capture = true;
    // Out of the mouth and not held: it falls.
    if (motion === 'release' && end === 'done') world.take();
    if (fault === 'stuckBits') this.#stuck = motion === 'capture' ? 'capturing' : 'dispensing';
    const isFeed = motion === 'feed' || motion === 'feedToExit';
    if (!isFeed || end !== 'done' || !traits.prepares || world.hopper === 0) return;
    this.#isPreparing = true;
    this.#cancelEnd = this.#o.clock.after(prepareMs / this.#o.motorSpeed, () => {
      this.#isPreparing = false;
      this.#errors.prepareFailed = fault === 'prepareFailed';
    });
  }

  /** Sensors 1 and 2 now. */
  #channel(): number {
    const { world, clock } = this.#o;
    const running = this.#running;
    if (running === null || running.motion.startsWith('reset')) {
      const place = running === null ? world.sensors.position : (world.card?.place ?? 'none');
      if (place === 'exit' || place === 'entering') return 1;
      if (place === 'inside') return 3;
      return place === 'none' ? 0 : 2;
    }
    if (this.#o.showsOnlyEnds) return this.#atStart;
    if (world.isFeedingNothing) return 0;
    const part = ((clock.monoMs() - running.startMs) * this.#o.motorSpeed) / durations[running.motion];
    let seen = 0;
    const way = Object.entries(wayOf(running.motion, running.from)).map(([from, sensors]) => [Number(from), sensors]);
    for (const [from = 0, sensors = 0] of way.toSorted(([a = 0], [b = 0]) => a - b)) if (part >= from) seen = sensors;
    return seen;
  }
}

function wayOf(motion: WorldMotion, from: 'exit' | 'other'): Way {
  switch (motion) {
    case 'feed':
      return fromHopperToRead;
    case 'feedToExit':
      return fromHopperToMouth;
    case 'present':
    case 'release':
      return outwards;
    case 'retract':
    case 'accept':
      return inwards;
    default:
      return from === 'exit' ? awayFromMouth : awayFromRead;
  }
}
