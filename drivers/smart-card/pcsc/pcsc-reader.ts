import type { Clock } from '../../../contract/clock.ts';
import { type DeviceError, type DeviceStatus, deviceError, type ErrorCode } from '../../../contract/device.ts';
import type { Log } from '../../../contract/log.ts';
import { err, ok, type Result } from '../../../contract/result.ts';
import { DeviceConnection, type Link } from '../../core/connection.ts';
import { StatusTracker } from '../../core/status-tracker.ts';
import type {
  CardPhase,
  CardPresence,
  ReadSocialSecurityCardOptions,
  SmartCardCapabilities,
  SmartCardReader,
  SocialSecurityCardRead,
} from '../smart-card-reader.ts';
import { PcscCardRead, qualityText } from './card-read.ts';
import { readInsertedCard, type SessionEnd } from './card-session.ts';
import type { CardInReader, ReaderState, SmartCardPort } from './pcsc-port.ts';
import { mustTakeOut, type SlotEvent, slotStep } from './presence.ts';
import { defaultPcscProfile, type PcscProfile } from './profile.ts';
import { ReaderLink } from './reader-link.ts';

export interface PcscReaderOptions {
  readonly id: string;
  readonly port: SmartCardPort;
  /** Name of the reader as PC/SC shows it; empty = the only one. */
  readonly reader: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly random?: (() => number) | undefined;
  readonly profile?: Partial<PcscProfile> | undefined;
  /** For a recorder: commands and answers as they were, so only through `trace-codec.ts`, which blanks them. */
  readonly trace?: ((direction: 'tx' | 'rx', message: Uint8Array) => void) | undefined;
}

/** A chip card reader over PC/SC. Nothing is opened before `start`. */
export function createPcscReader(options: PcscReaderOptions): SmartCardReader {
  return new PcscReader(options);
}

const defaultQueueMs = 5_000;

/** One card from its insertion to its removal. */
interface Insertion {
  readonly number: number;
  readonly controller: AbortController;
}

class PcscReader implements SmartCardReader {
  readonly id: string;
  readonly capabilities: SmartCardCapabilities = { hasPresenceSensor: true, readsHolderOfVersion3: false };
  readonly #o: PcscReaderOptions;
  readonly #clock: Clock;
  readonly #profile: PcscProfile;
  readonly #status: StatusTracker;
  readonly #link: ReaderLink;
  readonly #connection: DeviceConnection;
  readonly #presenceListeners = new Set<(presence: CardPresence) => void>();
  #presence: CardPresence = 'unknown';
  #insertion: Insertion | null = null;
  /** Somebody waits for a card; called with one that is fresh. */
  #awaited: ((insertion: Insertion) => void) | null = null;
  #tellPhase: ((phase: CardPhase) => void) | null = null;
  /** The power-down of a card whose reading was given up. */
  #poweringDown = Promise.resolve();
  #isAmbiguous = false;
  #isClosed = false;

