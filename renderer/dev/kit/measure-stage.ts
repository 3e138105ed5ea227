/** What stands on a stage, measured on the glass, mm; null = there is none. */
export interface Measured {
  /** Shorter side of the smallest thing that can be touched. Keys of the letters apart: they have a rule of their own. */
  readonly target: number | null;
  readonly key: number | null;
  /** Between two neighbours that can be touched. */
  readonly gap: number | null;
  /** Height of capitals of the smallest and the largest letters. */
  readonly letters: number | null;
  readonly largest: number | null;
}

/** Cap height of Noto Sans SC over its em (renderer/kit/tokens.ts). */
const capRatio = 0.72;

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Free room between two boxes that stand beside or above each other; null where they do neither. */
export function gapBetween(a: Box, b: Box): number | null {
  const across = Math.max(b.left - a.right, a.left - b.right);
  const down = Math.max(b.top - a.bottom, a.top - b.bottom);
  if (across >= 0 && down < 0) return across;
  if (down >= 0 && across < 0) return down;
  return null;
}

/** The rule of a size: what it must be at least, and on what it depends. */
export function rules(
  largeText: boolean,
  panelInch: number,
): Readonly<Record<'target' | 'key' | 'gap' | 'letters', number>> {
  const target = largeText ? 25 : 20;
  return {
    target,
    // The only exception to 20 mm: letters on panels below 21.5 inch, and in large text where ten do not fit.
    key: panelInch < 21 || largeText ? 16 : target,
    gap: panelInch < 21 ? 2 : 4,
    letters: largeText ? 7.33 : 4.8,
  };
}

/** Measures everything that stands on the grounds of a stage. What belongs to the story and not to the piece has `data-note`. */
export function measureStage(stage: Element, mmPx: number): Measured {
  const grounds = [...stage.querySelectorAll('[data-ground]')];
  const seen = (element: Element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 2 && height > 2;
  };
  const targets = (selector: string) =>
    grounds.map((ground) => [...ground.querySelectorAll<HTMLElement>(selector)].filter(seen));
  const isKey = (element: HTMLElement) =>
    element.dataset.key !== undefined && element.closest('[data-layout], search') !== null;
  const all = targets('button, label, a[href]');
  const sideOf = (elements: readonly HTMLElement[]) =>
    least(elements.map((element) => Math.min(element.offsetWidth, element.offsetHeight) / mmPx));
  const gaps = all.flatMap((elements) => {
    const boxes = elements.map((element) => element.getBoundingClientRect());
    return boxes.flatMap((box, at) => boxes.slice(at + 1).flatMap((other) => gapBetween(box, other) ?? []));
  });
  const letters = grounds.flatMap((ground) => [...ground.querySelectorAll('*')].filter(seen).flatMap(lettersOf));
  return {
    target: sideOf(all.flat().filter((element) => !isKey(element))),
    key: sideOf(all.flat().filter(isKey)),
    gap: least(gaps.map((px) => px / mmPx)),
    letters: least(letters.map((px) => (px * capRatio) / mmPx)),
    largest: letters.length === 0 ? null : (Math.max(...letters) * capRatio) / mmPx,
  };
}

const least = (values: readonly number[]): number | null => (values.length === 0 ? null : Math.min(...values));

/** Size of the letters that stand in this element itself, px. */
function lettersOf(element: Element): readonly number[] {
  if (element.closest('[data-note], svg, [data-ground] img') !== null) return [];
  const speaks = [...element.childNodes].some(
    (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '',
  );
  return speaks ? [Number.parseFloat(getComputedStyle(element).fontSize)] : [];
}
