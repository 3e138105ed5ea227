import type { Clock } from '../contract/clock.ts';

/** Between two looks, and how far the wall clock may go by itself between them: a time server moves it by milliseconds. */
export const clockLooks = { everyMs: 30_000, jumpMs: 60_000 } as const;

/** Tells when the wall clock was set: it went by more, or less, than time did. Returns the end of it. */
export function watchWallClock(clock: Clock, jumped: (detail: string) => void): () => void {
  let cancel: () => void = () => undefined;
  const next = () => {
    const ahead = clock.wallMs() - clock.monoMs();
    cancel = clock.after(clockLooks.everyMs, () => {
      const moved = clock.wallMs() - clock.monoMs() - ahead;
      if (Math.abs(moved) >= clockLooks.jumpMs) jumped(`${moved > 0 ? '+' : ''}${Math.round(moved / 1000)} s`);
      next();
    });
  };
  next();
  return () => cancel();
}
