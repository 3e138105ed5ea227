import type { Presence } from '../id-reader.ts';
import type { SdtProfile } from './profile.ts';

/**
 * What is known of the pad. Pure: `(state, event) → { state, effects }`.
 *
 * The fact behind it: a card that was never read answers find with 9F; one that has been read answers 80 until it has been lifted
 * and laid down again. So 80 alone never means "gone" after a read, and one placing gives at most one read.
 *
 * How an old card is noticed: while nobody waits, the pad is looked at slowly with the same harmless find. A card that shows up then,
 * or at the first look after connecting, is `blocked` until the pad was seen empty. Its resolution is one idle poll: a card laid down
 * within that time before the arming counts as fresh.
 */
export type PadState =
  | { readonly at: 'unknown'; readonly misses: number; readonly holdUntilMs: number | null }
  | { readonly at: 'absent' }
  | { readonly at: 'reading'; readonly tries: number }
  /** `isUnsure`: a miss was silence, in which the module may have lost its power */
  | { readonly at: 'presentRead'; readonly misses: number; readonly missMs: number; readonly isUnsure: boolean }
  | { readonly at: 'presentFailed'; readonly tries: number; readonly misses: number; readonly missMs: number };

export type PadEvent =
  /** find answered 9F; `isArmed` = somebody waits for a card */
  | { readonly type: 'found'; readonly isArmed: boolean }
  /** find answered 80 */
  | { readonly type: 'notFound' }
  /** presence test: the card that was read is still there */
  | { readonly type: 'stillThere' }
  /** presence test: it did not answer */
  | { readonly type: 'notThere' }
  /** presence test: the module knows of no read (24). It has lost its power, or another card lies there */
  | { readonly type: 'forgot' }
  /** presence test: no answer, or none that can be read */
  | { readonly type: 'silent' }
  | { readonly type: 'readOk' }
  /** `isFinal`: trying again in this placing makes no sense (wrong kind of card) */
  | { readonly type: 'readFailed'; readonly isFinal: boolean }
  /** the caller who waited has gone: whatever lies there now belongs to nobody */
  | { readonly type: 'disarmed' }
  /** link lost or made anew */
  | { readonly type: 'linkChanged' };

export type PadEffect = 'read';

export interface PadStep {
  readonly state: PadState;
  readonly effects: readonly PadEffect[];
}

export const initialPad: PadState = { at: 'unknown', misses: 0, holdUntilMs: null };

/** `blocked`: no try is left until the pad was seen empty. */
const blockedTries = Number.POSITIVE_INFINITY;

/** An event that a state does not expect leaves it as it is. */
export function padStep(state: PadState, event: PadEvent, nowMs: number, profile: SdtProfile): PadStep {
  if (event.type === 'linkChanged') return to(initialPad);
  switch (state.at) {
    case 'unknown':
      return fromUnknown(state, event, nowMs, profile);
    case 'absent':
      if (event.type !== 'found') return to(state);
      return event.isArmed ? startRead(1) : to(blocked());
    case 'reading':
      if (event.type === 'readOk') {
        if (profile.presenceTest) return to(presentRead);
        return to({ at: 'unknown', misses: 0, holdUntilMs: nowMs + profile.unknownHoldMs });
      }
      if (event.type === 'readFailed') {
        const tries = event.isFinal || state.tries >= profile.maxTries ? blockedTries : state.tries;
        return to({ at: 'presentFailed', tries, misses: 0, missMs: 0 });
      }
      return to(state);
    case 'presentRead':
      return to(fromPresentRead(state, event, nowMs, profile));
    case 'presentFailed':
      if (event.type === 'disarmed') return to({ ...state, tries: blockedTries });
      if (event.type === 'stillThere') return to({ ...state, misses: 0 });
      // The module may hold a refused card as read, and then 80 does not mean that it has gone: the presence test must agree.
      if (event.type === 'notFound' && (state.misses === 0 || !profile.presenceTest)) {
        return to(missed(state, nowMs, profile));
      }
      if (state.misses > 0 && (event.type === 'notThere' || event.type === 'forgot' || event.type === 'silent')) {
        // A card of nobody, as `fromPresentRead`: a module that begins anew may have missed it once. After a read that failed 24 is what a module always says, and whoever waits for it has laid down that card.
        const isNobodys = state.tries === blockedTries && event.type !== 'notThere';
        return to(isNobodys ? initialPad : missed(state, nowMs, profile));
      }
      if (event.type !== 'found') return to(state);
      if (event.isArmed && state.tries < profile.maxTries) return startRead(state.tries + 1);
      return to({ ...state, misses: 0 });
  }
}

