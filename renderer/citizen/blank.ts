/** What is looked at of a frame of a page. */
type Frame = Pick<HTMLElement, 'textContent' | 'getBoundingClientRect'>;

/**
 * Whether nobody can read what was painted. A frame without words, without size or without the colours of the theme is painted all the same, and a machine that shows it must not say that its page
 * is there.
 * @param frame of the revision in question; null = another one stands there, or none
 * @param ground colour of the ground as the style sheets have it; empty = they were not loaded
 */
export function isBlank(frame: Frame | null, ground: string): boolean {
  if (frame === null || ground.trim() === '' || (frame.textContent ?? '').trim() === '') return true;
  const { width, height } = frame.getBoundingClientRect();
  return width < 1 || height < 1;
}

/** The same of this document. Cheap behind a painted frame: style and layout are up to date then. */
export function isBlankPage(epoch: string, revision: number): boolean {
  const frame = document.querySelector<HTMLElement>(`[data-revision="${revision}"]`);
  const ground = getComputedStyle(document.documentElement).getPropertyValue('--ground');
  return isBlank(frame?.dataset.epoch === epoch ? frame : null, ground);
}
