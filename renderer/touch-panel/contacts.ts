import { distanceMm, type PanelFault, type Place } from '../../contract/touch-panel.ts';
import { contactLimits as limits } from './contact-limits.ts';

/** What happens on the glass. `page` names the page that stands; `isLive`: there is something to press at that place. Times are monotonic. */
export type ContactEvent =
  | {
      readonly type: 'down';
      readonly id: number;
      readonly at: Place;
      readonly page: string;
      readonly isLive: boolean;
    }
  | { readonly type: 'move'; readonly id: number; readonly at: Place }
  | { readonly type: 'up'; readonly id: number; readonly page: string }
  /** The browser took the contact for itself (scrolling), or the hand was judged a palm. */
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'look' };

interface Contact {
  readonly id: number;
  readonly at: Place;
  readonly downMs: number;
  readonly page: string;
  readonly hasMoved: boolean;
  readonly isStuck: boolean;
  /** Judged bad: whatever it does further acts on nothing. */
  readonly isDropped: boolean;
}

interface Tap {
  readonly at: Place;
  readonly ms: number;
  readonly page: string;
  readonly isLive: boolean;
}

/** A spot that touches by itself, and when it did last. */
interface Ghost {
  readonly at: Place;
  readonly lastMs: number;
}

export interface Contacts {
  readonly down: readonly Contact[];
  readonly taps: readonly Tap[];
  readonly ghosts: readonly Ghost[];
}

export const noContacts: Contacts = { down: [], taps: [], ghosts: [] };

export interface Judged {
  readonly contacts: Contacts;
  /** Contacts that act on nothing from now on; those that pressed something already have to let go of it. */
  readonly drop: readonly number[];
  /** A touch as people make them has just ended here. */
  readonly sane: Place | null;
}

/**
 * Judges every contact. Pure. Guarantees: a contact that stays in one spot is found at the first event after `stuckMs`, any contact after `neverLiftedMs`; a
 * contact acts only on the page on which it went down, so that what lay on one button when the page changed presses nothing on the next.
 */
export function judgeContact(before: Contacts, event: ContactEvent, nowMs: number): Judged {
  const aged = age(before, nowMs);
  const late = aged.down.filter((contact) => !contact.isStuck && nowMs >= stuckAt(contact)).map(({ id }) => id);
  const contacts = {
    ...aged,
    down: aged.down.map((contact) =>
      late.includes(contact.id) ? { ...contact, isStuck: true, isDropped: true } : contact,
    ),
  };
  const judged = judge(contacts, event, nowMs);
  return { ...judged, drop: [...late, ...judged.drop] };
}

function judge(contacts: Contacts, event: ContactEvent, nowMs: number): Judged {
  switch (event.type) {
    case 'down':
      return touched(contacts, event, nowMs);
    case 'move':
      return quiet({
        ...contacts,
        down: contacts.down.map((contact) =>
          contact.id === event.id && distanceMm(contact.at, event.at) > limits.spotMm
            ? { ...contact, hasMoved: true }
            : contact,
        ),
      });
    case 'up':
      return lifted(contacts, event, nowMs);
    case 'cancel':
      return quiet(without(contacts, event.id));
    case 'look':
      return quiet(contacts);
  }
}

function touched(contacts: Contacts, event: ContactEvent & { readonly type: 'down' }, nowMs: number): Judged {
  const { id, at, page, isLive } = event;
  const tap = { at, ms: nowMs, page, isLive };
  const taps = [...contacts.taps, tap];
  const known = contacts.ghosts.find((ghost) => distanceMm(ghost.at, at) <= limits.ghostReachMm);
  const isGhost = known !== undefined || isGhostly(near(taps, at));
  const ghosts = isGhost
    ? [...contacts.ghosts.filter((ghost) => ghost !== known), { at: known?.at ?? at, lastMs: nowMs }]
    : contacts.ghosts;
  const contact = { id, at, downMs: nowMs, page, hasMoved: false, isStuck: false, isDropped: isGhost };
  // An id that is still down was lost without a word; a new contact bears it now.
  const down = [...without(contacts, id).down, contact];
  return { contacts: { down, taps, ghosts }, drop: isGhost ? [id] : [], sane: null };
}

function lifted(contacts: Contacts, { id, page }: ContactEvent & { readonly type: 'up' }, nowMs: number): Judged {
  const contact = contacts.down.find((candidate) => candidate.id === id);
  const rest = without(contacts, id);
  if (contact === undefined) return quiet(rest);
  if (contact.isDropped) return { contacts: rest, drop: [id], sane: null };
  const isShort = nowMs - contact.downMs <= limits.saneMs;
  const isOneOfFew = near(contacts.taps, contact.at).length < limits.saneTouches;
  return {
    contacts: rest,
    drop: contact.page === page ? [] : [id],
    sane: isShort && isOneOfFew ? contact.at : null,
  };
}

function isGhostly(taps: readonly Tap[]): boolean {
  if (taps.length >= limits.tooFastTouches) return true;
  if (taps.filter(({ isLive }) => !isLive).length >= limits.ghostTouches) return true;
  return taps.length >= limits.ghostTouches && new Set(taps.map(({ page }) => page)).size >= limits.ghostPages;
}

/** What the page sees of the panel now; what is dead sends nothing, so the page cannot see it. */
export function faultSeen({ down, ghosts }: Contacts): Exclude<PanelFault, 'dead'> | null {
  if (down.some(({ isStuck }) => isStuck)) return 'stuck';
  return ghosts.length > 0 ? 'ghost' : null;
}

/** Where the fault is that `faultSeen` names. */
export function faultAt({ down, ghosts }: Contacts): Place | null {
  return (down.find(({ isStuck }) => isStuck) ?? ghosts.at(-1))?.at ?? null;
}

/** When to look again without an event; null = never. */
export function nextLookMs({ down, ghosts }: Contacts): number | null {
  const due = [
    ...down.filter(({ isStuck }) => !isStuck).map(stuckAt),
    ...ghosts.map(({ lastMs }) => lastMs + limits.ghostSilentMs),
  ];
  return due.length === 0 ? null : Math.min(...due);
}

const stuckAt = ({ downMs, hasMoved }: Contact): number => downMs + (hasMoved ? limits.neverLiftedMs : limits.stuckMs);

const near = (taps: readonly Tap[], at: Place): readonly Tap[] =>
  taps.filter((tap) => distanceMm(tap.at, at) <= limits.spotMm);

const without = (contacts: Contacts, id: number): Contacts => ({
  ...contacts,
  down: contacts.down.filter((contact) => contact.id !== id),
});

const age = (contacts: Contacts, nowMs: number): Contacts => ({
  ...contacts,
  taps: contacts.taps.filter(({ ms }) => nowMs - ms < limits.windowMs),
  ghosts: contacts.ghosts.filter(({ lastMs }) => nowMs - lastMs < limits.ghostSilentMs),
});

const quiet = (contacts: Contacts): Judged => ({ contacts, drop: [], sane: null });
