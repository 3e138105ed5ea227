import { err, ok, type Result } from '../../contract/result.ts';
import type { UpdateLease, WaitCode } from '../../contract/update-gate.ts';
import { type GateFacts, reasonsAgainst } from './reasons.ts';
import { type UpdateRules, untilWindowTurns } from './window.ts';

/** A lease whatever is renewed: activation takes a minute or two; an updater that hangs and renews for ever must not close a machine. */
export const leaseLimitMs = 15 * 60_000;
/** Life of a lease that is not renewed, unless the asker wants another. */
export const leaseMs = 30_000;
/** The wall clock may be set meanwhile: window and freeze are looked at again after this at the latest. */
const longestSleepMs = 10 * 60_000;

interface HeldLease {
  readonly id: string;
  readonly livesMs: number;
  readonly endsAtMs: number;
  readonly limitAtMs: number;
  readonly estimateEndsAtMs: number | null;
}

interface WaitingAsk {
  readonly caller: string;
  readonly livesMs: number;
  readonly estimateMs: number | null;
  readonly isOverdue: boolean;
  /** What the caller knows. */
  readonly told: readonly WaitCode[];
}

/** Times are monotonic milliseconds. `asks`: oldest first, one a caller. */
export interface GateState {
  readonly lease: HeldLease | null;
  readonly asks: readonly WaitingAsk[];
}

/** A program that starts holds nothing back: an update that was cut has its intent on the updater's disk, and asks again. */
export const openedGate: GateState = { lease: null, asks: [] };

export interface Moment {
  readonly monoMs: number;
  /** Trusted wall clock. */
  readonly wallMs: number;
  readonly facts: GateFacts;
  readonly rules: UpdateRules;
  /** Random; used when a lease is given. */
  readonly newLeaseId: string;
}

export type GateEvent =
  | {
      readonly type: 'ask';
      readonly caller: string;
      readonly livesMs: number;
      readonly estimateMs: number | null;
      readonly isOverdue: boolean;
    }
  /** The connection of a caller is gone: it is granted nothing any more. A lease that it has ends by its time only, since it may be at work. */
  | { readonly type: 'gone'; readonly caller: string }
  /** `estimateMs` left out: as before. */
  | { readonly type: 'renew'; readonly leaseId: string; readonly estimateMs?: number | null }
  | { readonly type: 'release'; readonly leaseId: string }
  /** Time has passed, or a fact may have changed. */
  | { readonly type: 'look' };

export type GateEffect =
  | { readonly type: 'granted'; readonly caller: string; readonly lease: UpdateLease }
  | { readonly type: 'waiting'; readonly caller: string; readonly reasons: readonly WaitCode[] }
  | { readonly type: 'ended'; readonly leaseId: string; readonly how: 'released' | 'expired' | 'limit' };

export interface GateStep {
  readonly state: GateState;
  /** In their order. An `ask` is answered by the one effect that names its caller. */
  readonly effects: readonly GateEffect[];
  /** Errors: `unknownLease` for renew and release: it has ended, or never was. Other events have no answer. */
  readonly answer: Result<null, 'unknownLease'>;
}

/** The whole gate. Pure; a lease is given only in a moment in which no fact forbids it, and at most one at a time. */
export function stepGate(before: GateState, event: GateEvent, moment: Moment): GateStep {
  const aged = age(before, moment);
  const handled = handle(aged.state, event, moment);
  const served = serve(handled.state, moment);
  return {
    state: served.state,
    effects: [...aged.effects, ...handled.effects, ...served.effects],
    answer: handled.answer,
  };
}

type Part = Pick<GateStep, 'state' | 'effects'>;

function age(state: GateState, { monoMs }: Moment): Part {
  const { lease } = state;
  if (lease === null || monoMs < lease.endsAtMs) return { state, effects: [] };
  const how = lease.endsAtMs >= lease.limitAtMs ? 'limit' : 'expired';
  return { state: { ...state, lease: null }, effects: [{ type: 'ended', leaseId: lease.id, how }] };
}

