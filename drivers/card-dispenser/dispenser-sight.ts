import { randomUUID } from 'node:crypto';
import { type Clock, sleep } from '../../contract/clock.ts';
import type { DeviceError, Evidence } from '../../contract/device.ts';
import type { Log } from '../../contract/log.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import type { DeviceConnection, Link } from '../core/connection.ts';
import type { CardPosition } from './card-dispenser.ts';
import type { DispenserReport } from './dispenser-report.ts';
import type { DispenserWire, Seen, WireFailure } from './dispenser-wire.ts';
import { evidenceOf } from './motion-evidence.ts';
import type { TakeWatch } from './take-watch.ts';

/** Milliseconds, but for the number of looks. */
export interface SightProfile {
  /** Between two looks while a hand is waited for (docs/protocols/card-dispenser.md, 5.2). */
  readonly takePollMs: number;
  /** Between two looks when nothing is going on: liveness, levels, a card left behind. */
  readonly idlePollMs: number;
  /** Failed looks in a row after which the link is closed and opened anew. */
  readonly maxBadLooks: number;
  /** Longest wait for motors that still turn when a motion's answer was lost; then it counts as it stands. */
  readonly settleMs: number;
  readonly settlePollMs: number;
}

export interface SightOptions {
  readonly id: string;
  readonly wire: DispenserWire;
  readonly clock: Clock;
  readonly log: Log;
  readonly profile: SightProfile;
  readonly report: DispenserReport;
  readonly connection: () => DeviceConnection;
}

/** The sensors of a dispenser: the one loop that looks, what was seen last, and who waits for it. Moves nothing. */
export class DispenserSight {
  readonly #o: SightOptions;
  readonly #wire: DispenserWire;
  readonly #clock: Clock;
  readonly #report: DispenserReport;
  /** Which driver counted restarts: counts of two cannot be compared. */
  readonly #life = randomUUID().slice(0, 8);
  #firmware: string | null = null;
  #seen: Seen | null = null;
  #restarts = 0;
  #isMoving = false;
  #reportedDrops = 0;
  #take: TakeWatch | null = null;
  #lastLookMs = Number.NEGATIVE_INFINITY;
  #badLooks = 0;
  #wake = new AbortController();

  constructor(options: SightOptions) {
    this.#o = options;
    this.#wire = options.wire;
    this.#clock = options.clock;
    this.#report = options.report;
  }

  get firmware(): string | null {
    return this.#firmware;
  }

  get position(): CardPosition {
    return this.#seen?.position ?? 'unknown';
  }

  /** How often a unit was found restarted, by this driver. */
  get restarts(): number {
    return this.#restarts;
  }

  /** A motion of ours is under way. */
  get isMoving(): boolean {
    return this.#isMoving;
  }

  /** The wait for a hand that is under way. */
  get take(): TakeWatch | null {
    return this.#take;
  }

  /** Evidence of a driver that is gone (a crash, a power cut): every restart that this one has found may have come after it. */
  wasRestartedSince({ values }: Evidence): boolean {
    return values.life === this.#life ? values.restarts !== this.#restarts : this.#restarts > 0;
  }

