import { distanceMm, type PanelFault, type PanelSign, type PanelView, type Place } from '../../contract/touch-panel.ts';
import type { PanelLimits } from './panel-limits.ts';

export type PanelEvent =
  /** What the page tells, and where. */
  | { readonly type: 'seen'; readonly sign: PanelSign; readonly at: Place }
  /** An ID card was laid on the pad. */
  | { readonly type: 'card' }
  /** A visit began or ended; with its end the page is a fresh one. */
  | { readonly type: 'visit'; readonly isOpen: boolean }
  /** The operating system lists the panel, or does not. */
  | { readonly type: 'unit'; readonly isThere: boolean }
  | { readonly type: 'time' };

export interface PanelState {
  readonly fault: PanelFault | null;
  readonly at: Place | null;
  readonly isOff: boolean;
  readonly isVisitOpen: boolean;
  readonly isUnitGone: boolean;
  /** When the page was restarted for this panel; null = never. */
  readonly restartedMs: number | null;
  /** Since when the page sees nothing bad any more; null = it does, or has said nothing. */
  readonly calmMs: number | null;
  readonly lastTouchMs: number;
  /** Somebody is there and may touch any moment; null = nobody, as far as is known. */
  readonly asked: { readonly ms: number; readonly weight: number } | null;
  readonly lastSignMs: number | null;
  /** Weight of those who were there while no touch arrived. */
  readonly weight: number;
}

export interface PanelStep {
  readonly state: PanelState;
  /** The page is to be replaced by a fresh one, now. */
  readonly restart: boolean;
}

/** A panel of which nothing bad is known. @param nowMs monotonic */
export const soundState = (nowMs: number): PanelState => ({
  fault: null,
  at: null,
  isOff: false,
  isVisitOpen: false,
  isUnitGone: false,
  restartedMs: null,
  calmMs: null,
  lastTouchMs: nowMs,
  asked: null,
  lastSignMs: null,
  weight: 0,
});

/**
 * The ladder of F-15. Pure. While a visit is open a fault is only said; without one the page is restarted once; a fault that comes again takes the machine off; a
 * good touch elsewhere, or calm, brings it back. A panel that the operating system does not list is off at once: no page can help.
 */
export function judgePanel(before: PanelState, event: PanelEvent, nowMs: number, limits: PanelLimits): PanelStep {
  const state = passed(before, nowMs, limits);
  switch (event.type) {
    case 'seen':
      return seen(state, event.sign, event.at, nowMs, limits);
    case 'card':
      // In a visit the card answers a page: there were touches before it.
      return act(state.isVisitOpen ? state : somebody(state, limits.cardWeight, nowMs, limits), nowMs, limits);
    case 'visit':
      return act({ ...state, isVisitOpen: event.isOpen }, nowMs, limits, state.isVisitOpen && !event.isOpen);
    case 'unit':
      if (state.isUnitGone === !event.isThere) return { state, restart: false };
      if (event.isThere) return { state: sound(state, nowMs), restart: false };
      return act({ ...state, isUnitGone: true, fault: 'dead', at: null }, nowMs, limits);
    case 'time':
      return act(state, nowMs, limits);
  }
}

/** What the session needs of it. */
export const viewOfPanel = ({ fault, isOff }: PanelState): PanelView => ({ fault, isOff });

/** When to look again without an event; null = never. */
export function nextPanelMs({ asked, calmMs, isOff, isUnitGone }: PanelState, limits: PanelLimits): number | null {
  const due: number[] = [];
  if (asked !== null) due.push(asked.ms + limits.answerMs);
  if (isOff && calmMs !== null && !isUnitGone) due.push(calmMs + limits.calmMs);
  return due.length === 0 ? null : Math.min(...due);
}

/** What time alone has changed. */
function passed(before: PanelState, nowMs: number, limits: PanelLimits): PanelState {
  let state = before;
  const { asked } = state;
  if (asked !== null && nowMs >= asked.ms + limits.answerMs) {
    const weight = state.weight + asked.weight;
    const isDead = weight >= limits.deadWeight && nowMs - state.lastTouchMs >= limits.quietMs;
    state = { ...state, asked: null, weight, ...(isDead && state.fault === null ? { fault: 'dead', at: null } : {}) };
  }
  const isCalm = state.calmMs !== null && nowMs >= state.calmMs + limits.calmMs;
  return state.isOff && isCalm && !state.isUnitGone ? sound(state, state.lastTouchMs) : state;
}

function seen(state: PanelState, sign: PanelSign, at: Place, nowMs: number, limits: PanelLimits): PanelStep {
  switch (sign) {
    case 'touch':
      return { state: touchedWell(state, at, nowMs, limits), restart: false };
    case 'keys':
      return act(somebody(state, limits.keysWeight, nowMs, limits), nowMs, limits);
    case 'over':
      if (state.fault === null || state.fault === 'dead') return { state, restart: false };
      // Not yet off: a hand was lifted, nothing more to say. Off: whoever comes back at once would go again at once.
      return { state: state.isOff ? { ...state, calmMs: nowMs } : { ...state, fault: null, at: null }, restart: false };
    default: {
      const fault = state.isUnitGone ? state.fault : sign;
      return act({ ...state, fault, at, calmMs: null, lastTouchMs: nowMs, weight: 0, asked: null }, nowMs, limits);
    }
  }
}

/**
 * Any touch proves that touches arrive, whatever the operating system lists (the configuration may name another panel); that a stuck or ghostly panel works again
 * only one that is not made by the fault.
 */
function touchedWell(state: PanelState, at: Place, nowMs: number, { farMm }: PanelLimits): PanelState {
  if (state.at === null || distanceMm(state.at, at) >= farMm) return sound(state, nowMs);
  return { ...state, lastTouchMs: nowMs, weight: 0, asked: null };
}

const sound = (state: PanelState, lastTouchMs: number): PanelState => ({
  ...state,
  fault: null,
  at: null,
  isOff: false,
  isUnitGone: false,
  calmMs: null,
  lastTouchMs,
  asked: null,
  weight: 0,
});

function somebody(state: PanelState, weight: number, nowMs: number, { apartMs }: PanelLimits): PanelState {
  const isSame = state.lastSignMs !== null && nowMs - state.lastSignMs < apartMs;
  return isSame ? state : { ...state, asked: { ms: nowMs, weight }, lastSignMs: nowMs };
}

/**
 * The next rung where no visit is open.
 * @param isFresh the page has just been replaced for another reason, which is a restart, too
 */
function act(state: PanelState, nowMs: number, limits: PanelLimits, isFresh = false): PanelStep {
  if (state.fault === null || state.isOff || state.isVisitOpen) return { state, restart: false };
  const { fault, restartedMs } = state;
  // People may come rarely: a panel that was restarted for being dead is on probation until a touch arrives.
  const isTried =
    restartedMs !== null &&
    (fault === 'dead' ? state.lastTouchMs < restartedMs : nowMs - restartedMs < limits.probationMs);
  if (state.isUnitGone || (isTried && !isFresh)) return { state: { ...state, isOff: true }, restart: false };
  // The fresh page has seen nothing yet. One more person in vain is enough where the panel was thought dead.
  const weight = fault === 'dead' ? limits.deadWeight - 1 : 0;
  return {
    state: { ...state, at: null, fault: null, restartedMs: nowMs, calmMs: null, weight },
    restart: !isFresh,
  };
}
