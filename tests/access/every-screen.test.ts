import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GalleryEntry } from '../support/gallery/entry.ts';
import { collectGallery, differentLooks } from '../support/gallery/gallery.ts';
import { audit, onPanel, type Task } from './audit.ts';
import { acceptedBrowser, compare, lookScale } from './baselines.ts';
import { chosenOf, columns, keptIn } from './chosen.ts';
import { allCombinations, modesOf, nameOf, panels, wantedIn } from './combinations.ts';
import { faults } from './faults.ts';
import { forcedColours } from './forced-colours.ts';
import { causesOf, tableOf } from './report.ts';
import { shareOf } from './share-of.ts';
import { shootAll, shotName } from './shot.ts';
import { openStage, type Stage, showOn } from './stage.ts';
import { technicianTasks } from './technician-pages.ts';

/** One of so many accepted pictures of a column is drawn again, three in each. */
const looksEvery = 21;

// One browser and one gallery for all.
let stage: Stage;
let whole: readonly GalleryEntry[];
let gallery: readonly GalleryEntry[];
beforeAll(async () => {
  whole = await collectGallery();
  gallery = differentLooks(whole);
  stage = await openStage();
});
afterAll(() => stage.close());

/** The short forms of `npm run test:access` (every screen once, modes, languages and panels spread over the screens) and of `npm run look`. */
describe('every screen', () => {
  it('can be read, reached and touched by everybody, in one of the combinations', { timeout: 900_000 }, async () => {
    const findings = await audit(stage, spread(gallery), 2);
    expect(tableOf(causesOf(findings))).toBe('nothing found');
  });

  it('of technicians can be read and touched, too', async () => {
    const found = await audit(stage, technicianTasks(), 2);
    expect(tableOf(causesOf(found))).toBe('nothing found');
  });

  it('opens on what it has: the name of a list stood alone on the first leaf, above an empty sheet', {
    timeout: 120_000,
  }, async () => {
    const combination = { theme: 'light', language: 'en', showing: 'standard', panel: '21.5-wide' } as const;
    const panel = panels[combination.panel];
    const lists = gallery.filter(({ name }) => name.startsWith('A1-'));
    const page = await stage.open({ width: panel.widthPx, height: panel.heightPx });
    const empty: string[] = [];
    for (const entry of lists) {
      await showOn(page, onPanel(entry.snapshot('en', modesOf(combination)), combination), panel, true);
      const hasTile = await page.evaluate(() => {
        const leaf = document.querySelector('[data-leaf]')?.getBoundingClientRect();
        const tiles = [...document.querySelectorAll('[data-tile]:not([data-look="tabs"])')];
        return leaf !== undefined && tiles.some((tile) => tile.getBoundingClientRect().bottom <= leaf.bottom);
      });
      if (!hasTile) empty.push(entry.name);
    }
    await page.context().close();
    expect(lists.length).toBeGreaterThan(5);
    expect(empty).toEqual([]);
  });

  it('looks as a person has accepted it', async () => {
    const changed: string[] = [];
    for (const [at, column] of columns.entries()) {
      const some = keptIn(chosenOf(gallery), at).filter((_, index) => index % looksEvery === at);
      await shootAll(stage, column, some, lookScale, async (entry, shot) => {
        const name = shotName(column, entry);
        const verdict = await compare(name, shot, stage.version);
        if (verdict.state !== 'same')
          changed.push(`${name}: ${verdict.state}${verdict.state === 'changed' ? `, ${verdict.why}` : ''}`);
      });
    }
    expect(changed, `accepted with Chromium ${acceptedBrowser() ?? '(none)'}, drawn with ${stage.version}`).toEqual([]);
  });
});

describe('with forced colours', () => forcedColours(() => ({ stage, gallery })));

describe('a rule of the audit that cannot fail is found out', () => {
  const combination = allCombinations().find((one) => nameOf(one) === 'light zh-CN standard 21.5');
  if (combination === undefined) throw new Error('the usual combination is gone');
  const panel = panels[combination.panel];
  let page: Page;
  const snapshotOf = (screen: string) => {
    const entry = whole.find(({ name }) => name === screen || name.endsWith(`/${screen}`));
    if (entry === undefined) throw new Error(`no screen ${screen}`);
    return onPanel(entry.snapshot(combination.language, modesOf(combination)), combination);
  };
  beforeAll(async () => {
    page = await stage.open({ width: panel.widthPx, height: panel.heightPx });
  });
  afterAll(() => page.context().close());

  it.each(faults)('%s (%s on %s)', async (rule, group, screen, spoil) => {
    // What the fault before has left.
    await page.evaluate("for (const one of document.querySelectorAll('[data-fault], body > h1')) one.remove()");
    await showOn(page, snapshotOf(screen), panel, true);
    await page.keyboard.press('Tab');
    const measure = () =>
      page.evaluate(([wanted, groups]) => window.accessMeasure?.(wanted, groups), [
        wantedIn(combination),
        [group],
      ] as const);
    const before = await measure();
    expect(before?.found.filter((found) => found.rule === rule)).toEqual([]);
    await page.evaluate(`(() => {
      const css = (text) => { const style = document.createElement('style'); style.textContent = text; document.head.append(style); style.dataset.fault = ''; };
      ${spoil};
    })()`);
    const after = await measure();
    expect(after?.found.map((found) => found.rule)).toContain(rule);
  });
});

/** Each screen in one combination, each combination with its share of screens; axe in every fourth. */
function spread(gallery: readonly GalleryEntry[]): readonly Task[] {
  const combinations = allCombinations();
  return combinations.map((combination, at) => ({
    combination: { ...combination, axe: at % 4 === 0 },
    entries: gallery.filter(({ name }) => shareOf(name, combinations.length) === at),
  }));
}
