import type { OpenPort, PortSpec } from '../transport/open-port.ts';
import { formatPort } from '../transport/parse-port.ts';
import { type Listener, type Transport, TransportError } from '../transport/transport.ts';
import type { HostChannel, NativeHost } from './native-host.ts';

/** Ports whose bindings live in the host process: give it to a driver as `openPort`. */
export function isolatedPorts(host: NativeHost): OpenPort {
  return (spec) => new IsolatedTransport(host, spec);
}

/** Time that a written byte may take at the slowest speed in use (1,200 baud, ten bits a byte), milliseconds. */
const slowestByteMs = 9;
const writeMs = 10_000;

/**
 * A port in the host process, with the promises of `Transport`: same order of bytes, same errors, `closed` once. When the process dies the port is
 * lost like an unplugged one, and the driver's own reconnect brings it back.
 */
class IsolatedTransport implements Transport {
  readonly id: string;
  readonly #host: NativeHost;
  readonly #spec: PortSpec;
  #open: { readonly channel: HostChannel; readonly end: (cause?: Error) => void } | null = null;
  #isOpening = false;

  constructor(host: NativeHost, spec: PortSpec) {
    this.id = formatPort(spec);
    this.#host = host;
    this.#spec = spec;
  }

  async open(listener: Listener, signal: AbortSignal): Promise<void> {
    if (this.#open !== null || this.#isOpening) {
      throw new TransportError('inUse', `${this.id} is already open in this program`);
    }
    let isEnded = false;
    const end = (cause?: Error) => {
      if (isEnded) return;
      isEnded = true;
      this.#open = null;
      listener.closed(cause);
    };
    // Words of the host that follow `opened` in one piece must not reach the driver before its own `await open()` has returned.
    let early: (() => void)[] | null = [];
    const inOrder = (tell: () => void) => (early === null ? tell() : void early.push(tell));
    const push = (value: unknown) => {
      if (!isEnded && value instanceof Uint8Array && value.length > 0) listener.bytes(value);
    };
    this.#isOpening = true;
    try {
      const { kind, ...spec } = this.#spec;
      const channel = await this.#host.open(
        kind,
        spec,
        { push: (value) => inOrder(() => push(value)), ended: (cause) => inOrder(() => end(cause)) },
        signal,
      );
      this.#open = { channel, end };
    } finally {
      this.#isOpening = false;
    }
    setImmediate(() => {
      const waiting = early ?? [];
      early = null;
      for (const tell of waiting) tell();
    });
  }

  async write(bytes: Uint8Array, signal: AbortSignal): Promise<void> {
    const open = this.#open;
    if (open === null) throw new TransportError('failed', `${this.id} is not open`);
    signal.throwIfAborted();
    await open.channel.call(bytes, { signal, limitMs: writeMs + bytes.length * slowestByteMs });
  }

  async close(): Promise<void> {
    const open = this.#open;
    if (open === null) return;
    open.end();
    await open.channel.close();
  }
}
