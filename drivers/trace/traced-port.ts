import type { OpenPort } from '../transport/open-port.ts';
import type { Transport } from '../transport/transport.ts';
import type { TraceDirection } from './trace-codec.ts';

/** Hears one wire: a recorder, or whoever looks at it now. Copies what it keeps. */
export interface WireTap {
  bytes(direction: TraceDirection, bytes: Uint8Array): void;
  /** Something that is no byte: `opened`, `closed`. Technical words only. */
  event(name: string): void;
}

/** The same ports with somebody on the wire. The driver notices nothing. */
export function tracedPorts(openPort: OpenPort, tap: WireTap): OpenPort {
  return (spec) => tracedTransport(openPort(spec), tap);
}

/** The same transport with somebody on the wire. Bytes are recorded when they are handed over, before the port takes them. */
export function tracedTransport(inner: Transport, tap: WireTap): Transport {
  const traced: Transport = {
    id: inner.id,
    open: async (listener, signal) => {
      await inner.open(
        {
          bytes: (bytes) => {
            tap.bytes('rx', bytes); // first: drivers wipe what they got
            listener.bytes(bytes);
          },
          closed: (cause) => {
            tap.event('closed');
            listener.closed(cause);
          },
        },
        signal,
      );
      tap.event('opened');
    },
    write: async (bytes, signal) => {
      tap.bytes('tx', bytes);
      await inner.write(bytes, signal);
    },
    close: () => inner.close(),
  };
  const { changed } = inner;
  return changed === undefined ? traced : { ...traced, changed: (signal) => changed.call(inner, signal) };
}
