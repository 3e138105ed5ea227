import { startTransition } from 'react';
import { unstable_forceFrameRate } from 'scheduler';

/**
 * Sets the state that a large page is drawn from: as a transition, which React draws in slices instead of one long task, so that a touch, the clock and a newer snapshot never
 * wait for it (React 19, `startTransition`). A slice is one frame of 16 ms. In those of 5 ms, which are the default, a page without a graphics card is composed again between
 * all of them: a third more time until it stands.
 */
export function inSlices(setState: () => void): void {
  unstable_forceFrameRate(60);
  startTransition(setState);
}
