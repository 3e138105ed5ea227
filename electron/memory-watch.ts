import type { Clock } from '../contract/clock.ts';
import type { WatchReason } from '../contract/watchdog/ladder.ts';

/** What each part may hold, MiB. Measured in service: page 180, shell 150, process that draws 95 (without a card; one takes more), terminal service 280 (docs/watchdogs.md); a machine has 4 GiB. */
export const ceilings = { page: 700, shell: 600, graphics: 600, terminal: 700 } as const;
export type WatchedPart = keyof typeof ceilings;

const reasons: Readonly<Record<WatchedPart, WatchReason>> = {
  page: 'pageFull',
  shell: 'shellFull',
  graphics: 'graphicsFull',
  terminal: 'terminalFull',
};

/** Between two looks, milliseconds, and how many in a row make a finding: a collection of garbage may be due. */
export const memoryLooks = { everyMs: 60_000, inARow: 3 } as const;

export interface MemoryWatchPorts {
  readonly clock: Clock;
  /** Resident memory now, MiB; null = that part does not run or does not say. */
  look(): Readonly<Record<WatchedPart, number | null>>;
  saw(reason: WatchReason, detail: string): void;
  /** Below its ceiling again. */
  over(reason: WatchReason): void;
}

/** Looks at the memory of the parts once a minute. Returns the end of it. */
export function watchMemory({ clock, look, saw, over }: MemoryWatchPorts): () => void {
  const counts: Record<WatchedPart, number> = { page: 0, shell: 0, graphics: 0, terminal: 0 };
  let cancel: () => void = () => undefined;
  const next = () => {
    cancel = clock.after(memoryLooks.everyMs, () => {
      const now = look();
      for (const part of Object.keys(counts) as WatchedPart[]) {
        const mib = now[part];
        const isOver = mib !== null && mib > ceilings[part];
        if (!isOver && counts[part] > 0) over(reasons[part]);
        // It goes on counting behind a finding: what waits for an idle moment is taken back when the memory is.
        counts[part] = isOver ? counts[part] + 1 : 0;
        if (counts[part] > 0 && counts[part] % memoryLooks.inARow === 0) saw(reasons[part], `${mib} MiB`);
      }
      next();
    });
  };
  next();
  return () => cancel();
}
