import { err, never, ok, type Result } from '../../contract/result.ts';

/**
 * One object that a citizen owns or is owed, and whose hands it is in. Pure: state and event in, state or refusal out; where it is stored is the
 * business of `../store/custody-rows.ts`. Source: docs/design/device-model.md, custody ledger.
 */
export const custodyKinds = ['customerCard', 'issuedCard', 'document', 'receipt'] as const;
export type CustodyKind = (typeof custodyKinds)[number];

/** `in` = the citizen's own, to be given back; `out` = ours, to be handed out. */
export const custodyDirections = ['in', 'out'] as const;
export type CustodyDirection = (typeof custodyDirections)[number];

/**
 * - `held` – inside the machine, or about to be moved there: our responsibility
 * - `offered` – at the exit, a hand can take it. Presented is not delivered
 * - `taken` – a hand took what we handed out, and the sensors saw it leave
 * - `offeredUnverifiable` – it was offered and is gone, but nobody saw how: no taken sensor, or nobody could look at that moment
 * - `returned` – back where it came from: the citizen's own item in the citizen's hand, a blank that never left the hopper
 * - `retained` – in a bin, was never offered
 * - `retracted` – in a bin, was offered and not taken
 * - `lost` – a record without an item ("lost?"): a technician attests what became of it
 */
export const custodyStates = [
  'held',
  'offered',
  'taken',
  'offeredUnverifiable',
  'returned',
  'retained',
  'retracted',
  'lost',
] as const;
export type CustodyState = (typeof custodyStates)[number];

/** What a technician may attest: every end, and nothing that claims the item is still on its way. */
export type CustodyEnd = Exclude<CustodyState, 'held' | 'offered'>;
export const custodyEnds = ['taken', 'offeredUnverifiable', 'returned', 'retained', 'retracted', 'lost'] as const;

/**
 * What the sensors, or a person, said about the item:
 * - `presented` – stands at the exit
 * - `withdrawn` – was drawn back inside for another try
 * - `taken` – was seen to leave by a hand
 * - `unseen` – the dwell is over on a device that cannot see a hand (no taken sensor)
 * - `notMoved` – the motion that should have brought it out of the hopper or slot provably did not happen
 * - `captured` – went into a bin
 * - `vanished` – is not there, and nobody looked when it went
 * - `attested` – a technician says where it is; the only event that a settled record takes
 */
export type CustodyEvent =
  | { readonly type: 'presented' | 'withdrawn' | 'taken' | 'unseen' | 'notMoved' | 'captured' | 'vanished' }
  | { readonly type: 'attested'; readonly as: CustodyEnd; readonly operator: string };
export type CustodyEventType = CustodyEvent['type'];
export const custodyEventTypes = [
  'presented',
  'withdrawn',
  'taken',
  'unseen',
  'notMoved',
  'captured',
  'vanished',
  'attested',
] as const satisfies readonly CustodyEventType[];

/** `settled`: only a technician may change it. `notPossible`: this cannot happen to an item in that state; the caller has a bug or a sensor lies. */
export type CustodyRefusal = 'settled' | 'notPossible';

/** What the machine needs of a record. */
export interface CustodyItem {
  readonly state: CustodyState;
  readonly direction: CustodyDirection;
}

/** Still somebody's duty: no session closes and no idle page shows (receipts excepted, rule 8). */
export function isOpen(state: CustodyState): state is 'held' | 'offered' {
  return state === 'held' || state === 'offered';
}

/** One step. Pure; refusals change nothing. */
export function nextCustody(item: CustodyItem, event: CustodyEvent): Result<CustodyState, CustodyRefusal> {
  if (event.type === 'attested') return ok(event.as);
  const { state } = item;
  switch (state) {
    case 'held':
      return fromHeld(item.direction, event.type);
    case 'offered':
      return fromOffered(item.direction, event.type);
    case 'taken':
    case 'offeredUnverifiable':
    case 'returned':
    case 'retained':
    case 'retracted':
    case 'lost':
      return err('settled');
    default:
      return never(state, 'nextCustody');
  }
}

type Sensed = Exclude<CustodyEventType, 'attested'>;

function fromHeld(direction: CustodyDirection, event: Sensed): Result<CustodyState, CustodyRefusal> {
  switch (event) {
    case 'presented':
      return ok('offered');
    // A hand may be quicker than our look: pulled out while it was still being presented.
    case 'taken':
      return ok(direction === 'out' ? 'taken' : 'returned');
    case 'notMoved':
      return ok('returned');
    case 'captured':
      return ok('retained');
    case 'vanished':
      return ok('lost');
    case 'withdrawn':
    case 'unseen':
      return err('notPossible');
    default:
      return never(event, 'fromHeld');
  }
}

function fromOffered(direction: CustodyDirection, event: Sensed): Result<CustodyState, CustodyRefusal> {
  switch (event) {
    case 'taken':
      return ok(direction === 'out' ? 'taken' : 'returned');
    case 'withdrawn':
      return ok('held');
    case 'captured':
      return ok('retracted');
    case 'unseen':
    // It was within reach and is gone: most likely taken, but that would be a guess.
    case 'vanished':
      return ok('offeredUnverifiable');
    case 'presented':
    case 'notMoved':
      return err('notPossible');
    default:
      return never(event, 'fromOffered');
  }
}
