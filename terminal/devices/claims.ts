import type { Clock } from '../../contract/clock.ts';
import { type DeviceError, deviceError } from '../../contract/device.ts';
import { err, ok, type Result } from '../../contract/result.ts';

/**
 * Claims on devices: all or nothing, taken in fixed device order, first come first served within a priority. The token only rises
 * (fencing): a command with an older token is refused before it touches the device. Source: docs/design/device-model.md, claims.
 */
export type ClaimPriority = 'recovery' | 'customer' | 'maintenance';

export interface Claim extends AsyncDisposable {
  readonly token: number;
  readonly devices: readonly string[];
  /** Aborted when the claim ends. */
  readonly signal: AbortSignal;
  release(): void;
}

export interface ClaimRequest {
  readonly owner: string;
  readonly purpose: string;
  /** How long to wait for a busy device; 0 = not at all. */
  readonly waitMs: number;
  readonly priority: ClaimPriority;
  readonly signal?: AbortSignal;
}

/** Takes over a device that a claim leaves with an item in it (docs/design/device-model.md, claims and custody rule 3). */
export interface Keeper {
  /** The device holds an item that is somebody's, or one that nobody knows. Asked when a claim ends. */
  isNeeded(deviceId: string): boolean;
  /** Brings the item to safety. `settled` = others may use the device; `closed` = the program ends, nobody may. `token` holds the device meanwhile. */
  settle(deviceId: string, token: number): Promise<'settled' | 'closed'>;
}

/** A wish of maintenance: no new customers on these devices; the visit under way ends by itself. */
export type DrainRequest = Omit<ClaimRequest, 'priority'>;

interface Waiting {
  readonly ids: readonly string[];
  readonly rank: number;
  readonly order: number;
  grant(): void;
}

const ranks: Readonly<Record<ClaimPriority, number>> = { recovery: 0, customer: 1, maintenance: 2 };

export class ClaimManager {
  readonly #clock: Clock;
  readonly #known: ReadonlySet<string>;
  readonly #keeper: Keeper | null;
  readonly #holders = new Map<string, number>();
  readonly #owners = new Map<number, { readonly owner: string; readonly priority: ClaimPriority }>();
  readonly #listeners = new Set<() => void>();
  readonly #drains = new Set<{ readonly ids: readonly string[] }>();
  #waiting: Waiting[] = [];
  #token = 0;
  #order = 0;

  constructor(deviceIds: readonly string[], clock: Clock, keeper: Keeper | null = null) {
    this.#known = new Set(deviceIds);
    this.#clock = clock;
    this.#keeper = keeper;
  }

