import type { Clock } from '../../contract/clock.ts';
import type { KioskConfig } from '../../contract/kiosk-config.ts';
import type { Log } from '../../contract/log.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { type AuditStore, auditHistory, auditRefusal } from './config-audit.ts';
import type { ConfigDesk, ConfigRefusal, Proposal, Wish } from './config-desk.ts';
import { faultOf } from './config-fault.ts';
import { configFolder, fileOf, type OwnLayer, ownLayers, type Standing } from './config-files.ts';
import { makeFolder, realDisk } from './disk.ts';
import { dotted } from './edit.ts';
import type { Entry, HistoryRow } from './history.ts';
import type { Setting } from './layers.ts';
import type { PlannedChange } from './plan.ts';
import type { Problem } from './resolve.ts';
import { RunningConfig } from './running-config.ts';
import { type WatchFiles, watchFiles } from './watch-files.ts';

/** An editor saves in several steps: looked at when nothing has changed for so long, milliseconds. */
const settleMs = 300;

export interface ConfigServiceOptions {
  readonly desk: ConfigDesk;
  readonly clock: Clock;
  readonly log: Log;
  /** Tests put another in its place. */
  readonly watchFiles?: WatchFiles;
}

/** What the service around it knows. */
export interface ConfigSurroundings {
  /** Nobody is served and nobody reads a page of theirs. */
  isIdle(): boolean;
  /** Told when the machine may have become idle. Returns the end of listening. */
  onMaybeIdle(listener: () => void): () => void;
  /** Null = a disk that cannot be trusted: nothing is audited. */
  readonly store: AuditStore | null;
}

/** Everything that a page shows of the configuration. */
export interface ConfigReading {
  /** Every value that the files (or the last good ones) say, with where it comes from. */
  readonly settings: readonly Setting[];
  /** Why the files as they stand do not count; empty = they do. */
  readonly refused: readonly Problem[];
  /** Since when the last good ones are in force instead, ISO 8601; null = the files are. */
  readonly lastGoodSince: string | null;
  /** Said by the files and not in force yet, with the reason. */
  readonly pending: readonly PlannedChange[];
}

/** The configuration of a running terminal service: takes changes of its files, and makes them for the technician's pages. */
export class ConfigService {
  readonly #o: ConfigServiceOptions;
  readonly running: RunningConfig;
  #standing: Standing;
  #around: ConfigSurroundings | null = null;
  #cancelLook: () => void = () => undefined;
  #ends: (() => void)[] = [];
  readonly #listeners = new Set<() => void>();

  private constructor(options: ConfigServiceOptions, standing: Standing) {
    this.#o = options;
    this.#standing = standing;
    this.running = new RunningConfig(standing.resolved.config);
  }

  /** Errors: the files are refused and nothing good was kept, so there is nothing to start with. */
  static start(options: ConfigServiceOptions): Result<ConfigService, readonly Problem[]> {
    const taken = options.desk.take();
    if (!taken.ok) return taken;
    const service = new ConfigService(options, taken.value);
    service.#tell(taken.value);
    return ok(service);
  }

  get inForce(): KioskConfig {
    return this.running.inForce;
  }

