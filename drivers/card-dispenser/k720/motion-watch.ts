import type { ErrorCode } from '../../../contract/device.ts';
import type { CardPosition } from '../card-dispenser.ts';
import { channelFaultsOf, faultsOf, isMoving, type K720Status, positionOf, vendorText } from './status.ts';

/**
 * Where a motion shall end: `fed` = a card from the hopper at the mouth or the read position (DC); `fedInside` = the same, never by way of the mouth
 * (FC7); `inside`, `exit` = the card that stands in the channel
 * at that position; `bin` = out of the channel, inwards; `calm` = nothing moves and no fault is left (reset).
 */
export type Goal = 'fed' | 'fedInside' | 'inside' | 'exit' | 'bin' | 'calm';

/**
 * What this unit lets a host see of a motion:
 * - `motion` – AP says while a motor turns. A card at the mouth that no motor brought is somebody else's.
 * - `passage` – a card that passes sensor 2 is seen there between two looks. One that left the mouth without it went with a hand.
 */
export interface Shows {
  readonly motion: boolean;
  readonly passage: boolean;
  /**
   * A card that stands at the mouth has arrived although the unit still prepares the next one: a hand may take it meanwhile. Only where nothing is
   * commanded next. Default false.
   */
  readonly arrivesWhilePreparing?: boolean;
}

/** How it ended: there; the device says that it went wrong; nobody can say. */
export type Verdict =
  | { readonly type: 'ended'; readonly position: CardPosition }
  | {
      readonly type: 'failed' | 'unknown';
      readonly code: ErrorCode;
      readonly vendor: string;
      /** See `MotionReport`. */
      readonly mayBeAnother?: true;
    };

/**
 * Watches one motion through the statuses that are polled while it runs: these commands have no reply, so the sensors are all there is. Pure.
 *
 * - Something counts only when it is seen twice in a row with no motion bit set: a card that passes a sensor looks like one that stands there.
 * - A card at the mouth covers sensor 1 until it is inside or out. Sensor 1 seen clear on the way = that card has gone; what stands there afterwards
 *   may be another one, since FC7 with an empty channel feeds (`unknown`, E_NO_MEDIA).
 *   Looks too far apart would miss that: then nobody can say either.
 * - A card that is seen at the mouth first did not come from the hopper: somebody pushed it in (E_OCCUPIED). After DC only when no motion bit was
 *   seen, since a quick unit may be there at the first look; and not on a unit that shows none, unless it reports a fault.
 * - Once a captured card has passed the mouth, a card at the mouth is another one (E_OCCUPIED).
 * - A capture that was not watched without a gap proves nothing by a card at the mouth: the one that was to go may have gone, and another may have been
 *   pushed in behind it (`mayBeAnother`). So it is on a unit whose sensor 2 is not seen to pass anything.
 * - A card that is gone from the mouth after a reset is in a hand or in the bin, by the unit's setting: nobody can say.
 * - A capture counts only when sensor 2 saw the card go in; else a hand may have it. On a unit whose sensor 2 is not seen to pass anything, the
 *   motion bits, or where there are none either the empty channel without a capture error, have to do.
 *
 * Source: docs/protocols/card-dispenser.md, 3.1, 3.3, 5.4.
 */
export class MotionWatch {
  /**
   * Looks further apart would miss that sensor 1 was clear (feeding takes longer than a second until it is covered again), or that a captured card
   * passed sensor 2. A decision of this project.
   */
  static readonly longestBlinkMs = 700;

  readonly #goal: Goal;
  readonly #shows: Shows;
  #last: K720Status | null = null;
  #lastMs: number;
  #confirms = '';
  #hasMoved = false;
  #hasSeenCard: boolean;
  #hasLeftMouth = false;
  #isFirstSeenAtMouth = false;
  #hasPassedMouth = false;
  #wentInwards: boolean;
  readonly #wasAtMouth: boolean;
  #wasBlind = false;

  /**
   * @param before the status right before the command
   * @param atMs monotonic time of the command
   */
  constructor(goal: Goal, before: K720Status, atMs: number, shows: Shows = { motion: true, passage: true }) {
    this.#goal = goal;
    this.#shows = shows;
    this.#lastMs = atMs;
    this.#hasSeenCard = positionOf(before) !== 'none';
    this.#wentInwards = before.sensor2;
    this.#wasAtMouth = positionOf(before) === 'exit';
  }

  /** The last status seen, null before the first. */
  get last(): K720Status | null {
    return this.#last;
  }

  /** Sensor 2 was covered in one of the looks, or before. */
  get sawPassage(): boolean {
    return this.#wentInwards;
  }

