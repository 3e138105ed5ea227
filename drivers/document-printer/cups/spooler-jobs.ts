import { type Clock, sleep } from '../../../contract/clock.ts';
import type { DeviceError } from '../../../contract/device.ts';
import { err, ok, type Result } from '../../../contract/result.ts';
import type { IppCallError } from '../ipp/ipp-caller.ts';
import {
  cancelJob,
  createJob,
  getJobAttributes,
  getJobs,
  type JobView,
  jobViews,
  statusCodes,
} from '../ipp/operations.ts';
import type { CheckedJob } from './check-job.ts';
import type { CupsProfile } from './cups-profile.ts';
import type { SpoolerCalls } from './spooler-calls.ts';

/** Our jobs in the spooler's queue: made, found again, cancelled, and removed when they are history. */
export class SpoolerJobs {
  readonly #calls: SpoolerCalls;
  readonly #clock: Clock;
  readonly #profile: CupsProfile;
  readonly #boot: string | null;
  readonly #unreachable: (error: IppCallError) => void;
  /** Settled jobs whose history is still in the spooler, with the time after which it goes. */
  #settled: { readonly jobId: number; readonly removeAt: number }[] = [];

  /**
   * @param boot goes with each job, see `JobTicket`
   * @param unreachable is told when the spooler does not answer
   */
  constructor(
    calls: SpoolerCalls,
    clock: Clock,
    profile: CupsProfile,
    boot: string | null,
    unreachable: (error: IppCallError) => void,
  ) {
    this.#boot = boot;
    this.#unreachable = unreachable;
    this.#calls = calls;
    this.#clock = clock;
    this.#profile = profile;
  }

  /** Cancels what an earlier life of this program left waiting, so that it never comes out between the pages of the next citizen. */
  async clearLeftovers(): Promise<Result<void, DeviceError>> {
    const clock = this.#clock;
    const { cancelMs, jobPollMs, userName } = this.#profile;
    const until = clock.monoMs() + cancelMs;
    for (;;) {
      const reply = await this.#calls.call(getJobs(this.#calls.target, 'not-completed'), this.#profile.queryMs);
      if (!reply.ok) return err(this.#calls.callError(reply.error, 'notStarted', 'preparing'));
      const waiting = jobViews(reply.value);
      if (waiting.length === 0) return ok(undefined);
      const ours = waiting.filter(({ user }) => user === userName);
      if (ours.length === 0) {
        return err(
          this.#calls.error('E_CLAIM_BUSY', 'notStarted', 'preparing', {
            vendor: { code: 'another job is in the queue' },
          }),
        );
      }
      if (clock.monoMs() >= until) {
        return err(
          this.#calls.error('E_OCCUPIED', 'notStarted', 'preparing', { vendor: { code: 'an old job does not end' } }),
        );
      }
      for (const job of ours) await this.cancel(job.id);
      if (!(await sleep(clock, jobPollMs, this.#calls.stop)))
        return err(this.#calls.error('E_DISABLED', 'notStarted', 'preparing'));
    }
  }

  /** A job without a document: nothing can come out of it, and cupsd forgets it by itself should this program die here. */
  async create(job: CheckedJob, printMs: number, noFilterPages: boolean): Promise<Result<number, DeviceError>> {
    const ticket = {
      name: job.actId,
      sides: job.sides,
      media: 'iso_a4_210x297mm',
      noFilterPages,
      boot: this.#boot,
      cancelAfterS: Math.ceil((printMs + this.#profile.cancelMs) / 1_000),
    };
    const reply = await this.#calls.call(createJob(this.#calls.target, ticket), this.#profile.queryMs);
    if (!reply.ok) return err(this.#calls.callError(reply.error, 'notStarted', 'preparing'));
    const jobId = jobViews(reply.value)[0]?.id;
    if (jobId !== undefined) return ok(jobId);
    return err(this.#calls.error('E_PROTOCOL', 'notStarted', 'preparing', { vendor: { code: 'no job-id' } }));
  }

  /** By number, and only if the name is the act's: numbers begin again when a spool folder was lost. Else by name. `unreachable` was told to whom it concerns. */
  async find(jobId: number, jobName: string): Promise<JobView | 'unreachable' | null> {
    const byId = await this.#calls.call(getJobAttributes(this.#calls.target, jobId), this.#profile.queryMs);
    if (byId.ok) {
      const job = jobViews(byId.value)[0];
      if (job?.name === jobName) return job;
    } else if (byId.error.kind !== 'status' || byId.error.status !== statusCodes.notFound) {
      this.#unreachable(byId.error);
      return 'unreachable';
    }
    for (const which of ['not-completed', 'completed'] as const) {
      const reply = await this.#calls.call(getJobs(this.#calls.target, which), this.#profile.queryMs);
      if (!reply.ok) {
        this.#unreachable(reply.error);
        return 'unreachable';
      }
      const job = jobViews(reply.value).find(({ name, user }) => name === jobName && user === this.#profile.userName);
      if (job !== undefined) return job;
    }
    return null;
  }

  /** Best effort: a job that cannot be cancelled now is found as a leftover before the next one. */
  async cancel(jobId: number): Promise<void> {
    const cancelled = await this.#calls.call(cancelJob(this.#calls.target, jobId, false), this.#profile.queryMs);
    if (!cancelled.ok)
      this.#calls.logFailure('cancel', this.#calls.callError(cancelled.error, 'indeterminate', 'finishing'));
    this.settle(jobId);
  }

  /** Its history goes after a while. */
  settle(jobId: number): void {
    const removeAt = this.#clock.monoMs() + this.#profile.keepSettledMs;
    this.#settled = [...this.#settled.filter((old) => old.jobId !== jobId), { jobId, removeAt }].slice(-100);
  }

  /** Removes old settled jobs, and with them documents that the spooler still keeps. */
  async removeSettled(): Promise<void> {
    const now = this.#clock.monoMs();
    for (const { jobId } of this.#settled.filter(({ removeAt }) => removeAt <= now)) {
      const removed = await this.#calls.call(cancelJob(this.#calls.target, jobId, true), this.#profile.queryMs);
      if (!removed.ok && removed.error.kind !== 'status') return;
      this.#settled = this.#settled.filter((old) => old.jobId !== jobId);
    }
  }
}
