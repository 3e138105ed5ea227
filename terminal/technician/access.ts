import { challengeLifeMs } from '../../contract/technician/one-time-code.ts';
import type {
  AccessEffect,
  AccessEvent,
  AccessState,
  AccessStep,
  ExitReason,
  Moment,
  Person,
  Stage,
  Trigger,
} from './access-state.ts';
import { mayTake } from './blockers.ts';
import {
  afterFailure,
  afterSuccess,
  afterTime,
  everybodyElse,
  type LockOut,
  lockedForMs,
  nextEndMs,
} from './lock-out.ts';

/** Times in milliseconds. */
export const accessLimits = {
  /** Nobody touches the page on which one comes in. */
  enterMs: 60_000,
  /** As above while a code is asked for by phone. */
  codeMs: 10 * 60_000,
  /** Nobody takes away what is waited for. */
  waitMs: 180_000,
  /** Nobody works (docs/domain/technician-and-operations.md §2.4). */
  idleMs: 5 * 60_000,
  /** Wrong answers to one challenge. */
  codeTries: 5,
} as const;

/** Nobody of the staff is at the machine. */
export const closedAccess = (lock: LockOut): AccessState => ({ stage: { at: 'closed' }, lock, challenge: null });

/** Whether citizens are not served because of it. */
export const isTaken = ({ stage }: AccessState): boolean =>
  stage.at === 'entering' || stage.at === 'open' || (stage.at === 'waiting' && stage.isTaken);

/** When time alone changes something next, monotonic milliseconds; null = never. */
export function nextLookMs({ stage, lock }: AccessState): number | null {
  const ends = [nextEndMs(lock), endOf(stage)].filter((ms) => ms !== undefined);
  return ends.length === 0 ? null : Math.min(...ends);
}

function endOf(stage: Stage): number | undefined {
  switch (stage.at) {
    case 'closed':
      return undefined;
    case 'waiting':
      return stage.by === 'knock' ? stage.touchedAtMs + accessLimits.waitMs : undefined;
    case 'entering':
      return isOnlyPage(stage) ? undefined : stage.touchedAtMs + enterLimit(stage);
    case 'open':
      return stage.touchedAtMs + accessLimits.idleMs;
  }
}

/** The page of the number at an open cabinet: nothing comes behind it, so it stands. */
const isOnlyPage = ({ by, step }: Entering): boolean => by === 'door' && step === 'number';

const enterLimit = ({ step }: Entering): number => (step === 'code' ? accessLimits.codeMs : accessLimits.enterMs);

/**
 * Getting in and out, as one pure machine: number, PIN or code, card; wrong ones lock it for longer each time. Clock, randomness and everything that is known come in as arguments; what is to be done
 * goes out as effects, which the desk does. It never holds a PIN or a code that was typed. docs/technician-access.md says what it promises.
 */
export function stepAccess(before: AccessState, event: AccessEvent, moment: Moment): AccessStep {
  const lock = afterTime(before.lock, moment.monoMs);
  const saved: readonly AccessEffect[] = lock === before.lock ? [] : [{ type: 'saveLock' }];
  const step = settled(stepStage({ ...before, lock }, event, moment), moment);
  return { ...step, effects: [...saved, ...step.effects] };
}

function stepStage(state: AccessState, event: AccessEvent, moment: Moment): AccessStep {
  const { stage } = state;
  switch (stage.at) {
    case 'closed':
      return event.type === 'ask' ? begun(state, event.by, moment) : same(state);
    case 'waiting':
      if (event.type === 'leave' || event.type === 'back' || isShutAgain(stage.by, event)) return closed(state);
      return touched({ ...state, stage: { ...stage, by: askedBy(stage.by, event) } }, event, moment);
    case 'entering':
      return entering(state, stage, event, moment);
    case 'open':
      return open(state, stage, event, moment);
  }
}

const isShutAgain = (by: Trigger, event: AccessEvent): boolean => event.type === 'doorShut' && by === 'door';
/** Whoever asks at an open cabinet does not depend on its door any more. */
const askedBy = (by: Trigger, event: AccessEvent): Trigger => (by === 'door' && event.type === 'ask' ? event.by : by);

const same = (state: AccessState): AccessStep => ({ state, effects: [] });
const closed = (state: AccessState): AccessStep => same({ ...state, stage: { at: 'closed' }, challenge: null });

function begun(state: AccessState, by: Trigger, { monoMs, blockers }: Moment): AccessStep {
  const stage: Stage = { at: 'waiting', by, touchedAtMs: monoMs, isTaken: false };
  const waits: readonly AccessEffect[] = blockers.length === 0 ? [] : [{ type: 'waits', for: blockers }];
  return { state: { ...state, stage }, effects: [{ type: 'asked', by }, ...waits] };
}

