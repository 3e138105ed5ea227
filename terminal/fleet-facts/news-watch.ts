import type { Clock } from '../../contract/clock.ts';

/** A device that comes up, or a fault with its consequences, is one piece of news, milliseconds. */
const settleMs = 2_000;
/** A device that flickers is told no more often than a machine with a citizen tells, milliseconds. */
export const newsEveryMs = 10_000;

/** Calls `tell` when somebody has come or gone, at once, and when the state has become another one, when it has settled. */
export function newsWatch(
  clock: Clock,
  tell: () => void,
): { look(isBusy: boolean, state: string): void; stop(): void } {
  let last: { readonly isBusy: boolean; readonly state: string } | null = null;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | null = null;
  const now = () => {
    cancel?.();
    cancel = null;
    toldAtMs = clock.monoMs();
    tell();
  };
  return {
    look: (isBusy, state) => {
      const before = last;
      last = { isBusy, state };
      if (before === null) return;
      if (before.isBusy !== isBusy) now();
      else if (before.state !== state)
        cancel ??= clock.after(Math.max(settleMs, toldAtMs + newsEveryMs - clock.monoMs()), now);
    },
    stop: () => cancel?.(),
  };
}
