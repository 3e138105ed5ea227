import type { Evidence, Outcome } from '../../../contract/device.ts';
import { err, ok, type Result } from '../../../contract/result.ts';
import { type CupsProfile, printMsOf } from './cups-profile.ts';
import type { FollowedJob } from './job-follower.ts';
import { type EvidenceRules, type JobProgress, verdict } from './job-progress.ts';
import type { SpoolerJobs } from './spooler-jobs.ts';

/** A job of an act whose end is unknown, as its evidence names it. */
export interface EarlierJob extends Pick<FollowedJob, 'id' | 'pages' | 'isOneSided'> {
  readonly name: string;
  /** When it was sent, wall clock, milliseconds; not a number = the evidence does not say. */
  readonly sentAtMs: number;
}

/** The job that an act's evidence names, if it was sent to this queue. Errors: why it names none, in words. */
export function earlierJob({ at, values }: Evidence, ourQueue: string): Result<EarlierJob, string> {
  const { jobId, jobName, pages, queue, isOneSided } = values;
  if (queue !== ourQueue) return err('another queue');
  if (typeof jobName !== 'string' || typeof jobId !== 'number' || typeof pages !== 'number') return err('no job named');
  return ok({ id: jobId, name: jobName, pages, isOneSided: isOneSided !== false, sentAtMs: Date.parse(at) });
}

/** What became of an act, with what says so. */
export interface LookedBack {
  readonly outcome: Outcome;
  readonly evidence: Evidence;
}

export interface LookBackOptions {
  readonly jobs: SpoolerJobs;
  readonly profile: CupsProfile;
  readonly rules: () => Pick<EvidenceRules, 'pageEvidence' | 'trustsCompletion'>;
  /** The queue's backend lets a job begin only once. */
  readonly isOnce: () => boolean;
  /** The spooler answers. */
  readonly isReached: () => boolean;
  readonly follow: (job: FollowedJob) => Promise<JobProgress>;
  readonly evidenceOf: (values: Evidence['values']) => Evidence;
}

/** Between handing a document over to an idle queue and its beginning; the server's clock shows seconds. */
const latestBeginMs = 3_000;

/** What the spooler says of an earlier job, followed to its end. `unreachable`: the link says so, too. */
export async function lookBack(o: LookBackOptions, job: EarlierJob): Promise<LookedBack | 'unreachable'> {
  const { jobs, profile, evidenceOf } = o;
  const found = await jobs.find(job.id, job.name);
  if (found === null) return unknownEnd(o, 'the spooler knows no such job');
  if (found === 'unreachable') return found;
  const { pages, isOneSided } = job;
  const limits = { printMs: printMsOf(pages, profile), cureMs: 0, pageMs: profile.pageMs };
  const followed = await o.follow({
    ...{ id: found.id, pages, isOneSided, limits, abort: undefined, isDocumentUncertain: false },
    cancelsWaiting: true,
    onPage: () => undefined,
  });
  // Lost while it was followed: it may still print.
  if (followed.state === null && !o.isReached()) return 'unreachable';
  const wasRestarted = followed.wasRestarted || (!o.isOnce() && beganLate(followed, job));
  const isKnown = profile.savesJobsAtOnce;
  const { outcome, pagesOut, why } = verdict(
    { ...followed, wasRestarted },
    { ...o.rules(), knowsBeginning: isKnown, knowsCount: false, savesJobsAtOnce: isKnown, pageMs: profile.pageMs },
  );
  jobs.settle(found.id);
  return { outcome, evidence: evidenceOf({ jobId: found.id, pagesOut, jobState: followed.state, why }) };
}

/** Nobody can say. */
export function unknownEnd({ evidenceOf }: Pick<LookBackOptions, 'evidenceOf'>, why: string): LookedBack {
  return { outcome: 'indeterminate', evidence: evidenceOf({ why }) };
}

/**
 * The job should have begun when it was sent, since nothing was in front of it. A later beginning may be the second one, after a restart of the spooler:
 * its perfect count then hides that pages came out before. `yitiji-once` excludes that.
 */
function beganLate({ processingAt }: JobProgress, { sentAtMs }: EarlierJob): boolean {
  return processingAt !== null && processingAt * 1_000 - sentAtMs > latestBeginMs;
}