  /**
   * Claims every device of `ids` or none.
   * Errors (all `notStarted`): E_BAD_ARGUMENT unknown device; E_CLAIM_BUSY not free within `waitMs`, or, with vendor code `maintenance` and at once,
   * being drained for maintenance; E_CANCELLED, or E_TIMEOUT for the reason `deadline`, aborted while waiting.
   */
  claim(ids: readonly string[], request: ClaimRequest): Promise<Result<Claim, DeviceError>> {
    const wanted = [...new Set(ids)].sort();
    const unknown = wanted.find((id) => !this.#known.has(id));
    if (unknown !== undefined) return Promise.resolve(err(claimError('E_BAD_ARGUMENT', unknown)));
    if (request.signal?.aborted) return Promise.resolve(err(claimError(abortCode(request.signal), wanted[0] ?? '')));
    const drained = this.#drainedFor(wanted, request);
    if (drained !== undefined) return Promise.resolve(err(claimError('E_CLAIM_BUSY', drained, 'maintenance')));
    const rank = ranks[request.priority];
    if (this.#isFree(wanted) && !this.#waiting.some((other) => other.rank <= rank && overlaps(other.ids, wanted))) {
      return Promise.resolve(ok(this.#grant(wanted, request)));
    }
    if (request.waitMs <= 0) return Promise.resolve(err(claimError('E_CLAIM_BUSY', this.#busyOf(wanted))));
    return new Promise((resolve) => {
      const leave = () => {
        cancelTimer();
        request.signal?.removeEventListener('abort', onAbort);
        this.#waiting = this.#waiting.filter((other) => other !== entry);
      };
      const onAbort = () => {
        leave();
        resolve(err(claimError(abortCode(request.signal), wanted[0] ?? '')));
        this.#serve();
      };
      const entry: Waiting = {
        ids: wanted,
        rank,
        order: this.#order++,
        grant: () => {
          leave();
          resolve(ok(this.#grant(wanted, request)));
        },
      };
      const cancelTimer = this.#clock.after(request.waitMs, () => {
        leave();
        resolve(err(claimError('E_CLAIM_BUSY', this.#busyOf(wanted))));
        this.#serve();
      });
      request.signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting.push(entry);
      this.#waiting.sort((a, b) => a.rank - b.rank || a.order - b.order);
    });
  }

  /**
   * Claims for maintenance without breaking into a visit: from now on new customers are refused at once, whoever holds or waits already goes on and
   * ends, then the claim is given. A visit under way may still claim more. The wish ends with the claim, or at once when it fails.
   * Errors: as `claim`, never `maintenance`.
   */
  async drain(ids: readonly string[], request: DrainRequest): Promise<Result<Claim, DeviceError>> {
    const drain = { ids: [...ids] };
    this.#drains.add(drain);
    this.#changed();
    const claimed = await this.claim(ids, { ...request, priority: 'maintenance' });
    if (!claimed.ok) {
      this.#drains.delete(drain);
      this.#changed();
      return claimed;
    }
    const end = () => {
      this.#drains.delete(drain);
      this.#changed();
    };
    claimed.value.signal.addEventListener('abort', end, { once: true });
    return claimed;
  }

  /** Devices that maintenance waits for or has, for the idle page. */
  get draining(): readonly string[] {
    return [...new Set([...this.#drains].flatMap(({ ids }) => ids))];
  }

  /** Null when `token` still holds `deviceId`; otherwise E_CLAIM_LOST (or E_CLAIM_REQUIRED), outcome `notStarted`. */
  check(deviceId: string, token: number | null): DeviceError | null {
    if (token === null) return claimError('E_CLAIM_REQUIRED', deviceId);
    return this.#holders.get(deviceId) === token ? null : claimError('E_CLAIM_LOST', deviceId);
  }

  /** Ids of claimed devices, for status pages and tests. */
  get held(): readonly string[] {
    return [...this.#holders.keys()];
  }

  /**
   * Devices that a visit, one that is over included, or a technician has. What recovery holds is not counted: a unit that is broken is held until somebody
   * mends it.
   */
  get inUse(): readonly string[] {
    return [...this.#holders].flatMap(([id, token]) => {
      const priority = this.#owners.get(token)?.priority ?? 'recovery';
      return priority === 'recovery' ? [] : [id];
    });
  }

  /** Told after every change of what is held or drained. Returns the end of listening. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  #isFree(ids: readonly string[]): boolean {
    return ids.every((id) => !this.#holders.has(id));
  }

  #busyOf(ids: readonly string[]): string {
    return ids.find((id) => this.#holders.has(id)) ?? ids[0] ?? '';
  }

  /** A device of `wanted` that is being drained, unless the owner is a visit that is under way. */
  #drainedFor(wanted: readonly string[], { priority, owner }: ClaimRequest): string | undefined {
    if (priority !== 'customer' || [...this.#owners.values()].some((held) => held.owner === owner)) return undefined;
    return wanted.find((id) => [...this.#drains].some(({ ids }) => ids.includes(id)));
  }

  #grant(ids: readonly string[], { owner, priority }: Pick<ClaimRequest, 'owner' | 'priority'>): Claim {
    this.#token += 1;
    const token = this.#token;
    for (const id of ids) this.#holders.set(id, token);
    this.#owners.set(token, { owner, priority });
    const controller = new AbortController();
    const release = () => {
      if (controller.signal.aborted) return;
      controller.abort('sessionEnd');
      this.#owners.delete(token);
      for (const id of ids) if (this.#holders.get(id) === token) this.#leave(id);
      this.#serve();
      this.#changed();
    };
    this.#changed();
    return {
      token,
      devices: ids,
      signal: controller.signal,
      release,
      [Symbol.asyncDispose]: () => {
        release();
        return Promise.resolve();
      },
    };
  }

  /** Frees a device, or hands it to the keeper first: the token of the claim that ended is worth nothing from now on. */
  #leave(id: string): void {
    if (this.#keeper?.isNeeded(id) !== true) {
      this.#holders.delete(id);
      return;
    }
    this.#token += 1;
    const token = this.#token;
    this.#holders.set(id, token);
    void this.#keeper.settle(id, token).then((end) => {
      if (end === 'closed') return;
      this.#holders.delete(id);
      this.#serve();
      this.#changed();
    });
  }

  /** Grants waiting claims in order; one that cannot be granted holds its devices against later ones of the same or a lower priority. */
  #serve(): void {
    const heldBack: Waiting[] = [];
    for (const entry of [...this.#waiting]) {
      if (this.#isFree(entry.ids) && !heldBack.some((other) => overlaps(other.ids, entry.ids))) entry.grant();
      else heldBack.push(entry);
    }
  }
}

function overlaps(a: readonly string[], b: readonly string[]): boolean {
  return a.some((id) => b.includes(id));
}

function abortCode(signal: AbortSignal | undefined): 'E_TIMEOUT' | 'E_CANCELLED' {
  return signal?.reason === 'deadline' ? 'E_TIMEOUT' : 'E_CANCELLED';
}

function claimError(
  code: 'E_BAD_ARGUMENT' | 'E_CLAIM_BUSY' | 'E_CANCELLED' | 'E_TIMEOUT' | 'E_CLAIM_LOST' | 'E_CLAIM_REQUIRED',
  deviceId: string,
  reason?: 'maintenance',
) {
  return deviceError(code, 'notStarted', {
    deviceId,
    phase: 'queued',
    epoch: 0,
    mediaAt: 'none',
    ...(reason === undefined ? {} : { vendor: { code: reason } }),
  });
}
