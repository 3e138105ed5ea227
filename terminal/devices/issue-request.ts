import type { DeviceError, Outcome } from '../../contract/device.ts';
import type { ChipIdentity } from '../../drivers/card-dispenser/card-dispenser.ts';

export type IssuePhase =
  | 'feeding'
  | 'checking'
  | 'personalising'
  | 'presenting'
  | 'offered'
  | 'offeredHalf'
  | 'offeredLate'
  | 'takingBack';

export interface IssueRequest {
  readonly session: string;
  /** Of the application that the card belongs to. */
  readonly receiptNo: string | null;
  /** From the moment the card stands at the exit until it is taken back, milliseconds (`takeTimeout` of the model profile). */
  readonly takeTimeoutMs: number;
  /** How long to wait for the device at the beginning, milliseconds; default 5,000. */
  readonly queueMs?: number;
  /** How long a lost link may stay away before the rest is left to the custodian, milliseconds; default 15,000. */
  readonly recoverMs?: number;
  /**
   * Looks at the chip of the fed card, for as long as it takes: an abort does not wait for it, the card goes to the bin; false = not this one, take it away and feed another. E_UNSUPPORTED before anything moves on a unit that feeds to
   * the exit (`DispenserCapabilities.feedsTo`).
   */
  readonly checkChip?: (chip: ChipIdentity) => boolean | Promise<boolean>;
  /**
   * Works on the fed card where it stands: write, print, read back. `good` = hand it out; `again` = to the bin, and another blank, once; `stop` = to the bin,
   * and no other. E_UNSUPPORTED before anything moves on a unit that feeds to the exit.
   */
  readonly personalise?: () => Promise<'good' | 'again' | 'stop'>;
  /** For voice, light and sound: the last two come at 50 % and 80 % of the time to take the card. */
  readonly onPhase?: (phase: IssuePhase) => void;
  /** Abort with an `AbortReason`. Before anything moved: nothing happens; later the card goes to the bin, unless a hand was quicker. */
  readonly signal?: AbortSignal;
  /** The caller's claim, asked before each motion. */
  readonly mayAct?: () => DeviceError | null;
}

/** Where the card is in the end. `retracted` and `retained` = in the bin, after it was offered, or before. */
export type IssueMedia = 'taken' | 'retracted' | 'retained' | 'atExit' | 'inside' | 'none' | 'unknown';

export interface IssueResult {
  /**
   * Of the whole: `done` = taken; `notStarted` and `notDone` = no card left the hopper; `partial` = a card moved and nobody has it;
   * `indeterminate` = nobody can say.
   */
  readonly outcome: Outcome;
  readonly media: IssueMedia;
  /** Bin of a card that was taken back. */
  readonly bin?: 'retain';
  readonly fault?: DeviceError;
  /** Record of the last card; null = none was opened. */
  readonly custodyId: string | null;
  /** Motions that may have brought a card out of the hopper. */
  readonly feeds: number;
}
