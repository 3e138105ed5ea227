import { randomUUID } from 'node:crypto';
import { type Clock, sleep } from '../../contract/clock.ts';
import {
  type DeviceError,
  type DeviceStatus,
  deviceError,
  type ErrorCode,
  type Evidence,
  type MediaPos,
  type Outcome,
  type Phase,
} from '../../contract/device.ts';
import type { Log } from '../../contract/log.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { type ConnectionProfile, DeviceConnection, type Link } from '../core/connection.ts';
import { StatusTracker } from '../core/status-tracker.ts';
import type { Transport, TransportFactory } from '../transport/transport.ts';
import { CardBins } from './card-bins.ts';
import type {
  ActOptions,
  CardDispenser,
  CardMotion,
  CardPosition,
  ChipIdentity,
  DispenserCapabilities,
  MotionDone,
  TakeResult,
} from './card-dispenser.ts';
import { DispenserFaults } from './dispenser-faults.ts';
import type { DispenserWire, MotionReport, Seen, WireFailure } from './dispenser-wire.ts';
import { beforeOf, evidenceOf } from './motion-evidence.ts';
import { refusalBefore } from './motion-start.ts';
import { motionVerdict, type Verdict } from './motion-verdict.ts';
import { RecoveryBudget } from './recovery-budget.ts';
import { TakeWatch } from './take-watch.ts';

/** Times of the facade, milliseconds; those of the wire stand in the profile of each family. */
export const defaultDispenserProfile = {
  /** Between two looks while a hand is waited for (docs/protocols/card-dispenser.md, 5.2). */
  takePollMs: 300,
  /** Between two looks when nothing is going on: liveness, levels, a card left behind. */
  idlePollMs: 2_000,
  /** Failed looks in a row after which the link is closed and opened anew. */
  maxBadLooks: 3,
  /** Longest wait for motors that still turn when a motion's answer was lost; then it counts as it stands. */
  settleMs: 15_000,
  settlePollMs: 250,
  /** A look without a card before a motion is confirmed after this: one alone may be a sensor that blinked (docs/protocols/card-dispenser.md, 5.2). */
  blinkMs: 200,
} as const;
export type DispenserProfile = { readonly [K in keyof typeof defaultDispenserProfile]: number } & {
  readonly connection?: Partial<ConnectionProfile>;
};

/** Long enough for an F2 unit that must be initialised, with every send repeated. */
const connectMs = 15_000;
const defaultQueueMs = 5_000;

export interface DispenserOptions {
  readonly id: string;
  readonly wire: DispenserWire;
  readonly transport: TransportFactory | Transport;
  readonly clock: Clock;
  readonly log: Log;
  readonly random?: (() => number) | undefined;
  readonly profile?: Partial<DispenserProfile> | undefined;
}

/** A card dispenser of any family: link, status, acts with evidence, and waiting for a hand in one place. Nothing is opened before `start`. */
export function createDispenser(options: DispenserOptions): CardDispenser {
  return new Dispenser(options);
}

class Dispenser implements CardDispenser {
  readonly id: string;
  readonly #wire: DispenserWire;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #profile: DispenserProfile;
  readonly #status: StatusTracker;
  readonly #connection: DeviceConnection;
  readonly #bins = new CardBins();
  readonly #budget: RecoveryBudget;
  #firmware: string | null = null;
  #seen: Seen | null = null;
  readonly #faults = new DispenserFaults();
  /** What this class has opened in the status; the other faults there belong to the connection. */
  #openFaults: ReadonlySet<ErrorCode> = new Set();
  /** How often a unit was found restarted, by this driver. */
  #restarts = 0;
  /** Which driver counted: counts of two cannot be compared. */
  readonly #life = randomUUID().slice(0, 8);
  #isMoving = false;
  #reportedDrops = 0;
  #take: TakeWatch | null = null;
  #lastLookMs = Number.NEGATIVE_INFINITY;
  #badLooks = 0;
  #wake = new AbortController();
  #watching: Promise<void> = Promise.resolve();

