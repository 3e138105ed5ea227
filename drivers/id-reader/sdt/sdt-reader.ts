import { type Clock, sleep } from '../../../contract/clock.ts';
import {
  type DeviceError,
  type DeviceStatus,
  deviceError,
  type ErrorCode,
  type Phase,
} from '../../../contract/device.ts';
import type { Log } from '../../../contract/log.ts';
import { err, ok, type Result } from '../../../contract/result.ts';
import { DeviceConnection, type Link } from '../../core/connection.ts';
import { Mutex } from '../../core/mutex.ts';
import { StatusTracker } from '../../core/status-tracker.ts';
import type { Transport, TransportFactory } from '../../transport/transport.ts';
import type { IdCardRead, IdReader, IdReaderCapabilities, Presence, ReadCardOptions } from '../id-reader.ts';
import { noPhotoDecoder, type PhotoDecoder } from '../photo-decoder.ts';
import { Arming } from './arming.ts';
import { SdtCardRead } from './card-read.ts';
import { type CardReading, readPlacedCard, refused } from './card-reading.ts';
import { sw3Class, sw3Text } from './codes.ts';
import { ModuleHealth } from './module-health.ts';
import { initialPad, mustLift, nextPoll, type PadEvent, type PadState, padStep, presenceOf } from './presence.ts';
import { defaultSdtProfile, type SdtProfile } from './profile.ts';
import { SdtProtocol } from './protocol.ts';

export interface SdtReaderOptions {
  readonly id: string;
  readonly transport: TransportFactory | Transport;
  readonly clock: Clock;
  readonly log: Log;
  readonly random?: () => number;
  readonly profile?: Partial<SdtProfile>;
  /** Default: none is fitted. */
  readonly photoDecoder?: PhotoDecoder;
}

/** A reader with an SDT interface: link, presence and reading in one place. Nothing is opened before `start`. */
export function createSdtReader(options: SdtReaderOptions): IdReader {
  return new SdtReader(options);
}

const defaultQueueMs = 5_000;

class SdtReader implements IdReader {
  readonly id: string;
  readonly capabilities: IdReaderCapabilities;
  readonly photoDecoder: PhotoDecoder;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #profile: SdtProfile;
  readonly #status: StatusTracker;
  readonly #protocol: SdtProtocol;
  readonly #health: ModuleHealth;
  readonly #connection: DeviceConnection;
  /** One `readCard` at a time; the connection's own mutex is only held for single looks and reads. */
  readonly #callers: Mutex;
  readonly #presenceListeners = new Set<(presence: Presence) => void>();
  #pad: PadState = initialPad;
  #arming: Arming | null = null;
  /** Looks that follow without a pause after arming: the first find often fails. */
  #eagerLooks = 0;
  #lastLookMs = Number.NEGATIVE_INFINITY;
  #wake = new AbortController();
  #watching: Promise<void> = Promise.resolve();