  constructor(o: PcscReaderOptions) {
    this.id = o.id;
    this.#o = o;
    this.#clock = o.clock;
    this.#profile = { ...defaultPcscProfile, ...o.profile };
    this.#status = new StatusTracker({ id: o.id, clock: o.clock, log: o.log, initial: { media: 'unknown' } });
    this.#link = new ReaderLink({
      port: o.port,
      reader: o.reader,
      slot: (state) => this.#look(state),
      ended: () => this.#forget(),
      candidates: (names) => this.#tellAmbiguous(names),
    });
    this.#connection = new DeviceConnection({
      transport: this.#link,
      clock: o.clock,
      status: this.#status,
      random: o.random,
      profile: { ...defaultPcscProfile.connection, ...this.#profile.connection },
      receive: () => undefined,
      // The service has listed our reader by its name: there is no more to ask of it.
      identify: async () => ok(undefined),
    });
  }

  status(): DeviceStatus {
    return this.#status.current;
  }

  onStatus(listener: (status: DeviceStatus) => void): () => void {
    return this.#status.onStatus(listener);
  }

  presence(): CardPresence {
    return this.#presence;
  }

  onPresence(listener: (presence: CardPresence) => void): () => void {
    this.#presenceListeners.add(listener);
    return () => {
      this.#presenceListeners.delete(listener);
    };
  }

  start(): void {
    this.#connection.start();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#connection.close();
  }

  async readSocialSecurityCard(
    options: ReadSocialSecurityCardOptions,
  ): Promise<Result<SocialSecurityCardRead, DeviceError>> {
    const { queueMs = defaultQueueMs, signal } = options;
    const result = await this.#connection.withConnection((link) => this.#readNext(link, options), { queueMs, signal });
    if (!result.ok) {
      const { code, outcome, vendor } = result.error;
      const call = 'readSocialSecurityCard';
      this.#o.log('device.call.failed', { deviceId: this.id, call, code, outcome, vendor: vendor?.code ?? '' });
    }
    return result;
  }

  async #readNext(
    link: Link,
    options: ReadSocialSecurityCardOptions,
  ): Promise<Result<SocialSecurityCardRead, DeviceError>> {
    let told: CardPhase | null = null;
    this.#tellPhase = (phase) => {
      if (phase !== told) options.onPhase?.(phase);
      told = phase;
    };
    try {
      const insertion = await this.#freshCard(link, options);
      return insertion.ok ? await this.#read(link, insertion.value, options.signal) : insertion;
    } finally {
      this.#tellPhase = null;
      this.#tell();
    }
  }

  /** Waits for the edge absent → present. When a card and an abort come in the same turn the card wins. */
  #freshCard(link: Link, { userMs, signal }: ReadSocialSecurityCardOptions): Promise<Result<Insertion, DeviceError>> {
    return new Promise((resolve) => {
      const settle = (result: Result<Insertion, DeviceError>) => {
        this.#awaited = null;
        cancelTimer();
        signal?.removeEventListener('abort', onAbort);
        link.signal.removeEventListener('abort', onLost);
        resolve(result);
      };
      const fail = (code: ErrorCode) => settle(err(this.#error(link, code, 'waitingUser')));
      const onAbort = () => fail(signal?.reason === 'deadline' ? 'E_TIMEOUT' : 'E_CANCELLED');
      const onLost = () => fail('E_LINK_LOST');
      const cancelTimer = userMs > 0 ? this.#clock.after(userMs, () => fail('E_TIMEOUT')) : () => undefined;
      if (signal?.aborted) return onAbort();
      if (link.signal.aborted) return onLost();
      signal?.addEventListener('abort', onAbort, { once: true });
      link.signal.addEventListener('abort', onLost, { once: true });
      this.#awaited = (insertion) => settle(ok(insertion));
      this.#tell();
    });
  }

  async #read(
    link: Link,
    { controller }: Insertion,
    signal: AbortSignal | undefined,
  ): Promise<Result<SocialSecurityCardRead, DeviceError>> {
    const startedMs = this.#clock.monoMs();
    const end = await readInsertedCard({
      port: this.#o.port,
      reader: this.#link.readerName ?? '',
      clock: this.#clock,
      profile: this.#profile,
      before: this.#poweringDown,
      gone: controller.signal,
      lost: link.signal,
      // Time over during a read: the card wins. Any other abort stops the read between two commands.
      isStopped: () => signal?.aborted === true && signal.reason !== 'deadline',
      givenUp: (settled) => {
        this.#poweringDown = settled;
        this.#watchHung(link, settled);
      },
      trace: this.#o.trace,
    });
    if (end.type !== 'card') {
      this.#event({ type: 'readFailed' });
      return err(this.#readError(link, end));
    }
    this.#event({ type: 'readOk' });
    const read = new PcscCardRead(end.fields, Math.round(this.#clock.monoMs() - startedMs));
    this.#o.log('device.smartCard.read', {
      deviceId: this.id,
      version: read.version ?? 'unknown',
      result: qualityText(read.quality),
      durationMs: read.readMs,
    });
    return ok(read);
  }

  #readError(link: Link, end: Exclude<SessionEnd, { type: 'card' }>): DeviceError {
    switch (end.type) {
      case 'refused':
      case 'failed':
        return this.#error(link, end.code, 'moving', end.vendor);
      case 'stopped':
        return this.#error(link, 'E_CANCELLED', 'moving');
      case 'lost':
        // The port may have noticed before the link did.
        link.abandon(new Error('the PC/SC service or the reader went away'));
        return this.#error(link, 'E_LINK_LOST', 'moving');
    }
  }

  /**
   * A call that was given up still holds the reader. When it never ends, only a new process and a new context help; a read that works all the same is
   * not disturbed for that.
   */
  #watchHung(link: Link, settled: Promise<void>): void {
    let cancel: () => void = () => undefined;
    const onEnd = () => {
      cancel();
      link.signal.removeEventListener('abort', onEnd);
    };
    const look = () => {
      if (this.#presence === 'reading') {
        cancel = this.#clock.after(this.#profile.ioMs, look);
        return;
      }
      onEnd();
      link.abandon(new Error('the reader does not come back from a command'));
    };
    if (link.signal.aborted) return;
    cancel = this.#clock.after(this.#profile.hungMs, look);
    link.signal.addEventListener('abort', onEnd, { once: true });
    void settled.then(onEnd);
  }

  /** A new picture of our slot. */
  #look({ card }: ReaderState): void {
    const isFirst = this.#presence === 'unknown';
    const before = this.#insertion;
    if (card === null ? before === null && !isFirst : before?.number === card.insertion) return;
    this.#insertion = null;
    if (before !== null) {
      this.#event({ type: 'removed' });
      before.controller.abort();
    }
    if (isFirst) this.#event({ type: 'firstSight', isPresent: card !== null });
    if (card !== null) this.#inserted(card, isFirst);
  }

  #inserted(card: CardInReader, isFirst: boolean): void {
    const insertion = { number: card.insertion, controller: new AbortController() };
    this.#insertion = insertion;
    if (isFirst) return;
    const awaited = this.#awaited;
    this.#event({ type: 'inserted', isAwaited: awaited !== null });
    awaited?.(insertion);
  }

  #forget(): void {
    this.#insertion?.controller.abort();
    this.#insertion = null;
    // A new link has a process and a context of its own.
    this.#poweringDown = Promise.resolve();
    this.#event({ type: 'linkLost' });
  }

  /** Once, not at every attempt. The fault is the connection's business. */
  #tellAmbiguous(fitting: readonly string[]): void {
    const was = this.#isAmbiguous;
    this.#isAmbiguous = fitting.length > 1;
    if (this.#isAmbiguous && !was) this.#o.log('device.role.ambiguous', { role: this.id, ports: fitting.join(', ') });
  }

  #event(event: SlotEvent): void {
    const before = this.#presence;
    this.#presence = slotStep(before, event);
    this.#tell();
    if (this.#presence !== before) for (const listener of this.#presenceListeners) listener(this.#presence);
  }

  #tell(): void {
    const isReading = this.#presence === 'reading';
    const media = { absent: 'none', unknown: 'unknown' } as const;
    this.#status.set({
      activity: isReading ? 'transferring' : this.#awaited !== null ? 'waitingUser' : 'idle',
      media: this.#presence === 'absent' || this.#presence === 'unknown' ? media[this.#presence] : 'inside',
    });
    if (isReading) this.#tellPhase?.('reading');
    else if (this.#awaited !== null) this.#tellPhase?.(mustTakeOut(this.#presence) ? 'takeOutFirst' : 'waitingUser');
  }

  /** Reading changes nothing on a card, so an error after the call has begun is always `notDone`. */
  #error(link: Link, code: ErrorCode, phase: 'waitingUser' | 'moving', vendor?: string): DeviceError {
    return deviceError(code === 'E_LINK_LOST' && this.#isClosed ? 'E_CANCELLED' : code, 'notDone', {
      deviceId: this.id,
      phase,
      epoch: link.epoch,
      mediaAt: this.#status.current.media ?? 'unknown',
      ...(vendor === undefined ? {} : { vendor: { code: vendor } }),
      ...(code === 'E_LINK_LOST' ? { cause: link.signal.reason } : {}),
    });
  }
}