  constructor(o: DispenserOptions) {
    this.id = o.id;
    this.#wire = o.wire;
    this.#clock = o.clock;
    this.#log = o.log;
    this.#profile = { ...defaultDispenserProfile, ...o.profile };
    this.#budget = new RecoveryBudget(o.clock);
    this.#status = new StatusTracker({
      id: o.id,
      clock: o.clock,
      log: o.log,
      initial: { media: 'unknown', paths: { channel: 'unknown' }, bins: this.#binStatus() },
    });
    this.#connection = new DeviceConnection({
      transport: o.transport,
      clock: o.clock,
      status: this.#status,
      random: o.random,
      profile: { connectMs, ...this.#profile.connection },
      receive: (bytes) => this.#wire.receive(bytes),
      identify: (link) => this.#identify(link),
      connected: (link) => {
        this.#watching = this.#watch(link);
      },
      lost: () => this.#lost(),
    });
  }

  get capabilities(): DispenserCapabilities {
    return this.#wire.capabilities;
  }

  status(): DeviceStatus {
    return this.#status.current;
  }

  onStatus(listener: (status: DeviceStatus) => void): () => void {
    return this.#status.onStatus(listener);
  }

  firmware(): string | null {
    return this.#firmware;
  }

  position(): CardPosition {
    return this.#seen?.position ?? 'unknown';
  }

  start(): void {
    this.#connection.start();
  }

  async close(): Promise<void> {
    this.#take?.fail('E_CANCELLED', 'notDone');
    await this.#connection.close();
    await this.#watching;
    this.#wire.reset();
  }

  setCount(bin: 'hopper' | 'retain', count: number, initial = count): void {
    this.#bins.set(bin, count, initial);
    // Somebody stood at the open machine. The next look tells.
    this.#budget.restore();
    this.#faults.attended();
    this.#wire.attended?.();
    this.#tell();
    this.#lookSoon();
  }

  recallRecoveries(agesMs: readonly number[]): void {
    this.#budget.recall(agesMs);
  }

  async refresh(
    o: { readonly queueMs?: number; readonly signal?: AbortSignal } = {},
  ): Promise<Result<CardPosition, DeviceError>> {
    const result = await this.#connection.withConnection(
      async (link): Promise<Result<CardPosition, DeviceError>> => {
        const seen = await this.#look(link);
        return seen.ok ? ok(seen.value.position) : err(this.#error(seen.error, 'notDone', 'preparing'));
      },
      { queueMs: defaultQueueMs, ...o },
    );
    return this.#logged('refresh', result);
  }

  feed(o: ActOptions): Promise<Result<MotionDone, DeviceError>> {
    return this.#act('feed', o);
  }

  present(o: ActOptions): Promise<Result<MotionDone, DeviceError>> {
    return this.#act('present', o);
  }

  capture(o: ActOptions): Promise<Result<MotionDone, DeviceError>> {
    return this.#act('capture', o);
  }

  retract(o: ActOptions): Promise<Result<MotionDone, DeviceError>> {
    return this.#act('retract', o);
  }

  recover(o: ActOptions): Promise<Result<MotionDone, DeviceError>> {
    return this.#act('recover', o);
  }

  async awaitTaken(o: {
    readonly userMs: number;
    readonly signal?: AbortSignal;
  }): Promise<Result<TakeResult, DeviceError>> {
    return this.#logged('awaitTaken', await this.#awaitTaken(o));
  }

  async readChip(
    o: { readonly queueMs?: number; readonly signal?: AbortSignal } = {},
  ): Promise<Result<ChipIdentity, DeviceError>> {
    if (this.capabilities.chip === 'none')
      return err(this.#error({ code: 'E_UNSUPPORTED' }, 'notStarted', 'preparing'));
    const result = await this.#connection.withConnection(
      async (link): Promise<Result<ChipIdentity, DeviceError>> => {
        const seen = await this.#look(link);
        if (!seen.ok) return err(this.#error(seen.error, 'notStarted', 'preparing'));
        if (seen.value.position !== 'inside') {
          return err(this.#error({ code: 'E_SEQUENCE' }, 'notStarted', 'preparing'));
        }
        const chip = await this.#wire.chip(link);
        return chip.ok ? chip : err(this.#error(chip.error, 'notDone', 'moving'));
      },
      { queueMs: defaultQueueMs, ...o },
    );
    return this.#logged('readChip', result);
  }

  async reconcile(
    motion: CardMotion,
    before: Evidence,
  ): Promise<{ readonly outcome: Outcome; readonly position: CardPosition; readonly evidence: Evidence }> {
    const after = await this.#connection.withConnection(
      async (link): Promise<Result<Seen, DeviceError>> => {
        const seen = await this.#settled(link);
        return seen === null ? err(this.#error({ code: 'E_IO_TIMEOUT' }, 'notDone', 'preparing')) : ok(seen);
      },
      { queueMs: defaultQueueMs },
    );
    const seen = after.ok ? after.value : null;
    const { outcome, position, row } = motionVerdict(
      motion,
      beforeOf(before),
      { type: 'unknown', code: 'E_LINK_LOST' },
      seen,
      this.#wasRestartedSince(before),
      this.capabilities.feedsTo,
    );
    const evidence = this.#evidence(seen, { row });
    return { outcome, position: position === 'bin' ? 'none' : position, evidence };
  }

  /** Evidence of a driver that is gone (a crash, a power cut): every restart that this one has found may have come after it. */
  #wasRestartedSince({ values }: Evidence): boolean {
    return values.life === this.#life ? values.restarts !== this.#restarts : this.#restarts > 0;
  }

  // --- Motions ------------------------------------------------------------------------------------------------------------------------------------

  async #act(motion: CardMotion | 'recover', o: ActOptions): Promise<Result<MotionDone, DeviceError>> {
    const { queueMs = defaultQueueMs, signal } = o;
    const result = await this.#connection.withConnection((link) => this.#actNow(link, motion, o), { queueMs, signal });
    return this.#logged(motion, result);
  }

  /** The look before (D3), the evidence, the one motion, the look after. Holds the mutex. */
  async #actNow(
    link: Link,
    motion: CardMotion | 'recover',
    { actId, hooks, signal }: ActOptions,
  ): Promise<Result<MotionDone, DeviceError>> {
    const refuse = (failure: WireFailure) => err(this.#error(failure, 'notStarted', 'preparing', actId));
    const setUp = this.#wire.refusal?.(motion) ?? null;
    if (setUp !== null) return err({ ...this.#error(setUp, 'notStarted', 'preparing', actId), action: 'configure' });
    let look = await this.#look(link);
    if (look.ok && refusalBefore(motion, look.value, this.capabilities) === 'E_NO_MEDIA') {
      await sleep(this.#clock, this.#profile.blinkMs, link.signal);
      look = await this.#look(link);
    }
    if (!look.ok) return refuse(look.error);
    const refusal = refusalBefore(motion, look.value, this.capabilities);
    if (refusal !== null) return refuse({ code: refusal, vendor: look.value.raw });
    if (motion === 'recover' && (this.#faults.isOut || this.#budget.isSpent)) {
      this.#faults.putOut();
      this.#tell();
      return refuse({ code: 'E_DISABLED' });
    }
    if (signal?.aborted) return refuse({ code: signal.reason === 'deadline' ? 'E_TIMEOUT' : 'E_CANCELLED' });
    if (link.signal.aborted) return refuse({ code: 'E_LINK_LOST' });
    const before = this.#evidence(look.value, {});
    hooks.sent(before);
    const startedMs = this.#clock.monoMs();
    const restarts = this.#restarts;
    // A hand cannot be told from this motion any more.
    this.#take?.fail('E_CANCELLED', 'notDone');
    this.#bins.forgetOpenFeed();
    if (motion === 'recover') this.#budget.spend();
    let report: MotionReport;
    let after: Seen | null;
    this.#isMoving = true;
    this.#tell();
    try {
      report = await this.#wire.move(link, motion);
      after = link.signal.aborted ? null : await this.#settled(link);
    } finally {
      this.#isMoving = false;
    }
    const verdict = motionVerdict(
      motion,
      look.value,
      report,
      after,
      this.#restarts !== restarts,
      this.capabilities.feedsTo,
    );
    this.#count(motion, verdict, report);
    this.#judge(motion, verdict, report);
    const durationMs = Math.round(this.#clock.monoMs() - startedMs);
    const { outcome, code, position, row } = verdict;
    const media = position === 'bin' ? 'bin:retain' : mediaOf(position);
    this.#log('device.media.moved', { deviceId: this.id, motion, media, outcome, durationMs });
    if (code === null) return ok({ before, after: this.#evidence(after, { row }), position });
    // A unit that was switched off in between, or that hears nothing: open it anew, and let `identify` sort it out.
    if (report.type !== 'ended' && (report.code === 'E_NOT_READY' || after === null)) {
      link.abandon(new Error(`the dispenser did not come back from ${motion}: ${report.code}`));
    }
    const isLost = after === null && link.signal.aborted && report.type !== 'ended' && report.code === 'E_LINK_LOST';
    // Fed to where it cannot go on from: what has to be set first is what forbids to present it.
    const mustSetUp = code === 'E_NOT_READY' && report.type === 'ended';
    const vendor = mustSetUp ? this.#wire.refusal?.('present')?.vendor : wireVendor(report);
    const failure = { code: isLost ? 'E_LINK_LOST' : code, ...(vendor === undefined ? {} : { vendor }) } as const;
    const mediaAt = this.#faults.hasLasting('E_MEDIA_JAM') && position === 'none' ? 'jammed' : media;
    const error = this.#error(failure, outcome, 'moving', actId, mediaAt, isLost ? link.signal.reason : undefined);
    return err(mustSetUp ? { ...error, action: 'configure' } : error);
  }

  /** A look after a motion, when the motors have stopped; null when nobody can look. Moves nothing. */
  async #settled(link: Link): Promise<Seen | null> {
    const startedMs = this.#clock.monoMs();
    let isRevived = false;
    for (;;) {
      const seen = await this.#look(link, { abandons: false });
      if (!seen.ok) {
        // The unit was restarted in the middle: made usable again without moving a card, it can still say where the card is.
        if (seen.error.code !== 'E_NOT_READY' || isRevived || link.signal.aborted) return null;
        isRevived = true;
        const unit = await this.#wire.identify(link);
        if (!unit.ok) return null;
        if (unit.value.wasRestarted === true) this.#restarts += 1;
        continue;
      }
      const isOver = this.#clock.monoMs() - startedMs >= this.#profile.settleMs;
      if (!seen.value.isMoving || isOver) return seen.value;
      if (!(await sleep(this.#clock, this.#profile.settlePollMs, link.signal))) return null;
    }
  }

  #count(motion: CardMotion | 'recover', { outcome, position, row }: Verdict, report: MotionReport): void {
    if (motion === 'feed' && outcome !== 'notDone') {
      // E_NO_MEDIA: a card was seen to come and has gone again.
      const wasSeen = row === 'takenByHand' || (report.type === 'failed' && report.code === 'E_NO_MEDIA');
      this.#bins.fedOne(!wasSeen && (position === 'none' || position === 'unknown'));
    }
    if (position === 'bin') this.#bins.capturedOne();
  }

  #judge(motion: CardMotion | 'recover', verdict: Verdict, report: MotionReport): void {
    this.#faults.moved(motion, verdict, report);
    if (motion === 'recover') {
      const result = verdict.code ?? 'ok';
      this.#log('device.recovery.tried', { deviceId: this.id, how: report.type, count: this.#budget.used, result });
    }
    this.#tell();
  }

  // --- Waiting for a hand -------------------------------------------------------------------------------------------------------------------------

  async #awaitTaken(o: {
    readonly userMs: number;
    readonly signal?: AbortSignal;
  }): Promise<Result<TakeResult, DeviceError>> {
    const refuse = (code: ErrorCode) => err(this.#error({ code }, 'notStarted', 'preparing'));
    if (!this.#connection.isUp) return refuse('E_NO_DEVICE');
    // While a motor turns, an empty exit is no hand.
    if (this.#take !== null || this.#isMoving) return refuse('E_CLAIM_BUSY');
    if (this.#seen?.position !== 'exit') return refuse('E_SEQUENCE');
    const take = new TakeWatch({
      clock: this.#clock,
      userMs: o.userMs,
      signal: o.signal,
      onExpired: () => this.#lookSoon(),
    });
    this.#take = take;
    this.#tell();
    this.#wake.abort();
    const result = await take.result;
    this.#take = null;
    this.#tell();
    if (!result.ok) return err(this.#error(result.error, result.error.outcome, 'waitingUser'));
    if (result.value === 'taken') {
      const dwellMs = Math.round(this.#clock.monoMs() - take.startedMs);
      this.#log('device.media.taken', { deviceId: this.id, dwellMs });
    }
    return result;
  }

  // --- Looking ------------------------------------------------------------------------------------------------------------------------------------

  /** The one poll loop of a link. */
  async #watch(link: Link): Promise<void> {
    while (!link.signal.aborted) {
      const { takePollMs, idlePollMs } = this.#profile;
      const pauseMs = this.#take !== null && !this.#take.isSettled ? takePollMs : idlePollMs;
      const delayMs = this.#lastLookMs + pauseMs - this.#clock.monoMs();
      if (delayMs > 0) {
        // Woken by a caller who waits for a hand, and by the end of the link.
        this.#wake = new AbortController();
        await sleep(this.#clock, delayMs, this.#wake.signal);
        continue;
      }
      await this.#connection.withConnection(
        async (current) => {
          if (current === link) await this.#look(link);
          return ok(undefined);
        },
        { priority: 'low', signal: link.signal },
      );
      this.#lastLookMs = this.#clock.monoMs();
    }
  }

  #lookSoon(): void {
    this.#lastLookMs = Number.NEGATIVE_INFINITY;
    this.#wake.abort();
  }

  /** One look; everybody hears of it. Needs the mutex. A unit that was restarted or answers nothing any more is given up. */
  async #look(link: Link, o: { readonly abandons: boolean } = { abandons: true }): Promise<Result<Seen, WireFailure>> {
    const look = await this.#wire.look(link);
    this.#reportDrops();
    if (look.ok) {
      this.#badLooks = 0;
      this.#observe(look.value);
      return look;
    }
    if (link.signal.aborted) return err({ ...look.error, code: 'E_LINK_LOST' });
    this.#badLooks += 1;
    const mustReopen = look.error.code === 'E_NOT_READY' || this.#badLooks >= this.#profile.maxBadLooks;
    if (o.abandons && mustReopen) link.abandon(new Error(`the dispenser no longer answers: ${look.error.code}`));
    return look;
  }

  #observe(seen: Seen): void {
    this.#lastLookMs = this.#clock.monoMs();
    this.#seen = seen;
    this.#bins.seen(seen);
    this.#faults.looked(seen);
    this.#tell();
    if (this.#isMoving) return;
    if (seen.isMoving) this.#take?.seenMoving();
    else this.#take?.seen(seen.position);
  }

  /** Each motion and each call is followed or begun by a look, so that counting here misses nothing for long. */
  #reportDrops(): void {
    const bytes = this.#wire.dropped - this.#reportedDrops;
    if (bytes === 0) return;
    this.#reportedDrops = this.#wire.dropped;
    this.#log('device.frame.dropped', { deviceId: this.id, reason: 'noise', bytes });
  }

  async #identify(link: Link): Promise<Result<void, DeviceError>> {
    this.#wire.reset();
    const unit = await this.#wire.identify(link);
    if (!unit.ok) return err(this.#error(unit.error, 'notDone', 'preparing'));
    this.#firmware = unit.value.firmware;
    if (unit.value.wasRestarted === true) this.#restarts += 1;
    // Where the card is must be known before anybody may use the device.
    const seen = await this.#look(link, { abandons: false });
    return seen.ok ? ok(undefined) : err(this.#error(seen.error, 'notDone', 'preparing'));
  }

  #lost(): void {
    this.#wire.reset();
    this.#seen = null;
    this.#badLooks = 0;
    this.#tell();
    this.#wake.abort();
    this.#take?.fail('E_LINK_LOST', 'indeterminate');
  }

  // --- Telling ------------------------------------------------------------------------------------------------------------------------------------

  #tell(): void {
    const faults = this.#faults.all;
    for (const code of this.#openFaults) if (!faults.has(code)) this.#status.closeFault(code);
    for (const code of faults) this.#status.openFault(code);
    this.#openFaults = faults;
    const isJammed = faults.has('E_MEDIA_JAM');
    const media = mediaOf(this.position());
    const isWaiting = this.#take !== null && !this.#take.isSettled;
    const isMoving = this.#isMoving || this.#seen?.isMoving === true;
    this.#status.set({
      media: isJammed && media !== 'inside' && media !== 'atExit' ? 'jammed' : media,
      paths: { channel: isJammed ? 'jammed' : this.#seen === null ? 'unknown' : 'clear' },
      condition: faults.has('E_HARDWARE') || faults.has('E_BIN_FAULT') ? 'faulted' : 'ok',
      activity: isMoving ? 'moving' : isWaiting ? 'waitingUser' : 'idle',
      bins: this.#binStatus(),
    });
  }

  #binStatus() {
    return this.#bins.status({
      isHopperEmpty: this.#faults.hasLasting('E_SUPPLY_OUT'),
      isBinFull: this.#faults.hasLasting('E_BIN_FULL'),
    });
  }

  #evidence(seen: Seen | null, extra: Readonly<Record<string, string>>): Evidence {
    const at = new Date(this.#clock.wallMs()).toISOString();
    return evidenceOf(seen, this.#bins, at, { restarts: this.#restarts, life: this.#life, ...extra });
  }

  #error(
    { code, vendor }: WireFailure,
    outcome: Outcome,
    phase: Phase,
    actId?: string,
    mediaAt?: MediaPos,
    cause?: unknown,
  ): DeviceError {
    return deviceError(code, outcome, {
      deviceId: this.id,
      phase,
      epoch: this.#status.current.epoch,
      mediaAt: mediaAt ?? this.#status.current.media ?? 'unknown',
      ...(actId === undefined ? {} : { actId }),
      ...(vendor === undefined ? {} : { vendor: { code: vendor } }),
      ...(cause === undefined ? {} : { cause }),
    });
  }

  #logged<T>(call: string, result: Result<T, DeviceError>): Result<T, DeviceError> {
    if (!result.ok) {
      const { code, outcome, vendor } = result.error;
      this.#log('device.call.failed', { deviceId: this.id, call, code, outcome, vendor: vendor?.code ?? '' });
    }
    return result;
  }
}

function wireVendor(report: MotionReport): string | undefined {
  return report.type === 'ended' ? undefined : report.vendor;
}

function mediaOf(position: CardPosition): MediaPos {
  return position === 'exit' ? 'atExit' : position;
}
