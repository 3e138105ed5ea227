import type { Snapshot } from '../../../contract/snapshot.ts';
import type { PanelProfile } from '../../../renderer/kit/tokens.ts';
import { measureClipping, measureLetters, measureScrolling } from './clipping.ts';
import { measureContrast } from './contrast.ts';
import type { Bars, Found, Wanted } from './finding.ts';
import { measureFocus } from './focus.ts';
import { measureGlyphs } from './glyphs.ts';
import { barsOf, measureMotion, measureReach, measureStructure } from './structure.ts';
import { measureTargets } from './targets.ts';

/** Groups of rules; a combination asks for those that can come out differently in it. */
export type RuleGroup = 'layout' | 'contrast' | 'structure' | 'focus' | 'text';

export interface Measured {
  readonly found: readonly Found[];
  readonly bars: Bars;
}

declare global {
  interface Window {
    accessMeasure?: (wanted: Wanted, groups: readonly RuleGroup[]) => Promise<Measured>;
  }
}

const measure = async (wanted: Wanted, groups: readonly RuleGroup[]): Promise<Measured> => {
  const found: Found[] = [];
  const asks = (group: RuleGroup) => groups.includes(group);
  if (asks('layout')) {
    found.push(...measureTargets(wanted), ...measureClipping(), ...measureLetters(wanted));
    found.push(...measureScrolling(wanted), ...measureReach(wanted), ...(await measureGlyphs()));
  }
  // Only what is lost: letters twice as large may turn leaves.
  if (asks('text')) found.push(...measureClipping());
  if (asks('contrast')) found.push(...measureContrast(wanted));
  if (asks('structure')) found.push(...measureStructure(wanted), ...measureMotion());
  const bars = barsOf();
  if (asks('focus')) found.push(...(await measureFocus(wanted)));
  return { found, bars };
};
window.accessMeasure = measure;

/** One page to show and to measure. */
export interface Job {
  readonly snapshot: Snapshot;
  readonly panel: PanelProfile;
  readonly wanted: Wanted;
  readonly groups: readonly RuleGroup[];
  /** WCAG 1.4.12: more air between letters, words and lines. */
  readonly spaced: boolean;
  /** How many leaves of a divided page are turned to. */
  readonly leaves: number;
}

declare global {
  interface Window {
    stageSent?: readonly string[];
    storyStage?: (snapshot: Snapshot, panel: PanelProfile, afresh?: boolean) => Promise<void>;
    accessRun?: (jobs: readonly Job[]) => Promise<readonly Measured[]>;
  }
}

const spacing = new CSSStyleSheet();
spacing.replaceSync(
  '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }',
);

/** One call for many pages: going into the browser and back takes longer than a page. */
window.accessRun = async (jobs) => {
  const measured: Measured[] = [];
  for (const { snapshot, panel, wanted, groups, spaced, leaves } of jobs) {
    document.adoptedStyleSheets = spaced ? [spacing] : [];
    await Promise.race([window.storyStage?.(snapshot, panel), stuck(snapshot.screen.name)]);
    await settled();
    const first = await measure(wanted, groups);
    const found = [...first.found];
    for (let leaf = 1; leaf < leaves && turnLeaf(); leaf += 1) {
      await settled();
      found.push(...measureTargets(wanted), ...measureClipping());
    }
    measured.push({ ...first, found });
  }
  return measured;
};

/** Turns to the next leaf of the page; false where this was the last one. */
function turnLeaf(): boolean {
  const button = document.querySelector<HTMLElement>('[data-action="page.down"]:not(:disabled)');
  button?.click();
  return button !== null;
}

/** A page that never comes to be painted has died; the run shall end with its name and not hang. */
const stuck = (name: string): Promise<never> =>
  new Promise((_, reject) => setTimeout(() => reject(new Error(`${name} was never painted`)), 15_000));

/** Lists measure themselves after the first layout and draw their buttons then: two frames later the page is at rest. */
const settled = (): Promise<void> =>
  new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
