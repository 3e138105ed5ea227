import { type ContactChange, type ContactName, type ContactState, contactWords } from './io-board.ts';
import type { WireState } from './messages.ts';

/** Whether somebody was at the machine: `suspect` = while nobody watched, perhaps a technician; `certain` = seen, or still open. */
export type Tampering = 'none' | 'suspect' | 'certain';

/** Whether the protocol knows a contact of this name. */
export function isContactName(name: string): name is ContactName {
  return Object.hasOwn(contactWords, name);
}

/** The word for a state on the wire. A latched contact is at rest **now**. */
function contactState(name: ContactName, wire: WireState): ContactState {
  const [rest, active] = contactWords[name];
  if (wire === 'unknown') return 'unknown';
  return wire === 'active' ? active : rest;
}

/**
 * The contacts of one board, and what they say about tampering. Pure but for its own memory; tells what changed. Tampering outlives the link and the
 * contact's coming to rest: only `cleared` ends it (rule B11 of docs/protocols/io-board.md).
 */
export class Contacts {
  readonly #states = new Map<ContactName, ContactState>();
  #tampering: Tampering = 'none';

  get tampering(): Tampering {
    return this.#tampering;
  }

  /** Null = the board has no such contact; `unknown` before any board has been seen. */
  state(name: ContactName, isFitted: boolean): ContactState | null {
    return isFitted ? (this.#states.get(name) ?? 'unknown') : null;
  }

  /**
   * One contact was told.
   * @param isWatched the link was up when it happened; false for the first reading of a link
   */
  told(name: string, wire: WireState, isWatched: boolean): ContactChange[] {
    if (!isContactName(name)) return [];
    if (name === 'tamper') this.#judge(wire, isWatched);
    const state = contactState(name, wire);
    if ((this.#states.get(name) ?? 'unknown') === state) return [];
    this.#states.set(name, state);
    return [{ contact: name, state }];
  }

  /** The link is lost: nothing is known any more (rule B9). */
  lost(): ContactChange[] {
    const known = [...this.#states].filter(([, state]) => state !== 'unknown').map(([contact]) => contact);
    this.#states.clear();
    return known.map((contact) => ({ contact, state: 'unknown' as const }));
  }

  /** A person vouches for the machine. To be followed by a reading, which may tell otherwise at once. */
  cleared(): void {
    this.#tampering = 'none';
  }

  #judge(wire: WireState, isWatched: boolean): void {
    if (wire === 'active' || (wire === 'latched' && isWatched)) this.#tampering = 'certain';
    else if (wire === 'latched' && this.#tampering === 'none') this.#tampering = 'suspect';
  }
}
