import type { Box, Found } from './finding.ts';

/** Everything that a finger or a key can act on. A radio is as large as its label. */
export const stops =
  'button:not(:disabled), a[href], input[type="radio"]:not(:disabled), input[type="checkbox"]:not(:disabled), input[type="text"]:not(:disabled)';

export const capRatio = 0.72;

/** Element that takes the touch: for a hidden input its label. */
export function touchedBy(element: Element): Element {
  return element instanceof HTMLInputElement ? (element.closest('label') ?? element) : element;
}

export function boxOf(element: Element): Box {
  const { x, y, width, height } = element.getBoundingClientRect();
  return { x, y, width, height };
}

export const rounded = (box: Box): Box => ({
  x: Math.round(box.x),
  y: Math.round(box.y),
  width: Math.round(box.width),
  height: Math.round(box.height),
});

/** The page, or the dialog over it: what stands behind a dialog is not shown. */
export function scope(): Element {
  return document.querySelector('[role="alertdialog"]') ?? document.body;
}

/** The part of the window in which the leaf that is turned to stands; null = the element is on no leaf. */
export function leafWindow(element: Element): { readonly top: number; readonly bottom: number } | null {
  const area = element.closest<HTMLElement>('[data-divided]');
  if (area === null) return null;
  const style = getComputedStyle(area);
  const origin = area.getBoundingClientRect().top + Number.parseFloat(style.paddingTop);
  const px = (name: string) => Number.parseFloat(style.getPropertyValue(name)) || 0;
  return { top: origin + px('--above'), bottom: origin + px('--height') };
}

/** Whether something of it stands on the leaf that is turned to. */
function isOnLeaf(element: Element): boolean {
  const leaf = leafWindow(element);
  if (leaf === null) return true;
  const { top, bottom } = element.getBoundingClientRect();
  return Math.min(bottom, leaf.bottom) - Math.max(top, leaf.top) > 2;
}

/** For those who see: drawn, not made for the ear only (one pixel, clipped), not on another leaf. */
export function isSeen(element: Element): boolean {
  if (!isOnLeaf(element)) return false;
  for (let at: Element | null = element; at !== null; at = at.parentElement) {
    const style = getComputedStyle(at);
    if (style.display === 'none' || style.visibility === 'hidden' || Number(style.opacity) === 0) return false;
    if (style.clipPath.startsWith('inset(50%')) return false;
    if (style.position === 'absolute' && style.overflow === 'hidden') {
      const box = at.getBoundingClientRect();
      if (box.width <= 1.5 && box.height <= 1.5) return false;
    }
  }
  return true;
}

export const targets = (): readonly Element[] => [
  ...new Set([...scope().querySelectorAll(stops)].filter((one) => one.closest('[inert]') === null).map(touchedBy)),
];

/** The nearest ancestor that can be turned over, if the element is inside one. */
export function scrollerOf(element: Element): Element | null {
  for (let at = element.parentElement; at !== null; at = at.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(at).overflowY) && at.scrollHeight > at.clientHeight + 1) return at;
  }
  return null;
}

/** Part of a box that is shown: what a list that can be turned over hides is not there now. */
export function shownBox(element: Element): Box {
  const box = element.getBoundingClientRect();
  const scroller = scrollerOf(element)?.getBoundingClientRect();
  if (scroller === undefined) return boxOf(element);
  const top = Math.max(box.top, scroller.top);
  const bottom = Math.min(box.bottom, scroller.bottom);
  return { x: box.x, y: top, width: box.width, height: Math.max(0, bottom - top) };
}

/** Whether a list that can be turned over hides a part of it now. */
export const isCutByList = (element: Element): boolean => shownBox(element).height < boxOf(element).height - 1;

export interface TextRun {
  readonly node: Text;
  readonly element: Element;
  readonly lines: readonly DOMRect[];
}

let kept: readonly TextRun[] | null = null;

/** Every text that is seen, with the boxes of its lines. Looked up once for all rules of a page: a list counts until the script gives way, before which nothing can be drawn anew. */
export function textRuns(): readonly TextRun[] {
  if (kept !== null) return kept;
  kept = seenRuns();
  queueMicrotask(() => {
    kept = null;
  });
  return kept;
}

function seenRuns(): readonly TextRun[] {
  const runs: TextRun[] = [];
  const walker = document.createTreeWalker(scope(), NodeFilter.SHOW_TEXT);
  const seen = new Map<Element, boolean>();
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if (element === null || (node.nodeValue ?? '').trim() === '') continue;
    // A sign on the paper that says nothing of its own (WCAG 1.4.3, pure decoration).
    if (element.closest('[data-decoration]') !== null) continue;
    if (!seen.has(element)) seen.set(element, isSeen(element));
    if (seen.get(element) !== true) continue;
    const leaf = leafWindow(element);
    const lines = wordBoxes(node as Text).filter(
      ({ width, height, top, bottom }) =>
        width > 0.5 &&
        height > 0.5 &&
        (leaf === null || ((top + bottom) / 2 > leaf.top && (top + bottom) / 2 < leaf.bottom)),
    );
    if (lines.length > 0) runs.push({ node: node as Text, element, lines });
  }
  return runs;
}

/** Boxes of a text, line by line, without the air before, after and between (U+3000), which may hang over the end of a line. */
function wordBoxes(node: Text): readonly DOMRect[] {
  const boxes: DOMRect[] = [];
  for (const { 0: words, index } of node.data.matchAll(/[^\s\u3000](?:[^\u3000]*[^\s\u3000])?/g)) {
    const range = document.createRange();
    range.setStart(node, index);
    range.setEnd(node, index + words.length);
    boxes.push(...range.getClientRects());
  }
  return boxes;
}

function selectorOf(element: Element): string {
  const parts: string[] = [];
  for (
    let at: Element | null = element;
    at !== null && at !== document.body && parts.length < 4;
    at = at.parentElement
  ) {
    parts.unshift(nameOf(at));
    if (at instanceof HTMLElement && (at.dataset.action ?? at.dataset.testid ?? at.dataset.key) !== undefined) break;
  }
  return parts.join(' > ');
}

function nameOf(element: Element): string {
  const tag = element.tagName.toLowerCase();
  if (element instanceof HTMLElement) {
    const { action, testid, key } = element.dataset;
    if (action !== undefined) return `${tag}[data-action="${action}"]`;
    if (testid !== undefined) return `${tag}[data-testid="${testid}"]`;
    if (key !== undefined) return `${tag}[data-key="${key}"]`;
  }
  // `_heading_1a2b3_12` of a CSS module: the middle is the name in the source.
  const [name] = [...element.classList].map((one) => one.replace(/^_/, '').replace(/_[^_]+_\d+$/, ''));
  return name === undefined ? tag : `${tag}.${name}`;
}

export const wordsOf = (element: Element): string =>
  (element.textContent ?? '').replaceAll(/\s+/g, ' ').trim().slice(0, 40);

export function finding(rule: string, element: Element, measured: string, wanted: string, box?: Box): Found {
  return {
    rule,
    selector: selectorOf(element),
    words: wordsOf(element),
    measured,
    wanted,
    box: rounded(box ?? boxOf(element)),
  };
}
