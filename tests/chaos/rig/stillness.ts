import { quiet } from '../../cuts/rig/crypto-turns.ts';

/** One call of a kiosk that is under way. Held = the proxy keeps it, so that only time can change anything. */
export interface CallInMotion {
  hold(): void;
  letGo(): void;
  end(): void;
}

/**
 * Knows whether anything real (sockets, database) is under way. Virtual time goes on only while nothing is, so that a budget of 15 s costs no
 * millisecond and is never overrun by a slow computer.
 */
export interface Stillness {
  /** For `VirtualClock`: resolves when whatever moves has come to rest. */
  settle(): Promise<void>;
  /** A call begins; `id` is what proxy and kiosk both know of it. */
  call(id: string): CallInMotion;
  find(id: string): CallInMotion | null;
  /** Time waits for this promise. */
  track<T>(work: Promise<T>): Promise<T>;
  /** What is waited for, for the report of a schedule that hangs. */
  describe(): string;
}

export function makeStillness(): Stillness {
  const calls = new Map<string, CallInMotion & { isHeld: boolean }>();
  let works = 0;
  let waiters: (() => void)[] = [];
  const moving = () => works + [...calls.values()].filter(({ isHeld }) => !isHeld).length;
  const changed = () => {
    if (moving() > 0) return;
    const ready = waiters;
    waiters = [];
    for (const wake of ready) wake();
  };
  return {
    settle: async () => {
      for (;;) {
        await quiet();
        if (moving() === 0) return;
        await new Promise<void>((resolve) => waiters.push(resolve));
      }
    },
    call: (id) => {
      const call = {
        isHeld: false,
        hold: () => {
          call.isHeld = true;
          changed();
        },
        letGo: () => {
          call.isHeld = false;
        },
        end: () => {
          if (calls.get(id) === call) calls.delete(id);
          changed();
        },
      };
      calls.set(id, call);
      return call;
    },
    find: (id) => calls.get(id) ?? null,
    track: async (work) => {
      works += 1;
      try {
        return await work;
      } finally {
        works -= 1;
        changed();
      }
    },
    describe: () =>
      `${works} works, ${calls.size} calls (${[...calls.values()].filter(({ isHeld }) => isHeld).length} held)`,
  };
}
