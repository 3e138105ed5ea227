/**
 * Keys of acts at the hub (contract/hub-services.ts): one UUID for each act of a visit, the same when it is asked again, so that it takes effect once (H7).
 * A new act needs a new key: `renew`.
 */
export class VisitKeys {
  readonly #newKey: () => string;
  readonly #keys = new Map<string, string>();

  /** @param newKey a random UUID */
  constructor(newKey: () => string) {
    this.#newKey = newKey;
  }

  /** @param act for example `order` or `document/1` */
  of(visitId: string, act: string): string {
    const name = `${visitId} ${act}`;
    const key = this.#keys.get(name) ?? this.#newKey();
    this.#keys.set(name, key);
    return key;
  }

  renew(visitId: string, act: string): string {
    this.#keys.delete(`${visitId} ${act}`);
    return this.of(visitId, act);
  }

  clear(): void {
    this.#keys.clear();
  }
}
