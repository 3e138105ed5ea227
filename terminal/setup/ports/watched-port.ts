import type { OpenPort } from '../../../drivers/transport/open-port.ts';
import { TransportError, type TransportFailure } from '../../../drivers/transport/transport.ts';

/** What was seen of a port while somebody asked there. */
export interface PortSights {
  /** Why it could not be opened, last time; null = it could. One that was open and went is `absent`. */
  failure: TransportFailure | null;
  hasBytes: boolean;
}

/**
 * The same ports, with what is seen of them. `given` is told at once when a port cannot be opened: nobody needs to wait there for an answer.
 */
export function watchedPorts(openPort: OpenPort, sights: PortSights, given: () => void): OpenPort {
  return (spec) => {
    const inner = openPort(spec);
    const { changed } = inner;
    return {
      id: inner.id,
      open: async (listener, signal) => {
        try {
          await inner.open(
            {
              bytes: (bytes) => {
                sights.hasBytes = true;
                listener.bytes(bytes);
              },
              closed: (cause) => listener.closed(cause),
            },
            signal,
          );
          sights.failure = null;
        } catch (cause) {
          if (cause instanceof TransportError) {
            sights.failure = cause.failure;
            given();
          }
          throw cause;
        }
      },
      write: (bytes, signal) => inner.write(bytes, signal),
      close: () => inner.close(),
      ...(changed === undefined ? {} : { changed: (signal: AbortSignal) => changed.call(inner, signal) }),
    };
  };
}
