import type { OpenPort } from '../transport/open-port.ts';
import type { Transport } from '../transport/transport.ts';
import type { TraceRecorder } from './trace-recorder.ts';

/** The same ports with a recorder on the wire. The driver notices nothing. */
export function tracedPorts(openPort: OpenPort, recorder: TraceRecorder): OpenPort {
  return (spec) => tracedTransport(openPort(spec), recorder);
}

/** The same transport with a recorder on the wire. Bytes are recorded when they are handed over, before the port takes them. */
export function tracedTransport(inner: Transport, recorder: TraceRecorder): Transport {
  const traced: Transport = {
    id: inner.id,
    open: async (listener, signal) => {
      await inner.open(
        {
          bytes: (bytes) => {
            recorder.bytes('rx', bytes); // first: drivers wipe what they got
            listener.bytes(bytes);
          },
          closed: (cause) => {
            recorder.event('closed');
            listener.closed(cause);
          },
        },
        signal,
      );
      recorder.event('opened');
    },
    write: async (bytes, signal) => {
      recorder.bytes('tx', bytes);
      await inner.write(bytes, signal);
    },
    close: () => inner.close(),
  };
  const { changed } = inner;
  return changed === undefined ? traced : { ...traced, changed: (signal) => changed.call(inner, signal) };
}
