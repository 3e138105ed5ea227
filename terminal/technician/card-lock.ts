import { type Static, Type } from 'typebox';
import { strict } from '../../contract/closed-shapes.ts';
import type { ErrorCode } from '../../contract/device.ts';
import type { Log } from '../../contract/log.ts';
import { ReplenishBody } from '../../contract/technician/staff.ts';
import { parse } from '../../contract/validate.ts';
import type { Store } from '../store/store.ts';

/** Meta key: counts that differ and that no operator has accepted. */
const lockKey = 'cards.mismatch';

/** As many as there are: a list that is too long to be read would end the lock. */
const Held = Type.Array(
  Type.Object(
    {
      record: ReplenishBody,
      /** It is a message of the outbox. */
      isTold: Type.Boolean(),
    },
    strict,
  ),
);
export type HeldCount = Static<typeof Held>[number];

export type LockEvent =
  /** Two persons have found more or fewer cards than the ledger says. */
  | { readonly type: 'differs'; readonly record: HeldCount['record'] }
  /** The count did not become true: the ledger stands as before. */
  | { readonly type: 'dropped'; readonly id: string }
  | { readonly type: 'told'; readonly id: string }
  /** Operators have looked into these. */
  | { readonly type: 'accepted'; readonly ids: readonly string[] };

/** Pure. Cards are issued only where nothing is held; nothing but an operator's word ends what the hub has been told of. */
export function stepLock(held: readonly HeldCount[], event: LockEvent): readonly HeldCount[] {
  switch (event.type) {
    case 'differs': {
      if ((event.record.difference ?? 0) === 0) return held;
      const others = held.filter(({ record }) => record.id !== event.record.id);
      return [...others, { record: event.record, isTold: false }];
    }
    case 'dropped':
      return held.filter(({ record, isTold }) => record.id !== event.id || isTold);
    case 'told':
      return held.map((one) => (one.record.id === event.id ? { ...one, isTold: true } : one));
    case 'accepted':
      return held.filter(({ record, isTold }) => !isTold || !event.ids.includes(record.id));
  }
}

/**
 * Mode A is off after a count of cards that differs from the ledger, until an operator has accepted it at the hub (docs/domain/technician-and-operations.md §6). It is on
 * disk before the ledger takes the new count, with the record itself: power that goes between the two loses neither.
 */
export class CardLock {
  readonly #store: Pick<Store, 'meta' | 'replenish'>;
  readonly #log: Log;
  readonly #listeners = new Set<() => void>();
  #held: readonly HeldCount[];

  constructor(store: Pick<Store, 'meta' | 'replenish'>, log: Log) {
    this.#store = store;
    this.#log = log;
    this.#held = readHeld(store.meta.get(lockKey));
  }

  /** Why no card may be issued; null = nothing is held. */
  get fault(): ErrorCode | null {
    return this.#held.length === 0 ? null : 'E_COUNT_DIFFERS';
  }

  get held(): readonly HeldCount[] {
    return this.#held;
  }

  /** False: the disk did not take it, so it is not so, and the count must not become true. */
  step(event: LockEvent): boolean {
    const before = this.#held;
    const held = stepLock(before, event);
    if (held.length === before.length && held.every((one, i) => one === before[i])) return true;
    if (!this.#store.meta.set(lockKey, JSON.stringify(held)).ok) return false;
    this.#held = held;
    const isLocked = held.length > 0;
    if (isLocked !== before.length > 0) {
      this.#log('technician.cards.locked', { locked: isLocked, counts: held.length });
      for (const listener of [...this.#listeners]) listener();
    }
    return true;
  }

  /** Power went before the hub was told of a count: it is told now. The hub keeps a count once. */
  async resume(): Promise<void> {
    for (const { record, isTold } of this.#held) {
      if (!isTold && (await this.#store.replenish(record)).ok) this.step({ type: 'told', id: record.id });
    }
  }

  /** Told when cards may be issued no more, or again. Returns the end of listening. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}

/** What cannot be read was written by another version: a lock that nobody can explain would hold for ever, and the hub has its order. */
function readHeld(text: string | null): readonly HeldCount[] {
  if (text === null) return [];
  try {
    const held = parse(Held, JSON.parse(text));
    return held.ok ? held.value : [];
  } catch {
    return [];
  }
}
