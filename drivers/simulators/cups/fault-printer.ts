import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { type Clock, sleep } from '../../../contract/clock.ts';

/** A sheet that left the tray. */
export interface FaultSheet {
  readonly jobId: number;
  readonly jobName: string;
  readonly page: number;
  readonly end: 'out' | 'jammed';
}

export type FaultPrinterState = {
  readonly paper: number;
  readonly isCoverOpen: boolean;
  readonly isJammed: boolean;
  readonly isTonerOut: boolean;
  readonly isOffline: boolean;
};

interface RunningJob {
  readonly jobId: number;
  readonly jobName: string;
  readonly pages: number;
  readonly pid: number;
  readonly socket: Socket;
  readonly gone: AbortController;
}

/** What stops it, as CUPS calls it. */
const allReasons = ['media-empty-error', 'media-jam-error', 'cover-open-error', 'toner-empty-error', 'offline-report'];

/**
 * The printer behind the backend `kiosktest`: real CUPS, real processes, mechanics in this process. `sheets` is the ground truth. Listens on the unix socket
 * that the queue's URI names.
 */
export class FaultPrinter {
  readonly #server: Server;
  readonly #clock: Clock;
  readonly #pageMs: number;
  readonly #saveTo: (jobName: string, jobId: number) => string | null;
  readonly #sheets: FaultSheet[] = [];
  readonly #listeners = new Set<(event: string) => void>();
  #state: FaultPrinterState = { paper: 500, isCoverOpen: false, isJammed: false, isTonerOut: false, isOffline: false };
  #jamAt: number | null = null;
  #exitAfter: { readonly page: number; readonly code: number } | null = null;
  #hangAfter: number | null = null;
  #countsTwice = false;
  #running: RunningJob | null = null;
  #changed = new AbortController();

