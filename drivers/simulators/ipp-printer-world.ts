import type { Clock } from '../../contract/clock.ts';
import { isFinal, type JobState } from '../document-printer/ipp/operations.ts';
import { later } from './later.ts';

/** A sheet that left the tray: whose it is and how far it got. */
export interface Sheet {
  readonly jobId: number;
  readonly jobName: string;
  readonly page: number;
  readonly end: 'out' | 'jammed';
}

/** A job in the spooler. Mutable: this is the world. */
export interface WorldJob {
  readonly id: number;
  readonly name: string;
  readonly user: string;
  pages: number;
  documents: number;
  state: JobState;
  counted: number;
  /** Next page to feed, from 1. */
  nextPage: number;
  processingAt: number | null;
  isCancelled: boolean;
}

export interface IppWorldOptions {
  readonly clock: Clock;
  /** Time of one page in the path. */
  readonly pageMs?: number;
  /** From the arrival of the document to the first feed. */
  readonly startMs?: number;
  /** Who counts; `double` = printer and filter both, the classic misconfiguration. */
  readonly counts?: 'printer' | 'filter' | 'none' | 'double';
  /** How long the backend of a cancelled job goes on working; until then the queue says `processing`. Default 0. */
  readonly lingerMs?: number;
  /** Whether the backend lets a job begin only once, restarts of the spooler included (`yitiji-once`). */
  readonly hasOnceBackend?: boolean;
}

/**
 * Spooler and printer as they are: jobs, paper, mechanics. `sheets` is the ground truth that a driver's claims are compared with. Knows no bytes.
 */
export class IppPrinterWorld {
  readonly #o: IppWorldOptions;
  readonly #jobs = new Map<number, WorldJob>();
  readonly #sheets: Sheet[] = [];
  #nextId = 1;
  #paper = 500;
  #isJammed = false;
  #isCoverOpen = false;
  #toner: 'ok' | 'low' | 'out' = 'ok';
  #isOffline = false;
  #isQueueStopped = false;
  #isAccepting = true;
  #jamAt: number | null = null;
  #current: WorldJob | null = null;
  #isMoving = false;
  #isStarting = false;
  #isLingering = false;
  #timers = new Set<() => void>();

  constructor(options: IppWorldOptions) {
    this.#o = options;
  }

  get sheets(): readonly Sheet[] {
    return this.#sheets;
  }

