import type { Clock } from '../../../contract/clock.ts';

/**
 * Acts that go on when their page, and even their visit, is over: a slip in the printer, a card on its way. They record their end themselves; whoever ends
 * the service waits for them first, so that devices and store are still there.
 */
export class Ongoing {
  readonly #acts = new Set<Promise<void>>();

  get isQuiet(): boolean {
    return this.#acts.size === 0;
  }

  add(act: Promise<void>): void {
    this.#acts.add(act);
    // Errors are values; one that is thrown is a bug, and ends the process by the rejection of this promise.
    void act.finally(() => this.#acts.delete(act));
  }

  /** Resolves when nothing is under way, or after `limitMs` of whatever is left. */
  async end(clock: Clock, limitMs: number): Promise<void> {
    let isOver = false;
    let cancel: () => void = () => undefined;
    const limit = new Promise<void>((resolve) => {
      cancel = clock.after(limitMs, () => {
        isOver = true;
        resolve();
      });
    });
    while (!this.isQuiet && !isOver) await Promise.race([Promise.allSettled([...this.#acts]), limit]);
    cancel();
  }
}
