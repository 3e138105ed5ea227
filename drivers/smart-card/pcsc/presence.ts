import type { CardPresence } from '../smart-card-reader.ts';

/**
 * What is known of the slot. Pure: `(presence, event) → presence`. PC/SC reports insertions and removals by itself, so nothing is polled, and only
 * the edge absent → present while somebody waits starts a read.
 */
export type SlotEvent =
  /** The first picture after connecting. Whatever lies there was there before anybody asked. */
  | { readonly type: 'firstSight'; readonly isPresent: boolean }
  | { readonly type: 'inserted'; readonly isAwaited: boolean }
  | { readonly type: 'removed' }
  | { readonly type: 'readOk' }
  | { readonly type: 'readFailed' }
  | { readonly type: 'linkLost' };

/** An event that a state does not expect leaves it as it is. */
export function slotStep(before: CardPresence, event: SlotEvent): CardPresence {
  switch (event.type) {
    case 'firstSight':
      return event.isPresent ? 'presentFailed' : 'absent';
    case 'inserted':
      if (before !== 'absent') return before;
      return event.isAwaited ? 'reading' : 'presentFailed';
    case 'removed':
      return before === 'unknown' ? before : 'absent';
    case 'readOk':
      return before === 'reading' ? 'presentRead' : before;
    case 'readFailed':
      return before === 'reading' ? 'presentFailed' : before;
    case 'linkLost':
      return 'unknown';
  }
}

/** True when a card is there that must be taken out before anything else can happen. */
export function mustTakeOut(presence: CardPresence): boolean {
  return presence === 'presentRead' || presence === 'presentFailed';
}