  get jobs(): readonly WorldJob[] {
    return [...this.#jobs.values()];
  }

  job(id: number): WorldJob | null {
    return this.#jobs.get(id) ?? null;
  }

  get isAccepting(): boolean {
    return this.#isAccepting;
  }

  get isQueueStopped(): boolean {
    return this.#isQueueStopped;
  }

  get isProcessing(): boolean {
    return this.#current !== null || this.#isLingering;
  }

  /** `printer-state-reasons` as a backend reports them. */
  get reasons(): readonly string[] {
    const all = [
      this.#isJammed ? 'media-jam-error' : null,
      this.#isCoverOpen ? 'cover-open-error' : null,
      this.#paper <= 0 ? 'media-empty-error' : this.#paper < 20 ? 'media-low-warning' : null,
      this.#toner === 'out' ? 'toner-empty-error' : this.#toner === 'low' ? 'toner-low-report' : null,
      this.#isOffline ? 'offline-report' : null,
      this.#isQueueStopped ? 'paused' : null,
    ].filter((reason) => reason !== null);
    return all.length === 0 ? ['none'] : all;
  }

  // --- What people and tests do -------------------------------------------------------------------------------------------------

  setPaper(sheets: number): void {
    this.#paper = sheets;
    this.#pump();
  }

  setCover(isOpen: boolean): void {
    this.#isCoverOpen = isOpen;
    this.#pump();
  }

  setToner(level: 'ok' | 'low' | 'out'): void {
    this.#toner = level;
    this.#pump();
  }

  setOffline(isOffline: boolean): void {
    this.#isOffline = isOffline;
    this.#pump();
  }

  setAccepting(isAccepting: boolean): void {
    this.#isAccepting = isAccepting;
  }

  /** `cupsdisable`: a job that runs goes back to the start of the queue; `cupsenable` begins it again from page 1. */
  setQueueStopped(isStopped: boolean): void {
    this.#isQueueStopped = isStopped;
    if (isStopped) this.#requeue();
    this.#pump();
  }

  /** The next sheet that is page `page` of its job stays in the path. */
  jamAt(page: number): void {
    this.#jamAt = page;
  }

  clearJam(): void {
    this.#jamAt = null;
    this.#isJammed = false;
    this.#pump();
  }

  /** Everything is well again: a keeper was here. */
  heal(): void {
    this.#isCoverOpen = false;
    this.#toner = 'ok';
    this.#isOffline = false;
    this.#isQueueStopped = false;
    this.#isAccepting = true;
    this.#jamAt = null;
    this.#isJammed = false;
    this.#paper = 500;
    this.#pump();
  }

  /** The spooler dies: what it had running begins again when it comes back, unless the backend forbids it. Its count is lost. */
  crash(): void {
    for (const job of this.#jobs.values()) if (!isFinal(job.state)) job.counted = 0;
    this.#requeue();
    if (this.#o.hasOnceBackend === true) {
      for (const job of this.#jobs.values()) {
        if (!isFinal(job.state) && job.processingAt !== null) job.state = 'canceled';
      }
    }
    this.#later(2_000, () => this.#pump());
  }

  /** A job of somebody else, or of an earlier life. */
  addJob(o: { readonly name: string; readonly user: string; readonly pages: number }): WorldJob {
    const job = this.create(o.name, o.user);
    this.receive(job, o.pages);
    return job;
  }

  /** The backend gives the job up with an error: the queue's policy is `stop-printer`. */
  failCurrent(): void {
    const job = this.#current;
    if (job === null) return;
    this.#end();
    job.state = 'stopped';
    this.#isQueueStopped = true;
  }

  /** Ends the timers of the simulation. */
  stop(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  // --- What the spooler does ----------------------------------------------------------------------------------------------------

  create(name: string, user: string): WorldJob {
    const job: WorldJob = {
      id: this.#nextId++,
      name,
      user,
      pages: 0,
      documents: 0,
      state: 'held',
      counted: 0,
      nextPage: 1,
      processingAt: null,
      isCancelled: false,
    };
    this.#jobs.set(job.id, job);
    return job;
  }

  receive(job: WorldJob, pages: number): void {
    job.pages = pages;
    job.documents = 1;
    job.state = 'pending';
    this.#pump();
  }

  /** False: it has already ended. A sheet in the path still comes out. */
  cancel(job: WorldJob): boolean {
    if (isFinal(job.state)) return false;
    job.isCancelled = true;
    if (this.#current !== job || !this.#isMoving || this.#cannotMove) {
      if (this.#current === job) {
        this.#end();
        this.#linger();
      }
      job.state = 'canceled';
      this.#pump();
    }
    return true;
  }

  remove(job: WorldJob): void {
    this.cancel(job);
    this.#jobs.delete(job.id);
  }

  /** What keeps a sheet in the path from moving. */
  get #cannotMove(): boolean {
    return this.#isJammed || this.#isCoverOpen || this.#isOffline;
  }

  get #cannotFeed(): boolean {
    return this.#cannotMove || this.#paper <= 0 || this.#toner === 'out';
  }

  #pump(): void {
    if (this.#isMoving || this.#isStarting) return;
    const job = this.#current ?? this.#begin();
    if (job === null || this.#cannotFeed) return;
    if (job.nextPage > job.pages) {
      this.#end();
      job.state = 'completed';
      this.#pump();
      return;
    }
    this.#isMoving = true;
    this.#paper -= 1;
    const page = job.nextPage;
    if (this.#jamAt === page) {
      this.#jamAt = null;
      this.#isJammed = true;
      this.#isMoving = false;
      this.#sheets.push({ jobId: job.id, jobName: job.name, page, end: 'jammed' });
      return;
    }
    this.#later(this.#o.pageMs ?? 3_000, () => this.#pageOut(job, page));
  }

  /** A sheet under way waits for a closed cover, then comes out. */
  #pageOut(job: WorldJob, page: number): void {
    if (this.#cannotMove) {
      this.#later(200, () => this.#pageOut(job, page));
      return;
    }
    this.#isMoving = false;
    this.#sheets.push({ jobId: job.id, jobName: job.name, page, end: 'out' });
    if (this.#current === job) {
      job.nextPage = page + 1;
      const { counts = 'printer' } = this.#o;
      if (counts === 'printer' || counts === 'double') job.counted += 1;
      if (job.isCancelled) {
        this.#end();
        job.state = 'canceled';
      }
    }
    this.#pump();
  }

  #begin(): WorldJob | null {
    if (this.#isQueueStopped || this.#isLingering) return null;
    const job = [...this.#jobs.values()].find(({ state }) => state === 'pending');
    if (job === undefined) return null;
    const nowS = Math.floor(this.#o.clock.wallMs() / 1_000);
    if (this.#o.hasOnceBackend === true && job.processingAt !== null) {
      // `yitiji-once` finds its mark, whatever put the job back into the queue, and cancels it (exit code 5).
      job.processingAt = nowS;
      job.state = 'canceled';
      return this.#begin();
    }
    this.#current = job;
    this.#isStarting = true;
    job.state = 'processing';
    job.nextPage = 1;
    job.processingAt = nowS;
    this.#later(this.#o.startMs ?? 1_000, () => {
      this.#isStarting = false;
      const { counts = 'printer' } = this.#o;
      if (this.#current === job && (counts === 'filter' || counts === 'double')) job.counted += job.pages;
      this.#pump();
    });
    return null;
  }

  #requeue(): void {
    const job = this.#current;
    if (job === null) return;
    this.#end();
    job.state = job.isCancelled ? 'canceled' : 'pending';
  }

  #linger(): void {
    const { lingerMs = 0 } = this.#o;
    if (lingerMs === 0) return;
    this.#isLingering = true;
    this.#later(lingerMs, () => {
      this.#isLingering = false;
      this.#pump();
    });
  }

  #end(): void {
    this.#current = null;
  }

  #later(ms: number, fn: () => void): void {
    later(this.#timers, this.#o.clock, ms, fn);
  }
}
