import type { ReleaseId } from '../../contract/release/release-id.ts';
import type { RefusalCause, ReturnCause } from '../../contract/release/update-outcome.ts';
import type { WaitCode } from '../../contract/update-gate.ts';
import { type BootRecord, isQuarantined } from '../boot/boot-record.ts';
import { countWindow, isOverdue, type WindowCount } from './windows.ts';

/** An assignment that the machine believes: the hub has signed it for this machine, and no later one was seen. */
export interface Wanted {
  readonly target: string;
  readonly release: ReleaseId;
  readonly sha256: string;
  readonly counter: number;
  /** Not begun after this; milliseconds since 1970. */
  readonly expiresAtMs: number;
}

interface Work {
  readonly wanted: Wanted;
  /** Names the work that is under way: whatever an earlier one says is not heard. */
  readonly job: number;
  /** In a row, without a step forward. */
  readonly failures: number;
  readonly windows: WindowCount;
}

interface Doing<At extends string> extends Work {
  readonly at: At;
}

/**
 * - `idle`: nothing is wanted, or what is wanted runs
 * - `checking`: is it genuine, and does it fit this machine
 * - `fetching`, `building`: its files, its slot
 * - `asking`: waits for a machine that nobody uses
 * - `switching`: has the lease; the record is being written
 * - `pausing`: tries again when the time has come
 * - `proving`: this very release is tried; its health is watched
 * - `leaving`: it has failed, and waits until nobody is served
 * - `over`: the record announces another release; this process ends
 */
export type AgentState =
  | { readonly at: 'idle'; readonly job: number }
  | Doing<'checking'>
  | Doing<'fetching'>
  | Doing<'building'>
  | Doing<'asking'>
  | Doing<'switching'>
  | Doing<'pausing'>
  | { readonly at: 'proving'; readonly job: number }
  | { readonly at: 'leaving'; readonly job: number; readonly cause: ReturnCause }
  | { readonly at: 'over'; readonly job: number };

/** How a piece of work ended. `later`: the network, a server, a file that was spoilt; it is tried again by itself. */
export type WorkEnd =
  | { readonly is: 'done' }
  | { readonly is: 'refused'; readonly cause: RefusalCause }
  | { readonly is: 'later'; readonly code: string };

export type AgentEvent =
  /** Also an assignment that came before: it is heard again after each start. */
  | { readonly type: 'assigned'; readonly wanted: Wanted; readonly windows: WindowCount }
  /** A genuine one has come that has run out: nothing is begun for it, and what is under way for an older one is not wanted any more. */
  | { readonly type: 'overtaken'; readonly counter: number }
  | { readonly type: 'ended'; readonly job: number; readonly end: WorkEnd }
  | { readonly type: 'waiting'; readonly job: number; readonly codes: readonly WaitCode[] }
  | { readonly type: 'granted'; readonly job: number }
  /** The terminal service has gone while the ask stood, or the lease is worth nothing any more, or something came up before the point of no return. */
  | { readonly type: 'notGranted'; readonly job: number; readonly code: string }
  | { readonly type: 'due'; readonly job: number }
  | {
      readonly type: 'judged';
      readonly job: number;
      readonly verdict: 'pass' | 'passOffline' | 'unhealthy' | 'hubLost';
    }
  /** Nobody is served any more, or nobody can be. */
  | { readonly type: 'free'; readonly job: number };

export type AgentEffect =
  | { readonly do: 'check' | 'fetch' | 'build' | 'switch'; readonly job: number; readonly wanted: Wanted }
  | { readonly do: 'ask'; readonly job: number; readonly isOverdue: boolean }
  /** Ends what is under way: a download, an ask. A lease is given back. */
  | { readonly do: 'abort' }
  /** Then `due`. The pause grows with the failures. */
  | { readonly do: 'pause'; readonly job: number; readonly failures: number; readonly isRefused: boolean }
  /** Told to the hub once for each assignment and cause. */
  | { readonly do: 'refuse'; readonly wanted: Wanted; readonly cause: RefusalCause }
  | { readonly do: 'keepWindows'; readonly counter: number; readonly windows: WindowCount }
  | { readonly do: 'commit'; readonly isConfirmed: boolean }
  /** What is assigned now, if anything, comes as `assigned` once more: it was not listened to meanwhile. */
  | { readonly do: 'hear' }
  | { readonly do: 'prove'; readonly job: number }
  /** Asks for a machine that nobody uses, then `free`. */
  | { readonly do: 'leave'; readonly job: number }
  | { readonly do: 'goBack'; readonly cause: ReturnCause }
  /** The launcher goes on by the record. */
  | { readonly do: 'exit' };