  /** One more look, at this monotonic time; the verdict once there is one. */
  see(status: K720Status, atMs: number): Verdict | null {
    if (atMs - this.#lastMs > MotionWatch.longestBlinkMs) this.#wasBlind = true;
    if (this.#goal === 'inside' && this.#wasBlind) this.#hasLeftMouth = true;
    this.#lastMs = atMs;
    this.#last = status;
    const position = positionOf(status);
    if ((this.#goal === 'inside' || this.#goal === 'exit') && !status.sensor1) this.#hasLeftMouth = true;
    if (position !== 'none' && !this.#hasSeenCard) {
      this.#hasSeenCard = true;
      this.#isFirstSeenAtMouth = position === 'exit';
    }
    // It has left the mouth for the bin.
    if (this.#goal === 'bin' && status.sensor2 && !this.#wentInwards) this.#hasPassedMouth = true;
    if (status.sensor2) this.#wentInwards = true;
    if (!status.sensor1 && this.#wentInwards) this.#hasPassedMouth = true;
    if (isMoving(status)) {
      this.#hasMoved = true;
      const hasArrived = this.#shows.arrivesWhilePreparing === true && this.#isFeed() && position === 'exit';
      const isStanding = hasArrived && !status.isDispensing && !status.isCapturing;
      const wasStanding = isStanding && this.#confirms === position;
      this.#confirms = isStanding ? position : '';
      return wasStanding ? this.#confirmed(status) : null;
    }
    const [fault] = this.#faults(status);
    if (fault !== undefined && this.#goal !== 'calm') {
      return this.#isForeign(true) ? this.#foreign('failed', status) : this.#failed(fault, status);
    }
    const seen = fault === undefined ? position : fault;
    const isConfirmed = this.#confirms === seen;
    this.#confirms = seen;
    return isConfirmed ? this.#confirmed(status) : null;
  }

  /** The time is over without a verdict. */
  giveUp(): Verdict {
    const status = this.#last;
    if (status === null) return { type: 'unknown', code: 'E_IO_TIMEOUT', vendor: '' };
    const vendor = vendorText(status);
    if (this.#isForeign()) return this.#foreign('unknown', status);
    const another = this.#mayBeAnother() ? ({ mayBeAnother: true } as const) : {};
    if (isMoving(status)) return { type: 'failed', code: 'E_MEDIA_JAM', vendor, ...another };
    const [fault] = this.#faults(status);
    if (fault !== undefined) return { type: 'failed', code: fault, vendor };
    return { type: 'unknown', code: 'E_IO_TIMEOUT', vendor, ...another };
  }

  /** While no card has come out of the hopper, and after a reset, the hopper's own faults count too. */
  #faults(status: K720Status): readonly ErrorCode[] {
    const isHopperAsked = (this.#isFeed() && !this.#hasSeenCard) || this.#goal === 'calm';
    return isHopperAsked ? faultsOf(status) : channelFaultsOf(status);
  }

  #confirmed(status: K720Status): Verdict | null {
    const position = positionOf(status);
    const vendor = vendorText(status);
    switch (this.#goal) {
      case 'calm':
        if (faultsOf(status).length > 0) return null;
        if (position === 'none' && this.#hasSeenCard && !this.#wentInwards) {
          return { type: 'unknown', code: 'E_NO_MEDIA', vendor };
        }
        return { type: 'ended', position };
      case 'bin':
        if (position !== 'none') return this.#isForeign() ? this.#foreign('unknown', status) : null;
        return this.#isCaptured() ? { type: 'ended', position } : { type: 'unknown', code: 'E_NO_MEDIA', vendor };
      case 'fed':
      case 'fedInside':
        if (position !== 'none' && this.#isForeign()) return this.#foreign('unknown', status);
        if (position === 'exit' || position === 'inside') return { type: 'ended', position };
        if (position !== 'none') return null;
        if (this.#hasSeenCard) return { type: 'failed', code: 'E_NO_MEDIA', vendor };
        if (!this.#hasMoved) return null; // not begun yet, as it seems
        return { type: 'unknown', code: status.isHopperEmpty ? 'E_SUPPLY_OUT' : 'E_NO_MEDIA', vendor };
      case 'inside':
      case 'exit':
        if (position === 'none') return { type: 'failed', code: 'E_NO_MEDIA', vendor };
        if (position !== this.#goal) return null;
        return this.#hasLeftMouth ? { type: 'unknown', code: 'E_NO_MEDIA', vendor } : { type: 'ended', position };
    }
  }

  #isFeed(): boolean {
    return this.#goal === 'fed' || this.#goal === 'fedInside';
  }

  #isCaptured(): boolean {
    return this.#wentInwards || (!this.#shows.passage && (this.#hasMoved || !this.#shows.motion));
  }

  /** @param isRefused the unit reports a fault: it may not have begun */
  #isForeign(isRefused = false): boolean {
    if (this.#goal === 'bin') return this.#hasPassedMouth && this.#last?.sensor1 === true && !this.#last.sensor2;
    if (!this.#isFirstSeenAtMouth) return false;
    // The feed went wrong, and nothing passed sensor 2.
    if (this.#goal === 'fed' && isRefused && this.#shows.passage && !this.#wentInwards) return true;
    return this.#goal === 'fedInside' || (this.#goal === 'fed' && !this.#hasMoved && (isRefused || this.#shows.motion));
  }

  /** A card stands at the mouth as before, and nobody can vouch for it. A fault that the unit reports instead proves that it captured nothing. */
  #mayBeAnother(): boolean {
    return this.#goal === 'bin' && this.#wasAtMouth && (this.#wasBlind || !this.#shows.passage);
  }

  #foreign(type: 'failed' | 'unknown', status: K720Status): Verdict {
    return { type, code: 'E_OCCUPIED', vendor: vendorText(status) };
  }

  /** The device's fault in the words that help most. */
  #failed(fault: ErrorCode, status: K720Status): Verdict {
    const vendor = vendorText(status);
    const isGone = positionOf(status) === 'none';
    if (fault === 'E_HARDWARE' && this.#goal === 'bin') {
      if (status.isBinFull === true && !isGone) return { type: 'failed', code: 'E_BIN_FULL', vendor };
      if (isGone) return { type: 'failed', code: 'E_NO_MEDIA', vendor };
    }
    if (fault === 'E_HARDWARE' && this.#isFeed() && isGone && status.isHopperEmpty && !this.#hasSeenCard) {
      return { type: 'failed', code: 'E_SUPPLY_OUT', vendor };
    }
    return { type: 'failed', code: fault, vendor };
  }
}
