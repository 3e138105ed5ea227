import type { Bars, Found, Wanted } from './finding.ts';
import { boxOf, finding, isSeen, rounded, scope, targets } from './page-facts.ts';

/** Headings, landmarks, languages. axe looks for most of them too; these are the ones that it lets pass. */
export function measureStructure({ language }: Wanted): Found[] {
  const found: Found[] = [];
  const body = document.body;
  const dialog = document.querySelector('[role="alertdialog"]');
  if (document.documentElement.lang !== language) {
    found.push(finding('lang', document.documentElement, document.documentElement.lang, language));
  }
  if (dialog === null) {
    const headings = [...body.querySelectorAll('h1')].filter((one) => one.closest('[aria-hidden="true"]') === null);
    if (headings.length !== 1) found.push(finding('one-h1', body, `${headings.length} h1`, 'one'));
    for (const landmark of ['header', 'main', 'footer']) {
      const count = [...body.querySelectorAll(landmark)].filter(
        (one) =>
          one.closest('[aria-hidden="true"]') === null &&
          (landmark === 'main' || one.closest('main, section, article') === null),
      ).length;
      if (count !== 1) found.push(finding('landmark', body, `${count} ${landmark}`, 'one'));
    }
  }
  for (const button of document.querySelectorAll('[data-language]')) {
    const own = button.querySelector('[lang]')?.getAttribute('lang');
    if (own !== (button as HTMLElement).dataset.language)
      found.push(finding('lang-part', button, String(own), 'its own'));
  }
  for (const target of targets()) {
    const name = target.getAttribute('aria-label') ?? target.textContent?.trim() ?? '';
    if (name === '') found.push(finding('name', target, 'no name', 'a name'));
  }
  return [...found, ...statesWithoutColour()];
}

/** States must be told apart without colour: a shape or a word of their own (WCAG 1.4.1; docs/domain/screens.md §2). */
function statesWithoutColour(): Found[] {
  const found: Found[] = [];
  const on = '[aria-pressed="true"], [data-selected], [aria-current]:not([aria-current="false"]), [data-current]';
  for (const element of scope().querySelectorAll(on)) {
    if (!isSeen(element)) continue;
    const style = getComputedStyle(element);
    const inner = element.querySelector('span');
    const underlined = inner !== null && Number.parseFloat(getComputedStyle(inner).borderBottomWidth) > 0;
    const marked = element.querySelector('svg') !== null || Number(style.fontWeight) >= 600 || underlined;
    if (!marked) found.push(finding('state-by-colour', element, 'colour only', 'shape or weight'));
  }
  for (const element of scope().querySelectorAll('[data-tone]')) {
    if (!isSeen(element) || element.querySelector('[data-tone]') !== null) continue;
    if (element.querySelector('svg') === null)
      found.push(finding('state-by-colour', element, 'colour only', 'icon and word'));
  }
  return found;
}

/** WCAG 2.3.1: nothing flashes more than three times in a second. */
export function measureMotion(): Found[] {
  const found: Found[] = [];
  for (const animation of document.getAnimations()) {
    const effect = animation.effect;
    if (!(effect instanceof KeyframeEffect) || effect.target === null) continue;
    const timing = effect.getComputedTiming();
    const duration = Number(timing.duration);
    if (timing.iterations === 1) continue;
    const swings = Math.max(1, Math.floor((effect.getKeyframes().length - 1) / 2));
    const perSecond = (1000 / duration) * swings;
    if (perSecond > 3) found.push(finding('flash', effect.target, `${perSecond.toFixed(1)} a second`, '≤ 3'));
  }
  return found;
}

/** docs/domain/screens.md §2, 低位操作: what can be touched lies low, what stands above is for the eye only. */
export function measureReach({ reach, reachPx }: Wanted): Found[] {
  if (!reach) return [];
  const highest = innerHeight - reachPx;
  const found: Found[] = [];
  for (const target of targets()) {
    const { y } = boxOf(target);
    if (isSeen(target) && y < highest - 1) {
      found.push(finding('out-of-reach', target, `${Math.round(highest - y)} px too high`, `below ${highest} px`));
    }
  }
  return found;
}

export function barsOf(): Bars {
  const box = (selector: string) => {
    const element = scope().querySelector(selector);
    return element === null || !isSeen(element) ? null : rounded(boxOf(element));
  };
  return {
    top: box('header'),
    modes: box('footer'),
    back: box('[data-testid="actions"]:not([data-equal]) [data-action="back"]'),
    main: box('[data-testid="actions"]'),
  };
}