  constructor(o: SdtReaderOptions) {
    this.id = o.id;
    this.photoDecoder = o.photoDecoder ?? noPhotoDecoder;
    this.#clock = o.clock;
    this.#log = o.log;
    this.#profile = { ...defaultSdtProfile, ...o.profile };
    this.capabilities = {
      hasPresenceSensor: this.#profile.presenceTest,
      hasPhoto: true,
      hasFingerprint: false,
      hasNewestAddress: this.#profile.readsNewestAddress,
    };
    this.#callers = new Mutex(o.clock);
    this.#status = new StatusTracker({ id: o.id, clock: o.clock, log: o.log, initial: { media: 'unknown' } });
    this.#protocol = new SdtProtocol({
      clock: o.clock,
      profile: this.#profile,
      onDropped: (reason, bytes) => o.log('device.frame.dropped', { deviceId: o.id, reason, bytes }),
    });
    this.#health = new ModuleHealth({
      protocol: this.#protocol,
      status: this.#status,
      maxTries: this.#profile.maxTries,
      error: (code, vendor) => this.#error(code, 'notDone', 'preparing', vendor === undefined ? {} : { vendor }),
      onOutOfService: (vendor) => {
        this.#lastLookMs = this.#clock.monoMs();
        this.#arming?.settle(err(this.#error('E_NOT_READY', 'notDone', 'waitingUser', { vendor })));
        // It sees no card go: one that is called present would be so for as long as the module is broken.
        this.#event({ type: 'linkChanged' });
      },
    });
    this.#connection = new DeviceConnection({
      transport: o.transport,
      clock: o.clock,
      status: this.#status,
      random: o.random,
      profile: this.#profile.connection,
      receive: (bytes) => this.#protocol.receive(bytes),
      identify: (link) => this.#identify(link),
      connected: (link) => {
        this.#watching = this.#watch(link);
      },
      lost: (cause) => this.#lost(cause),
    });
  }

  status(): DeviceStatus {
    return this.#status.current;
  }

  onStatus(listener: (status: DeviceStatus) => void): () => void {
    return this.#status.onStatus(listener);
  }

  presence(): Presence {
    return presenceOf(this.#pad);
  }

  onPresence(listener: (presence: Presence) => void): () => void {
    this.#presenceListeners.add(listener);
    return () => {
      this.#presenceListeners.delete(listener);
    };
  }

  samId(): string | null {
    return this.#health.samId;
  }

  start(): void {
    this.#connection.start();
  }

  async close(): Promise<void> {
    this.#arming?.settle(err(this.#error('E_CANCELLED', 'notDone', 'waitingUser')));
    await this.#connection.close();
    await this.#watching;
  }

  async readCard(options: ReadCardOptions): Promise<Result<IdCardRead, DeviceError>> {
    const { queueMs = defaultQueueMs, signal } = options;
    const startedMs = this.#clock.monoMs();
    const turn = await this.#callers.run(
      () => this.#readInTurn(options, Math.max(0, queueMs - (this.#clock.monoMs() - startedMs))),
      { queueMs, signal },
    );
    const aborted = signal?.reason === 'deadline' ? 'E_TIMEOUT' : 'E_CANCELLED';
    const result = turn.ok
      ? turn.value
      : err(this.#error(turn.error === 'busy' ? 'E_CLAIM_BUSY' : aborted, 'notStarted', 'queued'));
    if (!result.ok) this.#logFailure(result.error);
    return result;
  }

  async #readInTurn(options: ReadCardOptions, queueMs: number): Promise<Result<IdCardRead, DeviceError>> {
    // Waits for a connection that is being made, and for the look that is under way.
    const ready = await this.#connection.withConnection(async () => ok(undefined), { queueMs, signal: options.signal });
    if (!ready.ok) return ready;
    if (this.#health.outOfService !== null) {
      return err(this.#error('E_NOT_READY', 'notStarted', 'preparing', { vendor: this.#health.outOfService }));
    }
    const arming = new Arming(options, this.#clock, (code, phase, vendor) =>
      this.#error(code, 'notDone', phase, vendor === undefined ? {} : { vendor }),
    );
    this.#arming = arming;
    if (!this.#connection.isUp) arming.settle(err(this.#error('E_LINK_LOST', 'notDone', 'waitingUser')));
    this.#eagerLooks = 2;
    this.#tellActivity();
    this.#wake.abort();
    const result = await arming.result;
    this.#arming = null;
    this.#event({ type: 'disarmed' });
    this.#tellActivity();
    return result;
  }

  /** The loop of one link: looks at the pad until the link ends. The only user of the connection besides the `ready` gate. */
  async #watch(link: Link): Promise<void> {
    while (!link.signal.aborted) {
      const dueMs = this.#lastLookMs + this.#nextLookMs();
      const delayMs = dueMs - this.#clock.monoMs();
      if (delayMs > 0) {
        // Woken by a caller who arms the pad, and by the end of the link.
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

  #nextLookMs(): number {
    if (this.#health.outOfService !== null) return this.#profile.serviceRetryMs;
    if (this.#eagerLooks > 0 && this.#pad.at === 'absent') return 0;
    const { afterMs } = nextPoll(this.#pad, this.#arming !== null, this.#profile);
    // A pad that nobody knows is asked without a pause, but not for as long as no answer makes sense.
    return this.#status.current.condition === 'degraded' ? Math.max(afterMs, this.#profile.pollMs) : afterMs;
  }

  async #look(link: Link): Promise<void> {
    if (this.#health.outOfService !== null) {
      if (await this.#health.tryService(link)) this.#event({ type: 'linkChanged' });
      return;
    }
    this.#eagerLooks = Math.max(0, this.#eagerLooks - 1);
    if (nextPoll(this.#pad, this.#arming !== null, this.#profile).ask === 'presence') {
      const reply = await this.#protocol.request(link, 'readNewestAddress', { repeats: 0 });
      if (!reply.ok) {
        if (reply.error !== 'lost') this.#event({ type: 'silent' });
        return;
      }
      const { sw3, data } = reply.value;
      data.fill(0);
      if (sw3Class(sw3) === 'outOfService') {
        this.#health.goOutOfService(sw3Text(sw3));
        return;
      }
      this.#event({ type: sw3 === 0x90 || sw3 === 0x91 ? 'stillThere' : sw3 === 0x24 ? 'forgot' : 'notThere' });
      return;
    }
    const reply = await this.#protocol.request(link, 'findCard');
    if (!reply.ok) {
      if (reply.error !== 'lost')
        await this.#badLook(link, reply.error === 'silent' ? 'E_IO_TIMEOUT' : 'E_PROTOCOL', reply.error);
      return;
    }
    const { sw3 } = reply.value;
    if (sw3 === 0x80) {
      this.#health.goodLook();
      this.#event({ type: 'notFound' });
      return;
    }
    const problem = sw3 === 0x9f ? null : refused(reply.value);
    if (problem?.type === 'failed' && sw3Class(sw3) === 'protocol') {
      return this.#badLook(link, problem.code, problem.vendor);
    }
    this.#health.goodLook();
    // Any answer about a card, good or bad, means that one lies there.
    const mayRead = this.#event({ type: 'found', isArmed: this.#arming !== null && !this.#arming.isStopped });
    const arming = this.#arming;
    if (problem?.type === 'outOfService' || (mayRead && arming !== null)) {
      await this.#read(link, arming, problem);
    }
  }

  /** @param problem what the find already said about the card, null = 9F */
  async #read(link: Link, arming: Arming | null, problem: CardReading | null): Promise<void> {
    const startedMs = this.#clock.monoMs();
    const reading =
      problem ?? (await readPlacedCard(this.#protocol, link, this.#profile, () => arming?.isStopped !== false));
    switch (reading.type) {
      case 'ok': {
        const { card } = reading.text;
        const readMs = Math.round(this.#clock.monoMs() - startedMs);
        const read = new SdtCardRead(card, reading.newestAddress, reading.photo, readMs);
        // Settled first, so that the caller hears no more phases; it runs only after this turn, when the state is right.
        if (arming === null || arming.isStopped) {
          read.wipe();
          arming?.stopped();
        } else {
          this.#log('device.idCard.read', { deviceId: this.id, type: card.type, durationMs: readMs });
          arming.settle(ok(read));
        }
        this.#event({ type: 'readOk' });
        return;
      }
      case 'failed':
        return this.#readFailed(link, arming, reading);
      case 'outOfService':
        this.#event({ type: 'readFailed', isFinal: true });
        this.#health.goOutOfService(reading.vendor);
        return;
      case 'stopped':
        arming?.stopped();
        this.#event({ type: 'readFailed', isFinal: true });
        return;
      case 'lost':
        return; // the connection reports it, with the cause
    }
  }

  async #readFailed(
    link: Link,
    arming: Arming | null,
    reading: Extract<CardReading, { type: 'failed' }>,
  ): Promise<void> {
    if (reading.cure === 'reset') await this.#protocol.request(link, 'resetSam');
    if (reading.cure === 'check') await this.#health.revive(link);
    const isLast = arming !== null && (reading.isFinal || arming.failures + 1 >= this.#profile.maxTries);
    const isGone = isLast && !reading.isFinal && reading.code === 'E_MEDIA_INVALID' && (await this.#isPadEmpty(link));
    if (link.signal.aborted || this.#health.outOfService !== null) return;
    if (isLast) {
      const code = isGone ? 'E_NO_MEDIA' : reading.code;
      arming.settle(err(this.#error(code, 'notDone', 'moving', { vendor: reading.vendor })));
    }
    this.#event({ type: 'readFailed', isFinal: reading.isFinal });
    arming?.tryFailed(reading.vendor);
  }

  /** Tells "pulled away" from "not readable": a card that was not read answers find with 9F as long as it lies there. */
  async #isPadEmpty(link: Link): Promise<boolean> {
    for (let i = 0; i < 2; i += 1) {
      const reply = await this.#protocol.request(link, 'findCard');
      if (!reply.ok || reply.value.sw3 !== 0x80) return false;
    }
    return true;
  }

  async #badLook(link: Link, code: ErrorCode, vendor: string): Promise<void> {
    if (!(await this.#health.badLook(link))) return;
    // What was seen when looks still made sense is no longer known: nobody would see that card go.
    if (mustLift(this.#pad)) this.#event({ type: 'linkChanged' });
    this.#arming?.settle(err(this.#error(code, 'notDone', 'waitingUser', { vendor })));
  }

  async #identify(link: Link): Promise<Result<void, DeviceError>> {
    const known = await this.#health.identify(link);
    // Look at the pad at once, except of a module that is out of service.
    if (known.ok && this.#health.outOfService === null) this.#lastLookMs = Number.NEGATIVE_INFINITY;
    return known;
  }

  #lost(cause: Error): void {
    this.#protocol.reset();
    const phase = this.#pad.at === 'reading' ? 'moving' : 'waitingUser';
    this.#event({ type: 'linkChanged' });
    this.#wake.abort();
    this.#arming?.settle(err(this.#error('E_LINK_LOST', 'notDone', phase, { cause })));
  }

  /** Feeds the presence machine and tells everybody. Returns true when a read shall begin. */
  #event(event: PadEvent): boolean {
    const before = this.presence();
    const step = padStep(this.#pad, event, this.#clock.monoMs(), this.#profile);
    this.#pad = step.state;
    const now = this.presence();
    this.#tellActivity();
    if (now !== before) for (const listener of this.#presenceListeners) listener(now);
    return step.effects.includes('read');
  }

  #tellActivity(): void {
    const { at } = this.#pad;
    const isWaiting = this.#arming !== null && !this.#arming.isSettled;
    this.#status.set({
      activity: at === 'reading' ? 'transferring' : isWaiting ? 'waitingUser' : 'idle',
      media: at === 'absent' ? 'none' : at === 'unknown' ? 'unknown' : 'inside',
    });
    this.#arming?.tell(at === 'reading' ? 'reading' : mustLift(this.#pad) ? 'liftAndPlaceAgain' : 'waitingUser');
  }

  #error(
    code: ErrorCode,
    outcome: 'notStarted' | 'notDone',
    phase: Phase,
    extra: { readonly vendor?: string; readonly cause?: unknown } = {},
  ): DeviceError {
    const { epoch, media } = this.#status.current;
    return deviceError(code, outcome, {
      deviceId: this.id,
      phase,
      epoch,
      mediaAt: media ?? 'unknown',
      ...(extra.vendor === undefined ? {} : { vendor: { code: extra.vendor } }),
      ...(extra.cause === undefined ? {} : { cause: extra.cause }),
    });
  }

  #logFailure({ code, outcome, vendor }: DeviceError): void {
    this.#log('device.call.failed', { deviceId: this.id, call: 'readCard', code, outcome, vendor: vendor?.code ?? '' });
  }
}
