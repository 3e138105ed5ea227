import { type Clock, sleep } from '../../../contract/clock.ts';
import {
  type DeviceError,
  type DeviceStatus,
  deviceError,
  type ErrorCode,
  type Evidence,
  type Outcome,
  type Phase,
} from '../../../contract/device.ts';
import type { Log } from '../../../contract/log.ts';
import { err, ok, type Result } from '../../../contract/result.ts';
import { Mutex } from '../../core/mutex.ts';
import { StatusTracker } from '../../core/status-tracker.ts';
import type {
  DocumentJob,
  DocumentPrintError,
  DocumentPrinted,
  DocumentPrinter,
  DocumentPrinterCapabilities,
} from '../document-printer.ts';
import { type IppCallError, IppCaller } from '../ipp/ipp-caller.ts';
import type { IppPort } from '../ipp/ipp-port.ts';
import {
  cancelJob,
  createJob,
  getJobAttributes,
  getJobs,
  getPrinterAttributes,
  type IppTarget,
  type JobView,
  jobViews,
  type PrinterView,
  printerView,
  sendDocument,
  statusCodes,
} from '../ipp/operations.ts';
import { codeOf } from './call-error.ts';
import { type CheckedJob, checkJob } from './check-job.ts';
import { type CupsProfile, defaultCupsProfile, printMsOf } from './cups-profile.ts';
import { type FollowedJob, followJob } from './job-follower.ts';
import { type JobProgress, type JobVerdict, verdict } from './job-progress.ts';
import { printerState } from './printer-status.ts';
import { QueueStatus, unknownQueue } from './queue-status.ts';

export interface CupsPrinterOptions {
  readonly id: string;
  readonly port: IppPort;
  /** Name of the queue. */
  readonly queue: string;
  /**
   * The printer itself, where it speaks IPP: CUPS hears of paper, doors and toner only during a job and then keeps what it heard for ever (measured,
   * README.md). With this the status is always the printer's own.
   */
  readonly direct?: { readonly port: IppPort; readonly printerUri: string } | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly profile?: Partial<CupsProfile>;
}

type PrintOptions = Parameters<DocumentPrinter['print']>[1];

/** Between handing a document over to an idle queue and its beginning; the server's clock shows seconds. */
const latestBeginMs = 3_000;

/**
 * A document printer behind a CUPS queue. Start it, then print; it finds the spooler again by itself. Errors of all calls: see `DocumentPrinter`.
 */
export function createCupsPrinter(options: CupsPrinterOptions): DocumentPrinter {
  return new CupsPrinter(options);
}

class CupsPrinter implements DocumentPrinter {
  readonly id: string;
  readonly #o: CupsPrinterOptions;
  readonly #profile: CupsProfile;
  readonly #tracker: StatusTracker;
  readonly #mutex: Mutex;
  readonly #caller: IppCaller;
  readonly #target: IppTarget;
  readonly #stop = new AbortController();
  /** Settled jobs whose history is still in the spooler, with the time after which it goes. */
  #settled: { readonly jobId: number; readonly removeAt: number }[] = [];
  #loop: Promise<void> | null = null;
  readonly #queue: QueueStatus;

