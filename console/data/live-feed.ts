import { consoleTopics, hereEvent, hereEveryMs, ownAccountEvent } from '../../contract/console/events.ts';

/** What the hub tells of (`GET /v1/console/events`). */
export const topics = [...consoleTopics, 'transaction', ownAccountEvent] as const;
export type Topic = (typeof topics)[number];

export type LinkState = 'connecting' | 'live' | 'away';

/** One connection for the whole page: who shows something hears that it has changed and asks again. */
export interface LiveFeed {
  /**
   * Calls `fn` when something of the topic has changed.
   * @param fn gets the ids of what changed; null = many, or nobody knows (the connection was away)
   */
  on(topic: Topic, fn: (ids: readonly string[] | null) => void): () => void;
  link(): LinkState;
  onLink(fn: () => void): () => void;
  close(): void;
}

/** What a feed needs of the browser; tests give their own. */
export interface EventSourceLike {
  addEventListener(name: string, fn: (event: { readonly data: string }) => void): void;
  onError(fn: () => void): void;
  /** The browser has given up by itself. */
  isClosed(): boolean;
  close(): void;
}

/** A browser gives up where the hub answers with an error (too many readers, restart behind a gateway); it is asked again after this. */
const againAfterMs = 4000;

/** Longer than this the hub is never silent: the network has gone without a word, and the browser does not see it. */
const silentAfterMs = 2.5 * hereEveryMs;

/** @param onRefused the browser has given up by itself: the hub, or a gateway, has answered without a stream */
export function openLiveFeed(
  open: () => EventSourceLike,
  after: (ms: number, fn: () => void) => () => void,
  onRefused: () => void,
): LiveFeed {
  const listeners = new Map<Topic, Set<(ids: readonly string[] | null) => void>>();
  const linkListeners = new Set<() => void>();
  let state: LinkState = 'connecting';
  let isFirst = true;
  let isClosed = false;
  let cancelAgain: () => void = () => undefined;
  let cancelSilence: () => void = () => undefined;
  let source = connect();

  function connect(): EventSourceLike {
    const opened = open();
    const onEvent = (name: string, fn: (event: { readonly data: string }) => void) =>
      opened.addEventListener(name, (event) => {
        heard(opened);
        fn(event);
      });
    heard(opened);
    // What was told while nobody listened is unknown: everything is asked for again, but when the very first attempt succeeds: then everything is being asked for anyway.
    onEvent('hello', () => {
      setLink('live');
      if (!isFirst) tellAll();
      isFirst = false;
    });
    onEvent(hereEvent, () => undefined);
    onEvent('reload', tellAll);
    for (const topic of topics) onEvent(topic, ({ data }) => tell(topic, idsOf(data)));
    opened.onError(() => {
      if (isClosed) return;
      isFirst = false;
      setLink('away');
      if (!opened.isClosed()) return;
      onRefused();
      cancelAgain();
      cancelAgain = after(againAfterMs, () => {
        source = connect();
      });
    });
    return opened;
  }

  function heard(opened: EventSourceLike): void {
    cancelSilence();
    cancelSilence = after(silentAfterMs, () => {
      isFirst = false;
      setLink('away');
      cancelAgain();
      opened.close();
      source = connect();
    });
  }

  function setLink(next: LinkState): void {
    if (state === next) return;
    state = next;
    for (const fn of [...linkListeners]) fn();
  }

  function tell(topic: Topic, ids: readonly string[] | null): void {
    for (const fn of [...(listeners.get(topic) ?? [])]) fn(ids);
  }

  function tellAll(): void {
    for (const topic of topics) tell(topic, null);
  }

  return {
    on(topic, fn) {
      const set = listeners.get(topic) ?? new Set();
      listeners.set(topic, set.add(fn));
      return () => set.delete(fn);
    },
    link: () => state,
    onLink(fn) {
      linkListeners.add(fn);
      return () => linkListeners.delete(fn);
    },
    close() {
      isClosed = true;
      cancelAgain();
      cancelSilence();
      source.close();
    },
  };
}

/** `{"ids": ["…"]}`; everything else = nobody knows which. */
function idsOf(data: string): readonly string[] | null {
  try {
    const { ids } = JSON.parse(data) as { readonly ids?: unknown };
    return Array.isArray(ids) && ids.length > 0 ? ids.map(String) : null;
  } catch {
    return null;
  }
}