function handle(state: GateState, event: GateEvent, { monoMs }: Moment): GateStep {
  const done = { state, effects: [], answer: ok(null) };
  switch (event.type) {
    case 'look':
      return done;
    case 'gone':
      return { ...done, state: { ...state, asks: state.asks.filter(({ caller }) => caller !== event.caller) } };
    case 'ask': {
      const { caller, livesMs, estimateMs, isOverdue } = event;
      const others = state.asks.filter((ask) => ask.caller !== caller);
      // Nothing is told yet, so whatever stands against it is said once.
      const asked = { caller, livesMs, estimateMs, isOverdue, told: [] };
      return { ...done, state: { ...state, asks: [...others, asked] } };
    }
    case 'renew': {
      const { lease } = state;
      if (lease?.id !== event.leaseId) return { ...done, answer: err('unknownLease') };
      const { estimateMs } = event;
      const estimateEndsAtMs =
        estimateMs === undefined ? lease.estimateEndsAtMs : estimateMs === null ? null : monoMs + estimateMs;
      const endsAtMs = Math.min(monoMs + lease.livesMs, lease.limitAtMs);
      return { ...done, state: { ...state, lease: { ...lease, endsAtMs, estimateEndsAtMs } } };
    }
    case 'release': {
      if (state.lease?.id !== event.leaseId) return { ...done, answer: err('unknownLease') };
      const ended = { type: 'ended', leaseId: event.leaseId, how: 'released' } as const;
      return { ...done, state: { ...state, lease: null }, effects: [ended] };
    }
  }
}

/** Gives the lease to the first ask that nothing stands against; tells the others what is new. */
function serve(state: GateState, moment: Moment): Part {
  const { monoMs, newLeaseId } = moment;
  const chosen =
    state.lease === null ? state.asks.find((ask) => against(state, moment, ask.isOverdue).length === 0) : undefined;
  const effects: GateEffect[] = [];
  let next = state;
  if (chosen !== undefined) {
    const lease: HeldLease = {
      id: newLeaseId,
      livesMs: chosen.livesMs,
      endsAtMs: monoMs + Math.min(chosen.livesMs, leaseLimitMs),
      limitAtMs: monoMs + leaseLimitMs,
      estimateEndsAtMs: chosen.estimateMs === null ? null : monoMs + chosen.estimateMs,
    };
    next = { lease, asks: state.asks.filter((ask) => ask !== chosen) };
    effects.push({ type: 'granted', caller: chosen.caller, lease: wireLease(lease, monoMs) });
  }
  const asks = next.asks.map((ask) => {
    const reasons = against(next, moment, ask.isOverdue);
    if (reasons.join() === ask.told.join()) return ask;
    effects.push({ type: 'waiting', caller: ask.caller, reasons });
    return { ...ask, told: reasons };
  });
  return { state: { ...next, asks }, effects };
}

/** What stands against an update that somebody asked for now. */
export function against(state: GateState, moment: Moment, isOverdue: boolean): readonly WaitCode[] {
  const reasons = reasonsAgainst(moment.facts, moment.rules, moment.wallMs, isOverdue);
  return state.lease === null ? reasons : [...reasons, 'lease.held'];
}

/** A lease as it is told: milliseconds from now, since clocks of two processes differ. */
export const wireLease = ({ id, endsAtMs, limitAtMs }: HeldLease, monoMs: number): UpdateLease => ({
  leaseId: id,
  endsInMs: Math.max(0, Math.round(endsAtMs - monoMs)),
  limitInMs: Math.max(0, Math.round(limitAtMs - monoMs)),
});

/** What the citizens are told while a lease is held; null = the machine serves. `minutes`: what is left of the estimate; null = no time is known, or it is over. */
export function outageOf({ lease }: GateState, monoMs: number): { readonly minutes: number | null } | null {
  if (lease === null) return null;
  const leftMs = lease.estimateEndsAtMs === null ? 0 : lease.estimateEndsAtMs - monoMs;
  return { minutes: leftMs <= 0 ? null : Math.ceil(leftMs / 60_000) };
}

/** Milliseconds until something changes by time alone; null = nothing will. */
export function untilNextLook({ lease, asks }: GateState, { monoMs, wallMs, facts, rules }: Moment): number | null {
  const times: number[] = [];
  if (lease !== null) {
    times.push(lease.endsAtMs - monoMs);
    const leftMs = lease.estimateEndsAtMs === null ? 0 : lease.estimateEndsAtMs - monoMs;
    // Each minute less is another page.
    if (leftMs > 0) times.push(leftMs % 60_000 || 60_000);
  }
  if (asks.length > 0) {
    times.push(untilWindowTurns(rules, wallMs), longestSleepMs);
    const quietInMs = rules.quietSeconds * 1000 - facts.quietMs;
    if (quietInMs > 0) times.push(quietInMs);
  }
  return times.length === 0 ? null : Math.max(1, Math.ceil(Math.min(...times)));
}
