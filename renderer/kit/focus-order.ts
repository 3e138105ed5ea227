/** Everything that can be reached with the keys, in reading order. Radios and checkboxes are stops of their own: choosing is a press, not a move. */
const stops = 'button:not(:disabled), input[type="radio"]:not(:disabled), input[type="checkbox"]:not(:disabled)';

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
  const list = [...scope.querySelectorAll<HTMLElement>(stops)].filter((stop) => stop.closest('[inert]') === null);
  const focused = document.activeElement;
  const to = nextStop(focused instanceof HTMLElement ? list.indexOf(focused) : -1, list.length, step);
  list[to]?.focus();
}