  /** @param o.saveTo names a file for each finished document; null = not kept */
  constructor(o: {
    readonly clock: Clock;
    readonly pageMs?: number;
    readonly saveTo?: (jobName: string, jobId: number) => string | null;
  }) {
    this.#saveTo = o.saveTo ?? (() => null);
    this.#clock = o.clock;
    this.#pageMs = o.pageMs ?? 50;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  /** Listens at `path`; the URI of a queue is `kiosktest:` and this path. */
  async listen(path: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(path, resolve);
    });
  }

  /** Ends; a job under way sees its printer unplugged. */
  async close(): Promise<void> {
    this.#running?.socket.destroy();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  get sheets(): readonly FaultSheet[] {
    return this.#sheets;
  }

  get state(): FaultPrinterState {
    return this.#state;
  }

  /** Process of the backend that prints now. */
  get backendPid(): number | null {
    return this.#running?.pid ?? null;
  }

  /** Hears `job N`, `page K of JOB`, `jam at page K`, `cancelled`, `gone`, … Returns the unsubscribe function. */
  onEvent(hear: (event: string) => void): () => void {
    this.#listeners.add(hear);
    return () => {
      this.#listeners.delete(hear);
    };
  }

  /** Resolves when an event of this beginning comes. */
  event(beginning: string): Promise<string> {
    return new Promise((resolve) => {
      const leave = this.onEvent((event) => {
        if (!event.startsWith(beginning)) return;
        leave();
        resolve(event);
      });
    });
  }

  /** Paper, cover, toner, plug, freeing a jam: what hands do. */
  set(change: Partial<FaultPrinterState>): void {
    const before = this.#reasons();
    this.#state = { ...this.#state, ...change };
    this.#report(before);
  }

  /** The sheet of this page of the next job stays in the path. */
  jamAt(page: number | null): void {
    this.#jamAt = page;
  }

  /** The backend ends with this code after so many pages: 1 failed, 4 stop the queue, 5 cancel the job, 0 done too early. */
  exitAfter(page: number, code: number): void {
    this.#exitAfter = { page, code };
  }

  /** Says nothing more after so many pages. */
  hangAfter(page: number | null): void {
    this.#hangAfter = page;
    this.#wake();
  }

  /** Every page is told twice, as where a filter counts too. */
  setCountsTwice(countsTwice: boolean): void {
    this.#countsTwice = countsTwice;
  }

  #serve(socket: Socket): void {
    const gone = new AbortController();
    // A backend that is killed resets the connection: the same as its end.
    socket.on('error', () => gone.abort());
    socket.on('close', () => {
      gone.abort();
      if (this.#running?.socket === socket) {
        this.#running = null;
        this.#tell('gone');
      }
    });
    createInterface({ input: socket }).on('line', (line) => {
      const message: { event: string; jobId?: number; title?: string; pages?: number | null; pid?: number } =
        JSON.parse(line);
      if (message.event === 'cancelled') {
        gone.abort();
        this.#tell('cancelled');
        return;
      }
      const { jobId = 0, title = '', pages, pid = 0 } = message;
      const job = { jobId, jobName: title, pages: pages ?? 1, pid, socket, gone };
      this.#running = job;
      this.#tell(`job ${jobId} ${title} pages ${job.pages}`);
      void this.#print(job);
    });
  }

  async #print(job: RunningJob): Promise<void> {
    for (const reason of allReasons) this.#say(`STATE: ${this.#reasons().includes(reason) ? '+' : '-'}${reason}`);
    for (let page = 1; page <= job.pages; page += 1) {
      await this.#untilReady(job);
      if (job.gone.signal.aborted) return;
      this.set({ paper: this.#state.paper - 1 });
      if (this.#jamAt === page) {
        this.#jamAt = null;
        this.#sheets.push({ jobId: job.jobId, jobName: job.jobName, page, end: 'jammed' });
        this.set({ isJammed: true });
        this.#tell(`jam at page ${page}`);
        page -= 1;
        continue;
      }
      // A sheet in the path comes out even when the job is cancelled meanwhile.
      await sleep(this.#clock, this.#pageMs);
      this.#sheets.push({ jobId: job.jobId, jobName: job.jobName, page, end: 'out' });
      this.#say(`PAGE: ${page} 1`);
      if (this.#countsTwice) this.#say(`PAGE: ${page} 1`);
      this.#tell(`page ${page} of ${job.jobName}`);
      if (job.gone.signal.aborted) return;
      if (this.#exitAfter?.page === page) {
        const { code } = this.#exitAfter;
        this.#exitAfter = null;
        return this.#exit(job, code);
      }
    }
    const file = this.#saveTo(job.jobName, job.jobId);
    if (file !== null) job.socket.write(`${JSON.stringify({ save: file })}\n`);
    this.#exit(job, 0);
  }

  /** Until the next sheet may be fed, or the job has gone. */
  async #untilReady(job: RunningJob): Promise<void> {
    for (;;) {
      const printed = this.#sheets.filter(({ jobId, end }) => jobId === job.jobId && end === 'out').length;
      const isHanging = this.#hangAfter !== null && printed >= this.#hangAfter;
      if (job.gone.signal.aborted || (this.#reasons().length === 0 && !isHanging)) return;
      const { signal } = this.#changed;
      await new Promise<void>((resolve) => {
        const wake = () => resolve();
        signal.addEventListener('abort', wake, { once: true });
        job.gone.signal.addEventListener('abort', wake, { once: true });
      });
    }
  }

  #exit(job: RunningJob, code: number): void {
    job.socket.write(`${JSON.stringify({ exit: code })}\n`);
    this.#tell(`exit ${code}`);
  }

  /** What stops it now, whether or not a job runs; empty = nothing. */
  get reasons(): readonly string[] {
    return this.#reasons();
  }

  #reasons(): readonly string[] {
    const { paper, isCoverOpen, isJammed, isTonerOut, isOffline } = this.#state;
    const holds = [paper <= 0, isJammed, isCoverOpen, isTonerOut, isOffline];
    return allReasons.filter((_, index) => holds[index]);
  }

  /** CUPS keeps a reason until a backend takes it back: between jobs nobody can tell it. */
  #report(before: readonly string[]): void {
    const now = this.#reasons();
    for (const reason of now) if (!before.includes(reason)) this.#say(`STATE: +${reason}`);
    for (const reason of before) if (!now.includes(reason)) this.#say(`STATE: -${reason}`);
    this.#wake();
  }

  #say(line: string): void {
    const { socket } = this.#running ?? {};
    if (socket?.writable) socket.write(`${JSON.stringify({ say: line })}\n`);
  }

  #wake(): void {
    this.#changed.abort();
    this.#changed = new AbortController();
  }

  #tell(event: string): void {
    for (const hear of this.#listeners) hear(event);
  }
}
