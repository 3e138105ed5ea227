import { type Clock, sleep } from '../../../contract/clock.ts';
import type { DeviceError, DeviceStatus, Evidence } from '../../../contract/device.ts';
import type { Log } from '../../../contract/log.ts';
import { err, ok, type Result } from '../../../contract/result.ts';
import { Mutex } from '../../core/mutex.ts';
import { StatusTracker } from '../../core/status-tracker.ts';
import { untilStatus } from '../../core/until-status.ts';
import type {
  DocumentJob,
  DocumentPrintError,
  DocumentPrinted,
  DocumentPrinter,
  DocumentPrinterCapabilities,
} from '../document-printer.ts';
import { IppCaller } from '../ipp/ipp-caller.ts';
import type { IppPort } from '../ipp/ipp-port.ts';
import { getPrinterAttributes, type PrinterView, printerView, sendDocument } from '../ipp/operations.ts';
import { type CheckedJob, checkJob } from './check-job.ts';
import { type CupsProfile, defaultCupsProfile, printMsOf } from './cups-profile.ts';
import { type FollowedJob, followJob } from './job-follower.ts';
import { type JobProgress, type JobVerdict, verdict } from './job-progress.ts';
import { earlierJob, type LookedBack, lookBack, unknownEnd } from './look-back.ts';
import { printerState } from './printer-status.ts';
import { QueueStatus, unknownQueue } from './queue-status.ts';
import { SpoolerCalls } from './spooler-calls.ts';
import { SpoolerJobs } from './spooler-jobs.ts';

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
  /** This start of the machine, where the spooler runs on it; left out = its jobs carry none. */
  readonly boot?: string | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly profile?: Partial<CupsProfile>;
}

type PrintOptions = Parameters<DocumentPrinter['print']>[1];

