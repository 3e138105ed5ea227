import type { Clock } from '../contract/clock.ts';
import { isDatabaseAway } from './database/pool.ts';

/** How calls of one kind are put together. */
export interface Grouping<In, Out> {
  /** Does all of `items` in one stroke and answers each in its place; when it rejects, nothing of the group has taken effect. */
  run(items: readonly In[]): Promise<readonly Out[]>;
  /** Weight of one item, in a unit of the caller's choice; default 1. */
  readonly weight?: (item: In) => number;
  /** A group is closed when it weighs this much. */
  readonly atMost: number;
  /** More than this waiting, and a further item is refused (`Overloaded`): the sender comes back later. */
  readonly waitingAtMost: number;
  /** Groups under way together. */
  readonly atOnce: number;
  /** Items of one key are done one after another, in their order, never in one group. */
  readonly key?: (item: In) => string;
  /** From the start of one group to the start of the next at least this long; default 0. The first one never waits, a hub that stops does not either. */
  readonly pause?: { readonly clock: Clock; readonly ms: number; readonly stop: AbortSignal };
}

/** So much is waiting already that one more would only wait too long: answered with 503. */
export class Overloaded extends Error {}

interface Waiting<In, Out> {
  readonly item: In;
  readonly settle: (out: Out) => void;
  readonly fail: (cause: unknown) => void;
}

/**
 * Group commit: what comes while a group is under way goes with the next one, so one statement and one fsync serve many requests, and a quiet hub answers as
 * fast as ever. A group that fails is done again item by item, so that one bad item costs nobody else anything; when the database is away all of it fails.
 */
export function grouped<In, Out>(grouping: Grouping<In, Out>): (item: In) => Promise<Out> {
  const weightOf = grouping.weight ?? (() => 1);
  const keyOf = grouping.key;
  const { pause } = grouping;
  const busy = new Set<string>();
  let waiting: Waiting<In, Out>[] = [];
  let waitingWeight = 0;
  let underWay = 0;
  let isPlanned = false;
  let notBeforeMs = Number.NEGATIVE_INFINITY;
  let cancelPause: (() => void) | null = null;
  pause?.stop.addEventListener('abort', plan, { once: true });

  return (item) => {
    if (waitingWeight > grouping.waitingAtMost) return Promise.reject(new Overloaded());
    return new Promise((settle, fail) => {
      waiting.push({ item, settle, fail });
      waitingWeight += weightOf(item);
      plan();
    });
  };

  /** Begins after what the sockets have brought together was read. */
  function plan(): void {
    if (cancelPause !== null && pause?.stop.aborted !== true) return;
    cancelPause?.();
    cancelPause = null;
    if (isPlanned) return;
    isPlanned = true;
    setImmediate(() => {
      isPlanned = false;
      begin();
    });
  }

  function begin(): void {
    while (underWay < grouping.atOnce && waiting.length > 0) {
      if (pause !== undefined && !pause.stop.aborted) {
        const now = pause.clock.monoMs();
        if (now < notBeforeMs) {
          cancelPause ??= pause.clock.after(notBeforeMs - now, () => {
            cancelPause = null;
            begin();
          });
          return;
        }
        notBeforeMs = now + pause.ms;
      }
      const group = takeGroup();
      if (group.length === 0) return;
      underWay += 1;
      const after = () => {
        underWay -= 1;
        if (keyOf !== undefined) for (const { item } of group) busy.delete(keyOf(item));
        begin();
      };
      doGroup(group).then(after, after);
    }
  }

  function takeGroup(): readonly Waiting<In, Out>[] {
    const group: Waiting<In, Out>[] = [];
    const left: Waiting<In, Out>[] = [];
    let weight = 0;
    for (const one of waiting) {
      const key = keyOf?.(one.item);
      if (weight >= grouping.atMost || (key !== undefined && busy.has(key))) {
        left.push(one);
        continue;
      }
      if (key !== undefined) busy.add(key);
      weight += weightOf(one.item);
      group.push(one);
    }
    waiting = left;
    waitingWeight -= weight;
    return group;
  }

  async function doGroup(group: readonly Waiting<In, Out>[]): Promise<void> {
    try {
      const outs = await grouping.run(group.map(({ item }) => item));
      for (const [at, { settle, fail }] of group.entries()) {
        if (at < outs.length) settle(outs[at] as Out);
        else fail(new Error('a group answered less than it was asked'));
      }
    } catch (cause) {
      if (group.length === 1 || isDatabaseAway(cause)) for (const { fail } of group) fail(cause);
      else for (const one of group) await doGroup([one]);
    }
  }
}
