import type { WaitCode } from '../../contract/update-gate.ts';

/** Hours in which an update might have begun and did not. */
export interface WindowCount {
  /** Whether the hours are on now; null = nobody has told since the ask began. */
  readonly isOpen: boolean | null;
  /** Windows that began and ended without an idle moment. */
  readonly missed: number;
}

export const noWindow: WindowCount = { isOpen: null, missed: 0 };

/** After so many the hour is overruled, and nothing else (docs/design/sync-and-fleet.md §7 step 3). */
const patience = 2;

/** Whether so many windows have gone by that the update no longer waits for one. */
export const isOverdue = ({ missed }: WindowCount): boolean => missed >= patience;

/** What the gate tells while an ask waits, counted. A frozen day is no window: the city wants nothing to change on it. Pure. */
export function countWindow(before: WindowCount, codes: readonly WaitCode[]): WindowCount {
  const isOpen = !codes.includes('window.closed') && !codes.includes('freeze.period');
  return { isOpen, missed: before.missed + (before.isOpen === true && !isOpen ? 1 : 0) };
}