/** The spooler answers, whatever becomes of the printer behind it. */
const isReached = ({ link }: Pick<DeviceStatus, 'link'>): boolean => link === 'up' || link === 'offOrAbsent';

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
  readonly #calls: SpoolerCalls;
  readonly #jobs: SpoolerJobs;
  readonly #stop = new AbortController();
  #loop: Promise<void> | null = null;
  readonly #queue: QueueStatus;

  constructor(options: CupsPrinterOptions) {
    this.id = options.id;
    this.#o = options;
    const { clock, log, queue } = options;
    this.#profile = { ...defaultCupsProfile, ...options.profile };
    this.#mutex = new Mutex(clock);
    this.#tracker = new StatusTracker({ id: options.id, clock, log, initial: unknownQueue(clock) });
    this.#calls = new SpoolerCalls({
      id: options.id,
      port: options.port,
      target: { printerUri: `ipp://localhost/printers/${queue}`, userName: this.#profile.userName },
      clock,
      log,
      tracker: this.#tracker,
      stop: this.#stop.signal,
    });
    const { direct, boot = null } = options;
    this.#jobs = new SpoolerJobs(this.#calls, clock, this.#profile, boot, (error) => this.#queue.unreachable(error));
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
    if (!result.ok) this.#calls.logFailure('refresh', result.error);
    return result;
  }

  async print(job: DocumentJob, o: PrintOptions): Promise<Result<DocumentPrinted, DocumentPrintError>> {
    const checked = checkJob(job, this.#profile);
    if (!checked.ok) {
      const vendor = { code: checked.error };
      return err(
        this.#printError(this.#calls.error('E_BAD_ARGUMENT', 'notStarted', 'preparing', { vendor }), job, null),
      );
    }
    const refused = this.#notRunning();
    const result =
      refused === null
        ? await this.#alone(o, async () => this.#printNow(checked.value, o))
        : err<DocumentPrintError | DeviceError>(refused);
    return result.ok ? result : err(this.#printError(result.error, job, checked.value.pages));
  }

  async reconcile(before: Evidence, signal?: AbortSignal): Promise<LookedBack | null> {
    const evidenceOf = (values: Evidence['values']) => this.#evidence(values);
    const job = earlierJob(before, this.#o.queue);
    if (!job.ok) return unknownEnd({ evidenceOf }, job.error);
    const stop = signal === undefined ? this.#stop.signal : AbortSignal.any([this.#stop.signal, signal]);
    const look = () =>
      lookBack(
        {
          ...{ jobs: this.#jobs, profile: this.#profile, evidenceOf },
          rules: () => this.#rules(),
          isOnce: () => this.#queue.isOnce,
          isReached: () => isReached(this.#tracker.current),
          follow: (followed) => this.#follow(followed, stop),
        },
        job.value,
      );
    while (await untilStatus(this, isReached, stop)) {
      const seen = await this.#mutex.run(look, { signal: stop });
      if (stop.aborted) return null;
      if (seen.ok && seen.value !== 'unreachable') return seen.value;
    }
    return null;
  }

  // --- One job ------------------------------------------------------------------------------------------------------------------

  async #printNow(
    job: CheckedJob,
    o: PrintOptions,
  ): Promise<Result<DocumentPrinted, DocumentPrintError | DeviceError>> {
    const ready = await this.#getReady();
    if (!ready.ok) return ready;
    const printMs = o.printMs ?? printMsOf(job.pages, this.#profile);
    if (o.signal?.aborted) return err(this.#calls.aborted(o.signal, 'preparing'));
    const created = await this.#jobs.create(job, printMs, this.#rules().pageEvidence === 'printer');
    if (!created.ok) return created;
    const jobId = created.value;
    if (o.signal?.aborted) {
      await this.#jobs.cancel(jobId);
      return err(this.#calls.aborted(o.signal, 'preparing'));
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
      await this.#jobs.cancel(jobId);
      throw cause;
    }
    this.#tracker.set({ activity: 'moving' });
    try {
      const sent = await this.#calls.call(sendDocument(this.#calls.target, jobId), this.#profile.sendMs, job.pdf);
      if (!sent.ok && (!sent.error.mayHaveArrived || sent.error.kind === 'status')) {
        // The spooler said no, or no byte left: the job is empty and must not stay.
        await this.#jobs.cancel(jobId);
        const outcome = sent.error.mayHaveArrived ? 'notDone' : 'notStarted';
        return err({ ...this.#calls.callError(sent.error, outcome, 'moving'), pages, pagesOut: null, before });
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
      this.#jobs.settle(jobId);
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
    const error = this.#calls.error(code, outcome, progress.hasBegun ? 'moving' : 'preparing', {
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
      return err(this.#calls.error(stoppedBy.code, 'notStarted', 'preparing', { vendor }));
    }
    if (view.value.queuedJobs === 0) return ok(undefined);
    return await this.#jobs.clearLeftovers();
  }

  async #follow(job: FollowedJob, stop = this.#stop.signal): Promise<JobProgress> {
    const { clock } = this.#o;
    return await followJob(
      {
        clock,
        profile: this.#profile,
        caller: this.#calls.caller,
        target: this.#calls.target,
        seen: (view) => this.#queue.seen(view),
        unreachable: (error) => this.#queue.unreachable(error),
        stop,
      },
      job,
    );
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
      if (isUp && looked.ok) await this.#jobs.removeSettled();
      retryMs = isUp ? retryFirstMs : Math.min(idlePollMs, retryMs * 2);
      await sleep(clock, isUp ? idlePollMs : retryMs, this.#stop.signal);
    } while (!this.#stop.signal.aborted);
  }

  async #lookAtQueue(): Promise<Result<PrinterView, DeviceError>> {
    const reply = await this.#calls.call(getPrinterAttributes(this.#calls.target), this.#profile.queryMs);
    if (!reply.ok) {
      this.#queue.unreachable(reply.error);
      return err(this.#calls.callError(reply.error, 'notStarted', 'preparing'));
    }
    const view = printerView(reply.value);
    if (view === null) {
      const error = { kind: 'garbled', mayHaveArrived: true, detail: 'no printer in the reply' } as const;
      this.#queue.unreachable(error);
      return err(this.#calls.callError(error, 'notStarted', 'preparing'));
    }
    return ok(await this.#queue.seen(view));
  }

  // --- Calls and errors ---------------------------------------------------------------------------------------------------------

  async #alone<T, E extends DeviceError>(
    o: { readonly queueMs?: number; readonly signal?: AbortSignal },
    fn: () => Promise<Result<T, E | DeviceError>>,
  ): Promise<Result<T, E | DeviceError>> {
    const done = await this.#mutex.run(fn, o);
    if (done.ok) return done.value;
    return err(
      done.error === 'busy'
        ? this.#calls.error('E_CLAIM_BUSY', 'notStarted', 'queued')
        : this.#calls.aborted(o.signal, 'queued'),
    );
  }

  #notRunning(): DeviceError | null {
    if (this.#stop.signal.aborted) return this.#calls.error('E_DISABLED', 'notStarted', 'queued');
    return this.#loop === null ? this.#calls.error('E_NOT_READY', 'notStarted', 'preparing') : null;
  }

  #printError(error: DeviceError | DocumentPrintError, job: DocumentJob, pages: number | null): DocumentPrintError {
    return { pages, pagesOut: null, ...error, actId: job.actId };
  }

  #evidence(values: Evidence['values']): Evidence {
    const { link, condition } = this.#tracker.current;
    return { at: new Date(this.#o.clock.wallMs()).toISOString(), values: { link, condition, ...values } };
  }
}
