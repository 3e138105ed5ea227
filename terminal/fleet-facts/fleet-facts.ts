import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Clock } from '../../contract/clock.ts';
import type { HeartbeatRequest } from '../../contract/hub-api.ts';
import { lookAtSystem } from '../checks/look/look-at-system.ts';
import { type DeviceSet, deviceReport } from '../devices/device-set.ts';
import type { Visit } from '../session/context.ts';
import type { JourneyValue } from '../session/screen-of.ts';
import type { SessionService } from '../session/session-service.ts';
import type { Store } from '../store/store.ts';
import type { PageFact } from '../update-health/page-fact.ts';
import type { StandingBoard } from '../update-link/standing-board.ts';
import { cutsTold, untoldCuts } from '../visit-guard.ts';
import type { WatchBoard } from '../watch-board.ts';
import { heldSupplies } from './held-supplies.ts';
import { newsWatch } from './news-watch.ts';
import { lookedAt, noVisits, toTell, type VisitCounts, withTold } from './visit-counts.ts';

const dayMs = 86_400_000;
/** The next citizen often stands behind the last one. */
const lingersMs = 60_000;
/** A certificate is renewed by a file that takes the place of the old one. */
const certificateEveryMs = 3_600_000;
/** In the store: since when the agent of updates has no metadata at all, milliseconds; empty = it has some. */
const withoutMetadataKey = 'fleet.withoutMetadataSince';
/** Pages that are the last of an item that shows something. */
const lastPages: ReadonlySet<string> = new Set(['view', 'tracker', 'guide', 'helping', 'finished']);

export interface FleetFactsOptions {
  readonly store: Pick<Store, 'acts' | 'meta' | 'onWritten' | 'trustedWallMs'>;
  readonly clock: Clock;
  readonly devices: Pick<DeviceSet, 'all' | 'hosts' | 'ioBoard' | 'receiptPrinter' | 'documentPrinter'>;
  readonly standing: StandingBoard;
  readonly page: Pick<PageFact, 'fact' | 'frames' | 'isSoftware'>;
  readonly watchdog: Pick<WatchBoard, 'now'>;
  /** File of this machine's certificate for the hub; undefined = none is used. */
  readonly certificate: string | undefined;
}

type Facts = Pick<
  HeartbeatRequest,
  | 'release'
  | 'standing'
  | 'startedMs'
  | 'sessions'
  | 'touches'
  | 'prints'
  | 'crashes'
  | 'visits'
  | 'renderer'
  | 'memory'
  | 'watchdog'
  | 'supplies'
  | 'isBusy'
  | 'temperature'
  | 'certificateDays'
  | 'metadataAgeMs'
  | 'withoutMetadataMs'
  | 'door'
>;

/** What a machine tells of itself for the fleet (contract/heartbeat-facts.ts): counted here since the start of this service, looked at when asked. */
export class FleetFacts {
  readonly #o: FleetFactsOptions;
  readonly #startedMs: number;
  readonly #startedMonoMs: number;
  readonly #printsBefore: Prints;
  /** Visits of earlier starts that were cut and that the hub hears of by this one. */
  readonly #cuts: number;
  #prints: Prints | null = null;
  #visits: VisitCounts = noVisits;
  #certificate: { readonly atMs: number; readonly days: number | null } | null = null;
  #session: SessionService | null = null;
  readonly #ends: (() => void)[] = [];

  constructor(options: FleetFactsOptions) {
    this.#o = options;
    this.#startedMs = Math.round(options.store.trustedWallMs());
    this.#startedMonoMs = options.clock.monoMs();
    this.#printsBefore = this.#countPrints();
    this.#cuts = untoldCuts(options.store.meta);
  }

  /** @param changed told when somebody comes or goes, and when the state of the machine is another one: the hub hears of it with a heartbeat that does not wait for its turn */
  watch(session: SessionService, changed: () => void): void {
    this.#session = session;
    const news = newsWatch(this.#o.clock, changed);
    const look = () => {
      const visit = session.context().visit;
      const inner = innerOf(session.journey());
      this.#visits = lookedAt(this.#visits, {
        monoMs: this.#o.clock.monoMs(),
        isIdle: session.place() === 'idle',
        touchedAtMs: session.touchedAtMs(),
        visit:
          visit === null
            ? null
            : {
                ...{ id: visit.id, item: visit.item.id, page: inner, screen: session.snapshot().screen.name },
                ...{ isDone: isDone(visit, inner), papers: papersOf(visit) },
              },
      });
      note();
    };
    const note = () => {
      const { faultNotice, intakeClosed, doorOpen, service } = session.context();
      const state = { notice: faultNotice?.reason, intakeClosed, doorOpen, service };
      news.look(this.isBusy(), JSON.stringify([state, deviceReport(this.#o.devices)]));
    };
    note();
    this.#ends.push(
      news.stop,
      session.onChange(look),
      ...this.#o.devices.all.map((device) => device.onStatus(note)),
      this.#o.store.onWritten(() => {
        this.#prints = null;
      }),
    );
  }

