import { useCallback, useEffect, useRef, useState } from 'react';
import { getJson, type HubFailure } from './hub-client.ts';
import { useLiveFeed } from './live-context.ts';
import type { Topic } from './live-feed.ts';
import { paced, pageClock } from './pace.ts';
import { isAskedAgain, whenBack } from './when-back.ts';

/** What a page knows of something at the hub. Data stays while it is asked for again, and while the hub is away. */
export interface Resource<T> {
  readonly data: T | null;
  /** Why the newest attempt failed; null = it did not. */
  readonly failure: HubFailure | null;
  readonly isLoading: boolean;
  /** Asks again now. */
  readonly again: () => void;
}

export interface ResourceOptions {
  /** What makes it old. */
  readonly topics?: readonly Topic[];
  /** Ids of interest; hints for others are passed over. None = all. */
  readonly ids?: readonly string[];
  /** Least time between two questions, ms. */
  readonly pauseMs?: number;
}

/**
 * Asks for a path, and again when the hub says that something has changed.
 * @param path null = nothing to ask for yet
 */
export function useResource<T>(path: string | null, options: ResourceOptions = {}): Resource<T> {
  const [state, setState] = useState<{
    readonly path: string | null;
    readonly data: T | null;
    readonly failure: HubFailure | null;
  }>({ path: null, data: null, failure: null });
  const feed = useLiveFeed();
  const askRef = useRef<() => void>(() => undefined);
  const { topics = [], ids = null, pauseMs = 1000 } = options;
  const topicKey = topics.join(' ');
  const idKey = ids?.join(' ') ?? null;

  useEffect(() => {
    if (path === null) return undefined;
    let controller: AbortController | null = null;
    let isFirst = true;
    const ask = async () => {
      // An older question that is still on its way would answer with what was.
      controller?.abort();
      const mine = new AbortController();
      controller = mine;
      const isByItself = !isFirst;
      isFirst = false;
      const reply = await getJson<T>(path, mine.signal, isByItself);
      if (mine.signal.aborted) return;
      back.ended(!reply.ok && isAskedAgain(reply.error));
      setState((before) =>
        reply.ok
          ? { path, data: reply.value, failure: null }
          : { path, data: before.path === path ? before.data : null, failure: reply.error },
      );
    };
    const pace = paced(pauseMs, () => void ask(), pageClock);
    const back = whenBack(feed, window, pageClock.after, pace.call);
    askRef.current = pace.call;
    pace.call();
    const wanted = idKey === null ? null : new Set(idKey.split(' '));
    const offs = (topicKey === '' ? [] : (topicKey.split(' ') as Topic[])).map((topic) =>
      feed.on(topic, (changed) => {
        if (changed === null || wanted === null || changed.some((id) => wanted.has(id))) pace.call();
      }),
    );
    return () => {
      for (const off of offs) off();
      back.stop();
      pace.cancel();
      controller?.abort();
    };
  }, [path, feed, topicKey, idKey, pauseMs]);

  const again = useCallback(() => askRef.current(), []);
  const isCurrent = state.path === path;
  return {
    data: isCurrent ? state.data : null,
    failure: isCurrent ? state.failure : null,
    isLoading: path !== null && !isCurrent,
    again,
  };
}
