import { type Clock, sleep } from '../../contract/clock.ts';
import { type DeviceError, deviceError, type ErrorCode } from '../../contract/device.ts';
import { err, ok, type Result } from '../../contract/result.ts';
import { type Transport, TransportError, type TransportFactory } from '../transport/transport.ts';
import { Mutex, type QueueOptions } from './mutex.ts';
import type { StatusTracker } from './status-tracker.ts';

/** Timing of opening and reopening. */
export const defaultConnectionProfile = {
  /** Wait before the first new attempt; doubles with each failure. */
  backOffFirstMs: 250,
  backOffMaxMs: 10_000,
  /** Longest wait while the port does not exist at all: looking costs nothing and disturbs no device. */
  backOffAbsentMaxMs: 2_000,
  /**
   * Longest wait while the port is there and nothing answers: a serial cable that is plugged in behind its adapter, or power that comes back, is no event
   * of the system, and the device shall be back within five seconds. Whoever answers wrongly is left alone for `backOffMaxMs`.
   */
  backOffSilentMaxMs: 2_500,
  /** Part of the wait that is random, so that many machines do not hammer together: 0.2 = ±10 %. */
  backOffJitter: 0.2,
  /** Shortest wait between two attempts, also when a port has just come. */
  settleMs: 100,
  /** Limit for opening the port and for identifying the device, together. */
  connectMs: 10_000,
  /** Limit for one write, and more for each byte: 1,200 bit/s. Behind the native host its own shorter limit comes first. */
  writeMs: 15_000,
  slowestByteMs: 10,
} as const;
export type ConnectionProfile = { readonly [K in keyof typeof defaultConnectionProfile]: number };

/**
 * One opened port, from `open` until it is lost or closed. What a driver writes goes through here, so that a write to a port that
 * has been replaced in the meantime cannot reach the new one.
 */
export interface Link {
  /** Epoch of the status while this link lives. */
  readonly epoch: number;
  /** Aborted when the link ends; the reason is the first cause. Give it to every wait for a reply. */
  readonly signal: AbortSignal;
  /**
   * Writes all bytes. A failure ends the link. Errors: E_LINK_LOST, `notStarted` when the link had already ended, else
   * `indeterminate`, since part of the bytes may have gone out.
   */
  write(bytes: Uint8Array): Promise<Result<void, DeviceError>>;
  /**
   * Gives the link up because the device no longer makes sense: drops **and closes** it; reconnecting starts by itself.
   * @param cause technical words, no personal data
   */
  abandon(cause: Error): void;
}

export interface ConnectionOptions {
  readonly transport: Transport | TransportFactory;
  readonly clock: Clock;
  readonly status: StatusTracker;
  readonly random?: (() => number) | undefined;
  readonly profile?: Partial<ConnectionProfile> | undefined;
  /** Bytes of the current link, replies and unsolicited ones alike: feed the framer. */
  readonly receive: (bytes: Uint8Array) => void;
  /**
   * Asks the device who it is, right after the port has been opened and before anybody else may use the link. The reply is the only
   * proof of identity and of liveness: an open port proves nothing. Begin with `framer.reset()`. An error closes the port again:
   * E_WRONG_DEVICE and E_PROTOCOL (link `garbled`) are shown as they are, silence as E_NO_DEVICE with link `offOrAbsent`.
   */
  readonly identify: (link: Link) => Promise<Result<void, DeviceError>>;
  /** The link is usable (after `identify`). */
  readonly connected?: (link: Link) => void;
  /** A usable link ended. Called once for each `connected`. */
  readonly lost?: (cause: Error) => void;
}

interface OpenLink extends Link {
  readonly controller: AbortController;
  readonly transport: Transport;
  /** Resolves when the link has ended and its port is closed. */
  readonly ended: Promise<void>;
  isUsable: boolean;
}

/** Faults that this class opens and closes. */
const linkFaults = [
  'E_NO_DEVICE',
  'E_LINK_LOST',
  'E_WRONG_DEVICE',
  'E_ROLE_AMBIGUOUS',
  'E_PROTOCOL',
] as const satisfies readonly ErrorCode[];

/**
 * Owns the port of one device: the one mutex, the reconnect loop, the link axis of the status.
 *
 * - `start` connects and reconnects until `close`; an attempt is cached as a promise, so there is one open at a time.
 * - Any I/O error ends the link: dropped **and** closed, the first cause kept. Back-off doubles up to a limit, with jitter.
 * - Users reach the link only through `withConnection`, which holds the mutex.
 */
