import type { Transport } from './transport.ts';

/**
 * The same transport; tells how each opening of the port ended, before the driver hears of it.
 * @param heard bytes have come; told before the driver hears them
 */
export function afterOpening(inner: Transport, ended: (isOpen: boolean) => void, heard?: () => void): Transport {
  const { changed } = inner;
  return {
    id: inner.id,
    ...(changed === undefined ? {} : { changed: changed.bind(inner) }),
    open: async (listener, signal) => {
      try {
        const bytes = (some: Uint8Array) => {
          heard?.();
          listener.bytes(some);
        };
        await inner.open({ bytes, closed: (cause) => listener.closed(cause) }, signal);
      } catch (cause) {
        ended(false);
        throw cause;
      }
      ended(true);
    },
    write: (bytes, signal) => inner.write(bytes, signal),
    close: () => inner.close(),
  };
}
