import { ActivateBundleOutput, bundleMethods } from '../../contract/bundle-link.ts';
import { sleep } from '../../contract/clock.ts';
import { assignedKind } from '../../contract/release/assignment.ts';
import { type BundleKind, bundleKinds } from '../../contract/release/manifest.ts';
import type { ReleaseId } from '../../contract/release/release-id.ts';
import type { ReturnCause } from '../../contract/release/update-outcome.ts';
import type { Assigned } from '../../contract/update-link.ts';
import type { LocalClient } from '../local-client.ts';
import type { AgentParts } from '../program/agent-parts.ts';
import type { Wanted } from '../program/agent-steps.ts';
import { pauseMs } from '../program/back-off.ts';
import { believed } from '../program/believed.ts';
import { later } from '../program/release-work.ts';
import { Reporter } from '../program/reporter.ts';
import { makeBundleFolders, readRecord, settleLink, writeRecord } from './bundle-files.ts';
import {
  announced,
  attempted,
  type BundleRecord,
  dropReport,
  givenBack,
  heard,
  isRefused,
  named,
  notYet,
  proven,
  turnedAway,
  withdrawn,
} from './bundle-record.ts';
import { BundleWork } from './bundle-work.ts';

/** A terminal service that went away with a new bundle and is not back after so long does not come back with it, milliseconds. */
export const backMs = 300_000;

export interface BundleAgentParts extends AgentParts {
  readonly application: ReleaseId;
  /** The application is not on trial itself: else nobody could tell which of the two does harm. */
  isCommitted(): boolean;
  /** Null = the terminal service is away. */
  local(): LocalClient | null;
  /** With the time of the hub as it is now; null = nobody has told yet. */
  assigned(): Assigned | null;
}

/**
 * Installs configuration, catalogues and notices without a new program: genuine by the metadata, assigned by the hub, judged by the terminal service before it counts, swapped by a link, proven by a
 * service that takes it and stands. One after the other; the record is the intent and is written first.
 */
export class BundleAgent {
  readonly #parts: BundleAgentParts;
  readonly #work: BundleWork;
  readonly #reporter: Reporter;
  readonly #wanted = new Map<BundleKind, Wanted>();
  readonly #failures = new Map<BundleKind, number>();
  readonly #over = new AbortController();
  #record: BundleRecord;
  #isRunning = false;
  #isDue = false;
  #isNews = false;
  #cancelPause: () => void = () => undefined;
  /** Monotonic end of the pause that runs, milliseconds; infinite = none does. All kinds share one: whichever is due first wakes all. */
  #pauseEndsMs = Number.POSITIVE_INFINITY;
  readonly #cancelBack = new Map<BundleKind, () => void>();
  /** Kinds whose candidate the service reads with its next start only. */
  readonly #waiting = new Set<BundleKind>();
  #isHeld = false;

