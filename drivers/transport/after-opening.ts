import type { Transport } from './transport.ts';

/** The same transport; tells how each opening of the port ended, before the driver hears of it. */
export function afterOpening(inner: Transport, ended: (isOpen: boolean) => void): Transport {
  const { changed } = inner;
  return {
    id: inner.id,
    ...(changed === undefined ? {} : { changed: changed.bind(inner) }),
    open: async (listener, signal) => {
      try {
        await inner.open(listener, signal);
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