  /** Why the files as they stand do not count, in one line; null = they do. */
  get fault(): string | null {
    return faultOf(this.#standing.refused, this.#standing.since);
  }

  /** Joins the service around it, writes what is missing in the audit chain, and begins to watch the files. Returns the end of it. */
  attach(around: ConfigSurroundings): () => void {
    this.#around = around;
    this.running.watch(around.isIdle);
    this.#audit();
    if (around.store !== null) auditRefusal(around.store, this.#standing.refused);
    this.#ends = [around.onMaybeIdle(() => this.#settle()), this.#watch()];
    return () => {
      this.#cancelLook();
      for (const end of this.#ends) end();
      this.#ends = [];
      this.#around = null;
    };
  }

  read(): ConfigReading {
    const { resolved, refused, since } = this.#standing;
    return { settings: resolved.settings, refused, lastGoodSince: since, pending: this.running.pending };
  }

  /**
   * Judges the layer of a fleet before it is installed; empty = it would be taken.
   * Error: what is in force is not what the other files say (one of them is wrong), so nothing can be judged with them.
   */
  checkFleet(file: string): Result<readonly Problem[], 'notReady'> {
    if (this.#standing.refused.some(({ layer }) => layer !== 'fleet')) return err('notReady');
    return ok(this.#o.desk.check(file, 'fleet'));
  }

  /** Judges, changes nothing; `plan` says of each value when it takes effect and why. */
  propose(layer: OwnLayer, wishes: readonly Wish[]): Result<Proposal, ConfigRefusal> {
    return this.#o.desk.propose(layer, wishes);
  }

  /** @param n number of the entry; null = the latest that stands */
  proposeUndo(n: number | null): Result<Proposal, ConfigRefusal> {
    return this.#o.desk.proposeUndo(n);
  }

  /** Durable when it returns, in the history and in the audit chain; what may take effect at once has. @param by staff id */
  apply(proposal: Proposal, by: string): Result<Entry, ConfigRefusal> {
    const done = this.#o.desk.apply(proposal, by);
    if (done.ok) this.look();
    return done;
  }

  history(): readonly HistoryRow[] {
    return this.#o.desk.history();
  }

  /** Told after every change of what `read` returns. Returns the end of listening. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Looks at the files now. Nothing has changed: nothing happens. */
  look(): void {
    const taken = this.#o.desk.take();
    const before = this.#standing;
    if (!taken.ok) {
      // What runs goes on; nothing good was kept that a start could take.
      if (isSameRefusal(before.refused, taken.error)) return;
      this.#standing = { ...before, refused: taken.error };
      this.#refused(taken.error);
    } else {
      const now = taken.value;
      const isSame =
        isSameRefusal(before.refused, now.refused) && JSON.stringify(before.texts) === JSON.stringify(now.texts);
      if (isSame) return;
      this.#standing = now;
      this.#tell(now);
      if (now.refused.length > 0) this.#refusalAudited(now.refused);
      const { applied, waiting } = this.running.offer(now.resolved.config);
      this.#audit();
      if (applied.length + waiting.length > 0) {
        this.#o.log('terminal.config.taken', {
          applied: pathsOf(applied),
          idle: pathsOf(waiting.filter(({ when }) => when !== 'restart')),
          restart: pathsOf(waiting.filter(({ when }) => when === 'restart')),
        });
      }
    }
    for (const listener of [...this.#listeners]) listener();
  }

  #settle(): void {
    const applied = this.running.settle();
    if (applied.length === 0) return;
    this.#o.log('terminal.config.applied', { paths: pathsOf(applied) });
    for (const listener of [...this.#listeners]) listener();
  }

  #watch(): () => void {
    const { desk, clock, log } = this.#o;
    const { places } = desk;
    try {
      makeFolder(realDisk, configFolder(places.dataDir));
    } catch {
      // Told by the watch below.
    }
    const changed = () => {
      this.#cancelLook();
      this.#cancelLook = clock.after(settleMs, () => this.look());
    };
    const files = ownLayers.map((layer) => fileOf(places, layer));
    const watch = this.#o.watchFiles ?? watchFiles;
    return watch(files, changed, (folder, detail) => log('terminal.config.notWatched', { folder, detail }));
  }

  #tell({ refused, since, unkept }: Standing & { readonly unkept: string | null }): void {
    const { log } = this.#o;
    this.#logRefusal(refused);
    if (since !== null) log('terminal.config.lastGood', { since });
    if (unkept !== null) log('terminal.config.notKept', { detail: unkept });
  }

  #refused(problems: readonly Problem[]): void {
    this.#logRefusal(problems);
    this.#refusalAudited(problems);
  }

  #refusalAudited(problems: readonly Problem[]): void {
    const store = this.#around?.store ?? null;
    if (store !== null) auditRefusal(store, problems);
  }

  #logRefusal([first, ...more]: readonly Problem[]): void {
    if (first === undefined) return;
    const { file, line, column, path, reason } = first;
    this.#o.log('terminal.config.refused', { file, line, column, path, reason, more: more.length });
  }

  #audit(): void {
    const store = this.#around?.store ?? null;
    if (store !== null) auditHistory(store, this.#o.desk.history());
  }
}

const isSameRefusal = (a: readonly Problem[], b: readonly Problem[]): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

/** Names only, never values. */
const pathsOf = (changes: readonly PlannedChange[]): string => changes.map(({ path }) => dotted(path)).join(' ');
