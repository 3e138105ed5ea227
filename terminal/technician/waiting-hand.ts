import { type Clock, sleep } from '../../contract/clock.ts';
import type { Hand, HandAnswer, HandAsk } from './hand.ts';

/** What is asked now, for the page of it. */
export interface Asked {
  readonly ask: HandAsk;
  /** Moment at which it is given up, ISO 8601 of the trusted clock. */
  readonly endsAt: string;
}

/** Asks whoever stands before the machine, one thing at a time, and waits for a touch, for the window, for time, or for what was asked to come by itself. */
export class WaitingHand implements Hand {
  readonly #o: { readonly clock: Clock; trustedWallMs(): number; show(asked: Asked | null): void };
  /** Somebody is asked; null = nobody. */
  #answered: ((answer: HandAnswer) => void) | null = null;

  /** @param o `show`: the page of it is to be drawn, or taken off again */
  constructor(o: { readonly clock: Clock; trustedWallMs(): number; show(asked: Asked | null): void }) {
    this.#o = o;
  }

  /** Nobody is asked: nothing happens. */
  answer(answer: HandAnswer): void {
    this.#answered?.(answer);
  }

  async ask(ask: HandAsk, endsMs: number, signal: AbortSignal): Promise<HandAnswer> {
    if (signal.aborted) return { by: 'over' };
    const { clock, trustedWallMs, show } = this.#o;
    const inMs = Math.max(0, endsMs - clock.monoMs());
    show({ ask, endsAt: new Date(Math.round((trustedWallMs() + inMs) / 1000) * 1000).toISOString() });
    const over = new AbortController();
    try {
      return await Promise.race([
        new Promise<HandAnswer>((resolve) => {
          this.#answered = resolve;
          signal.addEventListener('abort', () => resolve({ by: 'over' }), { once: true, signal: over.signal });
        }),
        sleep(clock, inMs, over.signal).then((): HandAnswer => ({ by: 'time' })),
      ]);
    } finally {
      over.abort();
      this.#answered = null;
      show(null);
    }
  }
}
