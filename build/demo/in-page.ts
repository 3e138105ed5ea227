/** Functions that are sent into the page as they stand here: nothing outside their own body exists there. */

/** A revision that is waited for, and for how long at most. */
export interface AwaitedRevision {
  readonly epoch: string;
  readonly atLeast: number;
  readonly limitMs: number;
}

/**
 * Runs in the page: true once this revision or a later one is drawn, or one of another epoch; false after the limit.
 */
export function revisionDrawn({ epoch, atLeast, limitMs }: AwaitedRevision): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (isDrawn: boolean) => {
      observer.disconnect();
      clearTimeout(limit);
      resolve(isDrawn);
    };
    const look = () => {
      const { dataset } = document.querySelector<HTMLElement>('[data-screen]') ?? document.body;
      if (dataset.epoch !== undefined && (dataset.epoch !== epoch || Number(dataset.revision) >= atLeast)) settle(true);
    };
    const observer = new MutationObserver(look);
    const limit = setTimeout(() => settle(false), limitMs);
    observer.observe(document, { subtree: true, childList: true, attributeFilter: ['data-revision', 'data-epoch'] });
    look();
  });
}

/**
 * Runs in the page: the middle of an element once it is seen, takes touches (a button is locked from its touch until the next page stands) and lies
 * still; its leaf is turned to where it has to be. `left` = the page that was meant has gone on, null = not within the limit.
 */
export function touchPoint({
  selector,
  leaving,
  limitMs,
}: {
  readonly selector: string;
  readonly leaving: AwaitedRevision | null;
  readonly limitMs: number;
}): Promise<{ readonly x: number; readonly y: number; readonly page: string } | 'left' | null> {
  const takesTouches = (element: Element): boolean => {
    const isDisabled = element instanceof HTMLButtonElement && element.disabled;
    return !isDisabled && !element.hasAttribute('data-disabled') && element.getAttribute('aria-disabled') !== 'true';
  };
  const hasLeft = (): boolean => {
    const { dataset } = document.querySelector<HTMLElement>('[data-screen]') ?? document.body;
    if (leaving === null || dataset.epoch === undefined) return false;
    return dataset.epoch !== leaving.epoch || Number(dataset.revision) >= leaving.atLeast;
  };
  // What lies on another leaf is not touched before its leaf has been turned to.
  const turnTowards = (element: Element, middle: number) => {
    const area = element.closest('[data-divided]');
    if (area === null) return;
    const { top } = area.getBoundingClientRect();
    const shown = Number.parseFloat(getComputedStyle(area).getPropertyValue('--height'));
    const way = middle < top ? 'back' : middle > top + shown ? 'forward' : null;
    if (way !== null) document.querySelector<HTMLElement>(`[data-way="${way}"]:not([disabled])`)?.click();
  };
  return new Promise((resolve) => {
    const until = performance.now() + limitMs;
    let last = '';
    let stillFrames = 0;
    // By frames: what moves tells nobody where it will lie, and a hand is not faster than the screen.
    const look = () => {
      if (hasLeft()) {
        resolve('left');
        return;
      }
      const element = document.querySelector(selector);
      if (element !== null && takesTouches(element) && element.checkVisibility({ visibilityProperty: true })) {
        const { x, y, width, height } = element.getBoundingClientRect();
        turnTowards(element, y + height / 2);
        const place = `${x} ${y} ${width} ${height}`;
        stillFrames = place === last && width > 0 && height > 0 ? stillFrames + 1 : 0;
        if (stillFrames === 3) {
          const page = document.querySelector<HTMLElement>('[data-screen]')?.dataset.screen ?? '';
          resolve({ x: x + width / 2, y: y + height / 2, page });
          return;
        }
        last = place;
      }
      if (performance.now() > until) resolve(null);
      else requestAnimationFrame(look);
    };
    look();
  });
}

/** Runs in the page: true once the text of an element, without its spaces, has this in it; false after the limit. */
export function textStands({
  selector,
  text,
  limitMs,
}: {
  readonly selector: string;
  readonly text: string;
  readonly limitMs: number;
}): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (stands: boolean) => {
      observer.disconnect();
      clearTimeout(limit);
      resolve(stands);
    };
    const look = () => {
      const shown = document.querySelector(selector)?.textContent.replaceAll(/\s/g, '') ?? '';
      if (shown.includes(text)) settle(true);
    };
    const observer = new MutationObserver(look);
    const limit = setTimeout(() => settle(false), limitMs);
    observer.observe(document, { subtree: true, childList: true, characterData: true });
    look();
  });
}
