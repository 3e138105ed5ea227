import type { ErrorCode, Outcome } from '../../../contract/device.ts';
import type { PageEvidence } from '../document-printer.ts';
import { isFinal, type JobState, type JobView } from '../ipp/operations.ts';
import type { PrinterState } from './printer-status.ts';

/** Why a job is given up. */
export type GiveUp =
  | 'abort'
  /** Its whole time is over. */
  | 'deadline'
  /** No page for too long, and no fault told. */
  | 'stalled'
  /** A fault was told and nobody cured it in time. */
  | 'notCured'
  /** The spooler put the job or the queue aside: started again it would print from page 1. */
  | 'setAside'
  /** The spooler began the job a second time (cupsd was restarted). */
  | 'restarted'
  /** The document never arrived whole. */
  | 'noDocument';

/** What is known of one job. Times are monotonic milliseconds. */
export interface JobProgress {
  readonly pages: number;
  readonly startedAt: number;
  /** `gone`: the spooler knows no such job. Null: not seen yet. */
  readonly state: JobState | 'gone' | null;
  readonly hasBegun: boolean;
  readonly processingAt: number | null;
  readonly wasRestarted: boolean;
  /** The spooler did not answer for a while: it may have been restarted. */
  readonly wasUnreachable: boolean;
  /** Highest count seen; null = none seen. */
  readonly counted: number | null;
  /** Last page, last cure or begin. */
  readonly progressAt: number;
  /** The fault that holds it now. */
  readonly stop: PrinterState['stoppedBy'];
  readonly stopSince: number;
  /** The last fault that held it, cured or not. */
  readonly lastStop: PrinterState['stoppedBy'];
  /** A sheet was in the path. */
  readonly isMotionSeen: boolean;
  /**
   * Since when every look has found the job at work without a new page, and held by nothing but an empty or missing tray. The last sheet of a tray leaves it
   * empty while it is still in the path, so only time proves that none is under way. Null = it is not so.
   */
  readonly unfedSince: number | null;
  /** The backend of the job still runs. */
  readonly isBackendRunning: boolean;
  readonly giveUp: GiveUp | null;
  readonly giveUpAt: number;
}

/** A job that CUPS has taken and nothing is known of yet. @param nowMs monotonic */
export function startProgress(pages: number, nowMs: number): JobProgress {
  return {
    pages,
    startedAt: nowMs,
    state: null,
    hasBegun: false,
    processingAt: null,
    wasRestarted: false,
    wasUnreachable: false,
    counted: null,
    progressAt: nowMs,
    stop: null,
    stopSince: nowMs,
    lastStop: null,
    isMotionSeen: false,
    unfedSince: null,
    isBackendRunning: false,
    giveUp: null,
    giveUpAt: 0,
  };
}

/** Sides counted: two-sided jobs count sheets otherwise than impressions, so sheets help only where both are the same. */
function countOf(job: JobView, isOneSided: boolean): number | null {
  const { impressions, sheets } = job;
  if (!isOneSided) return impressions;
  return impressions === null ? sheets : Math.max(impressions, sheets ?? 0);
}

/** The job as the spooler tells it now; null = it knows no such job. */
export function seeJob(p: JobProgress, job: JobView | null, isOneSided: boolean, nowMs: number): JobProgress {
  if (job === null) return { ...p, state: 'gone' };
  const count = countOf(job, isOneSided);
  const isBehind = count !== null && p.counted !== null && count < p.counted;
  const beganAgain = p.processingAt !== null && job.processingAt !== null && job.processingAt > p.processingAt;
  // Back in the queue: set aside by a stopped queue, or read anew by a spooler that was restarted while its backend may have gone on.
  const isReadAnew = p.wasUnreachable && p.hasBegun && (job.state === 'pending' || job.state === 'held');
  const counted = count === null ? p.counted : Math.max(count, p.counted ?? 0);
  const hasBegun = p.hasBegun || job.processingAt !== null || job.state === 'processing' || (counted ?? 0) > 0;
  const isProgress = counted !== p.counted || hasBegun !== p.hasBegun;
  const isAtWork = job.state === 'processing';
  return {
    ...p,
    state: job.state ?? p.state,
    hasBegun,
    processingAt: p.processingAt ?? job.processingAt,
    wasRestarted: p.wasRestarted || isBehind || beganAgain || isReadAnew,
    counted,
    progressAt: isProgress ? nowMs : p.progressAt,
    // Kept when the job has ended, since its last second must be judged, too.
    unfedSince: isProgress || !(isAtWork || (job.state !== null && isFinal(job.state))) ? null : p.unfedSince,
  };
}

