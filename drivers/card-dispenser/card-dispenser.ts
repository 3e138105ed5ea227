import type { ActHooks, DeviceError, Evidence, Outcome } from '../../contract/device.ts';
import type { Result } from '../../contract/result.ts';
import type { Device } from '../core/device.ts';

/**
 * Where a card can be, the same words for both protocol families (docs/protocols/card-dispenser.md, section 1):
 * `none` no card in the channel · `inside` at the read position · `exit` held at the gate, a hand can take it · `unknown` after a fault or before
 * the first look.
 */
export type CardPosition = 'none' | 'inside' | 'exit' | 'unknown';

/**
 * The motions a flow may ask for. Each is one act with one journal entry:
 * - `feed` – one blank card from the hopper to the read position, or to the exit (`DispenserCapabilities.feedsTo`);
 * - `present` – from the read position to the exit, held there;
 * - `capture` – from wherever it is into the bin; ends the card's life in this machine;
 * - `retract` – from the exit back to the read position, for another try.
 */
export const cardMotions = ['feed', 'present', 'capture', 'retract'] as const;
export type CardMotion = (typeof cardMotions)[number];

export interface ActOptions {
  readonly actId: string;
  readonly hooks: ActHooks;
  /** How long to wait for other callers and for a connection that is being made, milliseconds; default 5,000. */
  readonly queueMs?: number;
  /** Abort with an `AbortReason`; honoured until the first byte of the motion leaves, afterwards the motion ends by itself. */
  readonly signal?: AbortSignal;
}

export interface MotionDone {
  readonly before: Evidence;
  readonly after: Evidence;
  /** Where the card is now. */
  readonly position: CardPosition | 'bin';
}

/** How waiting for a hand ended, when the sensors told. */
export type TakeResult = 'taken' | 'notTaken';

/** What the chip says of itself: enough to know which card it is. Personal? No: blank stock; still never logged whole. */
export interface ChipIdentity {
  readonly interface: 'contact' | 'contactless';
  /** Upper-case hex: ATR, or UID. */
  readonly id: string;
}

/** What this model can do; flows ask these, never a model name. */
export interface DispenserCapabilities {
  /**
   * Where `feed` brings a card: `inside` = to the read position, out of reach, `present` follows; `exit` = straight to the mouth, held there, where a
   * hand can take it at once: no chip check before, and no `present`.
   */
  readonly feedsTo: 'inside' | 'exit';
  readonly hasRetract: boolean;
  readonly chip: 'none' | 'uid' | 'apdu';
  readonly hasBinCounter: boolean;
  /** True: a card that leaves the exit is seen to leave (all F2 and K720 units: gate sensor). */
  readonly hasTakenSensor: boolean;
}

/**
 * One card dispenser. Several calls may be under way; one at a time reaches the wire. No motion is ever repeated by itself: after the device
 * acknowledged it, only the sensors are asked (rule D1). Before each motion the position is read and compared (D3); `hooks.sent` is called once,
 * after that look and before the first byte of the motion.
 *
 * Outcomes of a motion: `done` = the sensors show the card where it belongs; `notDone` = refused by the device or the sensors show that nothing
 * moved; `partial` = the card stands somewhere on the way (`mediaAt` says where); `indeterminate` = nobody can say; `notStarted` = nothing was sent.
 * Errors: E_SEQUENCE (wrong position), E_SUPPLY_OUT, E_BIN_FULL, E_MEDIA_JAM, E_NO_MEDIA, E_OCCUPIED, E_HARDWARE, E_IO_TIMEOUT, E_LINK_LOST,
 * E_PROTOCOL, E_NO_DEVICE, E_NOT_READY, E_CLAIM_BUSY, E_CANCELLED, E_TIMEOUT, E_UNSUPPORTED.
 */
export interface CardDispenser extends Device {
  readonly capabilities: DispenserCapabilities;
  /** Firmware or version text once connected, else null. */
  firmware(): string | null;
  position(): CardPosition;
  /** Looks without moving anything. Effect: none. */
  refresh(o?: { readonly queueMs?: number; readonly signal?: AbortSignal }): Promise<Result<CardPosition, DeviceError>>;
  /**
   * Effect: consumesSupply. Wrong position: E_OCCUPIED, `notStarted`. Fed to the exit and gone with a hand right after it was seen held there: `done`,
   * position `none`. A unit that feeds to the exit and stopped inside: `partial`, E_NOT_READY, action `configure`.
   */
  feed(o: ActOptions): Promise<Result<MotionDone, DeviceError>>;
  /** Effect: movesMedia. Presented is not taken. */
  present(o: ActOptions): Promise<Result<MotionDone, DeviceError>>;
  /** Effect: movesMedia. A hand that is quicker gives E_NO_MEDIA, `notDone`, and position `none`: taken. */
  capture(o: ActOptions): Promise<Result<MotionDone, DeviceError>>;
  /** Effect: movesMedia. */
  retract(o: ActOptions): Promise<Result<MotionDone, DeviceError>>;
  /**
   * Watches the exit until the card is seen to leave in two looks in a row without any command of ours in between (docs/protocols/card-dispenser.md,
   * 5.2). Moves nothing. `notTaken` when `userMs` is over (0 = until aborted) and the card still stands there.
   * Errors: `indeterminate` E_LINK_LOST, E_HARDWARE (position unknown when the time was over), E_MEDIA_JAM (a motor that never stops); `notDone`
   * E_CANCELLED, E_TIMEOUT (abort); `notStarted` E_NO_DEVICE, E_CLAIM_BUSY, E_SEQUENCE (no card at the exit when it began).
   */
  awaitTaken(o: { readonly userMs: number; readonly signal?: AbortSignal }): Promise<Result<TakeResult, DeviceError>>;
  /** Wakes the chip of the card at the read position, asks who it is, and switches it off again. Effect: none. Errors: E_CHIP, E_UNSUPPORTED, E_SEQUENCE. */
  readChip(o?: {
    readonly queueMs?: number;
    readonly signal?: AbortSignal;
  }): Promise<Result<ChipIdentity, DeviceError>>;
  /**
   * One recovery by the technician or the flow: clears errors **without moving a card to the citizen**; a card in the way goes to the bin. At most
   * three in ten minutes, then `faulted` until a person acts. Effect: movesMedia.
   */
  recover(o: ActOptions): Promise<Result<MotionDone, DeviceError>>;
  /** What became of a motion whose end is unknown, from the evidence written before it and the sensors now. Read-only, moves nothing. */
  reconcile(
    motion: CardMotion,
    before: Evidence,
  ): Promise<{ readonly outcome: Outcome; readonly position: CardPosition; readonly evidence: Evidence }>;
  /**
   * A technician filled or emptied: new counts.
   * @param initial what was counted then, when this is a count of before that is set again after a start; default `count`
   */
  setCount(bin: 'hopper' | 'retain', count: number, initial?: number): void;
  /** Somebody stood at the open machine: what it refused, and how often it was reset, counts no more. The next look tells. */
  attended(): void;
  /**
   * Recoveries before this start, so that a program that crashes again and again does not get three new ones each time. After `setCount`, which forgets them.
   * @param agesMs how long ago each was, milliseconds
   */
  recallRecoveries(agesMs: readonly number[]): void;
}