export interface AgentStep {
  readonly state: AgentState;
  readonly effects: readonly AgentEffect[];
}

/** The first step of a process. Pure. @param record as it stands on the disk */
export function firstStep(record: BootRecord): AgentStep {
  switch (record.phase) {
    case 'committed':
      return { state: { at: 'idle', job: 0 }, effects: [] };
    case 'trying':
      return { state: { at: 'proving', job: 1 }, effects: [{ do: 'prove', job: 1 }] };
    case 'switching':
    case 'returning':
      // Written by the agent before this one, which was cut before it ended.
      return { state: { at: 'over', job: 0 }, effects: [{ do: 'exit' }] };
  }
}

/**
 * Everything that the agent decides. Pure.
 * @param record as it stands on the disk now; only `switch`, `commit` and `goBack` change it
 */
export function agentStep(state: AgentState, event: AgentEvent, record: BootRecord): AgentStep {
  if (event.type === 'assigned') return assigned(state, event.wanted, event.windows, record);
  if (event.type === 'overtaken') return overtaken(state, event.counter);
  if (event.job !== state.job) return { state, effects: [] };
  switch (state.at) {
    case 'checking':
    case 'fetching':
    case 'building':
      return event.type === 'ended' ? workEnded(state, event.end) : { state, effects: [] };
    case 'asking':
      return asking(state, event);
    case 'switching':
      return switching(state, event);
    case 'pausing':
      return event.type === 'due' ? begin(state, 'checking') : { state, effects: [] };
    case 'proving':
      return proving(state, event);
    case 'leaving':
      if (event.type !== 'free') return { state, effects: [] };
      return { state: { at: 'over', job: state.job }, effects: [{ do: 'goBack', cause: state.cause }, { do: 'exit' }] };
    case 'idle':
    case 'over':
      return { state, effects: [] };
  }
}

function assigned(state: AgentState, wanted: Wanted, windows: WindowCount, record: BootRecord): AgentStep {
  switch (state.at) {
    case 'over':
    case 'leaving':
    // The record is written in this very moment: what came meanwhile is heard by the next process, or when it was not written.
    case 'switching':
      return { state, effects: [] };
    case 'proving':
      // What is proven shall run again: the one that is tried is called back. Any other waits for the verdict.
      return wanted.release === record.current ? leave(state.job, 'recalled') : { state, effects: [] };
    case 'idle':
      return want(state.job, wanted, windows, record);
    case 'checking':
    case 'fetching':
    case 'building':
    case 'asking':
    case 'pausing': {
      if (state.wanted.counter === wanted.counter) return { state, effects: [] };
      const next = want(state.job, wanted, windows, record);
      return { ...next, effects: [{ do: 'abort' }, ...next.effects] };
    }
  }
}

function overtaken(state: AgentState, counter: number): AgentStep {
  // One that is being switched to finds by itself, before the record, that another is assigned, and hears what. Without `wanted`: the record counts.
  const isOlder = 'wanted' in state && state.at !== 'switching' && state.wanted.counter < counter;
  return isOlder ? { state: { at: 'idle', job: state.job + 1 }, effects: [{ do: 'abort' }] } : { state, effects: [] };
}

function want(job: number, wanted: Wanted, windows: WindowCount, record: BootRecord): AgentStep {
  const idle: AgentState = { at: 'idle', job: job + 1 };
  if (wanted.release === record.current) return { state: idle, effects: [] };
  if (isQuarantined(record, wanted.release)) {
    return { state: idle, effects: [{ do: 'refuse', wanted, cause: 'quarantined' }] };
  }
  return begin({ wanted, job, failures: 0, windows }, 'checking');
}