/** The spooler was not reached: it may have been restarted, and what stood before may have changed and come back. */
export function seeNothing(p: JobProgress): JobProgress {
  return { ...p, wasUnreachable: true, unfedSince: null };
}

/** The queue as the spooler tells it now. */
export function seePrinter(p: JobProgress, printer: PrinterState, nowMs: number): JobProgress {
  const stop = printer.stoppedBy;
  const isSame = stop?.keyword === p.stop?.keyword;
  return {
    ...p,
    stop,
    stopSince: (stop === null) === (p.stop === null) ? p.stopSince : nowMs,
    lastStop: stop ?? p.lastStop,
    isMotionSeen: p.isMotionSeen || printer.isMotionSeen,
    unfedSince: !printer.isOnlyUnfed ? null : p.state === 'processing' ? (p.unfedSince ?? nowMs) : p.unfedSince,
    isBackendRunning: printer.isBusy,
    progressAt: isSame ? p.progressAt : nowMs,
  };
}

export interface JobLimits {
  readonly printMs: number;
  readonly cureMs: number;
  readonly pageMs: number;
}

/** Whether the job must be given up now, and why. Null = go on. Once given up it stays so. */
export function judge(p: JobProgress, limits: JobLimits, isAborted: boolean, nowMs: number): GiveUp | null {
  if (p.giveUp !== null) return p.giveUp;
  if (p.state === null || p.state === 'gone' || isFinal(p.state)) return null;
  if (p.wasRestarted) return 'restarted';
  if (isAborted) return 'abort';
  if (p.state === 'stopped' || p.state === 'held' || (p.state === 'pending' && p.hasBegun)) return 'setAside';
  // A queue that somebody stopped puts its job back to the start; the job itself may not show it yet.
  if (p.stop !== null && (p.stop.code === 'E_DISABLED' || p.stop.code === 'E_WRONG_DEVICE')) return 'setAside';
  if (nowMs - p.startedAt >= limits.printMs) return 'deadline';
  if (p.stop !== null) return nowMs - p.stopSince >= limits.cureMs ? 'notCured' : null;
  return nowMs - p.progressAt >= limits.pageMs ? 'stalled' : null;
}

/** What a unit's evidence is worth. */
export interface EvidenceRules {
  readonly pageEvidence: PageEvidence;
  readonly trustsCompletion: boolean;
  /** The job was watched from its first moment by this process, or the spooler saves its state at once: "never began" is a fact. */
  readonly knowsBeginning: boolean;
  /** The spooler saves its state at once: "never began" stands even when it may have been restarted meanwhile. */
  readonly savesJobsAtOnce: boolean;
  /** Longest time of a sheet in the path. */
  readonly pageMs: number;
  /** The same for a count of 0: it was not set back by a restart of the spooler. */
  readonly knowsCount: boolean;
}

export interface JobVerdict {
  readonly outcome: Outcome;
  /** Null when done. */
  readonly code: ErrorCode | null;
  readonly pagesOut: number | null;
  /** For `vendor.code` and the log: why. */
  readonly why: string;
}

/**
 * What may have happened, by the table of docs/design/device-model.md, section 7. Only the printer's own count proves paper; a filter's count and the
 * word "completed" prove that the document was handed on, unless the profile trusts that.
 */
