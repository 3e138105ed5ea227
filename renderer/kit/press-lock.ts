/**
 * Locks the buttons of a page after one was pressed, until the next page stands: a double touch must not submit twice. The terminal service
 * checks the revision by itself; this only spares the citizen a second press that would be refused.
 */
export interface Page {
  readonly epoch: string;
  readonly revision: number;
}

/** The press that holds the page; `null` = nothing pressed yet. */
export type Held = { readonly page: Page; readonly id: string } | null;

/**
 * After this time without an answer the page can be pressed again. Safe: an act that was accepted has raised the revision, so the second press
 * would be refused as stale; without the limit one lost message would leave a dead page.
 */
export const holdMs = 8000;

function samePage(a: Page, b: Page): boolean {
  return a.epoch === b.epoch && a.revision === b.revision;
}

/** The id that was pressed on this page, or null where the page is free. A new revision frees by itself. */
export function heldOn(held: Held, page: Page): string | null {
  return held !== null && samePage(held.page, page) ? held.id : null;
}

/** A press: granted where the page is free. */
export function hold(held: Held, page: Page, id: string): { readonly held: Held; readonly granted: boolean } {
  if (heldOn(held, page) !== null) return { held, granted: false };
  return { held: { page, id }, granted: true };
}
