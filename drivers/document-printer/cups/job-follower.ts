import { type Clock, sleep } from '../../../contract/clock.ts';
import type { Result } from '../../../contract/result.ts';
import type { IppMessage } from '../ipp/codec.ts';
import type { IppCallError, IppCaller } from '../ipp/ipp-caller.ts';
import {
  cancelJob,
  getJobAttributes,
  getPrinterAttributes,
  type IppTarget,
  isFinal,
  jobViews,
  type PrinterView,
  printerView,
  statusCodes,
} from '../ipp/operations.ts';
import type { CupsProfile } from './cups-profile.ts';
import {
  awaitsLastWord,
  type JobLimits,
  type JobProgress,
  judge,
  seeJob,
  seeNothing,
  seePrinter,
  startProgress,
} from './job-progress.ts';
import { printerState } from './printer-status.ts';

export interface FollowerOptions {
  readonly clock: Clock;
  readonly profile: CupsProfile;
  readonly caller: IppCaller;
  readonly target: IppTarget;
  /** A fresh status of the queue was read; gives it back with what the printer itself says. */
  readonly seen: (view: PrinterView) => Promise<PrinterView>;
  /** The spooler could not be reached. */
  readonly unreachable: (error: IppCallError) => void;
  /** Hard stop: the driver was closed. */
  readonly stop: AbortSignal;
}

export interface FollowedJob {
  readonly id: number;
  readonly pages: number;
  readonly isOneSided: boolean;
  readonly limits: JobLimits;
  /** The caller's wish to end it; the job is cancelled, and followed until it has ended. */
  readonly abort: AbortSignal | undefined;
  /** A document that may not have arrived whole: the job is cancelled unless the spooler shows it working on it. */
  readonly isDocumentUncertain: boolean;
  /** Cancel a job that only waits (reconcile): nobody expects it any more. */
  readonly cancelsWaiting: boolean;
  readonly onPage: (page: number) => void;
}

/**
 * Follows one job to its end with the I/O that `job-progress.ts` decides on. Always settles: by the end of the job, or, when the spooler cannot be
 * reached or does not obey, after `lostMs` or `cancelMs`. Sends no document and starts no job.
 */
export async function followJob(o: FollowerOptions, job: FollowedJob): Promise<JobProgress> {
  const { clock, profile } = o;
  let progress = startProgress(job.pages, clock.monoMs());
  let lastHeard = clock.monoMs();
  let shown = 0;
  for (;;) {
    const looked = await look(o, job, progress);
    if (o.stop.aborted) return progress;
    if (looked !== null) {
      progress = looked;
      lastHeard = clock.monoMs();
      // A count above the pages of the document is an alarm, not progress.
      const count = Math.min(progress.counted ?? 0, job.pages);
      for (; shown < count; shown += 1) job.onPage(shown + 1);
    } else {
      progress = seeNothing(progress);
    }
    if (looked === null && clock.monoMs() - lastHeard >= profile.lostMs) {
      return { ...progress, state: null };
    }
    if (hasEnded(progress)) {
      const isTimeOver = clock.monoMs() - progress.giveUpAt >= profile.cancelMs;
      if (!awaitsLastWord(progress)) return progress;
      // Never heard: what the queue says now may be old.
      if (isTimeOver) return { ...progress, unfedSince: null };
      await pause(o, job, progress);
      if (o.stop.aborted) return progress;
      continue;
    }
    const giveUp = judge(progress, job.limits, job.abort?.aborted === true, clock.monoMs());
    if (giveUp !== null && progress.giveUp === null) progress = { ...progress, giveUp, giveUpAt: clock.monoMs() };
    if (progress.giveUp !== null) {
      if (clock.monoMs() - progress.giveUpAt >= profile.cancelMs && looked !== null) return progress;
      // Again with each look until the job has ended: cancelling twice does what cancelling once does.
      if (looked !== null)
        await o.caller.call(cancelJob(o.target, job.id, false), { ms: profile.queryMs, signal: o.stop });
    }
    await pause(o, job, progress);
    if (o.stop.aborted) return progress;
  }
}

function hasEnded({ state }: JobProgress): boolean {
  return state === 'gone' || (state !== null && isFinal(state));
}

/** One look at job and queue; null = the spooler was not reached. */
async function look(o: FollowerOptions, job: FollowedJob, before: JobProgress): Promise<JobProgress | null> {
  const { clock, profile, caller, target, stop } = o;
  const reply = await caller.call(getJobAttributes(target, job.id), { ms: profile.queryMs, signal: stop });
  if (stop.aborted) return null;
  const view = jobOf(reply);
  if (view === 'unreachable') {
    if (!reply.ok) o.unreachable(reply.error);
    return null;
  }
  let progress = seeJob(before, view, job.isOneSided, clock.monoMs());
  if (view !== null && progress.giveUp === null && !hasEnded(progress)) {
    const isWaiting = !progress.hasBegun;
    const isEmpty = job.isDocumentUncertain && isWaiting && (view.documents ?? 0) === 0;
    if (isEmpty) progress = { ...progress, giveUp: 'noDocument', giveUpAt: clock.monoMs() };
    else if (job.cancelsWaiting && isWaiting) progress = { ...progress, giveUp: 'setAside', giveUpAt: clock.monoMs() };
  }
  const queue = await caller.call(getPrinterAttributes(target), { ms: profile.queryMs, signal: stop });
  const printer = queue.ok ? printerView(queue.value) : null;
  if (printer === null) return { ...progress, unfedSince: null };
  return seePrinter(progress, printerState(await o.seen(printer)), clock.monoMs());
}

/** The job of a reply; null = the spooler knows no such job. */
function jobOf(reply: Result<IppMessage, IppCallError>) {
  if (reply.ok) return jobViews(reply.value)[0] ?? ('unreachable' as const);
  const { error } = reply;
  const isGone =
    error.kind === 'status' && (error.status === statusCodes.notFound || error.status === statusCodes.gone);
  return isGone ? null : ('unreachable' as const);
}

/** Until the next look; an abort or the end of the driver ends it early. */
async function pause(o: FollowerOptions, job: FollowedJob, progress: JobProgress): Promise<void> {
  const isAbortNews = progress.giveUp === null && job.abort !== undefined;
  const signal = isAbortNews && job.abort !== undefined ? AbortSignal.any([o.stop, job.abort]) : o.stop;
  await sleep(o.clock, o.profile.jobPollMs, signal);
}
