import type { Clock } from '../contract/clock.ts';

export const stopSignals = ['SIGINT', 'SIGTERM'] as const;
export type StopSignal = (typeof stopSignals)[number];

/** Signals that come closer together are one wish to stop. */
const sameWishMs = 1_000;

/**
 * The first signal asks the command to stop at a safe point; one that comes a second or more later ends the program at once.
 *
 * A terminal signals the whole group, and a parent on another Node passes its own on (`build/project.mjs`): one Ctrl-C comes twice, and must not end a
 * motion midway, with a card left at the exit.
 */
export function listenForStop(
  from: { on(signal: StopSignal, listener: () => void): unknown },
  o: { readonly clock: Clock; readonly stop: () => void; readonly end: (signal: StopSignal) => void },
): void {
  let firstMs: number | null = null;
  for (const signal of stopSignals) {
    from.on(signal, () => {
      const now = o.clock.monoMs();
      if (firstMs === null) {
        firstMs = now;
        o.stop();
      } else if (now - firstMs >= sameWishMs) o.end(signal);
    });
  }
}
