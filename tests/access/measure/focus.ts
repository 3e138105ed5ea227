import { groundOf, parse, ratioOf } from './contrast.ts';
import type { Found, Wanted } from './finding.ts';
import { boxOf, finding, isSeen, scope, scrollerOf, stops, touchedBy } from './page-facts.ts';

/** Walks through the page with the keys: order, ring, nothing over it. */
export async function measureFocus(wanted: Wanted): Promise<Found[]> {
  const found: Found[] = [];
  const list = [...scope().querySelectorAll<HTMLElement>(stops)].filter((stop) => stop.closest('[inert]') === null);
  const order = list.map(touchedBy).filter(isSeen);
  for (const [at, element] of order.entries()) {
    const next = order[at + 1];
    if (next !== undefined && jumpsBack(element, next)) {
      found.push(
        finding('focus-order', next, `comes after “${element.textContent?.trim().slice(0, 20)}”`, 'as one reads'),
      );
    }
  }
  const before = window.stageSent?.length ?? 0;
  for (const stop of list) {
    // Not drawn now, such as the verbs while letters stand there: no key comes by it either.
    if (stop.getClientRects().length === 0 || getComputedStyle(stop).visibility === 'hidden') continue;
    stop.focus({ preventScroll: false });
    await tick();
    // The focus turns lists over, and a button for turning that has nothing left to turn is off.
    if (stop.matches(':disabled') || !stop.isConnected) continue;
    found.push(...ringOf(stop, wanted));
  }
  // WCAG 3.2.1: to come by a control is not to use it. That somebody is there may be told.
  const sent = window.stageSent?.slice(before).filter((kind) => kind !== 'present') ?? [];
  if (sent.length > 0) found.push(finding('focus-acts', document.body, sent.join(' '), 'nothing'));
  (document.activeElement as HTMLElement | null)?.blur();
  return found;
}

/** Reading goes down, and in a row to the right; a second column begins at its top. */
function jumpsBack(element: Element, next: Element): boolean {
  const [a, b] = [boxOf(element), boxOf(next)];
  const above = b.y + b.height <= a.y + 1;
  const sameRow = b.y < a.y + a.height - 1 && a.y < b.y + b.height - 1;
  if (above) return b.x < a.x + a.width - 1;
  return sameRow && b.x + b.width <= a.x + 1;
}

function ringOf(stop: HTMLElement, wanted: Wanted): Found[] {
  if (document.activeElement !== stop) return [finding('focus-lost', stop, 'takes no focus', 'focus')];
  const shown = stop.matches('[data-focus-visible]')
    ? stop
    : (stop.closest('[data-focus-visible]') ??
      touchedBy(stop).querySelector('[data-focus-visible]') ??
      touchedBy(stop));
  if (!isSeen(shown)) return [];
  const style = getComputedStyle(shown);
  const wide = Number.parseFloat(style.outlineWidth) * wanted.pitchMm;
  if (style.outlineStyle === 'none' || wide < 1.9) {
    return [finding('focus-ring', shown, `${style.outlineStyle} ${wide.toFixed(1)} mm`, '2 mm')];
  }
  const found: Found[] = [];
  const ratio = ratioOf(parse(style.outlineColor).rgb, groundOf(shown.parentElement ?? shown));
  if (ratio < wanted.controlRatio) {
    found.push(finding('focus-contrast', shown, `${ratio.toFixed(2)} : 1`, `≥ ${wanted.controlRatio} : 1`));
  }
  const box = shown.getBoundingClientRect();
  const reach = Number.parseFloat(style.outlineWidth) + Number.parseFloat(style.outlineOffset);
  const cut = ringCutBy(shown, box, reach);
  if (cut !== null) found.push(finding('focus-cut', shown, cut, 'whole ring'));
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  if (top !== null && !shown.contains(top) && !top.contains(shown)) {
    found.push(finding('focus-covered', shown, `under ${top.tagName} ${top.className}`, 'on top'));
  }
  return found;
}

/** So much of a ring of nine or more pixels may go unseen. */
const slackPx = 2.5;

function ringCutBy(shown: Element, box: DOMRect, reach: number): string | null {
  // Idle pages drift by some pixels to spare the panel; most of the ring is seen all the same.
  const drift = reach * 0.75;
  if (box.left - reach < -slackPx || box.right + reach > innerWidth + slackPx) return 'by the window, at the side';
  if (box.top - reach < -drift || box.bottom + reach > innerHeight + drift) return 'by the window';
  for (let at = shown.parentElement; at !== null && at !== document.body; at = at.parentElement) {
    const style = getComputedStyle(at);
    if (style.overflowX === 'visible' && style.overflowY === 'visible') continue;
    const edge = at.getBoundingClientRect();
    // The window itself was looked at above.
    if (edge.height >= innerHeight - 1 && edge.width >= innerWidth - 1) continue;
    // What a list hides at its ends comes when it is turned over; at its sides nothing comes.
    const sides = box.left - reach < edge.left - slackPx || box.right + reach > edge.right + slackPx;
    const ends = box.top - reach < edge.top - slackPx || box.bottom + reach > edge.bottom + slackPx;
    if (sides) return `at the side, by ${at.className}`;
    if (ends && at !== scrollerOf(shown) && !at.matches('[data-divided]')) return `by ${at.className}`;
  }
  return null;
}

/** After React has drawn what a focus event changed. */
const tick = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve();
    port2.postMessage(null);
  });
