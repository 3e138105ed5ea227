import type { BinLevel, ErrorCode } from '../../contract/device.ts';
import type { Result } from '../../contract/result.ts';
import type { Link } from '../core/connection.ts';
import type { CardMotion, CardPosition, ChipIdentity, DispenserCapabilities } from './card-dispenser.ts';

/**
 * What one protocol family brings to the common facade (`dispenser.ts`). A wire knows frames, timers and repetitions; it knows no journal, no
 * status and no session. It never sends a motion again once the device may have begun it (rules D1, D2).
 */
export interface DispenserWire {
  readonly capabilities: DispenserCapabilities;
  /** Bytes of the current link. */
  receive(bytes: Uint8Array): void;
  /** Forgets everything of the link before. */
  reset(): void;
  /** Bytes that were no valid frame, since the start; late and unasked replies count too. */
  readonly dropped: number;
  /**
   * Proves that this family answers, and makes it usable **without moving a card** (F2: STATUS, on B0 INITIALISE 33 "keep"; K720: AP, GV).
   * E_WRONG_DEVICE when something else answers.
   */
  identify(link: Link): Promise<Result<Identified, WireFailure>>;
  /** Looks at the sensors. Moves nothing; may be repeated freely. */
  look(link: Link): Promise<Result<Seen, WireFailure>>;
  /**
   * Why this unit, as it is set up, must not be asked for a motion (K720 without a known hold parameter); null or absent = it may. Pure. Asked
   * before anything is journalled or sent.
   */
  refusal?(motion: CardMotion | 'recover'): WireFailure | null;
  /** One motion. Resolves when the device said how it ended, or when nobody can say. */
  move(link: Link, motion: CardMotion | 'recover'): Promise<MotionReport>;
  /** A person stood at the open machine: whatever the wire gave up for a while may be tried again. */
  attended?(): void;
  chip(link: Link): Promise<Result<ChipIdentity, WireFailure>>;
}

export interface Identified {
  readonly firmware: string | null;
  /** The unit had lost its power since it was last set up; a card that was stuck unseen may stand somewhere else now. Absent = no, or it cannot be told. */
  readonly wasRestarted?: boolean;
}

/** What one look at the sensors says. */
export interface Seen {
  readonly position: CardPosition;
  readonly hopper: BinLevel;
  readonly bin: BinLevel;
  /** Captured cards by the device's own persistent counter, null when it has none. */
  readonly binCount: number | null;
  /** Motion bits set (K720) or the device says that it is busy. */
  readonly isMoving: boolean;
  /** Faults that the device reports now: E_MEDIA_JAM, E_HARDWARE, … */
  readonly faults: readonly ErrorCode[];
  /** The status characters as they came, for evidence and technicians. No personal data. */
  readonly raw: string;
}

/** Why a query failed. `vendor`: the device's own code, such as `E1E0=10`. */
export interface WireFailure {
  readonly code: ErrorCode;
  readonly vendor?: string;
}

/**
 * How a motion ended on the wire:
 * - `ended` – the device reported success;
 * - `refused` – the device proves that it did not begin (NAK three times, host error, EOT before ENQ, nothing acknowledged);
 * - `failed` – the device reported a fault after it had begun; the sensors decide what moved;
 * - `unknown` – acknowledged, or possibly so, and then silence or a lost link; the sensors decide.
 */
export type MotionReport =
  /** `position`: where the device's own report puts the card, when it says so; tells "was at the exit and is taken" from "never came there". */
  | { readonly type: 'ended'; readonly position?: CardPosition }
  | {
      readonly type: 'refused' | 'failed' | 'unknown';
      readonly code: ErrorCode;
      readonly vendor?: string;
      /** A card that stands where it stood need not be the same: nobody watched for as long as it takes to change it. Then it proves nothing. */
      readonly mayBeAnother?: true;
    };
