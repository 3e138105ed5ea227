/** So many are remembered: two hands, and the clicks that may still come behind contacts that were lifted. */
const most = 64;

/**
 * Contacts whose further events reach nobody. The browser gives every touch an id of its own, and a spot that touches by itself goes on for weeks while nobody renews the page: of those that are
 * forgotten, lifted ones have no event left, and one that still lies there is named again by its next verdict.
 */
export class DroppedContacts {
  readonly #ids = new Set<number>();

  get size(): number {
    return this.#ids.size;
  }

  add(id: number): void {
    // The newest stands last, also when it was known.
    this.#ids.delete(id);
    this.#ids.add(id);
    const [oldest] = this.#ids;
    if (this.#ids.size > most && oldest !== undefined) this.#ids.delete(oldest);
  }

  has(id: number): boolean {
    return this.#ids.has(id);
  }

  /** This id is borne by a new contact. */
  forget(id: number): void {
    this.#ids.delete(id);
  }
}
