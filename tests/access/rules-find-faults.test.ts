import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectGallery } from '../support/gallery/gallery.ts';
import { onPanel } from './audit.ts';
import { allCombinations, modesOf, nameOf, panels, wantedIn } from './combinations.ts';
import type { RuleGroup } from './measure/main.ts';
import { openStage, type Stage, showOn } from './stage.ts';

/** A page of the session with a fault that the rule must find, made by a style or in the document. */
const faults: readonly (readonly [rule: string, group: RuleGroup, screen: string, spoil: string])[] = [
  ['tofu', 'layout', 'U4', 'document.querySelector("h1").append("\\u{E0A1}")'],
  ['target-size', 'layout', 'U4', 'css("[data-action=help] { min-height: 0; height: 60px }")'],
  ['target-gap', 'layout', 'A1-home', 'css("footer button { margin-inline: -4px }")'],
  ['target-overlap', 'layout', 'A1-home', 'css("footer button { margin-inline: -40px }")'],
  ['target-outside', 'layout', 'U4', 'css("footer { translate: 0 300px }")'],
  ['text-clipped', 'layout', 'U4', 'css("h1 { overflow: hidden; width: 2em; white-space: nowrap }")'],
  ['text-on-text', 'layout', 'U4', 'css("h1 { margin-bottom: -1.4em }")'],
  ['font-floor', 'layout', 'U4', 'css("h1 { font-size: 14px !important }")'],
  ['cap-height', 'layout', 'U4', 'css("h1 { font-size: 26px !important }")'],
  ['contrast-text', 'contrast', 'U4', 'css("h1 { color: #aaaaaa !important }")'],
  ['contrast-icon', 'contrast', 'A1-home', 'css("footer svg { color: #cccccc !important }")'],
  ['one-h1', 'structure', 'U4', 'document.body.append(document.createElement("h1"))'],
  ['lang', 'structure', 'U4', 'document.documentElement.lang = "fr"'],
  ['focus-ring', 'focus', 'U4', 'css("* { outline: none !important }")'],
  ['focus-cut', 'focus', 'U4', 'css("footer > div { overflow: hidden }")'],
];

describe('a rule of the audit that cannot fail is found out', () => {
  const combination = allCombinations().find((one) => nameOf(one) === 'light zh-CN standard 21.5');
  if (combination === undefined) throw new Error('the usual combination is gone');
  const panel = panels[combination.panel];
  let stage: Stage;
  let page: Page;
  let snapshotOf: (screen: string) => ReturnType<typeof onPanel>;
  beforeAll(async () => {
    const gallery = await collectGallery();
    snapshotOf = (screen) => {
      const entry = gallery.find(({ name }) => name === screen || name.endsWith(`/${screen}`));
      if (entry === undefined) throw new Error(`no screen ${screen}`);
      return onPanel(entry.snapshot(combination.language, modesOf(combination)), combination);
    };
    stage = await openStage();
    page = await stage.open({ width: panel.widthPx, height: panel.heightPx });
  }, 120_000);
  afterAll(() => stage.close());

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
