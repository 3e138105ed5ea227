import type { Found, Wanted } from './finding.ts';
import {
  capRatio,
  finding,
  isSeen,
  leafWindow,
  scope,
  scrollerOf,
  type TextRun,
  targets,
  textRuns,
} from './page-facts.ts';

/** Part of the letter by which the box of a line may stick out: boxes of lines are higher than what is drawn in them. */
const slackOfLetter = 0.28;

/** Words that are cut: by a box that hides what sticks out, by the window, by dots, or by other words on them. */
export function measureClipping(): Found[] {
  const found: Found[] = [];
  const runs = textRuns();
  const cut = new Set<Element>();
  for (const run of runs) {
    const why = cutBy(run);
    if (why === null || cut.has(run.element)) continue;
    cut.add(run.element);
    found.push(finding('text-clipped', run.element, why, 'whole'));
  }
  for (const target of targets().filter(isSeen)) {
    if (target.scrollWidth > target.clientWidth + 2 && !cut.has(target) && target.clientWidth > 0) {
      found.push(finding('text-clipped', target, `${target.scrollWidth} px in ${target.clientWidth} px`, 'whole'));
    }
  }
  return [...found, ...wordsOnWords(runs)];
}

function cutBy({ element, lines }: TextRun): string | null {
  const slack = Number.parseFloat(getComputedStyle(element).fontSize) * slackOfLetter;
  const scroller = scrollerOf(element);
  const leaf = leafWindow(element);
  for (const line of lines) {
    if (line.left < -2 || line.right > innerWidth + 2) return 'outside the window';
    if (scroller === null && leaf === null && (line.top < -slack || line.bottom > innerHeight + slack))
      return 'outside the window';
  }
  for (const line of lines) {
    if (leaf !== null && (line.top < leaf.top - slack || line.bottom > leaf.bottom + slack)) return 'cut by its leaf';
  }
  let isTurned = leaf !== null;
  for (let at: Element | null = element; at !== null && at !== document.documentElement; at = at.parentElement) {
    const style = getComputedStyle(at);
    // What a list hides at its ends comes when it is turned over.
    isTurned ||= at === scroller;
    const clipsX = style.overflowX !== 'visible';
    const clipsY = style.overflowY !== 'visible' && !isTurned;
    if (!clipsX && !clipsY) continue;
    const box = at.getBoundingClientRect();
    for (const line of lines) {
      if (clipsX && (line.left < box.left - 2 || line.right > box.right + 2))
        return `cut at the side of ${at.className}`;
      if (clipsY && (line.top < box.top - slack || line.bottom > box.bottom + slack)) return `cut by ${at.className}`;
    }
  }
  // A button hides nothing, but its words must stand on it.
  const button = element.closest('button, label');
  if (button !== null) {
    const box = button.getBoundingClientRect();
    for (const line of lines) {
      if (line.left < box.left - 2 || line.right > box.right + 2) return 'wider than its button';
      if (line.top < box.top - slack || line.bottom > box.bottom + slack) return 'higher than its button';
    }
  }
  return null;
}

/** Two lines of different texts that lie on each other. */
function wordsOnWords(runs: readonly TextRun[]): Found[] {
  const found: Found[] = [];
  const lines = runs
    .filter(({ element }) => element.closest('[aria-hidden="true"]') === null || element.closest('svg') === null)
    .filter(({ element }) => getComputedStyle(element).pointerEvents !== 'none')
    .flatMap((run) => run.lines.map((line) => ({ run, line })))
    .sort((a, b) => a.line.top - b.line.top);
  const told = new Set<Element>();
  for (const [at, one] of lines.entries()) {
    for (const other of lines.slice(at + 1)) {
      if (other.line.top > one.line.bottom) break;
      if (other.run === one.run || told.has(other.run.element)) continue;
      if (scrollerOf(other.run.element) !== scrollerOf(one.run.element)) continue;
      const across = Math.min(one.line.right, other.line.right) - Math.max(one.line.left, other.line.left);
      const [a, b] = [inkOf(one.line), inkOf(other.line)];
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 4 && down > Math.min(one.line.height, other.line.height) * 0.15) {
        told.add(other.run.element);
        found.push(finding('text-on-text', other.run.element, `on “${one.run.node.nodeValue?.slice(0, 20)}”`, 'apart'));
      }
    }
  }
  return found;
}

/** Part of a line's box that letters fill: above and below it is air that may be shared. */
const inkOf = ({ top, bottom, height }: DOMRect) => ({ top: top + height * 0.22, bottom: bottom - height * 0.2 });

/** Letters too small for the eye; the floor of the font in pixels. */
export function measureLetters(wanted: Wanted): Found[] {
  const found: Found[] = [];
  const told = new Set<Element>();
  for (const { element } of textRuns()) {
    if (told.has(element)) continue;
    told.add(element);
    const size = Number.parseFloat(getComputedStyle(element).fontSize) * scaleOf(element);
    const cap = size * capRatio * wanted.pitchMm;
    if (size < wanted.fontFloorPx - 0.1) {
      found.push(finding('font-floor', element, `${size.toFixed(1)} px`, `≥ ${wanted.fontFloorPx} px`));
    } else if (cap < wanted.capMm - 0.05) {
      found.push(finding('cap-height', element, `${cap.toFixed(2)} mm`, `≥ ${wanted.capMm.toFixed(2)} mm`));
    }
  }
  return found;
}

/** Text in a drawing grows and shrinks with it. */
function scaleOf(element: Element): number {
  return element instanceof SVGGraphicsElement ? (element.getScreenCTM()?.a ?? 1) : 1;
}

/** Large text is never scrolled; elsewhere what can be scrolled has buttons for it (docs/domain/screens.md §1). */
export function measureScrolling({ largeText }: Wanted): Found[] {
  const found: Found[] = [];
  for (const element of scope().querySelectorAll('*')) {
    const { overflowY } = getComputedStyle(element);
    if (!/auto|scroll/.test(overflowY) || element.scrollHeight <= element.clientHeight + 1 || !isSeen(element))
      continue;
    const measured = `${element.scrollHeight} px in ${element.clientHeight} px`;
    if (largeText) found.push(finding('scrolls-in-large-text', element, measured, 'leaves'));
    else if (document.querySelector('[data-action="page.down"]') === null) {
      found.push(finding('scrolls-without-buttons', element, measured, 'buttons'));
    }
  }
  return found;
}
