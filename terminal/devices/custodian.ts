import type { Clock } from '../../contract/clock.ts';
import type { ErrorCode } from '../../contract/device.ts';
import type { Log } from '../../contract/log.ts';
import type { CardDispenser } from '../../drivers/card-dispenser/card-dispenser.ts';
import type { Store } from '../store/store.ts';
import type { ClaimManager, Keeper } from './claims.ts';
import { logThrown, settleDevice } from './settle-device.ts';

/**
 * Takes over what a visit leaves behind: a card that is held or offered, an act whose end nobody knows, a card that no record knows. Until it is settled the
 * device has no other user. It never offers a card again: whoever stands there now may be somebody else (docs/protocols/card-dispenser.md, 5.1).
 */
export class Custodian implements Keeper {
  readonly #dispensers: ReadonlyMap<string, CardDispenser>;
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #closing = new AbortController();
  readonly #blocked = new Map<string, ErrorCode>();
  readonly #running = new Set<Promise<unknown>>();
  readonly #listeners = new Set<() => void>();

  constructor(o: {
    readonly dispensers: readonly CardDispenser[];
    readonly store: Store;
    readonly clock: Clock;
    readonly log: Log;
  }) {
    this.#dispensers = new Map(o.dispensers.map((dispenser) => [dispenser.id, dispenser]));
    this.#store = o.store;
    this.#clock = o.clock;
    this.#log = o.log;
  }

  isNeeded(deviceId: string): boolean {
    // The program ends: what is left is for the next boot, and the store may be closed already.
    if (this.#closing.signal.aborted) return false;
    const dispenser = this.#dispensers.get(deviceId);
    if (dispenser === undefined) return false;
    const position = dispenser.position();
    if (position === 'inside' || position === 'exit') return true;
    // By its sensors, not for want of a link: every visit would be refused, and nobody would find out why.
    if (position === 'unknown' && dispenser.status().link === 'up') return true;
    try {
      if (this.#store.custody.open(deviceId).length > 0) return true;
      return this.#store.acts.openMotions(deviceId).some(({ state }) => state !== 'unknown');
    } catch (error) {
      // A journal that cannot be read may hold anything: nobody gets the device before it was read.
      logThrown(error, deviceId, this.#log);
      return true;
    }
  }

  /**
   * @param signal ends the wait early, besides `close`; nothing that moves is interrupted
   */
  async settle(deviceId: string, _token?: number, signal?: AbortSignal): Promise<'settled' | 'closed'> {
    const dispenser = this.#dispensers.get(deviceId);
    if (dispenser === undefined) return 'settled';
    const stop = signal === undefined ? this.#closing.signal : AbortSignal.any([this.#closing.signal, signal]);
    const deps = { dispenser, store: this.#store, clock: this.#clock, log: this.#log };
    const running = settleDevice(deps, stop, (code) => this.#block(deviceId, code));
    this.#running.add(running);
    try {
      const end = await running;
      if (end === 'settled') this.#block(deviceId, null);
      return end;
    } finally {
      this.#running.delete(running);
    }
  }

  /** Why a person must act before this device can be used; null = nothing known. */
  blockedBy(deviceId: string): ErrorCode | null {
    return this.#blocked.get(deviceId) ?? null;
  }

  /** Told when what `blockedBy` says has changed. Returns the end of listening. */
  onBlocked(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Settles as well what shows up while nobody uses a device, such as a card that a hand pushed into the slot. Returns the end of watching. */
  watch(claims: ClaimManager): () => void {
    const ends = [...this.#dispensers.values()].map((dispenser) =>
      dispenser.onStatus(() => {
        if (this.#closing.signal.aborted || !this.isNeeded(dispenser.id)) return;
        // Somebody has it: the end of that claim brings us here.
        if (claims.held.includes(dispenser.id)) return;
        void claims
          .claim([dispenser.id], { owner: 'custodian', purpose: 'foundItem', waitMs: 0, priority: 'recovery' })
          .then((claimed) => {
            if (claimed.ok) claimed.value.release();
          });
      }),
    );
    return () => {
      for (const end of ends) end();
    };
  }

  #block(deviceId: string, code: ErrorCode | null): void {
    if (this.blockedBy(deviceId) === code) return;
    if (code === null) this.#blocked.delete(deviceId);
    else this.#blocked.set(deviceId, code);
    for (const listener of [...this.#listeners]) listener();
  }

  /** Nothing new is moved; resolves when the motion under way, if any, is journalled. */
  async close(): Promise<void> {
    this.#closing.abort('shutdown');
    await Promise.all(this.#running);
  }
}
