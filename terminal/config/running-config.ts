import type { KioskConfig } from '../../contract/kiosk-config.ts';
import { setAt, withoutAt } from './edit.ts';
import type { JsonObject } from './json-text.ts';
import { type PlannedChange, planChanges, type When } from './plan.ts';

/** The configuration that a running service goes by: what could be changed at once is, the rest waits for its moment. */
export class RunningConfig {
  #inForce: KioskConfig;
  #wanted: KioskConfig;
  #isIdle: () => boolean = () => true;
  readonly #listeners = new Set<(changed: readonly PlannedChange[]) => void>();

  constructor(start: KioskConfig) {
    this.#inForce = start;
    this.#wanted = start;
  }

  /** What holds at this moment. Whoever keeps a part of it keeps it until the next start. */
  get inForce(): KioskConfig {
    return this.#inForce;
  }

  /** What is wanted and does not hold yet, with the reason. */
  get pending(): readonly PlannedChange[] {
    return planChanges(this.#inForce, this.#wanted);
  }

  /** @param isIdle nobody is served, nobody looks at a page of theirs */
  watch(isIdle: () => boolean): void {
    this.#isIdle = isIdle;
    this.settle();
  }

  /** Takes a whole valid configuration; returns what became of it: what was applied just now, and what waits. */
  offer(wanted: KioskConfig): {
    readonly applied: readonly PlannedChange[];
    readonly waiting: readonly PlannedChange[];
  } {
    this.#wanted = wanted;
    const applied = this.settle();
    return { applied, waiting: this.pending };
  }

  /** Applies what may be applied at this moment; to be called when the machine may have become idle. */
  settle(): readonly PlannedChange[] {
    const may: readonly When[] = this.#isIdle() ? ['now', 'idle'] : ['now'];
    const due = this.pending.filter(({ when }) => may.includes(when));
    if (due.length === 0) return due;
    let document = this.#inForce as JsonObject;
    for (const { path, after } of due) if (after === undefined) document = withoutAt(document, path);
    for (const { path, after } of due) {
      if (after === undefined) continue;
      const set = setAt(document, path, after);
      if (!set.ok) throw new Error(`${path} cannot be changed below ${set.error}`);
      document = set.value;
    }
    this.#inForce = document as KioskConfig;
    for (const listener of [...this.#listeners]) listener(due);
    return due;
  }

  /** Told after each change of what holds. Returns the end of listening. */
  onChange(listener: (changed: readonly PlannedChange[]) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
