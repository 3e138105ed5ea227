import type { UpdateStanding } from '../../contract/update-standing.ts';

/** What the agent of updates has said last of the release that runs; nobody keeps it: the agent says it again at each start of this service. */
export class StandingBoard {
  readonly #listeners = new Set<() => void>();
  #now: UpdateStanding | null = null;

  /** Null = no agent has said anything: a machine that was started by hand. */
  get now(): UpdateStanding | null {
    return this.#now;
  }

  set(standing: UpdateStanding): void {
    if (JSON.stringify(standing) === JSON.stringify(this.#now)) return;
    this.#now = standing;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Returns the end of listening. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