export function verdict(p: JobProgress, rules: EvidenceRules): JobVerdict {
  const hasCounter = rules.pageEvidence === 'printer';
  const pagesOut = hasCounter ? p.counted : null;
  const failed = (outcome: Outcome, why: string): JobVerdict => ({ outcome, code: failureCode(p), pagesOut, why });
  const done = (): JobVerdict => ({ outcome: 'done', code: null, pagesOut, why: 'completed' });
  const k = p.counted ?? 0;

  if (p.wasRestarted) return failed('indeterminate', 'the spooler began the job again');
  if (p.state === null) return failed('indeterminate', 'the spooler was not reached');
  if (p.state === 'gone') return failed('indeterminate', 'the spooler no longer knows the job');
  if (!isFinal(p.state)) return failed('indeterminate', `could not be cancelled, ${p.state}`);
  if (!p.hasBegun && p.state !== 'completed') {
    // A job without a document has nothing to begin with.
    const isKnown = !p.wasUnreachable || rules.savesJobsAtOnce || p.giveUp === 'noDocument';
    return rules.knowsBeginning && isKnown
      ? failed('notDone', 'never began')
      : failed('indeterminate', 'perhaps never began');
  }
  if (hasCounter) {
    if (k > p.pages) return { ...failed('indeterminate', `counted ${k} of ${p.pages}`), code: 'E_PROTOCOL' };
    if (k === p.pages) return done();
    if (k === p.pages - 1 && k > 0 && mayBeInPath(p, rules))
      return failed('indeterminate', `the last page may have followed`);
    if (k > 0) return failed('partial', `${p.state}, ${k} of ${p.pages}`);
    if (p.state === 'completed')
      return { ...failed('indeterminate', 'completed, no page counted'), code: 'E_PROTOCOL' };
    if (p.isMotionSeen) return failed('partial', `${p.state}, a sheet is in the path`);
    if (rules.knowsCount && p.stop !== null && wasNothingFed(p, rules))
      return failed('notDone', `${p.state}, ${p.stop.keyword}`);
    return failed('indeterminate', `${p.state}, no page counted`);
  }
  if (p.state === 'completed' && rules.trustsCompletion) {
    const isCountWrong = rules.pageEvidence === 'filter' && p.counted !== null && k !== p.pages;
    if (!isCountWrong) return done();
    return { ...failed('indeterminate', `rendered ${k} of ${p.pages}`), code: 'E_PROTOCOL' };
  }
  return failed('indeterminate', `${p.state}, no page evidence`);
}

/** Proof that no sheet was under way when this program gave the job up, and that none was fed until it had ended: see `unfedSince`. */
function wasNothingFed(p: JobProgress, { pageMs }: EvidenceRules): boolean {
  return p.giveUp !== null && p.unfedSince !== null && p.giveUpAt - p.unfedSince >= pageMs;
}

/**
 * Ended while a sheet may have been moving: it may come out behind the last count, or later, when somebody closes the cover or switches the printer on.
 * A jammed one comes out by hand.
 */
function mayBeInPath(p: JobProgress, rules: EvidenceRules): boolean {
  if (p.state === 'completed' || p.giveUp === 'stalled') return false;
  return p.stop?.reason?.isMotion !== true && !wasNothingFed(p, rules);
}

/** The job has ended, but its backend has not said its last word, on which "nothing was fed" depends. */
export function awaitsLastWord(p: JobProgress): boolean {
  return p.unfedSince !== null && p.giveUp !== null && p.isBackendRunning && (p.counted ?? 0) < p.pages;
}

function failureCode(p: JobProgress): ErrorCode {
  switch (p.giveUp) {
    case 'abort':
      return 'E_CANCELLED';
    case 'deadline':
    case 'stalled':
      return p.stop?.code ?? 'E_IO_TIMEOUT';
    case 'notCured':
      return p.lastStop?.code ?? 'E_IO_TIMEOUT';
    case 'setAside':
      return p.lastStop?.code ?? 'E_HARDWARE';
    case 'restarted':
    case 'noDocument':
      return 'E_LINK_LOST';
    case null:
      if (p.state === null || p.state === 'gone' || !isFinal(p.state)) return 'E_LINK_LOST';
      // Somebody else cancelled it, or the spooler gave it up.
      return (
        p.lastStop?.code ??
        (p.state === 'canceled' ? 'E_CANCELLED' : p.state === 'completed' ? 'E_PROTOCOL' : 'E_HARDWARE')
      );
  }
}
