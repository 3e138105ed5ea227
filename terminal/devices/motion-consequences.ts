import type { MediaPos, Outcome } from '../../contract/device.ts';
import { never } from '../../contract/result.ts';
import type { CardPosition } from '../../drivers/card-dispenser/card-dispenser.ts';
import type { CountChange } from '../store/ledger.ts';
import type { ActChanges, MotionKind } from '../store/store.ts';
import type { CustodyEvent, CustodyState } from './custody.ts';

/** Where a card is as far as anybody knows. */
export type CardPlace = CardPosition | 'bin';

/** What is known of a motion that has ended, whoever says so. */
export interface MotionEnd {
  readonly motion: MotionKind;
  readonly outcome: Outcome;
  readonly place: CardPlace;
  /** State of the record before; null = the motion had none. */
  readonly state: CustodyState | null;
  /** The card is not there, and no motor took it away (E_NO_MEDIA). */
  readonly isGone: boolean;
  /** The first byte of the motion left: what is gone after that went while the driver was looking. */
  readonly wasSent: boolean;
  /** Where the last look before this motion saw the card, when nobody was blind since; null = nobody knows what happened in between. */
  readonly lastSeen: CardPosition | null;
}

/**
 * What becomes of record and counts. Pure and table-tested. Counts follow positions (rule 11): a card that left the hopper is one less there, whatever the
 * command was worth. Nothing is concluded from `indeterminate`: a later look decides.
 */
export function consequences(end: MotionEnd): ActChanges {
  if (end.outcome === 'indeterminate') return {};
  const custody = end.state === null ? undefined : custodyEvent(end, end.state);
  const counts = countChanges(end);
  return { ...(custody === undefined ? {} : { custody }), ...(counts.length === 0 ? {} : { counts }) };
}

function custodyEvent(end: MotionEnd, state: CustodyState): CustodyEvent | undefined {
  const { motion, outcome, place } = end;
  if (state !== 'held' && state !== 'offered') return undefined;
  if (motion === 'feed' && (outcome === 'notStarted' || outcome === 'notDone')) return { type: 'notMoved' };
  if (place === 'bin') return { type: 'captured' };
  // A hand, and nothing else, takes a card that was within reach a moment ago.
  if (end.isGone) return { type: end.lastSeen === 'exit' || end.wasSent ? 'taken' : 'vanished' };
  // Seen held at the exit, and gone with a hand before the look afterwards: the driver says so only when the device proves it.
  const isOffering = motion === 'present' || motion === 'feed';
  if (isOffering && outcome === 'done' && place === 'none') return { type: 'taken' };
  if (place === 'exit') return state === 'held' ? { type: 'presented' } : undefined;
  if (place === 'inside') return state === 'offered' ? { type: 'withdrawn' } : undefined;
  // A reset that succeeded and left the channel empty took the card somewhere that it does not name.
  return motion === 'recover' && outcome === 'done' && place === 'none' ? { type: 'vanished' } : undefined;
}

function countChanges({ motion, outcome, place }: MotionEnd): readonly CountChange[] {
  switch (motion) {
    case 'feed': {
      const leftHopper = outcome === 'done' || outcome === 'partial';
      const fed: readonly CountChange[] = leftHopper ? [{ bin: 'hopper', by: -1 }] : [];
      return place === 'bin' ? [...fed, { bin: 'retain', by: 1 }] : fed;
    }
    case 'present':
    case 'capture':
    case 'retract':
    case 'recover':
      return place === 'bin' ? [{ bin: 'retain', by: 1 }] : [];
    default:
      return never(motion, 'countChanges');
  }
}

/** The words of `DeviceError.mediaAt` in those of a card path; what is stuck or half in is somewhere, hence `unknown`. */
export function placeOf(media: MediaPos): CardPlace {
  if (media === 'none' || media === 'inside') return media;
  if (media === 'atExit') return 'exit';
  return media.startsWith('bin:') ? 'bin' : 'unknown';
}

/** The same, backwards. */
export function mediaOf(place: CardPlace): MediaPos {
  if (place === 'exit') return 'atExit';
  return place === 'bin' ? 'bin:retain' : place;
}
