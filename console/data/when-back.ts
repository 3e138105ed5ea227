import type { HubFailure } from './hub-client.ts';
import type { LiveFeed } from './live-feed.ts';

/** Where no stream tells that the hub is back (nobody is signed in, or the stream never went), it is asked again after this. */
const againAfterMs = 5000;

/** Whether what failed so is asked for again by itself: the hub gave no answer, or none yet (it has its hands full, or its database is away). Pure. */
export const isAskedAgain = (failure: HubFailure | null): boolean =>
  failure?.code === 'away' || failure?.code === 'unavailable';

/** Asks again what could not be read because the hub did not answer. */
export interface WhenBack {
  /** How the newest question ended. @param isAway as `isAskedAgain` says */
  readonly ended: (isAway: boolean) => void;
  readonly stop: () => void;
}

/**
 * Asks again when the hub can be reached again as far as a page can see: the stream stands again, or the browser has a network again.
 * @param browser what tells of the network (`online`): the window
 */
export function whenBack(
  feed: LiveFeed,
  browser: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>,
  after: (ms: number, fn: () => void) => () => void,
  ask: () => void,
): WhenBack {
  let isWaiting = false;
  let cancel: () => void = () => undefined;
  const again = () => {
    if (isWaiting) ask();
  };
  const offLink = feed.onLink(() => {
    if (feed.link() === 'live') again();
  });
  browser.addEventListener('online', again);
  return {
    ended(isAway) {
      isWaiting = isAway;
      cancel();
      if (isAway && feed.link() !== 'away') cancel = after(againAfterMs, again);
    },
    stop() {
      isWaiting = false;
      cancel();
      offLink();
      browser.removeEventListener('online', again);
    },
  };
}