  evidence(seen: Seen | null, extra: Readonly<Record<string, string>>): Evidence {
    const at = new Date(this.#clock.wallMs()).toISOString();
    return evidenceOf(seen, this.#report.bins, at, { restarts: this.#restarts, life: this.#life, ...extra });
  }

  /** While `motion` runs an empty exit is no hand. */
  async whileMoving<T>(motion: () => Promise<T>): Promise<T> {
    this.#isMoving = true;
    this.tell();
    try {
      return await motion();
    } finally {
      this.#isMoving = false;
    }
  }

  /** Looks often until this wait is over; nobody else may wait meanwhile. */
  async until(take: TakeWatch): Promise<Awaited<TakeWatch['result']>> {
    this.#take = take;
    this.tell();
    this.#wake.abort();
    const result = await take.result;
    this.#take = null;
    this.tell();
    return result;
  }

  lookSoon(): void {
    this.#lastLookMs = Number.NEGATIVE_INFINITY;
    this.#wake.abort();
  }

  /** The one poll loop of a link. */
  async watch(link: Link): Promise<void> {
    while (!link.signal.aborted) {
      const { takePollMs, idlePollMs } = this.#o.profile;
      const pauseMs = this.#take !== null && !this.#take.isSettled ? takePollMs : idlePollMs;
      const delayMs = this.#lastLookMs + pauseMs - this.#clock.monoMs();
      if (delayMs > 0) {
        // Woken by a caller who waits for a hand, and by the end of the link.
        this.#wake = new AbortController();
        await sleep(this.#clock, delayMs, this.#wake.signal);
        continue;
      }
      await this.#o.connection().withConnection(
        async (current) => {
          if (current === link) await this.look(link);
          return ok(undefined);
        },
        { priority: 'low', signal: link.signal },
      );
      this.#lastLookMs = this.#clock.monoMs();
    }
  }

  /** One look; everybody hears of it. Needs the mutex. A unit that was restarted or answers nothing any more is given up. */
  async look(link: Link, o: { readonly abandons: boolean } = { abandons: true }): Promise<Result<Seen, WireFailure>> {
    const look = await this.#wire.look(link);
    this.#reportDrops();
    if (look.ok) {
      this.#badLooks = 0;
      this.#observe(look.value);
      return look;
    }
    if (link.signal.aborted) return err({ ...look.error, code: 'E_LINK_LOST' });
    this.#badLooks += 1;
    const mustReopen = look.error.code === 'E_NOT_READY' || this.#badLooks >= this.#o.profile.maxBadLooks;
    if (o.abandons && mustReopen) link.abandon(new Error(`the dispenser no longer answers: ${look.error.code}`));
    return look;
  }

  /** A look after a motion, when the motors have stopped; null when nobody can look. */
  async settled(link: Link): Promise<Seen | null> {
    const startedMs = this.#clock.monoMs();
    let isRevived = false;
    for (;;) {
      const seen = await this.look(link, { abandons: false });
      if (!seen.ok) {
        // The unit was restarted in the middle: made usable again without moving a card, it can still say where the card is.
        if (seen.error.code !== 'E_NOT_READY' || isRevived || link.signal.aborted) return null;
        isRevived = true;
        const unit = await this.#wire.identify(link);
        if (!unit.ok) return null;
        if (unit.value.wasRestarted === true) this.#restarts += 1;
        continue;
      }
      const isOver = this.#clock.monoMs() - startedMs >= this.#o.profile.settleMs;
      if (!seen.value.isMoving || isOver) return seen.value;
      if (!(await sleep(this.#clock, this.#o.profile.settlePollMs, link.signal))) return null;
    }
  }

  async identify(link: Link): Promise<Result<void, DeviceError>> {
    this.#wire.reset();
    const unit = await this.#wire.identify(link);
    if (!unit.ok) return err(this.#report.error(unit.error, 'notDone', 'preparing'));
    this.#firmware = unit.value.firmware;
    if (unit.value.wasRestarted === true) this.#restarts += 1;
    // Where the card is must be known before anybody may use the device.
    const seen = await this.look(link, { abandons: false });
    return seen.ok ? ok(undefined) : err(this.#report.error(seen.error, 'notDone', 'preparing'));
  }

  lost(): void {
    this.#wire.reset();
    this.#seen = null;
    this.#badLooks = 0;
    this.tell();
    this.#wake.abort();
    this.#take?.fail('E_LINK_LOST', 'indeterminate');
  }

  tell(): void {
    this.#report.tell({
      position: this.position,
      isSeen: this.#seen !== null,
      isMoving: this.#isMoving || this.#seen?.isMoving === true,
      isWaiting: this.#take !== null && !this.#take.isSettled,
    });
  }

  #observe(seen: Seen): void {
    this.#lastLookMs = this.#clock.monoMs();
    this.#seen = seen;
    this.#report.bins.seen(seen);
    this.#report.faults.looked(seen);
    this.tell();
    if (this.#isMoving) return;
    if (seen.isMoving) this.#take?.seenMoving();
    else this.#take?.seen(seen.position);
  }

  /** Each motion and each call is followed or begun by a look, so that counting here misses nothing for long. */
  #reportDrops(): void {
    const bytes = this.#wire.dropped - this.#reportedDrops;
    if (bytes === 0) return;
    this.#reportedDrops = this.#wire.dropped;
    this.#o.log('device.frame.dropped', { deviceId: this.#o.id, reason: 'noise', bytes });
  }
}
