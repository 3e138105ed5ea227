import { createContext, useContext, useSyncExternalStore } from 'react';
import type { LinkState, LiveFeed } from './live-feed.ts';

/** A feed that tells nothing: before somebody has signed in, and in tests that do without. */
const silentFeed: LiveFeed = {
  on: () => () => undefined,
  link: () => 'connecting',
  onLink: () => () => undefined,
  close: () => undefined,
};

export const LiveContext = createContext<LiveFeed>(silentFeed);

export const useLiveFeed = (): LiveFeed => useContext(LiveContext);

export function useLink(): LinkState {
  const feed = useLiveFeed();
  return useSyncExternalStore(feed.onLink, feed.link, feed.link);
}
