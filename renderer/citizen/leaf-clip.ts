import { type CSSProperties, type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';
import { divide, fits, type Leaf, type Row } from '../kit/leaf-division.ts';
import { rowsIn } from './leaf-rows.ts';

/** How a content lies on its leaves; fewer than two leaves: it fits. */
export interface Division {
  readonly leaves: readonly Leaf[];
  readonly rows: readonly Row[];
  /** The sheet is too low: something that belongs together is higher than a leaf. */
  readonly isLow: boolean;
}

/** So often a division may change for the same words before it is left as it is. */
const mostDraws = 8;

const noDivision: Division = { leaves: [], rows: [], isLow: false };

/** Part of a pixel by which measures differ without anything having moved. */
const still = 0.5;

/** A leaf of fewer rows of buttons than this holds next to nothing. */
const lowLeaf = 3.5;

/**
 * Measures a content and divides it, again whenever it or its sheet changes.
 * @param holder   has the height that there is for leaf and buttons
 * @param area     the leaf; gets `--leaf`, the height for pictures that would otherwise be higher than it
 * @param content  what is divided
 * @param page     name of the page: while it stands, what was divided is put together again only if it fits beside the buttons. The sheet's own height
 *                 follows its content, and two measures that answer each other would never end.
 * @param turns    the buttons are there even if the content fits
 */
export function useDivision(
  holder: RefObject<HTMLElement | null>,
  area: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
  page: string,
  turns: boolean,
): Division {
  const [division, setDivision] = useState<Division>(noDivision);
  const latest = useRef<Division>(noDivision);
  const divided = useRef<string | null>(null);
  const turning = useRef({ words: '', draws: 0 });
  const measure = useCallback(() => {
    if (holder.current === null || area.current === null || content.current === null) return;
    // Two divisions may answer each other for ever, each making the room for the other: for the same words the last of a few stays.
    const words = content.current.textContent;
    turning.current = { words, draws: words === turning.current.words ? turning.current.draws + 1 : 0 };
    if (turning.current.draws > mostDraws) return;
    const keepsButtons = turns || divided.current === page;
    const next = measured(holder.current, area.current, content.current, keepsButtons);
    divided.current = next.leaves.length > 0 ? page : null;
    if (isSame(latest.current, next)) {
      turning.current.draws = 0;
      return;
    }
    latest.current = next;
    setDivision(next);
  }, [holder, area, content, page, turns]);
  // After every draw: what moves inside of a content need not change its height.
  useLayoutEffect(measure);
  useLayoutEffect(() => {
    const observer = new ResizeObserver(measure);
    for (const { current } of [holder, content]) if (current !== null) observer.observe(current);
    return () => observer.disconnect();
  }, [holder, content, measure]);
  return division;
}

function measured(holder: HTMLElement, area: HTMLElement, content: HTMLElement, turns: boolean): Division {
  const style = getComputedStyle(holder);
  const gap = Number.parseFloat(style.rowGap) || 0;
  const button = Number.parseFloat(style.getPropertyValue('--turn-height')) || 0;
  const whole = holder.clientHeight;
  const leaf = Math.max(button, whole - gap - button);
  area.style.setProperty('--leaf', `${leaf}px`);
  const rows = rowsIn(content, leaf);
  const choices = Number.parseFloat(style.getPropertyValue('--choices')) || Number.POSITIVE_INFINITY;
  if (fits(rows, { height: (turns ? leaf : whole) + 1, choices })) return noDivision;
  const leaves = divide(rows, { height: leaf, choices });
  const isLow =
    whole - gap < 2 * button ||
    rows.some(({ top, bottom }) => bottom - top > leaf) ||
    (leaf < lowLeaf * button && leaves.length > 2);
  return { leaves, rows, isLow };
}

function isSame(one: Division, other: Division): boolean {
  const same = (a: number, b: number) => Math.abs(a - b) < still;
  return (
    one.isLow === other.isLow &&
    one.leaves.length === other.leaves.length &&
    one.rows.length === other.rows.length &&
    one.leaves.every(
      ({ from, to }, at) => same(from, other.leaves[at]?.from ?? -1) && same(to, other.leaves[at]?.to ?? -1),
    )
  );
}

/** Room around a leaf for the focus ring, unless the neighbouring row stands there; px. */
const ringPx = 14;

/** An edge that begins within a pixel is painted from the pixel before; px. */
const edgePx = 1;

/** Moves the leaf to its place and hides what is not on it. */
export function clipOf({ from, to }: Leaf, rows: readonly Row[]): CSSProperties {
  const before = rows.findLast(({ bottom }) => bottom <= from + still)?.bottom;
  const after = rows.find(({ top }) => top >= to - still)?.top;
  // Where a row is divided its next line begins at once.
  const divides = (at: number) => rows.some(({ top, bottom }) => top < at - still && bottom > at + still);
  const above = divides(from) ? 0 : Math.min(ringPx, Math.max(0, from - (before ?? from - ringPx)));
  const below = divides(to) ? 0 : Math.min(ringPx, Math.max(0, (after ?? to + ringPx) - to - edgePx));
  return { '--from': `${-from}px`, '--above': `${-above}px`, '--height': `${to - from + below}px` } as CSSProperties;
}
