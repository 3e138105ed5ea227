import type { ActHooks, DeviceError, DeviceStatus, Evidence, Outcome } from '../../contract/device.ts';
import type { Result } from '../../contract/result.ts';
import type { Device } from '../core/device.ts';

export interface PrintJob {
  readonly actId: string;
  /** A filled receipt in ReceiptLine markup (`render/fill-template.ts`). The mark 补打 n stands in it, by the field `reprint`. */
  readonly markup: string;
  /** 0 = first print, n = reprint n. */
  readonly copy: number;
}

export interface PrintDone {
  readonly before: Evidence;
  readonly after: Evidence;
  /** Characters that stand as 〓 on the paper, since no font has them: the screen must say so. */
  readonly unprintable: readonly string[];
  readonly slip: SlipPlace;
}

export interface PrinterCapabilities {
  readonly widthDots: number;
  /** Latin characters in a line. */
  readonly columns: number;
  readonly cutter: boolean;
  readonly nearEndSensor: boolean;
  readonly presenter: 'none' | 'custom-kpm' | 'custom-tptcm' | 'citizen-pmu';
  /** False: whether the citizen took the receipt cannot be known. */
  readonly takenSensor: boolean;
  /** A slip that nobody took can be taken back. */
  readonly hasRetract: boolean;
}

/** Where the slip is after a job: seen at the exit, already gone, or nobody can say. */
export type SlipPlace = 'atExit' | 'gone' | 'unknown';

/** One receipt printer. Several calls may be under way; one at a time reaches the wire. */
export interface ReceiptPrinter extends Device {
  capabilities(): PrinterCapabilities;
  /** Ends a job under way by losing its link; resolves when the port is closed and no timer is left. */
  close(): Promise<void>;
  /**
   * Reads the status afresh from the wire. Effect: none.
   * Errors: E_IO_TIMEOUT (silent), E_LINK_LOST, E_NO_DEVICE, E_CLAIM_BUSY, E_CANCELLED, E_TIMEOUT, all `notStarted`.
   */
  refresh(o: { queueMs?: number; signal?: AbortSignal }): Promise<Result<DeviceStatus, DeviceError>>;
  /**
   * Prints one receipt and cuts it off. `ok` means that everything including the cut is on paper: the printer answered a query that
   * stood behind the cut, and reports no fault. It does not mean that somebody took it.
   *
   * Never repeats anything by itself. `hooks.sent` is called once, right before the first byte; an abort is honoured until then.
   *
   * | outcome | codes |
   * |---|---|
   * | notStarted | E_BAD_ARGUMENT (markup), E_SUPPLY_OUT, E_COVER_OPEN, E_CUTTER, E_MEDIA_JAM, E_OVERHEAT, E_HARDWARE, E_NOT_READY, E_IO_TIMEOUT, E_NO_DEVICE, E_CLAIM_BUSY, E_CANCELLED, E_TIMEOUT |
   * | partial | E_MEDIA_JAM with `mediaAt: 'jammed'`: whole and cut off, and stuck on its way out |
   * | partial | E_SUPPLY_OUT, E_COVER_OPEN, E_CUTTER, E_MEDIA_JAM, E_HARDWARE, E_NOT_READY, E_OVERHEAT, E_IO_TIMEOUT (held up by XOFF): the rest is cleared and never comes |
   * | indeterminate | E_LINK_LOST, E_IO_TIMEOUT, E_OVERHEAT: nobody can say what is on the paper |
   *
   * Effect: consumesSupply.
   */
  print(
    job: PrintJob,
    o: { hooks: ActHooks; queueMs?: number; signal?: AbortSignal },
  ): Promise<Result<PrintDone, DeviceError>>;
  /**
   * Watches the exit until the slip is seen to leave in two looks in a row. Moves nothing. `notTaken` when `userMs` is over (0 = until aborted).
   * Errors: E_UNSUPPORTED (no sensor), E_SEQUENCE (nothing at the exit when it began), E_LINK_LOST and E_MEDIA_JAM (`indeterminate`), E_CANCELLED,
   * E_TIMEOUT.
   */
  awaitTaken(o: { userMs: number; signal?: AbortSignal }): Promise<Result<'taken' | 'notTaken', DeviceError>>;
  /**
   * Takes back a slip that nobody took. A hand that was quicker gives E_NO_MEDIA, `notDone`. Never repeated by itself; `hooks.sent` is called once,
   * before the first byte. Effect: movesMedia.
   * Errors: E_UNSUPPORTED, E_NO_MEDIA, E_MEDIA_JAM (`notStarted`: jammed before; `notDone`: still at the exit; `partial`: stuck on its way), E_IO_TIMEOUT and E_LINK_LOST (`indeterminate`), and those of the queue.
   */
  retract(o: {
    actId: string;
    hooks: ActHooks;
    queueMs?: number;
    signal?: AbortSignal;
  }): Promise<Result<{ readonly before: Evidence; readonly after: Evidence }, DeviceError>>;
  /** What became of an act whose end is unknown. Read-only, prints nothing. */
  reconcile(before: Evidence): Promise<{ outcome: Outcome; evidence: Evidence }>;
  /** The last slip of an earlier start of this program did not come out whole: what hangs of it is cut off before the next one, which would bring it to somebody else. Sends nothing now. */
  recallUnfinished(): void;
  /** Loads fonts and prepares the renderer, so that no citizen waits for it. Blocks for some 0.2 s: call it once at start. */
  warmUp(): void;
  /** The receipt as SVG, as it stands on paper. */
  preview(markup: string): string;
}