export class DeviceConnection {
  readonly #o: ConnectionOptions;
  readonly #profile: ConnectionProfile;
  readonly #mutex: Mutex;
  readonly #stop = new AbortController();
  #loop: Promise<void> | null = null;
  #attempt: Promise<OpenLink | null> | null = null;
  #link: OpenLink | null = null;
  #lastCause: Error = new Error('not connected yet');
  /** What the last attempt found wrong with the configuration, where that says more than that there is no device. */
  #lastRefusal: ErrorCode | null = null;
  /** The last attempt opened the port and nobody answered. */
  #isSilent = false;
  /** Of the last attempt: it may know when the next one is worth while. */
  #lastTransport: Transport | null = null;

  constructor(options: ConnectionOptions) {
    this.#o = options;
    this.#profile = { ...defaultConnectionProfile, ...options.profile };
    this.#mutex = new Mutex(options.clock);
  }

  /** True while a link is identified and usable. */
  get isUp(): boolean {
    return this.#link?.isUsable === true;
  }

  /** Starts connecting and keeps the link up until `close`. Calling it again, or after `close`, does nothing. */
  start(): void {
    if (this.#stop.signal.aborted) return;
    this.#loop ??= this.#run();
  }

  /** Ends the loop and closes the port; resolves when it is closed. Idempotent; a closed connection cannot be started again. */
  async close(): Promise<void> {
    this.#stop.abort(new Error('the driver was closed'));
    if (this.#link !== null) this.#end(this.#link, new Error('the driver was closed'));
    await this.#loop;
  }

  /**
   * Runs `fn` with the link while nobody else can use it. A connection attempt that is under way is waited for within `queueMs`;
   * without one (back-off) the call fails at once.
   * Errors before `fn`, all `notStarted`: E_CLAIM_BUSY (queue budget over), E_TIMEOUT or E_CANCELLED (aborted), E_NO_DEVICE (no link; or
   * E_ROLE_AMBIGUOUS, E_WRONG_DEVICE when the last attempt found that),
   * E_NOT_READY (not started), E_DISABLED (closed). What `fn` throws is thrown, with the mutex free again.
   */
  async withConnection<T>(
    fn: (link: Link) => Promise<Result<T, DeviceError>>,
    options: QueueOptions = {},
  ): Promise<Result<T, DeviceError>> {
    const { clock } = this.#o;
    const startedAt = clock.monoMs();
    const done = await this.#mutex.run(async (): Promise<Result<T, DeviceError>> => {
      const { queueMs } = options;
      const leftMs = queueMs === undefined ? undefined : Math.max(0, queueMs - (clock.monoMs() - startedAt));
      const link = await this.#usableLink(leftMs, options.signal);
      return link.ok ? await fn(link.value) : link;
    }, options);
    if (done.ok) return done.value;
    return err(done.error === 'busy' ? this.#refusal('E_CLAIM_BUSY') : this.#abortRefusal(options.signal));
  }

  async #usableLink(leftMs: number | undefined, signal: AbortSignal | undefined): Promise<Result<Link, DeviceError>> {
    if (this.#stop.signal.aborted) return err(this.#refusal('E_DISABLED'));
    if (this.#link?.isUsable) return ok(this.#link);
    if (this.#loop === null) return err(this.#refusal('E_NOT_READY'));
    if (this.#attempt === null) return err(this.#refusal(this.#lastRefusal ?? 'E_NO_DEVICE'));
    const attempt = this.#attempt;
    const waiting = new AbortController();
    const onAbort = () => waiting.abort();
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) waiting.abort();
    // The race leaves nothing behind: the attempt ends by its own limit, and the sleep is aborted here.
    const budget = leftMs === undefined ? aborted(waiting.signal) : sleep(this.#o.clock, leftMs, waiting.signal);
    const winner = await Promise.race([attempt.then((link) => ({ link })), budget.then(() => null)]);
    waiting.abort();
    signal?.removeEventListener('abort', onAbort);
    if (signal?.aborted) return err(this.#abortRefusal(signal));
    if (winner === null) return err(this.#refusal('E_CLAIM_BUSY'));
    return winner.link?.isUsable ? ok(winner.link) : err(this.#refusal(this.#lastRefusal ?? 'E_NO_DEVICE'));
  }

  async #run(): Promise<void> {
    const { backOffFirstMs, backOffJitter } = this.#profile;
    const { random = Math.random } = this.#o;
    let waitMs = backOffFirstMs;
    while (!this.#stop.signal.aborted) {
      this.#attempt = this.#connect();
      const link = await this.#attempt;
      this.#attempt = null;
      if (link !== null) {
        waitMs = backOffFirstMs;
        await link.ended;
      }
      const factor = 1 + backOffJitter * (random() - 0.5);
      const limitMs = this.#backOffLimitMs();
      await this.#pause(Math.min(waitMs, limitMs) * factor);
      waitMs = Math.min(limitMs, waitMs * 2);
    }
  }

  #backOffLimitMs(): number {
    const { backOffMaxMs, backOffAbsentMaxMs, backOffSilentMaxMs } = this.#profile;
    if (isAbsent(this.#lastCause)) return backOffAbsentMaxMs;
    return this.#isSilent ? backOffSilentMaxMs : backOffMaxMs;
  }

  /** The wait between two attempts: over early when the system says that a port came or went. */
  async #pause(waitMs: number): Promise<void> {
    if (this.#stop.signal.aborted) return;
    const over = new AbortController();
    const onStop = () => over.abort();
    this.#stop.signal.addEventListener('abort', onStop, { once: true });
    void this.#lastTransport?.changed?.(over.signal).then(() => over.abort());
    // Never at once: a port that has just come still gets its rights from udev, and a busy folder must not make a busy loop.
    const settleMs = Math.min(waitMs, this.#profile.settleMs);
    await sleep(this.#o.clock, settleMs, this.#stop.signal);
    await sleep(this.#o.clock, waitMs - settleMs, over.signal);
    this.#stop.signal.removeEventListener('abort', onStop);
    over.abort(); // the watch ends with the wait
  }

  /** One attempt: open, identify, publish. Null = failed, with status and cause set and the port closed. */
  async #connect(): Promise<OpenLink | null> {
    const { transport: source, status, clock } = this.#o;
    const transport = typeof source === 'function' ? source() : source;
    this.#lastTransport = transport;
    this.#isSilent = false;
    const controller = new AbortController();
    const onStop = () => controller.abort(this.#stop.signal.reason);
    this.#stop.signal.addEventListener('abort', onStop, { once: true });
    const cancelLimit = clock.after(this.#profile.connectMs, () =>
      controller.abort(new TransportError('failed', `no connection within ${this.#profile.connectMs} ms`)),
    );
    try {
      const link = await this.#openLink(transport, controller);
      if (link === null) return null;
      const identified = await this.#o.identify(link);
      if (!identified.ok || link.signal.aborted) {
        // The first cause: the link's own end comes before what identify made of it.
        this.#end(link, new Error(identified.ok ? 'link lost' : `identify: ${identified.error.code}`));
        this.#lastCause = asError(link.signal.reason);
        await link.ended;
        this.#isSilent = !identified.ok && !isGarbled(identified.error.code);
        this.#failed(identified.ok ? 'E_LINK_LOST' : identified.error.code);
        return null;
      }
      link.isUsable = true;
      this.#link = link;
      this.#lastRefusal = null;
      for (const code of linkFaults) status.closeFault(code);
      status.set({ link: 'up' }, transport.id);
      this.#o.connected?.(link);
      return link;
    } finally {
      cancelLimit();
      this.#stop.signal.removeEventListener('abort', onStop);
    }
  }

  async #openLink(transport: Transport, controller: AbortController): Promise<OpenLink | null> {
    let link: OpenLink | null = null;
    let earlyClose: Error | null = null;
    let resolveEnded: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      resolveEnded = resolve;
    });
    try {
      await transport.open(
        {
          bytes: (bytes) => {
            if (link !== null && !controller.signal.aborted) this.#o.receive(bytes);
          },
          closed: (cause) => {
            const error = cause ?? new TransportError('failed', `${transport.id} was closed`);
            if (link === null) earlyClose = error;
            else this.#end(link, error);
          },
        },
        controller.signal,
      );
    } catch (cause) {
      this.#lastCause = asError(cause);
      const isAmbiguous = cause instanceof TransportError && cause.failure === 'ambiguous';
      this.#failed(isAmbiguous ? 'E_ROLE_AMBIGUOUS' : 'E_NO_DEVICE', isAbsent(cause) ? 'absent' : 'offOrAbsent');
      return null;
    }
    const epoch = this.#o.status.opened();
    const opened: OpenLink = {
      epoch,
      controller,
      transport,
      ended,
      signal: controller.signal,
      isUsable: false,
      write: (bytes) => this.#write(opened, bytes),
      abandon: (cause) => this.#end(opened, cause),
    };
    link = opened;
    // However the link ends (lost, abandoned, closed, limit), its signal tells, and the port is closed exactly here.
    const onEnd = () => {
      void transport.close().then(resolveEnded);
    };
    if (controller.signal.aborted) onEnd();
    else controller.signal.addEventListener('abort', onEnd, { once: true });
    if (earlyClose !== null) this.#end(opened, earlyClose);
    return opened;
  }

  async #write(link: OpenLink, bytes: Uint8Array): Promise<Result<void, DeviceError>> {
    if (link.signal.aborted) return err(this.#linkError(link, 'notStarted'));
    const limitMs = this.#profile.writeMs + bytes.length * this.#profile.slowestByteMs;
    const cancelLimit = this.#o.clock.after(limitMs, () =>
      this.#end(link, new TransportError('failed', `a write did not end within ${limitMs} ms`)),
    );
    try {
      await link.transport.write(bytes, link.signal);
      return ok(undefined);
    } catch (cause) {
      this.#end(link, asError(cause));
      return err(this.#linkError(link, 'indeterminate'));
    } finally {
      cancelLimit();
    }
  }

  /** Ends a link once; the first cause wins. Closing the port hangs on the link's signal. */
  #end(link: OpenLink, cause: Error): void {
    if (link.signal.aborted) return;
    this.#lastCause = cause;
    link.controller.abort(cause);
    if (!link.isUsable) return;
    link.isUsable = false;
    if (this.#link === link) this.#link = null;
    if (!this.#stop.signal.aborted) {
      this.#o.status.openFault('E_LINK_LOST');
    }
    this.#o.status.set({ link: 'lost' }, cause.message);
    this.#o.lost?.(cause);
  }

  /** An attempt failed. A link that was once up stays `lost`; the status does not flicker with every attempt. */
  #failed(code: ErrorCode, link: 'absent' | 'offOrAbsent' = 'offOrAbsent'): void {
    if (this.#stop.signal.aborted) return;
    const { status } = this.#o;
    this.#lastRefusal = code === 'E_ROLE_AMBIGUOUS' || code === 'E_WRONG_DEVICE' ? code : null;
    const isKnown = (linkFaults as readonly ErrorCode[]).includes(code);
    const fault = isKnown && code !== 'E_LINK_LOST' ? code : 'E_NO_DEVICE';
    if (status.current.link === 'lost' && fault === 'E_NO_DEVICE') return;
    for (const other of linkFaults) if (other !== fault) status.closeFault(other);
    status.openFault(fault);
    status.set({ link: isGarbled(fault) ? 'garbled' : link }, this.#lastCause.message);
  }

  #refusal(code: ErrorCode): DeviceError {
    const { id, epoch } = this.#o.status.current;
    const isPreparing = code === 'E_NO_DEVICE' || code === 'E_NOT_READY' || code === this.#lastRefusal;
    return deviceError(code, 'notStarted', {
      deviceId: id,
      epoch,
      phase: isPreparing ? 'preparing' : 'queued',
      ...(isPreparing ? { cause: this.#lastCause } : {}),
    });
  }

  #abortRefusal(signal: AbortSignal | undefined): DeviceError {
    return this.#refusal(signal?.reason === 'deadline' ? 'E_TIMEOUT' : 'E_CANCELLED');
  }

  #linkError(link: OpenLink, outcome: 'notStarted' | 'indeterminate'): DeviceError {
    return deviceError('E_LINK_LOST', outcome, {
      deviceId: this.#o.status.current.id,
      epoch: link.epoch,
      phase: outcome === 'notStarted' ? 'preparing' : 'moving',
      cause: link.signal.reason,
    });
  }
}

function isGarbled(code: ErrorCode): boolean {
  return code === 'E_PROTOCOL' || code === 'E_WRONG_DEVICE';
}

function isAbsent(cause: unknown): boolean {
  return cause instanceof TransportError && cause.failure === 'absent';
}

function aborted(signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(false), { once: true }));
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}
