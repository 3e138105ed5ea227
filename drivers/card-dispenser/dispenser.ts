import { type Clock, sleep } from '../../contract/clock.ts';
import type { DeviceError, DeviceStatus, ErrorCode, Evidence, Outcome } from '../../contract/device.ts';
import type { Log } from '../../contract/log.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { type ConnectionProfile, DeviceConnection, type Link } from '../core/connection.ts';
import type { Transport, TransportFactory } from '../transport/transport.ts';
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
import { DispenserReport, mediaOf } from './dispenser-report.ts';
import { DispenserSight } from './dispenser-sight.ts';
import type { DispenserWire, MotionReport, Seen, WireFailure } from './dispenser-wire.ts';
import { beforeOf } from './motion-evidence.ts';
import { refusalBefore } from './motion-start.ts';
import { motionVerdict, type Verdict } from './motion-verdict.ts';
import { RecoveryBudget } from './recovery-budget.ts';
import { TakeWatch } from './take-watch.ts';

/** Times of the facade, milliseconds (`SightProfile`); those of the wire stand in the profile of each family. */
export const defaultDispenserProfile = {
  takePollMs: 300,
  idlePollMs: 2_000,
  maxBadLooks: 3,
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
  readonly #report: DispenserReport;
  readonly #sight: DispenserSight;
  readonly #connection: DeviceConnection;
  readonly #budget: RecoveryBudget;
  #watching: Promise<void> = Promise.resolve();

  constructor(o: DispenserOptions) {
    this.id = o.id;
    this.#wire = o.wire;
    this.#clock = o.clock;
    this.#log = o.log;
    this.#profile = { ...defaultDispenserProfile, ...o.profile };
    this.#budget = new RecoveryBudget(o.clock);
    this.#report = new DispenserReport(o);
    this.#sight = new DispenserSight({
      ...o,
      profile: this.#profile,
      report: this.#report,
      connection: () => this.#connection,
    });
    this.#connection = new DeviceConnection({
      transport: o.transport,
      clock: o.clock,
      status: this.#report.status,
      random: o.random,
      profile: { connectMs, ...this.#profile.connection },
      receive: (bytes) => this.#wire.receive(bytes),
      identify: (link) => this.#sight.identify(link),
      connected: (link) => {
        this.#watching = this.#sight.watch(link);
      },
      lost: () => this.#sight.lost(),
    });
  }

  get capabilities(): DispenserCapabilities {
    return this.#wire.capabilities;
  }

  status(): DeviceStatus {
    return this.#report.status.current;
  }

  onStatus(listener: (status: DeviceStatus) => void): () => void {
    return this.#report.status.onStatus(listener);
  }

  firmware(): string | null {
    return this.#sight.firmware;
  }

  position(): CardPosition {
    return this.#sight.position;
  }

  start(): void {
    this.#connection.start();
  }

  async close(): Promise<void> {
    this.#sight.take?.fail('E_CANCELLED', 'notDone');
    await this.#connection.close();
    await this.#watching;
    this.#wire.reset();
  }

  setCount(bin: 'hopper' | 'retain', count: number, initial = count): void {
    this.#report.bins.set(bin, count, initial);
    this.attended();
  }

  attended(): void {
    this.#budget.restore();
    this.#report.faults.attended();
    this.#wire.attended?.();
    this.#sight.tell();
    this.#sight.lookSoon();
  }

  recallRecoveries(agesMs: readonly number[]): void {
    this.#budget.recall(agesMs);
  }

  async refresh(
    o: { readonly queueMs?: number; readonly signal?: AbortSignal } = {},
  ): Promise<Result<CardPosition, DeviceError>> {
    const result = await this.#connection.withConnection(
      async (link): Promise<Result<CardPosition, DeviceError>> => {
        const seen = await this.#sight.look(link);
        return seen.ok ? ok(seen.value.position) : err(this.#report.error(seen.error, 'notDone', 'preparing'));
      },
      { queueMs: defaultQueueMs, ...o },
    );
    return this.#report.logged('refresh', result);
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
    return this.#report.logged('awaitTaken', await this.#awaitTaken(o));
  }

  async readChip(
    o: { readonly queueMs?: number; readonly signal?: AbortSignal } = {},
  ): Promise<Result<ChipIdentity, DeviceError>> {
    if (this.capabilities.chip === 'none')
      return err(this.#report.error({ code: 'E_UNSUPPORTED' }, 'notStarted', 'preparing'));
    const result = await this.#connection.withConnection(
      async (link): Promise<Result<ChipIdentity, DeviceError>> => {
        const seen = await this.#sight.look(link);
        if (!seen.ok) return err(this.#report.error(seen.error, 'notStarted', 'preparing'));
        if (seen.value.position !== 'inside') {
          return err(this.#report.error({ code: 'E_SEQUENCE' }, 'notStarted', 'preparing'));
        }
        const chip = await this.#wire.chip(link);
        return chip.ok ? chip : err(this.#report.error(chip.error, 'notDone', 'moving'));
      },
      { queueMs: defaultQueueMs, ...o },
    );
    return this.#report.logged('readChip', result);
  }

  async reconcile(
    motion: CardMotion,
    before: Evidence,
  ): Promise<{ readonly outcome: Outcome; readonly position: CardPosition; readonly evidence: Evidence }> {
    const after = await this.#connection.withConnection(
      async (link): Promise<Result<Seen, DeviceError>> => {
        const seen = await this.#sight.settled(link);
        return seen === null ? err(this.#report.error({ code: 'E_IO_TIMEOUT' }, 'notDone', 'preparing')) : ok(seen);
      },
      { queueMs: defaultQueueMs },
    );
    const seen = after.ok ? after.value : null;
    const { outcome, position, row } = motionVerdict(
      motion,
      beforeOf(before),
      { type: 'unknown', code: 'E_LINK_LOST' },
      seen,
      this.#sight.wasRestartedSince(before),
      this.capabilities.feedsTo,
    );
    const evidence = this.#sight.evidence(seen, { row });
    return { outcome, position: position === 'bin' ? 'none' : position, evidence };
  }

  // --- Motions ------------------------------------------------------------------------------------------------------------------------------------

  async #act(motion: CardMotion | 'recover', o: ActOptions): Promise<Result<MotionDone, DeviceError>> {
    const { queueMs = defaultQueueMs, signal } = o;
    const result = await this.#connection.withConnection((link) => this.#actNow(link, motion, o), { queueMs, signal });
    return this.#report.logged(motion, result);
  }

  /** The look before (D3), the evidence, the one motion, the look after. Holds the mutex. */
  async #actNow(
    link: Link,
    motion: CardMotion | 'recover',
    { actId, hooks, signal }: ActOptions,
  ): Promise<Result<MotionDone, DeviceError>> {
    const refuse = (failure: WireFailure) => err(this.#report.error(failure, 'notStarted', 'preparing', actId));
    const setUp = this.#wire.refusal?.(motion) ?? null;
    if (setUp !== null)
      return err({ ...this.#report.error(setUp, 'notStarted', 'preparing', actId), action: 'configure' });
    let look = await this.#sight.look(link);
    if (look.ok && refusalBefore(motion, look.value, this.capabilities) === 'E_NO_MEDIA') {
      await sleep(this.#clock, this.#profile.blinkMs, link.signal);
      look = await this.#sight.look(link);
    }
    if (!look.ok) return refuse(look.error);
    const refusal = refusalBefore(motion, look.value, this.capabilities);
    if (refusal !== null) return refuse({ code: refusal, vendor: look.value.raw });
    if (motion === 'recover' && (this.#report.faults.isOut || this.#budget.isSpent)) {
      this.#report.faults.putOut();
      this.#sight.tell();
      return refuse({ code: 'E_DISABLED' });
    }
    if (signal?.aborted) return refuse({ code: signal.reason === 'deadline' ? 'E_TIMEOUT' : 'E_CANCELLED' });
    if (link.signal.aborted) return refuse({ code: 'E_LINK_LOST' });
    const before = this.#sight.evidence(look.value, {});
    hooks.sent(before);
    const startedMs = this.#clock.monoMs();
    const restarts = this.#sight.restarts;
    // A hand cannot be told from this motion any more.
    this.#sight.take?.fail('E_CANCELLED', 'notDone');
    this.#report.bins.forgetOpenFeed();
    if (motion === 'recover') this.#budget.spend();
    const { report, after } = await this.#sight.whileMoving(async () => {
      const ended = await this.#wire.move(link, motion);
      return { report: ended, after: link.signal.aborted ? null : await this.#sight.settled(link) };
    });
    const verdict = motionVerdict(
      motion,
      look.value,
      report,
      after,
      this.#sight.restarts !== restarts,
      this.capabilities.feedsTo,
    );
    this.#count(motion, verdict, report);
    this.#judge(motion, verdict, report);
    const durationMs = Math.round(this.#clock.monoMs() - startedMs);
    const { outcome, code, position, row } = verdict;
    const media = position === 'bin' ? 'bin:retain' : mediaOf(position);
    this.#log('device.media.moved', { deviceId: this.id, motion, media, outcome, durationMs });
    if (code === null) return ok({ before, after: this.#sight.evidence(after, { row }), position });
    // A unit that was switched off in between, or that hears nothing: open it anew, and let `identify` sort it out.
    if (report.type !== 'ended' && (report.code === 'E_NOT_READY' || after === null)) {
      link.abandon(new Error(`the dispenser did not come back from ${motion}: ${report.code}`));
    }
    const isLost = after === null && link.signal.aborted && report.type !== 'ended' && report.code === 'E_LINK_LOST';
    // Fed to where it cannot go on from: what has to be set first is what forbids to present it.
    const mustSetUp = code === 'E_NOT_READY' && report.type === 'ended';
    const vendor = mustSetUp ? this.#wire.refusal?.('present')?.vendor : wireVendor(report);
    const failure = { code: isLost ? 'E_LINK_LOST' : code, ...(vendor === undefined ? {} : { vendor }) } as const;
    const mediaAt = this.#report.faults.hasLasting('E_MEDIA_JAM') && position === 'none' ? 'jammed' : media;
    const error = this.#report.error(
      failure,
      outcome,
      'moving',
      actId,
      mediaAt,
      isLost ? link.signal.reason : undefined,
    );
    return err(mustSetUp ? { ...error, action: 'configure' } : error);
  }

  #count(motion: CardMotion | 'recover', { outcome, position, row }: Verdict, report: MotionReport): void {
    if (motion === 'feed' && outcome !== 'notDone') {
      // E_NO_MEDIA: a card was seen to come and has gone again.
      const wasSeen = row === 'takenByHand' || (report.type === 'failed' && report.code === 'E_NO_MEDIA');
      this.#report.bins.fedOne(!wasSeen && (position === 'none' || position === 'unknown'));
    }
    if (position === 'bin') this.#report.bins.capturedOne();
  }

  #judge(motion: CardMotion | 'recover', verdict: Verdict, report: MotionReport): void {
    this.#report.faults.moved(motion, verdict, report);
    if (motion === 'recover') {
      const result = verdict.code ?? 'ok';
      this.#log('device.recovery.tried', { deviceId: this.id, how: report.type, count: this.#budget.used, result });
    }
    this.#sight.tell();
  }

  // --- Waiting for a hand -------------------------------------------------------------------------------------------------------------------------

  async #awaitTaken(o: {
    readonly userMs: number;
    readonly signal?: AbortSignal;
  }): Promise<Result<TakeResult, DeviceError>> {
    const refuse = (code: ErrorCode) => err(this.#report.error({ code }, 'notStarted', 'preparing'));
    if (!this.#connection.isUp) return refuse('E_NO_DEVICE');
    // While a motor turns, an empty exit is no hand.
    if (this.#sight.take !== null || this.#sight.isMoving) return refuse('E_CLAIM_BUSY');
    if (this.#sight.position !== 'exit') return refuse('E_SEQUENCE');
    const take = new TakeWatch({
      clock: this.#clock,
      userMs: o.userMs,
      signal: o.signal,
      onExpired: () => this.#sight.lookSoon(),
    });
    const result = await this.#sight.until(take);
    if (!result.ok) return err(this.#report.error(result.error, result.error.outcome, 'waitingUser'));
    if (result.value === 'taken') {
      const dwellMs = Math.round(this.#clock.monoMs() - take.startedMs);
      this.#log('device.media.taken', { deviceId: this.id, dwellMs });
    }
    return result;
  }
}

function wireVendor(report: MotionReport): string | undefined {
  return report.type === 'ended' ? undefined : report.vendor;
}
