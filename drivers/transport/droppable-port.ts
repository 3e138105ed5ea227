import type { OpenPort } from './open-port.ts';
import { type Transport, TransportError } from './transport.ts';

/** The same ports, which can be closed from outside. */
export interface DroppablePorts {
  readonly openPort: OpenPort;
  /** Closes what is open, as if the cable had been pulled: the driver connects anew by itself. True = something was open. */
  drop(): Promise<boolean>;
}

/** For whoever wants a device to be met anew without its plug being pulled. The driver notices a lost link and nothing else. */
export function droppablePorts(openPort: OpenPort): DroppablePorts {
  const open = new Set<() => Promise<void>>();
  return {
    openPort: (spec) => droppable(openPort(spec), open),
    drop: async () => {
      const drops = [...open];
      await Promise.all(drops.map((drop) => drop()));
      return drops.length > 0;
    },
  };
}

function droppable(inner: Transport, open: Set<() => Promise<void>>): Transport {
  let isDropped = false;
  let isClosed = false;
  const drop = async () => {
    isDropped = true;
    await inner.close();
  };
  const { changed } = inner;
  return {
    id: inner.id,
    open: async (listener, signal) => {
      isDropped = false;
      isClosed = false;
      await inner.open(
        {
          bytes: (bytes) => listener.bytes(bytes),
          closed: (cause) => {
            isClosed = true;
            open.delete(drop);
            // Closed by whom does not matter to a driver that did not do it: the link is lost.
            listener.closed(isDropped ? (cause ?? new TransportError('failed', 'dropped by hand')) : cause);
          },
        },
        signal,
      );
      // A port may be gone again before its opening has returned.
      if (!isClosed) open.add(drop);
    },
    write: (bytes, signal) => inner.write(bytes, signal),
    close: async () => {
      isDropped = false;
      open.delete(drop);
      await inner.close();
    },
    ...(changed === undefined ? {} : { changed: (signal: AbortSignal) => changed.call(inner, signal) }),
  };
}
