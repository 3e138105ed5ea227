import type {
  DecisionCode,
  RolloutFigure,
  RolloutMachineState,
  RolloutRequest,
  RolloutState,
  StateCounts,
} from '../../contract/console/rollouts.ts';
import { isFrozen, isInWindow } from './calendar.ts';
import { haltOf, type RingTally } from './halt-rules.ts';
import { finalStates } from './machine-standing.ts';
import { soakMsOf } from './rings.ts';

/** What is known of one ring. Counts that a person has accepted when resuming are in `excused` and count no more. */
export interface RingView {
  readonly ring: number;
  /** Without those that an operator has taken out of service before they came to an end here; `counts` have them neither. */
  readonly machines: number;
  readonly openedMs: number | null;
  readonly passedMs: number | null;
  readonly isApproved: boolean;
  readonly counts: StateCounts;
  /** Machines that have told that their update is through and stand well since, in their soak or after it. */
  readonly through: number;
  /** Machines whose refusal speaks against the release. */
  readonly blamed: number;
  readonly excused: { readonly finished: number; readonly failures: number; readonly lost: number };
  /** From when its gate is counted: opening, or the last resume. */
  readonly gateFromMs: number;
  /** Visits that were completed on the new release; null = no machine of it tells. */
  readonly sessions: number | null;
  /** Machines that are owed the release (`isOwed`) and reachable now. */
  readonly offerable: number;
}

export interface RolloutView {
  readonly state: RolloutState;
  readonly plan: Pick<RolloutRequest, 'windows' | 'freezes' | 'approvals' | 'onHalt'>;
  readonly rings: readonly RingView[];
  readonly figures: readonly RolloutFigure[];
  readonly nowMs: number;
}

/** One thing that is decided, or the reason why nothing is. */
export interface Decided {
  readonly code: DecisionCode;
  readonly ring: number | null;
  readonly numbers: Readonly<Record<string, number>>;
}

export interface Decisions {
  /** To be stored, in this order. */
  readonly decided: readonly Decided[];
  /** Why it stands still; null = something happens. */
  readonly waitingFor: Decided | null;
  readonly next: RolloutState;
  /** The ring to open now. */
  readonly open: number | null;
  /** Whether untouched machines of open rings are offered the release now. */
  readonly mayOffer: boolean;
}

/** Part of the machines that were offered it that must have come to an end, and part of the ring that must have been offered it. */
const finalShare = 0.95;
const offeredShare = 0.8;
const hourMs = 3_600_000;
/** When a ring must have come through: machines install at night, and some are shut for a weekend. */
const gateMsOf = (ring: number): number => (ring === 0 ? 24 : 72) * hourMs;

const sumOf = (counts: StateCounts, states: readonly RolloutMachineState[]): number =>
  states.reduce((sum, state) => sum + counts[state], 0);
/** Machines that have come to an end, good or bad. */
export const finalsOf = (counts: StateCounts): number => sumOf(counts, finalStates);
/** Machines of a ring that the release has reached. */
export const exposedOf = ({ machines, counts }: Pick<RingView, 'machines' | 'counts'>): number =>
  machines - counts.untouched;

