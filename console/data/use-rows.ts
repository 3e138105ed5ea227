import { useCallback, useEffect, useRef, useState } from 'react';
import { getJson, type HubFailure } from './hub-client.ts';
import { useLiveFeed } from './live-context.ts';
import type { Topic } from './live-feed.ts';
import { paced, pageClock } from './pace.ts';
import { deeperRows, keepUnchanged, type RowsReply, withoutRepeats } from './pages.ts';
import { isAskedAgain, whenBack } from './when-back.ts';

/** A list that is read page by page as somebody scrolls. */
export interface Rows<Row> {
  readonly rows: readonly Row[];
  readonly total: number | null;
  readonly failure: HubFailure | null;
  /** True until the first page is here. */
  readonly isLoading: boolean;
  readonly isLoadingMore: boolean;
  readonly hasMore: boolean;
  readonly more: () => void;
  readonly again: () => void;
}

interface Known<Row> {
  readonly path: string | null;
  readonly rows: readonly Row[];
  readonly next: string | null;
  readonly total: number | null;
  readonly pages: number;
  readonly failure: HubFailure | null;
}

const nothing = { path: null, rows: [], next: null, total: null, pages: 0, failure: null } as const;

/** With more pages than these read, a hint does not ask for all of them again: what is far down is old until somebody asks. */
const freshPages = 3;

/**
 * @param path with all filters but without the cursor, which is added as `after`
 * @param keyOf what makes a row the same row; stable function
 */
export function useRows<Row>(
  path: string | null,
  keyOf: (row: Row) => string,
  options: { readonly topics?: readonly Topic[]; readonly pauseMs?: number } = {},
): Rows<Row> {
  const [known, setKnown] = useState<Known<Row>>(nothing);
  const [isLoadingMore, setLoadingMore] = useState(false);
  const feed = useLiveFeed();
  const knownRef = useRef<Known<Row>>(nothing);
  const askRef = useRef<() => void>(() => undefined);
  const moreRef = useRef<() => void>(() => undefined);
  const keyRef = useRef(keyOf);
  keyRef.current = keyOf;
  const topicKey = (options.topics ?? []).join(' ');
  const pauseMs = options.pauseMs ?? 2000;

  useEffect(() => {
    if (path === null) return undefined;
    const stop = new AbortController();
    let isBusy = false;
    /** What was wanted meanwhile: all anew comes before more. */
    let isAskedMeanwhile = false;
    let isMoreWanted = false;
    const set = (next: Known<Row>) => {
      back.ended(isAskedAgain(next.failure));
      knownRef.current = next;
      setKnown(next);
    };
    const page = (cursor: string | null, isByItself: boolean) =>
      getJson<RowsReply<Row>>(
        cursor === null ? path : `${path}${path.includes('?') ? '&' : '?'}after=${encodeURIComponent(cursor)}`,
        stop.signal,
        isByItself,
      );
    const fail = (failure: HubFailure) => {
      const { current } = knownRef;
      set(current.path === path ? { ...current, failure } : { ...nothing, path, failure });
    };
    /** One question at a time: a page that is read while all are read again would be lost or doubled. */
    const alone = async (work: () => Promise<void>, waits: () => void) => {
      if (isBusy) return waits();
      isBusy = true;
      await work();
      isBusy = false;
      if (stop.signal.aborted) return;
      if (isAskedMeanwhile) {
        isAskedMeanwhile = false;
        pace.call();
      } else if (isMoreWanted) {
        isMoreWanted = false;
        void more();
      }
    };
    const ask = () =>
      alone(
        async () => {
          const before = knownRef.current.path === path ? knownRef.current : { ...nothing, path };
          const wanted = Math.min(Math.max(1, before.pages), freshPages);
          const fresh: Row[] = [];
          let next: string | null = null;
          let total: number | null = null;
          let read = 0;
          do {
            const reply: Awaited<ReturnType<typeof page>> = await page(next, before.pages > 0);
            if (stop.signal.aborted) return;
            if (!reply.ok) return fail(reply.error);
            fresh.push(...reply.value.rows);
            next = reply.value.next;
            total = reply.value.total ?? total;
            read += 1;
          } while (next !== null && read < wanted);
          const deeper = before.pages > read && next !== null ? deeperRows(before.rows, fresh, keyRef.current) : null;
          const all = withoutRepeats([...fresh, ...(deeper ?? [])], keyRef.current);
          const rows = keepUnchanged(before.rows, all, keyRef.current);
          set({
            path,
            rows,
            next: deeper === null ? next : before.next,
            total,
            pages: deeper === null ? read : before.pages,
            failure: null,
          });
        },
        () => {
          isAskedMeanwhile = true;
        },
      );
    const more = () =>
      alone(
        async () => {
          const { current } = knownRef;
          if (current.path !== path || current.next === null) return;
          setLoadingMore(true);
          const reply = await page(current.next, false);
          setLoadingMore(false);
          if (stop.signal.aborted) return;
          if (!reply.ok) return fail(reply.error);
          set({
            path,
            rows: withoutRepeats([...current.rows, ...reply.value.rows], keyRef.current),
            next: reply.value.next,
            total: reply.value.total ?? current.total,
            pages: current.pages + 1,
            failure: null,
          });
        },
        () => {
          isMoreWanted = true;
        },
      );
    const pace = paced(pauseMs, () => void ask(), pageClock);
    const back = whenBack(feed, window, pageClock.after, pace.call);
    askRef.current = pace.call;
    moreRef.current = () => void more();
    pace.call();
    const offs = (topicKey === '' ? [] : (topicKey.split(' ') as Topic[])).map((topic) => feed.on(topic, pace.call));
    return () => {
      for (const off of offs) off();
      back.stop();
      pace.cancel();
      stop.abort();
    };
  }, [path, feed, topicKey, pauseMs]);

  const isCurrent = known.path === path;
  const shown = isCurrent ? known : nothing;
  return {
    rows: shown.rows,
    total: shown.total,
    failure: shown.failure,
    isLoading: path !== null && !isCurrent,
    isLoadingMore,
    hasMore: shown.next !== null,
    more: useCallback(() => moreRef.current(), []),
    again: useCallback(() => askRef.current(), []),
  };
}
