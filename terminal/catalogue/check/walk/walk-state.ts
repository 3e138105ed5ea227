import type { Capability } from '../../../../contract/catalogue/condition.ts';
import type { PullPath } from '../../../../contract/pulls/pulls.ts';
import type { Pulled, SessionContext, Visit } from '../../../session/context.ts';
import { noDevices } from '../../../session/devices-view.ts';
import { newContext } from '../../../session/new-context.ts';
import { isPullPath } from '../../../session/rules/ref.ts';
import type { Scope } from '../../../session/rules/scope.ts';

/** An item with more situations than this is not understood by its author either. */
export const maxStates = 300_000;
export const today = '2026-11-23';

export interface State {
  readonly visit: Visit;
  readonly online: boolean;
  readonly devices: readonly Capability[];
  /** Required fields that have no answer where nothing can give them one any more. */
  readonly unasked: readonly string[];
  /** The city is said to have answered, and no pull has shown it yet: the last one that could must not be away. */
  readonly assumed: boolean;
  /** A page that may be the last one was shown. */
  readonly hasEnd: boolean;
}
export interface Ways {
  readonly paths: bigint;
  readonly longest: number;
}
export interface Trace {
  readonly word: string;
  readonly before: Trace | null;
}
export const one: Ways = { paths: 1n, longest: 0 };

export const told: Pulled = { status: 'none', source: '', asOf: '', data: null };
/** Questions that are under way. */
export const asking = (visit: Visit): readonly PullPath[] =>
  Object.entries(visit.pulls)
    .flatMap(([path, pulled]) => (pulled?.status === 'asking' && isPullPath(path) ? [path] : []))
    .sort();
/** The ways of two branches together. */
export const plus = (a: Ways, b: Ways): Ways => ({ paths: a.paths + b.paths, longest: Math.max(a.longest, b.longest) });
/** The same ways, each one page longer. */
export const page = (ways: Ways): Ways => ({ paths: ways.paths, longest: ways.longest + 1 });

/** Every choice of some of them. */
export function subsets<T>(all: readonly T[]): readonly (readonly T[])[] {
  let sets: readonly (readonly T[])[] = [[]];
  for (const one of all) sets = [...sets, ...sets.map((set) => [...set, one])];
  return sets;
}

/** Words of a trace from its beginning. */
export function wordsOf(trace: Trace): readonly string[] {
  const words: string[] = [];
  for (let at: Trace | null = trace; at !== null; at = at.before) words.unshift(at.word);
  return words;
}

/** A value in at most 60 characters, for a message. */
export function short(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'skipped');
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** What conditions see in this state. */
export const scopeAt = (state: State): Scope => ({ context: contextOf(state), visit: state.visit });

const contexts = new Map<string, SessionContext>();

/** The session around a visit: only network and devices differ. One object for equal ones. */
export function contextOf({ online, devices }: Pick<State, 'online' | 'devices'>): SessionContext {
  const key = `${online}${devices.join()}`;
  const known = contexts.get(key);
  if (known !== undefined) return known;
  const ready = Object.fromEntries(devices.map((device) => [device, { availability: 'ready', fault: null }]));
  const identity = { kiosk: 'TH0017', place: 'x', keeperPhone: 'x' };
  const context: SessionContext = {
    ...newContext({ items: [], themes: [], identity, durable: true, crashed: false, today }),
    online,
    devices: { ...noDevices, ...ready },
    pad: 'absent',
  };
  contexts.set(key, context);
  return context;
}
