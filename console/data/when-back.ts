import type { LiveFeed } from './live-feed.ts';

/**
 * Calls `fn` each time that the hub can be reached again as far as a page can see: the stream stands again, or the browser has a network again.
 * @param browser what tells of the network (`online`): the window
 */
export function whenBack(
  feed: LiveFeed,
  browser: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>,
  fn: () => void,
): () => void {
  const offLink = feed.onLink(() => {
    if (feed.link() === 'live') fn();
  });
  browser.addEventListener('online', fn);
  return () => {
    offLink();
    browser.removeEventListener('online', fn);
  };
}
