import type { Clock } from '../../../contract/clock.ts';

/** Time as one program has it. Once the program is killed, none of its timers fires any more; the world's time goes on. */
export class MortalClock implements Clock {
  readonly #world: Clock;
  readonly #cancels = new Set<() => void>();
  #isDead = false;

  constructor(world: Clock) {
    this.#world = world;
  }

  monoMs(): number {
    return this.#world.monoMs();
  }

  wallMs(): number {
    return this.#world.wallMs();
  }

  after(delayMs: number, fn: () => void): () => void {
    if (this.#isDead) return () => undefined;
    const cancel = this.#world.after(delayMs, () => {
      this.#cancels.delete(cancel);
      fn();
    });
    this.#cancels.add(cancel);
    return () => {
      this.#cancels.delete(cancel);
      cancel();
    };
  }

  kill(): void {
    this.#isDead = true;
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
  }
}
