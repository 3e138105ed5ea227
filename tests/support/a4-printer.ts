import type { Journey } from './journey.ts';

/** Pages that the A4 printer of the machine has put out since the start. */
export const pagesOut = (j: Journey): number => j.kiosk.bench.state().documentPrinter?.pagesOut ?? 0;

/** The A4 printer as it stands in the morning: a full tray of 250 sheets, closed, nothing in its way. */
export function mendPrinter(j: Journey): void {
  const { documentPrinter } = j.kiosk.bench;
  documentPrinter?.jamAt(null);
  documentPrinter?.set({ paper: 250, isCoverOpen: false, isJammed: false, isTonerOut: false, isOffline: false });
}