  constructor(options: CupsPrinterOptions) {
    this.id = options.id;
    this.#o = options;
    const { clock, log, queue } = options;
    this.#profile = { ...defaultCupsProfile, ...options.profile };
    this.#mutex = new Mutex(clock);
    this.#caller = new IppCaller(options.port, clock);
    this.#target = { printerUri: `ipp://localhost/printers/${queue}`, userName: this.#profile.userName };
    this.#tracker = new StatusTracker({ id: options.id, clock, log, initial: unknownQueue(clock) });
    const { direct } = options;
    this.#queue = new QueueStatus({
      clock,
      tracker: this.#tracker,
      place: options.port.id,
      queryMs: this.#profile.queryMs,
      stop: this.#stop.signal,
      direct:
        direct === undefined
          ? null
          : {
              caller: new IppCaller(direct.port, clock),
              target: { printerUri: direct.printerUri, userName: this.#profile.userName },
            },
    });
  }

  status(): DeviceStatus {
    return this.#tracker.current;
  }

  onStatus(listener: (status: DeviceStatus) => void): () => void {
    return this.#tracker.onStatus(listener);
  }

  capabilities(): DocumentPrinterCapabilities {
    const { hasDuplex } = this.#profile;
    return {
      ...this.#rules(),
      media: ['iso_a4_210x297mm'],
      sides: hasDuplex ? ['one-sided', 'two-sided-long-edge', 'two-sided-short-edge'] : ['one-sided'],
      takenSensor: false,
    };
  }

  start(): void {
    if (!this.#stop.signal.aborted) this.#loop ??= this.#watch();
  }

  /** A job under way is left to the spooler, its act settles as `indeterminate`: abort it first for a tidy end. */
  async close(): Promise<void> {
    this.#stop.abort(new Error('the driver was closed'));
    await this.#loop;
  }

  cured(): void {
    this.#queue.cured();
  }

  async refresh(o: {
    readonly queueMs?: number;
    readonly signal?: AbortSignal;
  }): Promise<Result<DeviceStatus, DeviceError>> {
    const refused = this.#notRunning();
    if (refused !== null) return err(refused);
    const result = await this.#alone(o, async () => {
      const view = await this.#lookAtQueue();
      return view.ok ? ok(this.#tracker.current) : view;
    });
    if (!result.ok) this.#logFailure('refresh', result.error);
    return result;
  }

  async print(job: DocumentJob, o: PrintOptions): Promise<Result<DocumentPrinted, DocumentPrintError>> {
    const checked = checkJob(job, this.#profile);
    if (!checked.ok) {
      const vendor = { code: checked.error };
      return err(this.#printError(this.#error('E_BAD_ARGUMENT', 'notStarted', 'preparing', { vendor }), job, null));
    }
    const refused = this.#notRunning();
    const result =
      refused === null
        ? await this.#alone(o, async () => this.#printNow(checked.value, o))
        : err<DocumentPrintError | DeviceError>(refused);
    return result.ok ? result : err(this.#printError(result.error, job, checked.value.pages));
  }

  async reconcile(before: Evidence): Promise<{ outcome: Outcome; evidence: Evidence }> {
    const { jobId, jobName, pages, queue, isOneSided } = before.values;
    const unknown = (why: string) => ({ outcome: 'indeterminate' as const, evidence: this.#evidence({ why }) });
    if (queue !== this.#o.queue) return unknown('another queue');
    if (typeof jobName !== 'string' || typeof jobId !== 'number' || typeof pages !== 'number') {
      return unknown('no job named');
    }
    const settled = await this.#mutex.run(
      async () => {
        const found = await this.#findJob(jobId, jobName);
        if (found === null) return unknown('the spooler knows no such job');
        if (found === 'unreachable') return unknown('the spooler was not reached');
        const limits = { printMs: printMsOf(pages, this.#profile), cureMs: 0, pageMs: this.#profile.pageMs };
        const followed = await this.#follow({
          id: found.id,
          pages,
          isOneSided: isOneSided !== false,
          limits,
          abort: undefined,
          isDocumentUncertain: false,
          cancelsWaiting: true,
          onPage: () => undefined,
        });
        const progress = { ...followed, wasRestarted: followed.wasRestarted || this.#beganLate(followed, before) };
        const isKnown = this.#profile.savesJobsAtOnce;
        const { outcome, pagesOut, why } = verdict(progress, {
          ...this.#rules(),
          knowsBeginning: isKnown,
          knowsCount: false,
          savesJobsAtOnce: isKnown,
          pageMs: this.#profile.pageMs,
        });
        this.#settle(found.id);
        return { outcome, evidence: this.#evidence({ jobId: found.id, pagesOut, jobState: progress.state, why }) };
      },
      { signal: this.#stop.signal },
    );
    return settled.ok ? settled.value : unknown('the driver was closed');
  }

  /**
   * The job should have begun when it was sent, since nothing was in front of it. A later beginning may be the second one, after a restart of the spooler:
   * its perfect count then hides that pages came out before. `yitiji-once` excludes that.
   */
  #beganLate({ processingAt }: JobProgress, before: Evidence): boolean {
    const sentAt = Date.parse(before.at);
    return !this.#queue.isOnce && processingAt !== null && processingAt * 1_000 - sentAt > latestBeginMs;
  }

  // --- One job ------------------------------------------------------------------------------------------------------------------

  async #printNow(
    job: CheckedJob,
    o: PrintOptions,
  ): Promise<Result<DocumentPrinted, DocumentPrintError | DeviceError>> {
    const ready = await this.#getReady();
    if (!ready.ok) return ready;
    const printMs = o.printMs ?? printMsOf(job.pages, this.#profile);
    if (o.signal?.aborted) return err(this.#aborted(o.signal, 'preparing'));
    const created = await this.#createJob(job, printMs);
    if (!created.ok) return created;
    const jobId = created.value;
    if (o.signal?.aborted) {
      await this.#cancel(jobId);
      return err(this.#aborted(o.signal, 'preparing'));
    }
    const { pages, isOneSided } = job;
    const before = this.#evidence({
      queue: this.#o.queue,
      jobId,
      jobName: job.actId,
      pages,
      isOneSided,
      pageEvidence: this.#rules().pageEvidence,
    });
    try {
      o.hooks.sent(before);
    } catch (cause) {
      // The journal cannot be written: nothing may be sent, and no empty job stays.
      await this.#cancel(jobId);
      throw cause;
    }
    this.#tracker.set({ activity: 'moving' });
    try {
      const sent = await this.#call(sendDocument(this.#target, jobId), this.#profile.sendMs, job.pdf);
      if (!sent.ok && (!sent.error.mayHaveArrived || sent.error.kind === 'status')) {
        // The spooler said no, or no byte left: the job is empty and must not stay.
        await this.#cancel(jobId);
        const outcome = sent.error.mayHaveArrived ? 'notDone' : 'notStarted';
        return err({ ...this.#callError(sent.error, outcome, 'moving'), pages, pagesOut: null, before });
      }
      const progress = await this.#follow({
        id: jobId,
        pages,
        isOneSided,
        limits: { printMs, cureMs: this.#profile.cureMs, pageMs: this.#profile.pageMs },
        abort: o.signal,
        isDocumentUncertain: !sent.ok,
        cancelsWaiting: false,
        onPage: (page) => o.onPage?.(page, pages),
      });
      const { savesJobsAtOnce, pageMs } = this.#profile;
      const watched = { knowsBeginning: true, knowsCount: true, savesJobsAtOnce, pageMs };
      const end = verdict(progress, { ...this.#rules(), ...watched });
      this.#settle(jobId);
      return this.#result(end, progress, { pages, jobId, before, signal: o.signal });
    } finally {
      this.#tracker.set({ activity: 'idle' });
    }
  }

  #result(
    end: JobVerdict,
    progress: JobProgress,
    o: {
      readonly pages: number;
      readonly jobId: number;
      readonly before: Evidence;
      readonly signal: AbortSignal | undefined;
    },
  ): Result<DocumentPrinted, DocumentPrintError> {
    const { pages, before } = o;
    const { pagesOut, outcome, why } = end;
    const after = this.#evidence({
      jobId: o.jobId,
      jobState: progress.state,
      counted: progress.counted,
      pagesOut,
      why,
    });
    if (end.code === null) return ok({ pages, pagesOut, before, after });
    const isDeadline = progress.giveUp === 'abort' && o.signal?.reason === 'deadline';
    const code = isDeadline ? 'E_TIMEOUT' : end.code;
    const error = this.#error(code, outcome, progress.hasBegun ? 'moving' : 'preparing', {
      vendor: { code: progress.lastStop?.keyword ?? why },
      mediaAt: progress.isMotionSeen && progress.stop?.code === 'E_MEDIA_JAM' ? 'jammed' : 'unknown',
      cause: why,
    });
    return err({ ...error, pages, pagesOut, before, after });
  }

  /** Fresh status; nothing of ours or of others waits in the queue. Errors `notStarted`. */
  async #getReady(): Promise<Result<void, DeviceError>> {
    const view = await this.#lookAtQueue();
    if (!view.ok) return view;
    const { stoppedBy } = printerState(view.value);
    if (stoppedBy !== null) {
      const vendor = { code: stoppedBy.keyword };
      return err(this.#error(stoppedBy.code, 'notStarted', 'preparing', { vendor }));
    }
    if (view.value.queuedJobs === 0) return ok(undefined);
    return await this.#clearLeftovers();
  }

  /** Cancels what an earlier life of this program left waiting, so that it never comes out between the pages of the next citizen. */
  async #clearLeftovers(): Promise<Result<void, DeviceError>> {
    const { clock } = this.#o;
    const { cancelMs, jobPollMs, userName } = this.#profile;
    const until = clock.monoMs() + cancelMs;
    for (;;) {
      const reply = await this.#call(getJobs(this.#target, 'not-completed'), this.#profile.queryMs);
      if (!reply.ok) return err(this.#callError(reply.error, 'notStarted', 'preparing'));
      const waiting = jobViews(reply.value);
      if (waiting.length === 0) return ok(undefined);
      const ours = waiting.filter(({ user }) => user === userName);
      if (ours.length === 0) {
        return err(
          this.#error('E_CLAIM_BUSY', 'notStarted', 'preparing', { vendor: { code: 'another job is in the queue' } }),
        );
      }
      if (clock.monoMs() >= until) {
        return err(
          this.#error('E_OCCUPIED', 'notStarted', 'preparing', { vendor: { code: 'an old job does not end' } }),
        );
      }
      for (const job of ours) await this.#cancel(job.id);
      if (!(await sleep(clock, jobPollMs, this.#stop.signal)))
        return err(this.#error('E_DISABLED', 'notStarted', 'preparing'));
    }
  }

  /** A job without a document: nothing can come out of it, and cupsd forgets it by itself should this program die here. */
  async #createJob(job: CheckedJob, printMs: number): Promise<Result<number, DeviceError>> {
    const ticket = {
      name: job.actId,
      sides: job.sides,
      media: 'iso_a4_210x297mm',
      noFilterPages: this.#rules().pageEvidence === 'printer',
      cancelAfterS: Math.ceil((printMs + this.#profile.cancelMs) / 1_000),
    };
    const reply = await this.#call(createJob(this.#target, ticket), this.#profile.queryMs);
    if (!reply.ok) return err(this.#callError(reply.error, 'notStarted', 'preparing'));
    const jobId = jobViews(reply.value)[0]?.id;
    if (jobId !== undefined) return ok(jobId);
    return err(this.#error('E_PROTOCOL', 'notStarted', 'preparing', { vendor: { code: 'no job-id' } }));
  }

  async #follow(job: FollowedJob): Promise<JobProgress> {
    const { clock } = this.#o;
    return await followJob(
      {
        clock,
        profile: this.#profile,
        caller: this.#caller,
        target: this.#target,
        seen: (view) => this.#queue.seen(view),
        unreachable: (error) => this.#queue.unreachable(error),
        stop: this.#stop.signal,
      },
      job,
    );
  }

  /** By number, and only if the name is the act's: numbers begin again when a spool folder was lost. Else by name. */
  async #findJob(jobId: number, jobName: string): Promise<JobView | 'unreachable' | null> {
    const byId = await this.#call(getJobAttributes(this.#target, jobId), this.#profile.queryMs);
    if (byId.ok) {
      const job = jobViews(byId.value)[0];
      if (job?.name === jobName) return job;
    } else if (byId.error.kind !== 'status' || byId.error.status !== statusCodes.notFound) {
      this.#queue.unreachable(byId.error);
      return 'unreachable';
    }
    for (const which of ['not-completed', 'completed'] as const) {
      const reply = await this.#call(getJobs(this.#target, which), this.#profile.queryMs);
      if (!reply.ok) return 'unreachable';
      const job = jobViews(reply.value).find(({ name, user }) => name === jobName && user === this.#profile.userName);
      if (job !== undefined) return job;
    }
    return null;
  }

  /** Best effort: a job that cannot be cancelled now is found as a leftover before the next one. */
  async #cancel(jobId: number): Promise<void> {
    const cancelled = await this.#call(cancelJob(this.#target, jobId, false), this.#profile.queryMs);
    if (!cancelled.ok) this.#logFailure('cancel', this.#callError(cancelled.error, 'indeterminate', 'finishing'));
    this.#settle(jobId);
  }

  #settle(jobId: number): void {
    const removeAt = this.#o.clock.monoMs() + this.#profile.keepSettledMs;
    this.#settled = [...this.#settled.filter((old) => old.jobId !== jobId), { jobId, removeAt }].slice(-100);
  }

  #rules() {
    const { pageEvidence, trustsCompletion } = this.#profile;
    return { pageEvidence: pageEvidence === 'auto' ? this.#queue.evidence : pageEvidence, trustsCompletion };
  }

  // --- Status -------------------------------------------------------------------------------------------------------------------

  /** One loop for the whole life: CUPS tells nothing by itself. */
  async #watch(): Promise<void> {
    const { clock } = this.#o;
    const { idlePollMs, retryFirstMs } = this.#profile;
    let retryMs = retryFirstMs;
    do {
      // A poll that finds the printer busy is not needed: the job asks by itself.
      const looked = await this.#mutex.run(async () => this.#lookAtQueue(), {
        queueMs: 0,
        priority: 'low',
        signal: this.#stop.signal,
      });
      const isUp = !looked.ok || looked.value.ok;
      if (isUp && looked.ok) await this.#removeSettled();
      retryMs = isUp ? retryFirstMs : Math.min(idlePollMs, retryMs * 2);
      await sleep(clock, isUp ? idlePollMs : retryMs, this.#stop.signal);
    } while (!this.#stop.signal.aborted);
  }

  /** Removes old settled jobs, and with them documents that the spooler still keeps. */
  async #removeSettled(): Promise<void> {
    const now = this.#o.clock.monoMs();
    for (const { jobId } of this.#settled.filter(({ removeAt }) => removeAt <= now)) {
      const removed = await this.#call(cancelJob(this.#target, jobId, true), this.#profile.queryMs);
      if (!removed.ok && removed.error.kind !== 'status') return;
      this.#settled = this.#settled.filter((old) => old.jobId !== jobId);
    }
  }

  async #lookAtQueue(): Promise<Result<PrinterView, DeviceError>> {
    const reply = await this.#call(getPrinterAttributes(this.#target), this.#profile.queryMs);
    if (!reply.ok) {
      this.#queue.unreachable(reply.error);
      return err(this.#callError(reply.error, 'notStarted', 'preparing'));
    }
    const view = printerView(reply.value);
    if (view === null) {
      const error = { kind: 'garbled', mayHaveArrived: true, detail: 'no printer in the reply' } as const;
      this.#queue.unreachable(error);
      return err(this.#callError(error, 'notStarted', 'preparing'));
    }
    return ok(await this.#queue.seen(view));
  }

  // --- Calls and errors ---------------------------------------------------------------------------------------------------------

  #call(message: Parameters<IppCaller['call']>[0], ms: number, document?: Uint8Array) {
    return this.#caller.call(message, {
      ms,
      signal: this.#stop.signal,
      ...(document === undefined ? {} : { document }),
    });
  }

  async #alone<T, E extends DeviceError>(
    o: { readonly queueMs?: number; readonly signal?: AbortSignal },
    fn: () => Promise<Result<T, E | DeviceError>>,
  ): Promise<Result<T, E | DeviceError>> {
    const done = await this.#mutex.run(fn, o);
    if (done.ok) return done.value;
    return err(
      done.error === 'busy' ? this.#error('E_CLAIM_BUSY', 'notStarted', 'queued') : this.#aborted(o.signal, 'queued'),
    );
  }

  #notRunning(): DeviceError | null {
    if (this.#stop.signal.aborted) return this.#error('E_DISABLED', 'notStarted', 'queued');
    return this.#loop === null ? this.#error('E_NOT_READY', 'notStarted', 'preparing') : null;
  }

  #aborted(signal: AbortSignal | undefined, phase: Phase): DeviceError {
    return this.#error(signal?.reason === 'deadline' ? 'E_TIMEOUT' : 'E_CANCELLED', 'notStarted', phase);
  }

  #callError(error: IppCallError, outcome: Outcome, phase: Phase): DeviceError {
    return this.#error(codeOf(error), outcome, phase, { vendor: { code: error.detail }, cause: error.kind });
  }

  #error(
    code: ErrorCode,
    outcome: Outcome,
    phase: Phase,
    more: Pick<Partial<DeviceError>, 'vendor' | 'mediaAt' | 'cause'> = {},
  ): DeviceError {
    return deviceError(code, outcome, { deviceId: this.id, phase, epoch: this.#tracker.current.epoch, ...more });
  }

  #printError(error: DeviceError | DocumentPrintError, job: DocumentJob, pages: number | null): DocumentPrintError {
    return { pages, pagesOut: null, ...error, actId: job.actId };
  }

  #logFailure(call: string, error: DeviceError): void {
    const { code, outcome, vendor } = error;
    this.#o.log('device.call.failed', { deviceId: this.id, call, code, outcome, vendor: vendor?.code ?? '' });
  }

  #evidence(values: Record<string, string | number | boolean | null>): Evidence {
    const { link, condition } = this.#tracker.current;
    return { at: this.#now(), values: { link, condition, ...values } };
  }

  #now(): string {
    return new Date(this.#o.clock.wallMs()).toISOString();
  }
}