/** Every touch of whoever is there counts, also one that does nothing. */
function touched(state: AccessState, event: AccessEvent, { monoMs }: Moment): AccessStep {
  const { stage } = state;
  if (stage.at === 'closed' || event.type === 'look' || event.type === 'checked' || event.type === 'doorShut')
    return same(state);
  return same({ ...state, stage: { ...stage, touchedAtMs: monoMs } });
}

/** What follows by itself: the machine is taken as soon as that may be, opened as soon as nothing is waited for, and left when nobody is there. */
function settled(step: AccessStep, moment: Moment): AccessStep {
  const { state, effects } = step;
  const { stage } = state;
  const { monoMs, blockers, members } = moment;
  if (stage.at === 'waiting') {
    const taken = stage.isTaken || mayTake(blockers);
    const isOver = stage.by === 'knock' && monoMs - stage.touchedAtMs >= accessLimits.waitMs;
    if (isOver) return { ...closed(state), effects };
    if (taken && blockers.length === 0) return { state: { ...state, stage: fresh(stage.by, monoMs) }, effects };
    return { state: { ...state, stage: { ...stage, isTaken: taken } }, effects };
  }
  if (stage.at === 'entering') {
    const isOver = stage.step !== 'checking' && !isOnlyPage(stage) && monoMs - stage.touchedAtMs >= enterLimit(stage);
    if (!isOver) return step;
    // What one of them has typed is not left to the next who stands at the open cabinet.
    return stage.by === 'door'
      ? { state: { ...state, stage: fresh(stage.by, monoMs) }, effects }
      : { ...closed(state), effects };
  }
  if (stage.at === 'open') {
    const { person } = stage;
    const left = (reason: ExitReason): AccessStep => ({
      ...closed(state),
      effects: [...effects, { type: 'left', person, reason }],
    });
    // A code by phone lets in also whom this machine has not heard of yet; what the hub says after that counts for everybody.
    const known = members?.find(({ staffId }) => staffId === person.staffId);
    const hasCard = person.card === null || known?.cards?.includes(person.card) === true;
    const isNews = moment.membersAtMs !== null && moment.membersAtMs > stage.openedAtMs;
    if (!hasCard || (known === undefined && (person.how !== 'code' || isNews))) return left('revoked');
    if (known !== undefined && known.role !== person.role) return left('revoked');
    if (!moment.isBusy && monoMs - stage.touchedAtMs >= accessLimits.idleMs) return left('idle');
  }
  return step;
}

const fresh = (by: Trigger, monoMs: number): Extract<Stage, { at: 'entering' }> => ({
  at: 'entering',
  by,
  touchedAtMs: monoMs,
  step: 'number',
  staffId: null,
  card: null,
  byCard: false,
  error: null,
  challenge: null,
});

type Entering = Extract<Stage, { at: 'entering' }>;

function entering(state: AccessState, stage: Entering, event: AccessEvent, moment: Moment): AccessStep {
  const { monoMs } = moment;
  const at = (change: Partial<Entering>): AccessState => ({
    ...state,
    stage: { ...stage, touchedAtMs: monoMs, ...change },
  });
  const isLocked = lockedForMs(state.lock, stage.staffId, monoMs) > 0;
  switch (event.type) {
    case 'leave':
      return closed(state);
    case 'doorShut':
      return isShutAgain(stage.by, event) ? closed(state) : same(state);
    case 'back':
      return stage.step === 'checking'
        ? same(state)
        : stage.step === 'number'
          ? closed(state)
          : same(at(fresh(stage.by, monoMs)));
    case 'number':
      if (stage.step !== 'number') return same(state);
      return same(at({ step: 'pin', staffId: event.staffId, error: null }));
    case 'card':
      // Only the page that asks for it takes one: whoever has named himself is not somebody else by the next card.
      if (stage.step !== 'number') return same(state);
      return same(
        at({
          ...{ step: 'pin', error: null, byCard: true },
          ...{ staffId: event.card?.staffId ?? everybodyElse, card: event.card?.mark ?? null },
        }),
      );
    case 'pin':
      if (stage.step !== 'pin' || stage.staffId === null || isLocked) return touched(state, event, moment);
      return {
        state: at({ step: 'checking', error: null }),
        effects: [{ type: 'check', staffId: stage.staffId, pin: event.pin }],
      };
    case 'checked':
      return checked(state, stage, event, moment);
    case 'askCode': {
      if ((stage.step !== 'pin' && stage.step !== 'code') || stage.staffId === null)
        return touched(state, event, moment);
      const challenge = { signs: moment.newChallenge, endsAtMs: monoMs + challengeLifeMs, wrong: 0 };
      return {
        state: at({ step: 'code', error: null, challenge }),
        effects: [{ type: 'challenged', staffId: stage.staffId }],
      };
    }
    case 'code': {
      const { challenge, staffId } = stage;
      if (stage.step !== 'code' || challenge === null || staffId === null || isLocked)
        return touched(state, event, moment);
      if (monoMs >= challenge.endsAtMs) return same(at({ step: 'pin', challenge: null, error: 'codeOver' }));
      if (event.role !== null)
        return opened(state, stage, { staffId, role: event.role, scope: 'whole', how: 'code', card: null }, monoMs);
      const wrong = challenge.wrong + 1;
      const isOver = wrong >= accessLimits.codeTries;
      const failed = failure(state, staffId, 'code', moment);
      return {
        state: {
          ...at(
            isOver
              ? { step: 'pin', challenge: null, error: 'codeOver' }
              : { challenge: { ...challenge, wrong }, error: 'codeWrong' },
          ),
          lock: failed.lock,
        },
        effects: failed.effects,
      };
    }
    case 'ask':
      return same(at({ by: askedBy(stage.by, event) }));
    case 'touch':
    case 'second':
      return touched(state, event, moment);
    case 'look':
      return same(state);
  }
}