/** What a roll-out does at this moment. Pure: the same view gives the same answer at every hub. */
export function decide(view: RolloutView): Decisions {
  const { state, plan, nowMs } = view;
  const still = { decided: [], waitingFor: null, next: state, open: null, mayOffer: false };
  if (state === 'proposed') return { ...still, waitingFor: wait('waitApproval', null) };
  // Machines that come back late still get what everybody has, as long as it is the newest, and on days and in hours that were agreed.
  if (state === 'finished')
    return { ...still, mayOffer: !isFrozen(plan.freezes, nowMs) && isInWindow(plan.windows, nowMs) };
  if (state !== 'running' && state !== 'paused') return still;
  const open = view.rings.filter(({ openedMs }) => openedMs !== null);
  const halt = haltOf(
    open.map((ring) => tallyOf(ring, nowMs)),
    view.figures,
  );
  if (halt !== null) return { ...still, decided: [halt], next: 'halted' };
  if (state === 'paused') return still;
  if (isFrozen(plan.freezes, nowMs)) return { ...still, waitingFor: wait('waitFreeze', null) };
  const isOpenHour = isInWindow(plan.windows, nowMs);
  const mayOffer = isOpenHour && open.some(({ offerable }) => offerable > 0);
  const current = open.at(-1);
  const decided: Decided[] = [];
  if (current !== undefined && current.passedMs === null) {
    const waitingFor = gateOf(current, nowMs);
    if (waitingFor !== null) {
      const isShut = waitingFor.code === 'waitOffers' && !isOpenHour;
      return { ...still, mayOffer, waitingFor: isShut ? wait('waitWindow', current.ring) : waitingFor };
    }
    decided.push(passed(current));
  }
  const next = view.rings.find(({ openedMs }) => openedMs === null);
  if (next === undefined) {
    const machines = view.rings.reduce((sum, { machines }) => sum + machines, 0);
    const succeeded = view.rings.reduce((sum, { counts }) => sum + counts.succeeded, 0);
    decided.push({ code: 'finished', ring: null, numbers: { machines, succeeded } });
    return { ...still, decided, next: 'finished', mayOffer };
  }
  const { ring, machines } = next;
  if (plan.approvals?.includes(ring) === true && !next.isApproved)
    return { ...still, decided, mayOffer, waitingFor: wait('waitRingApproval', ring, { machines }) };
  if (!isOpenHour) return { ...still, decided, waitingFor: wait('waitWindow', ring, { machines }) };
  decided.push({ code: 'ringOpened', ring, numbers: { machines } });
  return { ...still, decided, open: ring, mayOffer: true };
}

function wait(code: DecisionCode, ring: number | null, numbers: Readonly<Record<string, number>> = {}): Decided {
  return { code, ring, numbers };
}

function passed({ ring, machines, counts }: RingView): Decided {
  const final = finalsOf(counts);
  return { code: 'ringPassed', ring, numbers: { machines, final, succeeded: counts.succeeded } };
}

/** Why the open ring does not let the next one begin; null = it does. */
function gateOf(view: RingView, nowMs: number): Decided | null {
  const { ring, machines, counts } = view;
  const exposed = exposedOf(view);
  const final = finalsOf(counts);
  if (exposed < offeredShare * machines) return wait('waitOffers', ring, { exposed, machines });
  const stoodMs = nowMs - (view.openedMs ?? nowMs);
  if (stoodMs < soakMsOf(ring)) return wait('waitSoak', ring, { stoodMs, soakMs: soakMsOf(ring), final, exposed });
  // Ring 0 must have shown something; of a later one whose machines were all taken out of service there is nothing to wait for.
  if (machines === 0 && ring > 0) return null;
  if (final < finalShare * exposed || counts.succeeded === 0)
    return wait('waitFinal', ring, {
      final,
      exposed,
      needed: Math.ceil(finalShare * exposed),
      succeeded: counts.succeeded,
    });
  // Two hours of an open hall in which nobody came prove nothing.
  if (ring === 0 && view.sessions !== null && view.sessions < counts.succeeded)
    return wait('waitSessions', ring, { sessions: view.sessions, needed: counts.succeeded });
  return null;
}

/** A machine has finished once it has told its end, or was given up; its soak goes on after that, and what happens in it still counts. */
export function tallyOf(view: RingView, nowMs: number): RingTally {
  const { ring, machines, counts, excused } = view;
  const failures = counts.failed + counts.rolledBack + counts.lost + view.blamed;
  const finished = failures + view.through + (counts.refused - view.blamed);
  return {
    ...{ ring, machines },
    finished: Math.max(0, finished - excused.finished),
    failures: Math.max(0, failures - excused.failures),
    lost: Math.max(0, counts.lost - excused.lost),
    unknown: machines - finalsOf(counts) - counts.probation,
    isAtGate: view.passedMs === null && nowMs - view.gateFromMs >= gateMsOf(ring),
  };
}
