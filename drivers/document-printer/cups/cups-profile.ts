import type { PageEvidence } from '../document-printer.ts';

/** What differs between units, and all waits. Milliseconds unless the name says otherwise. */
export interface CupsProfile {
  /** Who counts pages on this unit; found out at commissioning with a three-page document. `auto`: by the queue's backend. See README.md. */
  readonly pageEvidence: PageEvidence | 'auto';
  /** Take a completed job for printed paper although no printer counts it. Only for units that report their faults reliably. */
  readonly trustsCompletion: boolean;
  readonly hasDuplex: boolean;
  /**
   * cupsd.conf has `DirtyCleanInterval 0` and `SyncOnClose Yes`: after a power cut the spooler still knows that a job had begun. Without it a job that
   * waits after a restart may have been printed before.
   */
  readonly savesJobsAtOnce: boolean;
  /** Owner of our jobs in the spooler. Every waiting job of this owner that is not the current act is a leftover and is cancelled. */
  readonly userName: string;
  /** Largest document. */
  readonly maxDocumentBytes: number;
  /** Limit for one question to the spooler. */
  readonly queryMs: number;
  /** Limit for handing over the document. */
  readonly sendMs: number;
  /** Status poll when idle. */
  readonly idlePollMs: number;
  /** Status poll while the spooler cannot be reached, doubling up to `idlePollMs`. */
  readonly retryFirstMs: number;
  /** Poll during a job: CUPS has no call that waits for events (README.md). */
  readonly jobPollMs: number;
  /** How long a person may take to cure a fault (paper, jam, cover) while the job waits in the printer; journeys.md J2. */
  readonly cureMs: number;
  /** Longest time for one page without a fault being told; screens.md. */
  readonly pageMs: number;
  /** How long the spooler may be away in the middle of a job. */
  readonly lostMs: number;
  /** Limit for a cancelled job to end. */
  readonly cancelMs: number;
  /** A settled job and what is left of its document are removed from the spooler after this time; privacy-and-security.md. */
  readonly keepSettledMs: number;
}

export const defaultCupsProfile: CupsProfile = {
  pageEvidence: 'auto',
  trustsCompletion: false,
  hasDuplex: false,
  savesJobsAtOnce: false,
  userName: 'yitiji',
  maxDocumentBytes: 33_554_432,
  queryMs: 3_000,
  sendMs: 30_000,
  idlePollMs: 5_000,
  retryFirstMs: 500,
  jobPollMs: 500,
  cureMs: 90_000,
  pageMs: 60_000,
  lostMs: 30_000,
  cancelMs: 15_000,
  keepSettledMs: 600_000,
};

/** Limit for a whole job when the caller sets none: each page its time, one cure, and the start. */
export function printMsOf(pages: number, profile: CupsProfile): number {
  return (pages + 1) * profile.pageMs + profile.cureMs;
}