  constructor(parts: BundleAgentParts) {
    this.#parts = parts;
    this.#work = new BundleWork(parts);
    this.#record = readRecord(parts.root);
    this.#reporter = new Reporter({
      reports: () => this.#record.reports,
      drop: () => this.#write(dropReport(this.#record)),
      told: ({ release, outcome }) => parts.log('update.outcome.told', { release, outcome }),
    });
  }

  /** Goes on where the process before has ended or was cut. */
  start(): void {
    this.#wake();
  }

  /** Something else is assigned, perhaps. */
  hear(): void {
    this.#isNews = true;
    this.#wake();
  }

  /** Each kind is believed by itself: one that is not does not keep another. */
  #believe(): void {
    const assigned = this.#parts.assigned();
    if (assigned === null) return;
    this.#write(named(this.#record, assigned.device));
    for (const text of assigned.bundles) {
      const kind = bundleKinds.find((one) => one === assignedKind(text));
      if (kind === undefined) continue;
      const { lastCounter } = this.#record.kinds[kind];
      const read = believed({ ...assigned, assignment: text }, { lastCounter, wallMs: this.#parts.clock.wallMs() });
      if (!read.ok) {
        this.#parts.log('update.assigned.refused', { code: read.error.code });
        if (read.error.overtakes !== null) this.#overtaken(kind, read.error.overtakes);
        continue;
      }
      if (read.value === null) continue;
      // Durable before anything is done for it.
      if (read.value.counter > lastCounter) {
        this.#write(heard(this.#record, kind, read.value.counter));
        this.#failures.delete(kind);
      }
      this.#wanted.set(kind, read.value);
    }
  }

  /** A genuine one has come that has run out: what an older one wanted is not begun any more. */
  #overtaken(kind: BundleKind, counter: number): void {
    this.#write(heard(this.#record, kind, counter));
    if ((this.#wanted.get(kind)?.counter ?? 0) >= counter) return;
    this.#wanted.delete(kind);
    if (this.#waiting.has(kind)) this.#withdraw(kind);
  }

  /** The terminal service is there. */
  up(local: LocalClient): void {
    this.#flush(local);
    this.#wake();
  }

  stop(): void {
    this.#over.abort();
    this.#cancelPause();
    for (const cancel of this.#cancelBack.values()) cancel();
  }

  /** The application is about to be switched: what is not proven would be on trial together with it, so it is taken back, and announced again when the application has passed. */
  hold(): void {
    this.#isHeld = true;
    for (const kind of bundleKinds) this.#withdraw(kind);
  }

  /** The application was not switched after all. */
  goOn(): void {
    this.#isHeld = false;
    this.#wake();
  }

  #wake(): void {
    this.#isDue = true;
    if (!this.#isRunning) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    try {
      while (this.#isDue && !this.#over.signal.aborted) {
        this.#isDue = false;
        this.#cancelPause();
        this.#pauseEndsMs = Number.POSITIVE_INFINITY;
        await this.#kept('config', () => {
          makeBundleFolders(this.#parts.root);
          if (this.#isNews) this.#believe();
          this.#isNews = false;
        });
        for (const kind of bundleKinds) await this.#kept(kind, () => this.#bring(kind));
      }
    } finally {
      this.#isRunning = false;
    }
    this.#flush(this.#parts.local());
  }

  /** What the file system refuses is tried again: the record says where to go on. */
  async #kept(kind: BundleKind, work: () => void | Promise<void>): Promise<void> {
    const end = await later(async () => {
      await work();
      return { is: 'done' };
    });
    if (end.is !== 'later') return;
    const release = this.#wanted.get(kind)?.release ?? '';
    this.#parts.log('update.step.later', { release, step: 'bundle', code: end.code });
    this.#pause(kind, false);
  }

  #flush(local: LocalClient | null): void {
    void this.#kept('config', () => this.#reporter.flush(local));
  }

  /** One kind as far as it gets now. */
  async #bring(kind: BundleKind): Promise<void> {
    if (this.#over.signal.aborted || this.#isHeld || !this.#parts.isCommitted()) return;
    settleLink(this.#parts.root, kind, this.#record);
    const wanted = this.#wanted.get(kind);
    const { candidate } = this.#record.kinds[kind];
    // A newer one was assigned while one waits for an idle machine: nobody needs that one any more.
    if (this.#waiting.has(kind) && wanted !== undefined && wanted.release !== candidate) this.#withdraw(kind);
    if (this.#record.kinds[kind].candidate !== null) await this.#prove(kind);
    const state = this.#record.kinds[kind];
    const [local, assigned] = [this.#parts.local(), this.#parts.assigned()];
    if (state.candidate !== null || wanted === undefined || wanted.release === state.current) return;
    if (local === null || assigned === null || this.#over.signal.aborted) return;
    const { release, counter } = wanted;
    const { application } = this.#parts;
    if (isRefused(state, release, application)) {
      // It was told as an outcome of its own.
      if (!state.told.startsWith(`${counter} `))
        this.#turnAway(kind, { release, counter, cause: 'quarantined' as const });
      return;
    }
    const prepared = await this.#work.prepare(kind, wanted, assigned, local, this.#over.signal);
    if (this.#over.signal.aborted || this.#isHeld) return;
    // Another one was assigned meanwhile, perhaps: this one is not wanted any more.
    if (this.#isNews) return;
    if (prepared.ok) {
      this.#failures.delete(kind);
      this.#parts.log('update.bundle.announced', { kind, release });
      this.#write(announced(this.#record, kind, release));
      settleLink(this.#parts.root, kind, this.#record);
      await this.#prove(kind);
      return;
    }
    const end = prepared.error;
    if (end.is === 'done') return;
    if (end.is === 'refused') this.#turnAway(kind, { release, counter, ...end });
    else this.#parts.log('update.step.later', { release, step: 'bundle', code: end.code });
    // What is wrong in itself stays wrong; everything else may be right later.
    if (end.is === 'refused' && end.cause === 'invalid') this.#work.tidy(kind, this.#record);
    else this.#pause(kind, end.is === 'refused');
  }

  /** Activates what is announced and watches over it; it must stand for `steadyMs` of the health gate. A service that goes away is waited for, as long as there are tries. */
  async #prove(kind: BundleKind): Promise<void> {
    const { root, clock, log, healthPolicy } = this.#parts;
    const { candidate } = this.#record.kinds[kind];
    const local = this.#parts.local();
    if (candidate === null) return;
    settleLink(root, kind, this.#record);
    this.#countAway(kind, candidate);
    if (local === null) return;
    const tried = attempted(this.#record, kind);
    if (tried === null) return this.#giveBack(kind, 'triesExhausted');
    this.#write(tried);
    const taken = await local.call(bundleMethods.activate, { kind, release: candidate }, ActivateBundleOutput);
    if (this.#over.signal.aborted || this.#record.kinds[kind].candidate !== candidate) return;
    if (!taken.ok) {
      // Away: the next connection tries again. Whatever else it says, it does not take it.
      if (taken.error.code !== 'away') await this.#giveBack(kind, 'unhealthy', taken.error.code);
      return;
    }
    if (taken.value.fault !== null) return this.#giveBack(kind, 'unhealthy', taken.value.fault);
    if (taken.value.isWaiting === true) {
      // For as long as somebody is served; other kinds go on. When it has gone to start anew, its time runs.
      this.#write(notYet(this.#record, kind));
      this.#calm(kind);
      this.#waiting.add(kind);
      void local.closed.then(() => {
        this.#waiting.delete(kind);
        this.#wake();
      });
      return;
    }
    // It is here, with the candidate.
    this.#calm(kind);
    const gone = new AbortController();
    void local.closed.then(() => gone.abort());
    const signal = AbortSignal.any([gone.signal, this.#over.signal]);
    const isSteady = await sleep(clock, healthPolicy.steadyMs, signal);
    if (this.#over.signal.aborted || this.#record.kinds[kind].candidate !== candidate) return;
    if (!isSteady) {
      this.#countAway(kind, candidate);
      return;
    }
    this.#write(proven(this.#record, kind, this.#moment()));
    log('update.bundle.proven', { kind, release: candidate });
    this.#end(kind);
  }

  async #giveBack(kind: BundleKind, cause: ReturnCause, what?: string): Promise<void> {
    const { candidate } = this.#record.kinds[kind];
    if (candidate === null) return;
    const fits = what !== undefined && /^[0-9A-Za-z ./_:-]{1,64}$/.test(what) ? { what } : {};
    this.#write(givenBack(this.#record, kind, { cause, ...fits }, this.#moment()));
    settleLink(this.#parts.root, kind, this.#record);
    this.#parts.log('update.bundle.givenBack', { kind, release: candidate, cause });
    // What it says to that is what it said before: nobody can do more than to point at it.
    const { current } = this.#record.kinds[kind];
    await this.#parts.local()?.call(bundleMethods.activate, { kind, release: current }, ActivateBundleOutput);
    this.#end(kind);
  }

  #end(kind: BundleKind): void {
    this.#calm(kind);
    this.#work.tidy(kind, this.#record);
    this.#isDue = true;
    if (!this.#isRunning) this.#wake();
  }

  #withdraw(kind: BundleKind): void {
    this.#calm(kind);
    this.#waiting.delete(kind);
    if (this.#record.kinds[kind].candidate === null) return;
    this.#write(withdrawn(this.#record, kind));
    settleLink(this.#parts.root, kind, this.#record);
  }

  /** From here on the service is away with what it was given, until it is back. */
  #countAway(kind: BundleKind, candidate: ReleaseId): void {
    const silent = () => {
      this.#cancelBack.delete(kind);
      if (this.#record.kinds[kind].candidate === candidate) void this.#kept(kind, () => this.#giveBack(kind, 'silent'));
    };
    if (!this.#cancelBack.has(kind)) this.#cancelBack.set(kind, this.#parts.clock.after(backMs, silent));
  }

  /** Nobody counts how long the service is away. */
  #calm(kind: BundleKind): void {
    this.#cancelBack.get(kind)?.();
    this.#cancelBack.delete(kind);
  }

  #turnAway(kind: BundleKind, given: Parameters<typeof turnedAway>[2]): void {
    const { release, cause } = given;
    const next = turnedAway(this.#record, kind, given, this.#moment());
    if (next.reports.length !== this.#record.reports.length)
      this.#parts.log('update.release.refused', { release, cause });
    this.#write(next);
  }

  #pause(kind: BundleKind, isRefused: boolean): void {
    const { clock, random } = this.#parts;
    const failures = this.#failures.get(kind) ?? 0;
    this.#failures.set(kind, failures + 1);
    const ms = pauseMs(failures, isRefused, random());
    // What was refused for hours does not make another kind wait as long.
    if (clock.monoMs() + ms >= this.#pauseEndsMs) return;
    this.#cancelPause();
    this.#pauseEndsMs = clock.monoMs() + ms;
    this.#cancelPause = clock.after(ms, () => this.#wake());
  }

  #moment() {
    return { application: this.#parts.application, at: new Date(this.#parts.clock.wallMs()).toISOString() };
  }

  #write(record: BundleRecord): void {
    // Once it was stopped the record belongs to the next agent.
    if (this.#over.signal.aborted || JSON.stringify(record) === JSON.stringify(this.#record)) return;
    writeRecord(this.#parts.root, record);
    this.#record = record;
  }
}
