import type { Meta } from '../store/store.ts';

/** Meta key: items that operators have locked at this machine, by blanks. */
const lockedKey = 'commands.locked';

/** Items that are not offered here until an operator unlocks them; over restarts, too. */
export class LockedItems {
  readonly #meta: Pick<Meta, 'get' | 'set'>;
  readonly #listeners = new Set<() => void>();
  #items: readonly string[];

  constructor(meta: Pick<Meta, 'get' | 'set'>) {
    this.#meta = meta;
    this.#items = (meta.get(lockedKey) ?? '').split(' ').filter((item) => item !== '');
  }

  get items(): readonly string[] {
    return this.#items;
  }

  /** False: it could not be written, and nothing has changed. */
  set(item: string, isLocked: boolean): boolean {
    const others = this.#items.filter((one) => one !== item);
    const items = isLocked ? [...others, item] : others;
    if (!this.#meta.set(lockedKey, items.join(' ')).ok) return false;
    this.#items = items;
    for (const listener of [...this.#listeners]) listener();
    return true;
  }

  /** Returns the end of listening. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
