import { channelLimits } from '../../contract/channel-limits.ts';
import { type Clock, sleep } from '../../contract/clock.ts';
import type { Log } from '../../contract/log.ts';
import { RateLimit } from '../../contract/rate-limit.ts';
import { TransportError } from '../transport/transport.ts';
import { Heartbeat } from './heartbeat.ts';
import { type HostChild, type HostProgram, startHostChild } from './host-child.ts';
import { HostWire } from './host-wire.ts';
import {
  type FromHost,
  parseFromHost,
  type ServiceName,
  type TestFault,
  type ToHost,
  type WireError,
} from './messages.ts';

/** Times of the native host, milliseconds. */
export const defaultNativeHostProfile = {
  /** Between two signs of life, and the silence after which the process is taken for dead. */
  pingMs: 1_000,
  deadMs: 3_000,
  /** From starting the process to its first word; Node itself needs some hundred milliseconds, more on a loaded machine. */
  startMs: 20_000,
  /** A channel that is not closed by then hangs in its binding: the process is ended. */
  closeMs: 2_000,
  /** The same for a call that says nothing else. */
  callMs: 10_000,
  /** Wait before the process is started anew; doubles with each death, begins anew after `stableMs` of life. */
  backOffFirstMs: 100,
  backOffMaxMs: 5_000,
  stableMs: 60_000,
} as const;
export type NativeHostProfile = { readonly [K in keyof typeof defaultNativeHostProfile]: number };

export interface NativeHostOptions extends HostProgram {
  readonly clock: Clock;
  readonly log: Log;
  /** Names the host in the log, where there are several; default `native`. */
  readonly name?: string;
  readonly profile?: Partial<NativeHostProfile>;
  /** For tests: another way to start the process. */
  readonly start?: (program: HostProgram) => HostChild;
}

/** A failure inside the host process, or its death. `code` is the binding's own word where it has one. */
class NativeHostError extends TransportError {
  readonly code: string | undefined;

  constructor({ failure, message, code }: WireError) {
    super(failure, message);
    this.name = 'NativeHostError';
    this.code = code;
  }
}

/** What the opener of a channel hears. */
export interface HostListener {
  push(value: unknown): void;
  /** The channel has gone without `close`: by itself, or with the whole process. At most once, and nothing comes after it. */
  ended(cause: Error): void;
}

/** One open channel of a service: a port, a card reader. */
export interface HostChannel {
  /**
   * One request, one answer. Rejects with a `NativeHostError`, or with the signal's reason: then it is unknown how far the request got.
   * @param o.limitMs the process is taken for hung when there is no answer by then; default `callMs` of the profile, 0 = no limit (for
   *   requests that wait for a person)
   */
  call(request: unknown, o?: { readonly signal?: AbortSignal; readonly limitMs?: number }): Promise<unknown>;
  /** Never rejects, settles within `closeMs` of the profile (the process is ended when the channel does not close). Idempotent. */
  close(): Promise<void>;
}

interface Channel {
  readonly id: number;
  readonly listener: HostListener;
  readonly calls: Map<number, { readonly answer: (value: unknown) => void; readonly fail: (cause: Error) => void }>;
  state: 'opening' | 'open' | 'closing' | 'over';
  /** Settles the `open` under way: null = it is open. */
  opened: (cause: Error | null) => void;
  /** Resolves when the host process has let go of the channel, or has died. */
  readonly released: Promise<void>;
  release: () => void;
}

/** One life of the host process. */
interface Life {
  readonly child: HostChild;
  readonly wire: HostWire;
  readonly exited: Promise<void>;
  heartbeat: Heartbeat | null;
  readonly cancelStart: () => void;
  readonly startedMs: number;
}

/**
 * A process of its own for native bindings, so that a crash or a hang in one of them costs a reconnect and not the session.
 *
 * - Started at the first `open`, and again at the next `open` after it died, with a growing pause.
 * - Dead: it exits, or is silent for `deadMs`, or a close or a call hangs, or what it sends is no message. It is ended by SIGKILL; every open
 *   channel hears `ended` once, every `open` and `call` under way rejects, `device.native.died` is logged.
 * - It ends with this process, however this one ends.
 */
export class NativeHost {
  readonly #o: NativeHostOptions;
  readonly #profile: NativeHostProfile;
  readonly #channels = new Map<number, Channel>();
  readonly #stop = new AbortController();
  #life: Life | null = null;
  #nextId = 1;
  #restarts = 0;
  #backOffMs: number;
  #notBeforeMs = Number.NEGATIVE_INFINITY;

  constructor(options: NativeHostOptions) {
    this.#o = options;
    this.#profile = { ...defaultNativeHostProfile, ...options.profile };
    this.#backOffMs = this.#profile.backOffFirstMs;
  }

