/** What is used of Electron's `clipboard`: older versions name the selection by a word, later ones by a part of its own. */
export interface Copies {
  clear(which?: 'selection'): void;
  readonly selection?: { clear(): void };
}

/** Forgets what was copied and what is selected: both live in the shell's own process and outlive the page in which it was done. */
export function forgetCopies(clipboard: Copies): void {
  clipboard.clear();
  if (clipboard.selection === undefined) clipboard.clear('selection');
  else clipboard.selection.clear();
}