/** What to ask the reader next, and how long to wait before. */
export interface PadPoll {
  readonly ask: 'find' | 'presence';
  readonly afterMs: number;
}

/** What is asked of the pad next, and after how many milliseconds. */
export function nextPoll(state: PadState, isArmed: boolean, profile: SdtProfile): PadPoll {
  const findMs = isArmed ? profile.pollMs : profile.idlePollMs;
  switch (state.at) {
    case 'unknown':
      if (state.holdUntilMs !== null) return { ask: 'find', afterMs: findMs };
      // The first find after a placing often fails, so it is asked twice; then whether a card lies there that was read before.
      return { ask: state.misses < 2 ? 'find' : 'presence', afterMs: 0 };
    case 'presentRead':
      return { ask: 'presence', afterMs: profile.presencePollMs };
    case 'presentFailed':
      if (state.misses === 0) return { ask: 'find', afterMs: findMs };
      return { ask: profile.presenceTest ? 'presence' : 'find', afterMs: profile.pollMs };
    default:
      return { ask: 'find', afterMs: findMs };
  }
}

/** True when a card lies there that must be lifted before anything else can happen. */
export function mustLift(state: PadState): boolean {
  return state.at === 'presentRead' || state.at === 'presentFailed';
}

/** What is known of the pad, without what the poll keeps for itself. */
export function presenceOf(state: PadState): Presence {
  return state.at;
}

function fromUnknown(
  state: Extract<PadState, { at: 'unknown' }>,
  event: PadEvent,
  nowMs: number,
  profile: SdtProfile,
): PadStep {
  if (state.holdUntilMs !== null) {
    // After a read on a unit without presence test: 9F can only be another placing, 80 says nothing until the time is over.
    if (event.type === 'found') return event.isArmed ? startRead(1) : to(blocked());
    if (event.type === 'notFound' && nowMs >= state.holdUntilMs) return to({ at: 'absent' });
    return to(state);
  }
  switch (event.type) {
    case 'found':
      return event.isArmed && profile.trustsFirstSight ? startRead(1) : to(blocked());
    case 'notFound':
      if (state.misses >= 1 && !profile.presenceTest) return to({ at: 'absent' });
      return to({ ...state, misses: state.misses + 1 });
    case 'stillThere':
      return to(presentRead);
    case 'notThere':
    case 'forgot':
    case 'silent':
      return to({ at: 'absent' });
    default:
      return to(state);
  }
}

const presentRead = { at: 'presentRead', misses: 0, missMs: 0, isUnsure: false } as const satisfies PadState;

/**
 * A module that has lost its power finds the card of whoever was here before as a new one. So where it may have, by its silence or because it knows of no read although the card was there a look ago,
 * it is looked at as after connecting: whatever is found then is old. A card that was seen to be gone is gone, also when another one lies there at the next look.
 */
function fromPresentRead(
  state: Extract<PadState, { at: 'presentRead' }>,
  event: PadEvent,
  nowMs: number,
  profile: SdtProfile,
): PadState {
  switch (event.type) {
    case 'stillThere':
      return presentRead;
    case 'forgot':
      return state.misses === 0 ? initialPad : missed(state, nowMs, profile);
    case 'notThere':
      return missed(state, nowMs, profile);
    case 'silent':
      return missed({ ...state, isUnsure: true }, nowMs, profile);
    default:
      return state;
  }
}

function startRead(tries: number): PadStep {
  return { state: { at: 'reading', tries }, effects: ['read'] };
}

function blocked(): PadState {
  return { at: 'presentFailed', tries: blockedTries, misses: 0, missMs: 0 };
}

function missed(
  state: Extract<PadState, { at: 'presentRead' | 'presentFailed' }>,
  nowMs: number,
  profile: SdtProfile,
): PadState {
  if (state.misses === 0) return { ...state, misses: 1, missMs: nowMs };
  if (nowMs - state.missMs < profile.absentGapMs) return state;
  return state.at === 'presentRead' && state.isUnsure ? initialPad : { at: 'absent' };
}

function to(state: PadState): PadStep {
  return { state, effects: [] };
}