  stop(): void {
    for (const end of this.#ends) end();
  }

  /** Somebody is at the machine. */
  isBusy(): boolean {
    return this.#session !== null && this.#session.place() !== 'idle';
  }

  /** Somebody may want to know whether the hub is there: a citizen is at the machine, or was until a minute ago. */
  isAttentive(): boolean {
    const sinceMs = this.#session?.touchedAtMs() ?? this.#startedMonoMs;
    return this.isBusy() || this.#o.clock.monoMs() - sinceMs < lingersMs;
  }

  /** For the heartbeat. */
  now(): Facts {
    const { standing, devices, page } = this.#o;
    const { started, completed, abandoned, touches } = this.#visits;
    const { celsius } = lookAtSystem();
    const days = this.#certificateDays();
    const metadataAgeMs = ageOf(standing.now?.metadataAt, this.#o.store.trustedWallMs());
    const withoutMetadataMs = this.#withoutMetadataMs();
    const door = devices.ioBoard?.contact('door');
    const visits = toTell(this.#visits);
    const hostDeaths = devices.hosts().reduce((sum, { restarts }) => sum + restarts, 0);
    return {
      release: standing.now?.release ?? null,
      ...(standing.now === null ? {} : { standing: standing.now.state }),
      startedMs: this.#startedMs,
      sessions: { started, completed, abandoned },
      touches,
      prints: this.#printsSinceStart(),
      crashes: page.fact.losses + hostDeaths + this.#cuts,
      ...(visits.length === 0 ? {} : { visits }),
      renderer: { frames: page.frames, isSoftware: page.isSoftware, restarts: page.fact.losses, page: page.fact.state },
      memory: { rssMiB: Math.round(process.memoryUsage.rss() / 1_048_576) },
      watchdog: this.#o.watchdog.now(),
      supplies: heldSupplies(devices.all.map((device) => device.status())),
      isBusy: this.isBusy(),
      ...(metadataAgeMs === null ? {} : { metadataAgeMs }),
      ...(withoutMetadataMs === null ? {} : { withoutMetadataMs }),
      ...(celsius === null ? {} : { temperature: Math.round(celsius) }),
      ...(days === null ? {} : { certificateDays: days }),
      ...(door === 'open' || door === 'closed' ? { door } : {}),
    };
  }

  /** A heartbeat that told these was answered. */
  told(visits: HeartbeatRequest['visits']): void {
    if (this.#cuts > 0) cutsTold(this.#o.store.meta);
    this.#noteMetadata();
    const last = visits?.at(-1)?.n;
    if (last !== undefined) this.#visits = withTold(this.#visits, last);
  }

  /** The hub has answered, so its time is known: what is counted from a clock that stood at the day of the build would be months at once. */
  #noteMetadata(): void {
    const { store, standing } = this.#o;
    if (standing.now === null) return;
    const since = store.meta.get(withoutMetadataKey) ?? '';
    const isWithout = standing.now.metadataAt === undefined;
    if (isWithout === (since !== '')) return;
    store.meta.set(withoutMetadataKey, isWithout ? String(store.trustedWallMs()) : '');
  }

  #withoutMetadataMs(): number | null {
    const { store, standing } = this.#o;
    const since = store.meta.get(withoutMetadataKey) ?? '';
    if (standing.now === null || standing.now.metadataAt !== undefined || since === '') return null;
    return Math.max(0, Math.round(store.trustedWallMs() - Number(since)));
  }

  #printsSinceStart(): Prints {
    this.#prints ??= this.#countPrints();
    const { done, failed } = this.#prints;
    const before = this.#printsBefore;
    // Acts of long ago are removed now and then.
    return { done: Math.max(0, done - before.done), failed: Math.max(0, failed - before.failed) };
  }

  #countPrints(): Prints {
    const { devices, store } = this.#o;
    let [done, failed] = [0, 0];
    for (const printer of [devices.receiptPrinter, devices.documentPrinter]) {
      if (printer === null) continue;
      for (const [key, count] of Object.entries(store.acts.tally(printer.id))) {
        if (key.endsWith('.done')) done += count;
        else failed += count;
      }
    }
    return { done, failed };
  }

  #certificateDays(): number | null {
    const { certificate, clock, store } = this.#o;
    if (certificate === undefined) return null;
    if (this.#certificate === null || clock.monoMs() - this.#certificate.atMs >= certificateEveryMs)
      this.#certificate = { atMs: clock.monoMs(), days: daysOf(certificate, store.trustedWallMs()) };
    return this.#certificate.days;
  }
}

interface Prints {
  readonly done: number;
  readonly failed: number;
}

/** State of the journey inside of a visit: `question`, `finished`. */
function innerOf(journey: JourneyValue): string {
  if (typeof journey === 'string') return journey;
  const inner = journey.visit;
  if (inner === undefined) return Object.keys(journey)[0] ?? '';
  return typeof inner === 'string' ? inner : (Object.keys(inner)[0] ?? '');
}

const isDone = ({ receiptNo, item, step }: Visit, inner: string): boolean =>
  receiptNo !== null || inner === 'finished' || (lastPages.has(inner) && step >= item.steps.length - 1);

const papersOf = ({ answers }: Visit): number =>
  Object.values(answers).filter((answer) => answer === 'captured').length;

/** Milliseconds since then; null = it was not said. */
function ageOf(at: string | undefined, nowMs: number): number | null {
  const ms = at === undefined ? Number.NaN : Date.parse(at);
  return Number.isNaN(ms) ? null : Math.max(0, Math.round(nowMs - ms));
}

/** Null = the file cannot be read; the checks of the machine say so (terminal/checks). */
function daysOf(file: string, nowMs: number): number | null {
  try {
    const endsMs = Date.parse(new X509Certificate(readFileSync(file)).validTo);
    return Number.isNaN(endsMs) ? null : Math.max(0, Math.floor((endsMs - nowMs) / dayMs));
  } catch {
    return null;
  }
}
