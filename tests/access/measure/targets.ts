import type { Found, Wanted } from './finding.ts';
import { boxOf, finding, isCutByList, isSeen, leafWindow, rounded, shownBox, targets, wordsOf } from './page-facts.ts';

/** Whole pixels and the ceiling of a token may differ by this much, mm. */
const slackMm = 0.3;

const isKey = (element: Element): boolean =>
  element.closest('[data-layout]') !== null || (element instanceof HTMLElement && element.dataset.key !== undefined);

/** Size of everything that can be touched, what lies between, and that nothing lies on it. */
export function measureTargets(wanted: Wanted): Found[] {
  const found: Found[] = [];
  const all = targets().filter(isSeen);
  const mm = (px: number) => px * wanted.pitchMm;
  for (const target of all) {
    const box = boxOf(target);
    const key = isKey(target);
    const side = key ? wanted.keyMm : wanted.targetMm;
    const [wide, high] = [mm(box.width), mm(box.height)];
    if (wide < side - slackMm || high < side - slackMm) {
      const measured = `${wide.toFixed(1)} × ${high.toFixed(1)} mm`;
      found.push(finding(key ? 'key-size' : 'target-size', target, measured, `≥ ${side} mm`));
    }
    if (isCutByList(target)) continue;
    const leaf = leafWindow(target);
    if (leaf !== null && (box.y < leaf.top - 2 || box.y + box.height > leaf.bottom + 2)) {
      found.push(
        finding('leaf-cuts-target', target, `${Math.round(box.y)}–${Math.round(box.y + box.height)} px`, 'whole'),
      );
      continue;
    }
    if (box.x < -1 || box.y < -1 || box.x + box.width > innerWidth + 1 || box.y + box.height > innerHeight + 1) {
      found.push(
        finding('target-outside', target, JSON.stringify(rounded(box)), `inside ${innerWidth} × ${innerHeight}`),
      );
      continue;
    }
    const bar = target.closest('[data-testid="actions"]')?.getBoundingClientRect();
    if (bar !== undefined && (box.x < bar.left - 1 || box.x + box.width > bar.right + 1)) {
      found.push(finding('target-outside', target, `to ${Math.round(box.x + box.width)} px`, 'inside of its bar'));
      continue;
    }
    const cover = coverOf(target);
    if (cover !== null)
      found.push(finding('target-covered', target, `under ${wordsOf(cover) || cover.tagName}`, 'on top'));
  }
  return [
    ...found,
    ...between(
      all.filter((target) => !isCutByList(target)),
      wanted,
    ),
  ];
}

/** Something that lies over the middle or a corner of a target; null = nothing. */
function coverOf(target: Element): Element | null {
  const { x, y, width, height } = shownBox(target);
  for (const [dx, dy] of [
    [0.5, 0.5],
    [0.12, 0.2],
    [0.88, 0.2],
    [0.12, 0.8],
    [0.88, 0.8],
  ] as const) {
    const top = document.elementFromPoint(x + width * dx, y + height * dy);
    if (top === null || target.contains(top) || top.contains(target)) continue;
    return top;
  }
  return null;
}

function between(all: readonly Element[], wanted: Wanted): Found[] {
  const found: Found[] = [];
  const boxes = all.map((target) => ({ target, box: boxOf(target) }));
  for (const [at, one] of boxes.entries()) {
    for (const other of boxes.slice(at + 1)) {
      if (one.target.contains(other.target) || other.target.contains(one.target)) continue;
      const across =
        Math.max(one.box.x, other.box.x) - Math.min(one.box.x + one.box.width, other.box.x + other.box.width);
      const down =
        Math.max(one.box.y, other.box.y) - Math.min(one.box.y + one.box.height, other.box.y + other.box.height);
      if (across < -1 && down < -1) {
        found.push(finding('target-overlap', other.target, `on “${wordsOf(one.target)}”`, 'apart'));
        continue;
      }
      // Neighbours in a row or a column: what lies between is the larger of the two distances.
      const gap = Math.max(across, down) * wanted.pitchMm;
      const least = isKey(one.target) && isKey(other.target) ? wanted.keyGapMm : wanted.gapMm;
      if (Math.min(across, down) < -1 && gap < least - slackMm) {
        found.push(
          finding('target-gap', other.target, `${gap.toFixed(1)} mm to “${wordsOf(one.target)}”`, `≥ ${least} mm`),
        );
      }
    }
  }
  return found;
}