  /** Process id while it runs, for the technician; null when it does not. */
  get pid(): number | null {
    return this.#life?.child.pid ?? null;
  }

  /** Deaths so far. */
  get restarts(): number {
    return this.#restarts;
  }

  /** Channels that are not over; a leak shows here. */
  get channelCount(): number {
    return this.#channels.size;
  }

  /**
   * Opens a channel of a service; starts the process when it does not run.
   * Rejects with a `NativeHostError` (absent, in use, failed, process died, host closed), or with the signal's reason once the channel is surely
   * closed again.
   */
  async open(service: ServiceName, spec: unknown, listener: HostListener, signal: AbortSignal): Promise<HostChannel> {
    signal.throwIfAborted();
    let life = await this.#alive(signal);
    while (life !== this.#life) life = await this.#alive(signal); // it died in the meantime
    const channel = this.#newChannel(listener);
    const opened = new Promise<Error | null>((resolve) => {
      channel.opened = resolve;
    });
    const onAbort = () => channel.opened(null);
    signal.addEventListener('abort', onAbort, { once: true });
    this.#send(life, { type: 'open', channel: channel.id, service, spec });
    const failure = await opened;
    signal.removeEventListener('abort', onAbort);
    if (failure !== null) throw failure;
    if (signal.aborted) {
      await this.#close(channel);
      throw signal.reason;
    }
    return {
      call: (request, o = {}) => this.#call(channel, request, o),
      close: () => this.#close(channel),
    };
  }

  /** Ends the process; channels that are still open hear `ended`. Resolves when it has gone, or cannot be ended (hung in the kernel). Idempotent. */
  async close(): Promise<void> {
    if (!this.#stop.signal.aborted) this.#stop.abort(failed('the native host was closed'));
    const life = this.#life;
    if (life === null) return;
    this.#end(life, 'the native host was closed');
    await settledWithin(life.exited, this.#o.clock, this.#profile.closeMs);
  }

  /** For tests: has the process do something bad. Only a host that was made with `isForTests` obeys. */
  misbehave(fault: TestFault, ms = 0): void {
    if (this.#life !== null) this.#send(this.#life, { type: 'test', fault, ms });
  }

  async #alive(signal: AbortSignal): Promise<Life> {
    const { clock } = this.#o;
    while (this.#life === null) {
      this.#stop.signal.throwIfAborted();
      const waitMs = this.#notBeforeMs - clock.monoMs();
      if (waitMs <= 0) return this.#start();
      await sleep(clock, waitMs, AbortSignal.any([signal, this.#stop.signal]));
      signal.throwIfAborted();
    }
    return this.#life;
  }

  #start(): Life {
    const { clock, start = startHostChild } = this.#o;
    const child = start(this.#o);
    let tellExit: () => void = () => undefined;
    const exited = new Promise<void>((resolve) => {
      tellExit = resolve;
    });
    const wire = new HostWire({
      stream: child.stream,
      limit: new RateLimit(clock, channelLimits.fromNativeHost),
      message: (value) => this.#heard(life, value),
      broken: (cause) => this.#died(life, cause.message),
      // The exit, which follows at once, knows the reason.
      gone: () => {
        void settledWithin(exited, clock, this.#profile.closeMs).then(() => this.#died(life, 'it closed its pipe'));
      },
    });
    const cancelStart = clock.after(this.#profile.startMs, () => this.#died(life, 'it did not start'));
    const life: Life = { child, wire, exited, heartbeat: null, cancelStart, startedMs: clock.monoMs() };
    child.onExit((reason) => {
      tellExit();
      this.#died(life, reason);
    });
    this.#life = life;
    return life;
  }

  #heard(life: Life, value: unknown): void {
    const message = parseFromHost(value);
    if (message === null) {
      this.#died(life, 'it sent something that is no message');
      return;
    }
    life.heartbeat?.heard();
    if (message.type === 'pong') return;
    if (message.type === 'ready') {
      life.cancelStart();
      life.heartbeat = new Heartbeat({
        clock: this.#o.clock,
        pingMs: this.#profile.pingMs,
        deadMs: this.#profile.deadMs,
        ping: () => this.#send(life, { type: 'ping' }),
        dead: () => this.#died(life, `no sign of life for ${this.#profile.deadMs} ms`),
      });
      return;
    }
    const channel = this.#channels.get(message.channel);
    if (channel !== undefined) this.#heardOn(channel, message);
  }

  #heardOn(channel: Channel, message: Exclude<FromHost, { readonly type: 'ready' | 'pong' }>): void {
    switch (message.type) {
      case 'opened':
        if (channel.state === 'opening') channel.state = 'open';
        channel.opened(null);
        return;
      case 'push':
        if (channel.state === 'open') channel.listener.push(message.value);
        return;
      case 'answer':
        channel.calls.get(message.call)?.answer(message.value);
        return;
      case 'failed':
        channel.calls.get(message.call)?.fail(new NativeHostError(message.error));
        return;
      case 'ended':
        this.#over(channel, new NativeHostError(message.error));
        return;
      case 'closed':
        this.#over(channel, failed('the channel was closed'));
        return;
    }
  }

  #newChannel(listener: HostListener): Channel {
    const id = this.#nextId++;
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const channel: Channel = {
      id,
      listener,
      calls: new Map(),
      state: 'opening',
      opened: () => undefined,
      released,
      release,
    };
    this.#channels.set(id, channel);
    return channel;
  }

  #call(
    channel: Channel,
    request: unknown,
    o: { readonly signal?: AbortSignal; readonly limitMs?: number },
  ): Promise<unknown> {
    const life = this.#life;
    if (channel.state !== 'open' || life === null) return Promise.reject(failed('the channel is not open'));
    if (o.signal?.aborted) return Promise.reject(o.signal.reason);
    const id = this.#nextId++;
    const limitMs = o.limitMs ?? this.#profile.callMs;
    return new Promise((resolve, reject) => {
      const settled = () => {
        cancelLimit();
        o.signal?.removeEventListener('abort', onAbort);
        channel.calls.delete(id);
      };
      const fail = (cause: unknown) => {
        settled();
        reject(cause);
      };
      const onAbort = () => {
        this.#send(life, { type: 'abort', channel: channel.id, call: id });
        fail(o.signal?.reason);
      };
      const hangs = () => this.#died(life, `no answer to a call within ${limitMs} ms`);
      const cancelLimit = limitMs === 0 ? () => undefined : this.#o.clock.after(limitMs, hangs);
      o.signal?.addEventListener('abort', onAbort, { once: true });
      channel.calls.set(id, {
        answer: (value) => {
          settled();
          resolve(value);
        },
        fail,
      });
      this.#send(life, { type: 'call', channel: channel.id, call: id, request });
    });
  }

  async #close(channel: Channel): Promise<void> {
    const life = this.#life;
    if (channel.state === 'over' || life === null) return;
    if (channel.state !== 'closing') {
      channel.state = 'closing';
      this.#send(life, { type: 'close', channel: channel.id });
    }
    const isReleased = await settledWithin(channel.released, this.#o.clock, this.#profile.closeMs);
    if (!isReleased) this.#died(life, `a port did not close within ${this.#profile.closeMs} ms`);
  }

  /** The channel has gone. Whoever waits is told; the listener only if it did not ask for it. */
  #over(channel: Channel, cause: Error): void {
    const before = channel.state;
    if (before === 'over') return;
    channel.state = 'over';
    this.#channels.delete(channel.id);
    channel.release();
    for (const { fail } of [...channel.calls.values()]) fail(cause);
    if (before === 'opening') channel.opened(cause);
    if (before === 'open') channel.listener.ended(cause);
  }

  #send(life: Life, message: ToHost): void {
    if (this.#life === life) life.wire.send(message);
  }

  /** The process is of no use any more, for whatever reason; counted and logged once for each life. */
  #died(life: Life, reason: string): void {
    if (this.#life !== life) return;
    const { clock, log, name = 'native' } = this.#o;
    const livedMs = clock.monoMs() - life.startedMs;
    this.#restarts += 1;
    if (livedMs >= this.#profile.stableMs) this.#backOffMs = this.#profile.backOffFirstMs;
    this.#notBeforeMs = clock.monoMs() + this.#backOffMs;
    this.#backOffMs = Math.min(this.#profile.backOffMaxMs, this.#backOffMs * 2);
    log('device.native.died', { host: name, reason, restarts: this.#restarts });
    this.#end(life, `the native host died: ${reason}`);
  }

  #end(life: Life, why: string): void {
    this.#life = null;
    life.cancelStart();
    life.heartbeat?.stop();
    life.wire.close();
    life.child.kill();
    for (const channel of [...this.#channels.values()]) this.#over(channel, failed(why));
  }
}

function failed(message: string): NativeHostError {
  return new NativeHostError({ failure: 'failed', message });
}

/** True when `promise` settles within `ms`; leaves no timer behind. */
async function settledWithin(promise: Promise<void>, clock: Clock, ms: number): Promise<boolean> {
  const waiting = new AbortController();
  const isLate = await Promise.race([promise.then(() => false), sleep(clock, ms, waiting.signal)]);
  waiting.abort();
  return !isLate;
}
