/**
 * Where every card of a simulated dispenser is: the ground truth that both protocol simulators share and that tests compare the driver with.
 * No time and no bytes in here: a simulator calls `begin` when a motor starts and `end` when it stops, whatever it tells the host about it.
 * One card fits into the channel. Source: docs/design/device-model.md, section 10 (mechanical faults); docs/protocols/card-dispenser.md, section 6.
 */

/** What a motor can do: `accept` draws in a card that a hand holds in the slot; the resets differ in what becomes of a card in the channel. */
export const worldMotions = [
  ...(['feed', 'feedToExit', 'present', 'release', 'retract', 'capture', 'recycle', 'accept'] as const),
  ...(['resetKeep', 'resetToBin', 'resetToExit'] as const),
] as const;
export type WorldMotion = (typeof worldMotions)[number];

/** `between`: stranded on the way, for example by a power cut. `entering`: half in the slot, held or dropped by a foreign hand. */
export type ChannelPlace = 'inside' | 'exit' | 'entering' | 'between' | 'jammed';

export interface ChannelCard {
  /** 1, 2, 3 … for cards of the hopper; −1, −2 … for foreign ones. Never used again. */
  readonly id: number;
  readonly place: ChannelPlace;
  /** The motion in which it stopped when `between` or `jammed`. */
  readonly stoppedIn: WorldMotion | null;
}

/** Why a motor does not start. */
export type MotionRefusal = 'busy' | 'hopperEmpty' | 'occupied' | 'noCard' | 'binFull' | 'jammed' | 'motorFault';
/** How a motion ended. `misfed`: nothing left the hopper; `overlap`: two cards at the gate of the hopper, blocked; `pulled`: a hand has it. */
export type MotionEnd = 'done' | 'jammed' | 'misfed' | 'overlap' | 'pulled';

export type WorldFault =
  /** The next such motion ends in a jam, cured by a reset or only by a person. */
  | { readonly type: 'jam'; readonly in: WorldMotion; readonly cure: 'reset' | 'person' }
  | { readonly type: 'misfeed' }
  | { readonly type: 'overlap' }
  /** A hand takes the card just before, during, or just after the next such motion: the moment no look of the host can see. */
  | { readonly type: 'snatch'; readonly in: WorldMotion; readonly at: 'before' | 'during' | 'after' };

export interface CardSensors {
  /** `between` also means jammed on the way; what the host sees of it depends on the protocol. */
  readonly position: 'none' | 'inside' | 'exit' | 'entering' | 'between';
  readonly hopper: 'empty' | 'low' | 'ok' | 'full';
  readonly isBinFull: boolean;
  readonly isOverlapping: boolean;
}

export interface CardWorldOptions {
  /** Cards in the hopper at the beginning; default 50. */
  readonly hopper?: number;
  readonly hopperCapacity?: number;
  /** At this count and below the hopper reports `low`. */
  readonly lowAt?: number;
  readonly binCapacity?: number;
  /** Hears of each card that changed its place for good, for a program that prints it. */
  readonly onEvent?: (event: CardEvent, id: number) => void;
}
export type CardEvent = 'fed' | 'atExit' | 'taken' | 'captured' | 'recycled' | 'jammed' | 'entering' | 'removed';

const fromHopper: ReadonlySet<WorldMotion> = new Set(['feed', 'feedToExit']);
const intoBin: ReadonlySet<WorldMotion> = new Set(['capture', 'resetToBin']);
const places: Readonly<Record<WorldMotion, ChannelPlace | 'bin' | 'hopper'>> = {
  ...{ feed: 'inside', feedToExit: 'exit', present: 'exit', release: 'exit', retract: 'inside', capture: 'bin' },
  ...{ recycle: 'hopper', accept: 'inside', resetKeep: 'inside', resetToBin: 'bin', resetToExit: 'exit' },
};

export class CardWorld {
  readonly hopperCapacity: number;
  readonly binCapacity: number;
  readonly #lowAt: number;
  readonly #onEvent: (event: CardEvent, id: number) => void;
  #hopper: number;
  #stocked: number;
  #nextId = 1;
  #nextForeignId = -1;
  #card: ChannelCard | null = null;
  #motion: WorldMotion | null = null;
  #jamCure: 'reset' | 'person' = 'reset';
  #isOverlapping = false;
  #faults: WorldFault[] = [];
  #fed = 0;
  readonly #bin: number[] = [];
  readonly #emptied: number[] = [];
  readonly #taken: number[] = [];
  readonly #removed: number[] = [];
  /** The motor does not turn until this is false again. */
  hasMotorFault = false;
  /** A sensor that lies: what it shows instead of the truth; null = well. */
  stuck: Partial<CardSensors> | null = null;

