import type { Clock } from '../../contract/clock.ts';
import { ok } from '../../contract/result.ts';
import type { Claim, ClaimManager } from '../devices/claims.ts';

/** Whose a device is while somebody works at the machine. `held`: recovery has it, or a visit that is over still ends. */
export type Holding = 'ours' | 'held';

/** How long a device is waited for before it is said that something else holds it, milliseconds. It is still taken when it gets free. */
const waitMs = 10 * 60_000;

/**
 * All devices, each by a claim of its own that was drained for: one that recovery holds for months does not keep the others away. Giving back ends the claims; whatever a device then
 * holds goes to the custodian, as after a visit.
 */
export class HandOver {
  readonly #claims = new Map<string, Claim>();
  readonly #ending = new AbortController();
  readonly #manager: Pick<ClaimManager, 'drain'>;

  /** @param changed told whenever a device was got */
  constructor(
    o: {
      readonly claims: Pick<ClaimManager, 'drain'>;
      readonly deviceIds: readonly string[];
      readonly owner: string;
      readonly clock: Clock;
    },
    changed: () => void,
  ) {
    this.#manager = o.claims;
    for (const id of o.deviceIds) {
      const wish = { owner: o.owner, purpose: 'maintenance', waitMs, signal: this.#ending.signal };
      void this.#manager.drain([id], wish).then((claimed) => {
        if (!claimed.ok) return;
        // Given in the moment of leaving.
        if (this.#ending.signal.aborted) claimed.value.release();
        else this.#claims.set(id, claimed.value);
        changed();
      });
    }
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
