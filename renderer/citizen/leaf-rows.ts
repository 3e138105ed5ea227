import type { Row } from '../kit/leaf-division.ts';

/** What is never divided while it fits a leaf: a line of a list, a paragraph, a picture, a control, a group of keys. */
const whole = [
  'p, h1, h2, h3, header, li, tr, dl > div, figure, label, button, img, svg, video, output',
  // A group of checkboxes is a list; its boxes are the rows.
  '[role="group"]:not([data-rac]), [role="alert"], [role="status"], [data-whole], [data-opens]',
].join(', ');

/** What opens the part below it. */
const opening = 'h1, h2, h3, header, thead tr, [data-opens]';

/** Things to choose from. Faces of a rating are one scale, tabs are the way through the page. */
const choice = '[data-option]:not([data-face]), [data-tile]:not([data-look="tabs"]), [data-task]';

interface Span {
  readonly top: number;
  readonly bottom: number;
}

interface Found extends Span {
  readonly element: Element;
}

/**
 * The rows of a content as they are laid out, in pixels from its top. What stands side by side is one row.
 * @param content  laid out; it may be moved by a transform
 * @param height   of a leaf: only of higher rows it is asked where they may be divided
 */
export function rowsIn(content: HTMLElement, height: number): readonly Row[] {
  const { top: origin } = content.getBoundingClientRect();
  const found: Found[] = [];
  for (const child of content.children) collect(child, origin, found);
  return merged(found).map(({ top, bottom, parts }) => ({
    top,
    bottom,
    ...(parts.every(({ element }) => element.matches(opening)) ? { opens: true } : {}),
    ...choicesOf(parts),
    ...(bottom - top > height ? { cuts: cutsOf(parts, origin) } : {}),
  }));
}

function choicesOf(parts: readonly Found[]): { readonly choices?: number } {
  const choices = parts.reduce(
    (sum, { element }) => sum + element.querySelectorAll(choice).length + (element.matches(choice) ? 1 : 0),
    0,
  );
  return choices === 0 ? {} : { choices };
}

function collect(element: Element, origin: number, found: Found[]): void {
  const style = getComputedStyle(element);
  if (style.display === 'none' || style.position === 'absolute' || style.position === 'fixed') return;
  const isBare = style.display === 'contents';
  if (!isBare && (element.matches(whole) || element.childElementCount === 0)) {
    const span = spanOf(element.getBoundingClientRect(), origin);
    if (span !== null) found.push({ ...span, element });
    return;
  }
  for (const child of element.children) collect(child, origin, found);
}

/** Null for what takes no room: words for a screen reader, an empty place. */
function spanOf({ top, bottom, width, height }: DOMRect, origin: number): Span | null {
  return width <= 1 || height <= 1 ? null : { top: top - origin, bottom: bottom - origin };
}

interface Merged<T extends Span> extends Span {
  readonly parts: readonly T[];
}

/** Borders may touch by a pixel; what overlaps by more stands side by side. */
const touching = 1.5;

function merged<T extends Span>(spans: readonly T[]): readonly Merged<T>[] {
  const out: { top: number; bottom: number; parts: T[] }[] = [];
  for (const span of spans.toSorted((a, b) => a.top - b.top)) {
    const last = out.at(-1);
    if (last !== undefined && span.top < last.bottom - touching) {
      last.bottom = Math.max(last.bottom, span.bottom);
      last.parts.push(span);
    } else out.push({ top: Math.max(span.top, last?.bottom ?? span.top), bottom: span.bottom, parts: [span] });
  }
  return out;
}

/** Between the lines and the smaller parts of a row. */
function cutsOf(parts: readonly Found[], origin: number): readonly number[] {
  const spans: Span[] = [];
  for (const { element } of parts) for (const child of element.childNodes) lines(child, origin, spans);
  return merged(spans)
    .slice(1)
    .map(({ top }) => top);
}

/** Lines of text by their line height (the boxes of letters overlap), controls and pictures by their box. */
function lines(node: Node, origin: number, spans: Span[]): void {
  if (node instanceof Text) spans.push(...linesOfText(node, origin));
  if (!(node instanceof Element)) return;
  if (!node.matches('button, label, img, svg, video, canvas, [data-whole]')) {
    for (const child of node.childNodes) lines(child, origin, spans);
    return;
  }
  const span = spanOf(node.getBoundingClientRect(), origin);
  if (span !== null) spans.push(span);
}

function linesOfText(text: Text, origin: number): readonly Span[] {
  const parent = text.parentElement;
  if (parent === null || text.data.trim() === '') return [];
  const style = getComputedStyle(parent);
  const lineHeight = Number.parseFloat(style.lineHeight) || Number.parseFloat(style.fontSize) * 1.5;
  const range = document.createRange();
  range.selectNodeContents(text);
  return [...range.getClientRects()]
    .filter(({ width }) => width > 1)
    .map((rect) => {
      const middle = (rect.top + rect.bottom) / 2 - origin;
      return { top: middle - lineHeight / 2, bottom: middle + lineHeight / 2 };
    });
}
