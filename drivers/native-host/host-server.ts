import { TransportError } from '../transport/transport.ts';
import type { HostService, ServiceChannel } from './host-service.ts';
import { wipeArrays } from './host-wire.ts';
import type { FromHost, ServiceName, ToHost, WireError } from './messages.ts';

/** Bytes that may wait for a parent that does not read (it is stopped, or busy for minutes). At 115,200 baud: a minute and a half. */
const maxPendingBytes = 1024 * 1024;

export interface HostServerOptions {
  readonly services: Readonly<Partial<Record<ServiceName, () => Promise<HostService>>>>;
  readonly send: (message: FromHost) => void;
  /** Bytes that were sent and not taken yet. */
  readonly pendingBytes: () => number;
}

interface Channel {
  readonly controller: AbortController;
  readonly calls: Map<number, AbortController>;
  open: ServiceChannel | null;
  /** Pushed before `opened` was sent, which they must not overtake. */
  early: unknown[];
  /** `#open` is at work, whatever the state: it closes what it gets, and tells. */
  isOpening: boolean;
  /** `closing`: the parent wants no word of it any more but `closed`. */
  state: 'opening' | 'open' | 'ended' | 'closing';
}

/** The host process's side of every channel. Knows neither processes nor pipes, so it can be tested without them. */
export class HostServer {
  readonly #o: HostServerOptions;
  readonly #channels = new Map<number, Channel>();

  constructor(options: HostServerOptions) {
    this.#o = options;
  }

  /** Channels that are open or being opened; a leak shows here. */
  get channelCount(): number {
    return this.#channels.size;
  }

  receive(message: Exclude<ToHost, { type: 'test' }>): void {
    switch (message.type) {
      case 'ping':
        this.#o.send({ type: 'pong' });
        return;
      case 'open':
        void this.#open(message.channel, message.service, message.spec);
        return;
      case 'call':
        void this.#call(message.channel, message.call, message.request);
        return;
      case 'abort':
        this.#channels.get(message.channel)?.calls.get(message.call)?.abort();
        return;
      case 'close':
        void this.#close(message.channel);
        return;
    }
  }

  async #open(id: number, service: ServiceName, spec: unknown): Promise<void> {
    const channel: Channel = {
      controller: new AbortController(),
      calls: new Map(),
      open: null,
      early: [],
      isOpening: true,
      state: 'opening',
    };
    this.#channels.set(id, channel);
    try {
      const load = this.#o.services[service];
      if (load === undefined) throw new TransportError('failed', `this program has no service ${service}`);
      const opened = await (await load()).open(
        spec,
        { push: (value) => this.#push(id, channel, value), ended: (cause) => this.#ended(id, channel, cause) },
        channel.controller.signal,
      );
      channel.open = opened;
      if (channel.state === 'opening') {
        channel.state = 'open';
        channel.isOpening = false;
        this.#o.send({ type: 'opened', channel: id });
        for (const value of channel.early.splice(0)) this.#push(id, channel, value);
        return;
      }
      await opened.close();
    } catch (cause) {
      if (channel.state === 'opening') this.#o.send({ type: 'ended', channel: id, error: wireError(cause) });
    }
    wipeArrays(channel.early);
    if (channel.state === 'closing') this.#o.send({ type: 'closed', channel: id });
    this.#channels.delete(id);
  }

  async #call(id: number, call: number, request: unknown): Promise<void> {
    const channel = this.#channels.get(id);
    const open = channel?.open;
    if (channel === undefined || !open || channel.state !== 'open') {
      const error = { failure: 'failed', message: 'the channel is not open' } as const;
      wipeArrays(request);
      this.#o.send({ type: 'failed', channel: id, call, error });
      return;
    }
    const controller = new AbortController();
    channel.calls.set(call, controller);
    try {
      const value = await open.call(request, controller.signal);
      this.#o.send({ type: 'answer', channel: id, call, value });
      wipeArrays(value);
    } catch (cause) {
      this.#o.send({ type: 'failed', channel: id, call, error: wireError(cause) });
    } finally {
      wipeArrays(request);
      channel.calls.delete(call);
    }
  }

  async #close(id: number): Promise<void> {
    const channel = this.#channels.get(id);
    if (channel === undefined) {
      this.#o.send({ type: 'closed', channel: id });
      return;
    }
    if (channel.state === 'closing') return; // `closed` is told once
    channel.state = 'closing';
    channel.controller.abort(new Error('closed by the parent'));
    if (channel.isOpening) return;
    await closed(channel.open);
    this.#channels.delete(id);
    this.#o.send({ type: 'closed', channel: id });
  }

  #push(id: number, channel: Channel, value: unknown): void {
    if (channel.state === 'opening') {
      channel.early.push(value);
      return;
    }
    if (channel.state === 'open') this.#o.send({ type: 'push', channel: id, value });
    wipeArrays(value);
    if (this.#o.pendingBytes() <= maxPendingBytes) return;
    // A serial line cannot be paused without losing bytes, so it is better to say so than to grow or to lose in silence.
    this.#ended(id, channel, new TransportError('failed', 'nobody took the bytes of this port for too long'));
  }

  #ended(id: number, channel: Channel, cause: Error | undefined): void {
    if (channel.state !== 'open' && channel.state !== 'opening') return;
    const wasOpen = channel.state === 'open';
    channel.state = 'ended';
    this.#o.send({ type: 'ended', channel: id, error: wireError(cause ?? new Error('closed by the system')) });
    if (!wasOpen) return; // `#open` closes what it gets
    void closed(channel.open).then(() => {
      if (channel.state === 'ended') this.#channels.delete(id);
    });
  }
}

/** Closes without complaint: what has gone is as closed as it can be. */
async function closed(channel: ServiceChannel | null): Promise<void> {
  try {
    await channel?.close();
  } catch (cause) {
    // A close that fails is a bug of the service; the border still must tell `closed`. The binding's own handle dies with this process.
    void cause;
  }
}

function wireError(cause: unknown): WireError {
  const failure = cause instanceof TransportError ? cause.failure : 'failed';
  const message = (cause instanceof Error ? cause.message : 'failed').slice(0, 500);
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return { failure, message, ...(typeof code === 'string' ? { code: code.slice(0, 100) } : {}) };
}
