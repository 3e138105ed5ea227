import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defaultModes } from '../../terminal/session/context.ts';
import type { GalleryEntry } from '../support/gallery/entry.ts';
import { chosenOf } from './chosen.ts';
import { panels } from './combinations.ts';
import { type Stage, showOn } from './stage.ts';

/**
 * Colours that somebody forces on all pages: the browser throws ours away, and with them everything that was said by a ground or by nothing to be seen. Part of `every-screen.test.ts`, whose gallery
 * and browser it uses.
 */
export const forcedColours = (given: () => { readonly stage: Stage; readonly gallery: readonly GalleryEntry[] }) => {
  let page: Page;
  const found: { readonly noEdge: string[]; readonly untrue: string[]; readonly same: string[] } = {
    ...{ noEdge: [], untrue: [], same: [] },
  };
  const met = { controls: 0, marks: 0, fills: 0 };
  beforeAll(async () => {
    const { stage, gallery } = given();
    const panel = panels['21.5'];
    page = await stage.open({ width: panel.widthPx, height: panel.heightPx });
    await page.emulateMedia({ forcedColors: 'active' });
    for (const { entry } of chosenOf(gallery)) {
      await showOn(page, entry.snapshot('zh-CN', defaultModes), panel, true);
      const seen = await page.evaluate(looked);
      const named = (names: readonly string[]) => names.map((name) => `${entry.name}: ${name}`);
      found.noEdge.push(...named(seen.noEdge));
      found.untrue.push(...named(seen.untrue));
      found.same.push(...named(seen.same));
      met.controls += seen.controls;
      met.marks += seen.marks;
      met.fills += seen.fills;
    }
  }, 180_000);
  afterAll(() => page.context().close());

  it('everything that can be pressed has an edge: words alone were no button', () => {
    expect(found.noEdge).toEqual([]);
    expect(met.controls).toBeGreaterThan(500);
  });

  it('what was not chosen has no tick', () => {
    expect(found.untrue).toEqual([]);
    expect(met.marks).toBeGreaterThan(10);
  });

  it('a typed place of a PIN and a part that is done are told from those that are not', () => {
    expect(found.same).toEqual([]);
    expect(met.fills).toBeGreaterThan(3);
  });
};

interface Looked {
  readonly noEdge: readonly string[];
  readonly untrue: readonly string[];
  readonly same: readonly string[];
  readonly controls: number;
  readonly marks: number;
  readonly fills: number;
}

/** Runs in the page. */
function looked(): Looked {
  const name = (element: Element) =>
    element.textContent.trim() || (element.getAttribute('aria-label') ?? element.tagName);
  const isDrawn = (style: CSSStyleDeclaration, edge: 'border-top' | 'outline') =>
    style.getPropertyValue(`${edge}-style`) !== 'none' &&
    Number.parseFloat(style.getPropertyValue(`${edge}-width`)) >= 1;
  const controls = [...document.querySelectorAll('button, label[data-option]')].filter(
    (element) => element.getBoundingClientRect().width > 1,
  );
  const noEdge = controls.filter((element) => {
    const style = getComputedStyle(element);
    return !isDrawn(style, 'border-top') && !isDrawn(style, 'outline');
  });
  const marks = [
    ...document.querySelectorAll('label[data-option]:not([data-selected], [data-face]) [aria-hidden] svg'),
  ];
  const untrue = marks.filter((mark) => getComputedStyle(mark).visibility !== 'hidden');
  const fills = [...document.querySelectorAll('[data-full]')];
  const ground = (element: Element) => getComputedStyle(element).backgroundColor;
  const same = fills.filter((full) => {
    const other = full.parentElement?.querySelector(':scope > :not([data-full])') ?? null;
    return other !== null && ground(other) === ground(full);
  });
  return {
    ...{ noEdge: noEdge.map(name), untrue: untrue.map((mark) => name(mark.closest('label') ?? mark)) },
    ...{ same: same.map(name), controls: controls.length, marks: marks.length, fills: fills.length },
  };
}
