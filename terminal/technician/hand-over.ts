import { ok } from '../../contract/result.ts';
import type { Claim, ClaimManager } from '../devices/claims.ts';

/** Whose a device is while somebody works at the machine. `held`: recovery has it, or a visit that is over still ends. */
export type Holding = 'ours' | 'held';

/** One wish for a device, milliseconds; it is wished for again until whoever works here leaves. Whoever mends for half an hour what recovery holds gets it then. */
const waitMs = 10 * 60_000;

/**
 * All devices, each by a claim of its own that was drained for: one that recovery holds for months does not keep the others away. Giving back ends the claims; whatever a device then
 * holds goes to the custodian, as after a visit.
 */
export class HandOver {
  readonly #claims = new Map<string, Claim>();
  readonly #ending = new AbortController();
  readonly #manager: Pick<ClaimManager, 'drain'>;
  readonly #owner: string;
  readonly #changed: () => void;

  /** @param changed told whenever a device was got */
  constructor(
    o: {
      readonly claims: Pick<ClaimManager, 'drain'>;
      readonly deviceIds: readonly string[];
      readonly owner: string;
    },
    changed: () => void,
  ) {
    this.#manager = o.claims;
    this.#owner = o.owner;
    this.#changed = changed;
    for (const id of o.deviceIds) {
      void this.#take(id);
    }
  }

  async #take(id: string): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      const wish = { owner: this.#owner, purpose: 'maintenance', waitMs, signal };
      const claimed = await this.#manager.drain([id], wish);
      if (!claimed.ok) {
        if (claimed.error.code === 'E_CLAIM_BUSY') continue;
        return;
      }
      // Given in the moment of leaving.
      if (signal.aborted) claimed.value.release();
      else this.#claims.set(id, claimed.value);
      this.#changed();
      return;
    }
  }

  /**
   * One device goes back now, as at the end, and is wished for anew.
   * @param recover claims it for recovery, in this very call: it goes before our own wish
   */
  giveUp(id: string, recover: () => void): void {
    this.#claims.get(id)?.release();
    this.#claims.delete(id);
    recover();
    if (!this.#ending.signal.aborted) void this.#take(id);
    this.#changed();
  }

  of(id: string): Holding {
    return this.#claims.has(id) ? 'ours' : 'held';
  }

  /**
   * As `ClaimManager.drain` for a part of our own that claims by itself (an exchange): it gets the claim that we have, and its release keeps the device ours.
   */
  lent(): Pick<ClaimManager, 'drain'> {
    return {
      drain: async (ids, request) => {
        const [id] = ids;
        const claim = ids.length === 1 && id !== undefined ? this.#claims.get(id) : undefined;
        if (claim === undefined) return await this.#manager.drain(ids, request);
        const keep = () => undefined;
        return ok({
          ...{ token: claim.token, devices: claim.devices, signal: claim.signal, release: keep },
          [Symbol.asyncDispose]: () => Promise.resolve(),
        });
      },
    };
  }

  giveBack(): void {
    this.#ending.abort('sessionEnd');
    for (const claim of this.#claims.values()) claim.release();
    this.#claims.clear();
  }
}