function checked(
  state: AccessState,
  stage: Entering,
  event: Extract<AccessEvent, { type: 'checked' }>,
  moment: Moment,
): AccessStep {
  const { monoMs, members } = moment;
  const { staffId, card, byCard } = stage;
  if (stage.step !== 'checking' || staffId === null) return same(state);
  const member = members?.find((candidate) => candidate.staffId === staffId);
  const how = byCard ? 'card' : 'pin';
  // The hub may have ended the card while the PIN was typed.
  const isCardGood = !byCard || (card !== null && member?.cards?.includes(card) === true);
  if (event.isRight && member !== undefined && isCardGood) {
    const scope = event.isConfirmed ? 'whole' : 'emergency';
    return opened(state, stage, { staffId, role: member.role, scope, how, card }, monoMs);
  }
  const failed = failure(state, staffId, how, moment);
  return {
    state: {
      ...state,
      lock: failed.lock,
      stage: { ...stage, step: 'pin', error: byCard ? 'wrongCard' : 'wrong', touchedAtMs: monoMs },
    },
    effects: failed.effects,
  };
}

function failure(
  { lock }: AccessState,
  staffId: string,
  how: Person['how'],
  { monoMs }: Moment,
): { readonly lock: LockOut; readonly effects: readonly AccessEffect[] } {
  const next = afterFailure(lock, staffId, monoMs);
  return {
    lock: next,
    effects: [{ type: 'failed', staffId, how, lockMs: lockedForMs(next, staffId, monoMs) }, { type: 'saveLock' }],
  };
}

function opened(state: AccessState, { by }: Entering, person: Person, monoMs: number): AccessStep {
  return {
    state: {
      stage: { at: 'open', by, touchedAtMs: monoMs, openedAtMs: monoMs, person },
      lock: afterSuccess(state.lock, person.staffId),
      challenge: null,
    },
    effects: [{ type: 'opened', person }, { type: 'saveLock' }],
  };
}

type Open = Extract<Stage, { at: 'open' }>;

function open(state: AccessState, stage: Open, event: AccessEvent, moment: Moment): AccessStep {
  const { monoMs } = moment;
  const { person } = stage;
  const here = { ...stage, touchedAtMs: monoMs };
  switch (event.type) {
    case 'leave':
      return { ...closed(state), effects: [{ type: 'left', person, reason: event.reason }] };
    case 'doorShut':
      return { ...closed(state), effects: [{ type: 'left', person, reason: 'doorClosed' }] };
    case 'askCode': {
      if (person.scope === 'whole') return touched(state, event, moment);
      const challenge = { signs: moment.newChallenge, endsAtMs: monoMs + challengeLifeMs, wrong: 0 };
      return {
        state: { ...state, stage: here, challenge },
        effects: [{ type: 'challenged', staffId: person.staffId }],
      };
    }
    case 'code': {
      const { challenge } = state;
      if (challenge === null || lockedForMs(state.lock, person.staffId, monoMs) > 0)
        return touched(state, event, moment);
      if (monoMs >= challenge.endsAtMs) return same({ ...state, stage: here, challenge: null });
      if (event.role === person.role) {
        const whole: Person = { ...person, scope: 'whole' };
        return {
          state: { stage: { ...here, person: whole }, challenge: null, lock: afterSuccess(state.lock, person.staffId) },
          effects: [{ type: 'widened', person: whole }, { type: 'saveLock' }],
        };
      }
      const wrong = challenge.wrong + 1;
      const failed = failure(state, person.staffId, 'code', moment);
      const left = wrong >= accessLimits.codeTries ? null : { ...challenge, wrong };
      return { state: { stage: here, lock: failed.lock, challenge: left }, effects: failed.effects };
    }
    case 'second': {
      if (event.isRight)
        return {
          state: { ...state, stage: here, lock: afterSuccess(state.lock, event.staffId) },
          effects: [{ type: 'saveLock' }],
        };
      const failed = failure(state, event.staffId, 'pin', moment);
      return { state: { ...state, stage: here, lock: failed.lock }, effects: failed.effects };
    }
    case 'back':
      return same({ ...state, stage: here, challenge: null });
    default:
      return touched(state, event, moment);
  }
}
