import type { Clock } from '../../contract/clock.ts';

/** A pause that can be ended early. A wake-up that comes while nobody pauses ends the next pause at once. */
export interface WakeablePause {
  pause(ms: number): Promise<void>;
  wake(): void;
}

/** A pause that can be ended early. Waking nobody is remembered for the next pause. */
export function makeWakeablePause(clock: Clock): WakeablePause {
  let end: (() => void) | null = null;
  let isWoken = false;
  return {
    pause: (ms) => {
      if (isWoken) {
        isWoken = false;
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        let cancel: () => void = () => undefined;
        end = () => {
          end = null;
          cancel();
          resolve();
        };
        cancel = clock.after(ms, () => end?.());
      });
    },
    wake: () => {
      if (end === null) isWoken = true;
      else end();
    },
  };
}