  constructor(o: CardWorldOptions = {}) {
    this.#hopper = this.#stocked = o.hopper ?? 50;
    this.hopperCapacity = o.hopperCapacity ?? 200;
    this.binCapacity = o.binCapacity ?? 20;
    this.#lowAt = o.lowAt ?? 10;
    this.#onEvent = o.onEvent ?? (() => undefined);
  }

  get hopper(): number {
    return this.#hopper;
  }
  /** How often a card left the hopper. */
  get fed(): number {
    return this.#fed;
  }
  /** The card in the channel; while a motor runs, where it came from. A card that is being fed is not here yet. */
  get card(): ChannelCard | null {
    return this.#card;
  }
  get motion(): WorldMotion | null {
    return this.#motion;
  }
  /** A motor takes a card out of the hopper, or tries to, and none will come: no sensor behind the hopper sees one. */
  get isFeedingNothing(): boolean {
    const isFeed = this.#motion !== null && fromHopper.has(this.#motion);
    return isFeed && this.#faults.some(({ type }) => type === 'misfeed' || type === 'overlap');
  }
  /** Cards that hands took, oldest first; foreign ones are negative. */
  get taken(): readonly number[] {
    return this.#taken;
  }
  /** Cards that lie in the bin now. */
  get bin(): readonly number[] {
    return this.#bin;
  }
  /** Cards that ever fell into the bin. */
  get captured(): number {
    return this.#bin.length + this.#emptied.length;
  }
  /** Cards of the hopper, wherever they are now; equals `stocked` or a card was lost or made. */
  get accountedFor(): number {
    const ids = [...this.#bin, ...this.#emptied, ...this.#taken, ...this.#removed, this.#card?.id ?? 0];
    return this.#hopper + ids.filter((id) => id > 0).length;
  }
  /** Cards ever put into the hopper and not taken out again: by people, and foreign ones that `recycle` made stock. A recycled card is fed again under a new number. */
  get stocked(): number {
    return this.#stocked;
  }

  get sensors(): CardSensors {
    const place = this.#card?.place ?? 'none';
    const hopper =
      this.#hopper === 0
        ? 'empty'
        : this.#hopper <= this.#lowAt
          ? 'low'
          : this.#hopper >= this.hopperCapacity
            ? 'full'
            : 'ok';
    return {
      position: place === 'jammed' || this.#motion !== null ? 'between' : place,
      hopper,
      isBinFull: this.#bin.length >= this.binCapacity,
      isOverlapping: this.#isOverlapping,
      ...this.stuck,
    };
  }

  /** Starts a motor; null = it turns, and `end` or `interrupt` must follow. */
  begin(motion: WorldMotion): MotionRefusal | null {
    if (this.#motion !== null) return 'busy';
    if (this.hasMotorFault) return 'motorFault';
    this.#snatch(motion, 'before');
    const isReset = motion.startsWith('reset');
    if (!isReset && (this.#card?.place === 'jammed' || this.#isOverlapping)) return 'jammed';
    if (fromHopper.has(motion)) {
      if (this.#card !== null) return 'occupied';
      if (this.#hopper === 0) return 'hopperEmpty';
    } else if (!isReset && (this.#card === null || (motion === 'accept') !== (this.#card.place === 'entering'))) {
      return 'noCard';
    }
    if (intoBin.has(motion) && this.#card !== null && this.#bin.length >= this.binCapacity) return 'binFull';
    this.#motion = motion;
    return null;
  }

  /** The motor stops by itself. */
  end(): MotionEnd {
    const motion = this.#stop();
    const isFeed = fromHopper.has(motion);
    if (isFeed && this.#use((fault) => fault.type === 'misfeed')) return 'misfed';
    if (isFeed && this.#use((fault) => fault.type === 'overlap')) {
      this.#isOverlapping = true;
      return 'overlap';
    }
    if (motion.startsWith('reset')) {
      if (this.#card?.place === 'jammed' && this.#jamCure === 'person') return 'jammed';
      this.#isOverlapping = false;
    }
    if (isFeed) this.#leaveHopper();
    if (this.#card === null) return 'done';
    const jam = this.#use((fault) => fault.type === 'jam' && fault.in === motion);
    if (jam?.type === 'jam') {
      this.#jamCure = jam.cure;
      this.#card = { ...this.#card, place: 'jammed', stoppedIn: motion };
      this.#onEvent('jammed', this.#card.id);
      return 'jammed';
    }
    if (this.#snatch(motion, 'during')) return 'pulled';
    if (this.#card.place === 'entering' && motion.startsWith('reset')) return 'done';
    const keepsPlace = motion === 'resetKeep' && this.#card.place === 'exit';
    if (!keepsPlace) this.#arrive(motion);
    this.#snatch(motion, 'after');
    return 'done';
  }

  /** The motor stops in the middle (power cut, cancelled): the card is stranded on the way. Does nothing when none turns. */
  interrupt(): void {
    if (this.#motion === null) return;
    const motion = this.#stop();
    if (fromHopper.has(motion)) this.#leaveHopper();
    if (this.#card !== null && this.#card.place !== 'jammed') {
      this.#card = { ...this.#card, place: 'between', stoppedIn: motion };
    }
  }

  /** A hand takes the card at the exit or in the slot; false when there is none, or it is on its way. */
  take(): boolean {
    if (this.#motion !== null || this.#card === null || !['exit', 'entering'].includes(this.#card.place)) return false;
    this.#gone(this.#taken, 'taken');
    return true;
  }

  /** A hand pushes a card of its own into the slot; false when the channel is not free. */
  insertForeign(): boolean {
    if (this.#motion !== null || this.#card !== null) return false;
    this.#card = { id: this.#nextForeignId--, place: 'entering', stoppedIn: null };
    this.#onEvent('entering', this.#card.id);
    return true;
  }

  /** A keeper puts in as many cards as fit. */
  fillHopper(count: number): void {
    const added = Math.min(count, this.hopperCapacity - this.#hopper);
    this.#hopper += added;
    this.#stocked += added;
  }

  /** A keeper takes every card out of the hopper. */
  emptyHopper(): void {
    this.#stocked -= this.#hopper;
    this.#hopper = 0;
  }

  /** Cards from elsewhere lie in the bin, up to its brim. */
  fillBin(): void {
    while (this.#bin.length < this.binCapacity) this.#bin.push(this.#nextForeignId--);
  }

  emptyBin(): void {
    this.#emptied.push(...this.#bin.splice(0));
  }

  /** A person opens the machine and takes out what sticks or stands in the channel, cures the motor and the sensors. */
  clearByHand(): void {
    if (this.#motion !== null) this.interrupt();
    this.hasMotorFault = false;
    this.stuck = null;
    this.#isOverlapping = false;
    if (this.#card !== null) this.#gone(this.#removed, 'removed');
  }

  inject(fault: WorldFault): void {
    this.#faults.push(fault);
  }

  /** Forgets faults that have not happened yet. */
  clearFaults(): void {
    this.#faults = [];
  }

  #stop(): WorldMotion {
    if (this.#motion === null) throw new Error('no motion has begun');
    const motion = this.#motion;
    this.#motion = null;
    return motion;
  }

  #leaveHopper(): void {
    this.#hopper -= 1;
    this.#fed += 1;
    this.#card = { id: this.#nextId++, place: 'between', stoppedIn: 'feed' };
    this.#onEvent('fed', this.#card.id);
  }

  #arrive(motion: WorldMotion): void {
    const to = places[motion];
    if (this.#card === null) return;
    const { id } = this.#card;
    if (to === 'bin') {
      this.#gone(this.#bin, 'captured');
    } else if (to === 'hopper') {
      this.#card = null;
      this.#hopper += 1;
      if (id < 0) this.#stocked += 1;
      this.#onEvent('recycled', id);
    } else {
      this.#card = { ...this.#card, place: to, stoppedIn: null };
      if (to === 'exit') this.#onEvent('atExit', id);
    }
  }

  #gone(where: number[], event: CardEvent): void {
    if (this.#card === null) return;
    const { id } = this.#card;
    this.#card = null;
    where.push(id);
    this.#onEvent(event, id);
  }

  /** Only what a hand can reach: a card at the exit, or one that is moving to or from it. */
  #snatch(motion: WorldMotion, at: 'before' | 'during' | 'after'): boolean {
    if (this.#card === null || (at !== 'during' && this.#card.place !== 'exit')) return false;
    if (at === 'during' && this.#card.place !== 'exit' && places[motion] !== 'exit') return false;
    if (!this.#use((fault) => fault.type === 'snatch' && fault.in === motion && fault.at === at)) return false;
    this.#gone(this.#taken, 'taken');
    return true;
  }

  #use(fits: (fault: WorldFault) => boolean): WorldFault | null {
    const fault = this.#faults.find(fits);
    if (fault === undefined) return null;
    this.#faults = this.#faults.filter((other) => other !== fault);
    return fault;
  }
}
