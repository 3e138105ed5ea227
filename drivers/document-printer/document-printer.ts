import type { ActHooks, DeviceError, DeviceStatus, Evidence, Outcome } from '../../contract/device.ts';
import type { Result } from '../../contract/result.ts';
import type { Device } from '../core/device.ts';

export const documentSides = ['one-sided', 'two-sided-long-edge', 'two-sided-short-edge'] as const;
export type DocumentSides = (typeof documentSides)[number];

/** One document, once. The name of the job in the spooler is the act id: nothing personal may stand in it. */
export interface DocumentJob {
  /** 1–127 letters, digits, `.`, `_`, `:` or `-`. */
  readonly actId: string;
  readonly pdf: Uint8Array;
  /** Pages of the PDF. Needed only when the file does not tell; when both are known they must agree. */
  readonly pages?: number;
  /** Default `one-sided`. */
  readonly sides?: DocumentSides;
}

export interface DocumentPrinted {
  readonly pages: number;
  /** Sides that came out by the evidence of this unit; null = nobody counts, and the profile trusts the completion of the job. */
  readonly pagesOut: number | null;
  readonly before: Evidence;
  readonly after: Evidence;
}

/** A failed print, with how far it got. */
export interface DocumentPrintError extends DeviceError {
  /** Pages of the document; null when that was never known. */
  readonly pages: number | null;
  /** Sides counted, a lower limit; null = nobody counts on this unit. */
  readonly pagesOut: number | null;
  readonly before?: Evidence;
  readonly after?: Evidence;
}

/**
 * Who counts pages. `printer`: it tells the spooler itself how many came out. `filter`: the spooler counts what it rendered, which says nothing of
 * paper. `none`: nobody.
 */
export const pageEvidences = ['printer', 'filter', 'none'] as const;
export type PageEvidence = (typeof pageEvidences)[number];

export interface DocumentPrinterCapabilities {
  readonly pageEvidence: PageEvidence;
  /** True: this unit's completed job is taken for printed paper, though nobody counts it. */
  readonly trustsCompletion: boolean;
  readonly media: readonly ['iso_a4_210x297mm'];
  readonly sides: readonly DocumentSides[];
  /** Whether somebody took the pages cannot be known. */
  readonly takenSensor: false;
}

/** One document printer. Several calls may be under way; one at a time reaches the spooler. */
export interface DocumentPrinter extends Device {
  capabilities(): DocumentPrinterCapabilities;
  /**
   * A keeper says that the faults shown now are cured: they are no longer shown, until a job brings news. Needed where the spooler hears of the printer
   * only during jobs and remembers the last fault for ever; has no effect on faults that the printer itself tells.
   */
  cured(): void;
  /**
   * Reads the status afresh. Effect: none.
   * Errors: E_NO_DEVICE, E_IO_TIMEOUT, E_LINK_LOST, E_PROTOCOL, E_NOT_READY, E_DISABLED, E_CLAIM_BUSY, E_CANCELLED, E_TIMEOUT, all `notStarted`.
   */
  refresh(o: { readonly queueMs?: number; readonly signal?: AbortSignal }): Promise<Result<DeviceStatus, DeviceError>>;
  /**
   * Prints one document once and follows it to its last page. Never sends anything a second time. A job that fails, sticks or is aborted is cancelled,
   * and this call ends when the spooler says so: nothing of it comes out later.
   *
   * `hooks.sent` is called once, right before the first byte of the document leaves. Until then an abort is `notStarted`; afterwards it cancels the
   * job, and the outcome is what the evidence says.
   *
   * | outcome | codes |
   * |---|---|
   * | notStarted | E_BAD_ARGUMENT, E_SUPPLY_OUT, E_MEDIA_JAM, E_COVER_OPEN, E_BIN_FULL, E_BIN_FAULT, E_OVERHEAT, E_HARDWARE, E_DISABLED, E_WRONG_DEVICE, E_NO_DEVICE, E_OCCUPIED, E_CLAIM_BUSY, E_NOT_READY, E_IO_TIMEOUT, E_LINK_LOST, E_PROTOCOL, E_UNSUPPORTED, E_CANCELLED, E_TIMEOUT |
   * | notDone | the same: sent, but no sheet was fed |
   * | partial | the same: `pagesOut` of `pages` came out |
   * | indeterminate | the same: nobody can say what came out |
   *
   * @param o.printMs limit for the whole job once it is sent, milliseconds; default: see `printMsOf` of the profile
   * @param o.onPage called for each rise of the count
   * Effect: consumesSupply.
   */
  print(
    job: DocumentJob,
    o: {
      readonly hooks: ActHooks;
      readonly queueMs?: number;
      readonly printMs?: number;
      readonly signal?: AbortSignal;
      readonly onPage?: (page: number, of: number) => void;
    },
  ): Promise<Result<DocumentPrinted, DocumentPrintError>>;
  /**
   * What became of an act whose end is unknown: finds its job by number and name. Starts no motion: a job that runs is watched to its end, one that
   * waits is cancelled, which only takes away motion that nobody would expect any more. A spooler that is away is waited for: it would print what is left when nobody looks.
   * @param signal ends the wait
   * @returns null = aborted or closed before the spooler has said what became of it
   */
  reconcile(before: Evidence, signal?: AbortSignal): Promise<{ outcome: Outcome; evidence: Evidence } | null>;
}
