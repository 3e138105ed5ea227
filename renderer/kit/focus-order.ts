/** The heading of a page: reading begins here, and going back to it has the page read once more. */
export const pageHeading = 'h1[tabindex]';

/** Everything that can be reached with the keys, in reading order. Radios and checkboxes are stops of their own: choosing is a press, not a move. */
const stops = `${pageHeading}, button:not(:disabled), input[type="radio"]:not(:disabled), input[type="checkbox"]:not(:disabled)`;

/**
 * The place of the next stop. Past the end it starts anew; with nothing focused it is the first (or, going back, the last).
 * @param at     place of the focused stop, -1 = none
 * @param count  number of stops
 */
export function nextStop(at: number, count: number, step: 1 | -1): number {
  if (count === 0) return -1;
  if (at < 0) return step === 1 ? 0 : count - 1;
  return (at + step + count) % count;
}

/** Moves the focus one stop on or back inside `scope` (the page, or the dialog over it). */
export function moveFocus(scope: ParentNode, step: 1 | -1): void {
  const list = [...scope.querySelectorAll<HTMLElement>(stops)].filter(
    (stop) => stop.closest('[inert]') === null && getComputedStyle(stop).visibility !== 'hidden',
  );
  const focused = document.activeElement;
  const at = focused instanceof HTMLElement ? list.indexOf(focused) : -1;
  // Nothing focused (the piece that had it has gone, or a fresh page): from the heading, not from the bar above it.
  const from = at < 0 ? list.findIndex((stop) => stop.matches(pageHeading)) : at;
  list[nextStop(from, list.length, step)]?.focus();
}