const worksOf = { checking: 'check', fetching: 'fetch', building: 'build', switching: 'switch' } as const;

function begin({ wanted, job, failures, windows }: Work, at: keyof typeof worksOf): AgentStep {
  const next = job + 1;
  return {
    state: { at, wanted, job: next, failures, windows },
    effects: [{ do: worksOf[at], job: next, wanted }],
  };
}

function workEnded(state: Doing<'checking' | 'fetching' | 'building'>, end: WorkEnd): AgentStep {
  if (end.is === 'refused') {
    const paused = pause(state, true);
    return { ...paused, effects: [{ do: 'refuse', wanted: state.wanted, cause: end.cause }, ...paused.effects] };
  }
  if (end.is === 'later') return pause(state, false);
  switch (state.at) {
    case 'checking':
      return begin(state, 'fetching');
    case 'fetching':
      return begin({ ...state, failures: 0 }, 'building');
    case 'building':
      return ask({ ...state, failures: 0 });
  }
}

function ask({ wanted, job, failures, windows }: Work): AgentStep {
  const next = job + 1;
  // What was seen of this window was seen by an ask that is over.
  const state: AgentState = { at: 'asking', wanted, job: next, failures, windows: { ...windows, isOpen: null } };
  return { state, effects: [{ do: 'ask', job: next, isOverdue: isOverdue(windows) }] };
}

function asking(state: Doing<'asking'>, event: AgentEvent): AgentStep {
  switch (event.type) {
    case 'granted':
      return begin(state, 'switching');
    case 'notGranted':
      return pause(state, false);
    case 'waiting': {
      const windows = countWindow(state.windows, event.codes);
      if (windows.missed === state.windows.missed) return { state: { ...state, windows }, effects: [] };
      const kept = { do: 'keepWindows', counter: state.wanted.counter, windows } as const;
      if (isOverdue(windows) === isOverdue(state.windows)) return { state: { ...state, windows }, effects: [kept] };
      const again = ask({ ...state, windows });
      return { ...again, effects: [kept, { do: 'abort' }, ...again.effects] };
    }
    default:
      return { state, effects: [] };
  }
}

function switching(state: Doing<'switching'>, event: AgentEvent): AgentStep {
  if (event.type !== 'ended' && event.type !== 'notGranted') return { state, effects: [] };
  const end: WorkEnd = event.type === 'ended' ? event.end : { is: 'later', code: event.code };
  if (end.is === 'done') return { state: { at: 'over', job: state.job }, effects: [{ do: 'exit' }] };
  const paused = pause(state, end.is === 'refused');
  const refused = end.is === 'refused' ? [{ do: 'refuse', wanted: state.wanted, cause: end.cause } as const] : [];
  // Assigned meanwhile was perhaps another, or this one taken back.
  return { ...paused, effects: [{ do: 'abort' }, ...refused, ...paused.effects, { do: 'hear' }] };
}

function proving(state: AgentState & { readonly at: 'proving' }, event: AgentEvent): AgentStep {
  if (event.type !== 'judged') return { state, effects: [] };
  const { verdict } = event;
  if (verdict === 'unhealthy' || verdict === 'hubLost') return leave(state.job, verdict);
  return {
    state: { at: 'idle', job: state.job + 1 },
    effects: [{ do: 'commit', isConfirmed: verdict === 'pass' }, { do: 'hear' }],
  };
}

function leave(job: number, cause: ReturnCause): AgentStep {
  return {
    state: { at: 'leaving', job: job + 1, cause },
    effects: [{ do: 'abort' }, { do: 'leave', job: job + 1 }],
  };
}

function pause({ wanted, job, failures, windows }: Work, isRefused: boolean): AgentStep {
  const next = job + 1;
  return {
    state: { at: 'pausing', wanted, job: next, failures: failures + 1, windows },
    effects: [{ do: 'pause', job: next, failures, isRefused }],
  };
}
