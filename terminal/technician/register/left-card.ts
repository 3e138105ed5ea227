import { type Static, Type } from 'typebox';
import { strict } from '../../../contract/closed-shapes.ts';
import { parse } from '../../../contract/validate.ts';
import type { SessionService } from '../../session/session-service.ts';
import type { Store } from '../../store/store.ts';

/** Meta key: the last ID card that was left on the pad. */
const leftKey = 'register.idLeft';
/** Whoever comes back at once has forgotten nothing, milliseconds: the page calls for so long (terminal/session/delays.ts). */
export const forgottenMs = 60_000;
/** So long it is offered to whoever has put it away, milliseconds. */
export const offeredMs = 48 * 3_600_000;

const Left = Type.Object(
  {
    /** Wall clock, milliseconds. */
    at: Type.Integer(),
    /** When it was gone from the pad; null = it lies there. Who took it nobody has seen. */
    goneAt: Type.Union([Type.Integer(), Type.Null()]),
  },
  strict,
);
export type LeftCard = Static<typeof Left>;

export type LeftEvent =
  /** The visit is over and a card lies on the pad. */
  | { readonly type: 'lies'; readonly nowMs: number }
  | { readonly type: 'gone'; readonly nowMs: number }
  | { readonly type: 'entered' };

/** Pure. One that was taken within a minute was not left. */
export function stepLeft(left: LeftCard | null, event: LeftEvent): LeftCard | null {
  switch (event.type) {
    case 'lies':
      return left !== null && left.goneAt === null ? left : { at: event.nowMs, goneAt: null };
    case 'gone':
      if (left === null || left.goneAt !== null) return left;
      return event.nowMs - left.at < forgottenMs ? null : { ...left, goneAt: event.nowMs };
    case 'entered':
      return null;
  }
}

/** Sees ID cards that stay on the pad when a visit has ended: it knows when, not whose, and not who took them. */
export class LeftCards {
  readonly #store: Pick<Store, 'meta' | 'trustedWallMs'>;
  #left: LeftCard | null;

  constructor(store: Pick<Store, 'meta' | 'trustedWallMs'>) {
    this.#store = store;
    const kept = store.meta.get(leftKey);
    const read = kept === null || kept === '' ? null : parse(Left, jsonOf(kept));
    this.#left = read?.ok === true ? read.value : null;
  }

  /** To be offered for the register: it was left, and is gone; null = none. */
  offered(): LeftCard | null {
    const left = this.#left;
    if (left?.goneAt == null) return null;
    return this.#store.trustedWallMs() - left.goneAt > offeredMs ? null : left;
  }

  entered(): void {
    this.#step({ type: 'entered' });
  }

  /** Returns the end of watching. */
  watch(session: Pick<SessionService, 'place' | 'context' | 'onChange'>): () => void {
    const look = () => {
      const { pad } = session.context();
      const nowMs = this.#store.trustedWallMs();
      if (session.place() === 'cardLeft' && (pad === 'present' || pad === 'reading'))
        this.#step({ type: 'lies', nowMs });
      else if (pad === 'absent') this.#step({ type: 'gone', nowMs });
    };
    look();
    return session.onChange(look);
  }

  #step(event: LeftEvent): void {
    const next = stepLeft(this.#left, event);
    if (next === this.#left) return;
    this.#left = next;
    // A note that is not on disk is forgotten with the program: nothing hangs on it.
    this.#store.meta.set(leftKey, next === null ? '' : JSON.stringify(next));
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // the parse after it refuses
  }
}
