import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GalleryEntry } from '../support/gallery/entry.ts';
import { type Finding, onPanel } from './audit.ts';
import { type Combination, modesOf, nameOf, panels } from './combinations.ts';
import { type Stage, showOn } from './stage.ts';

/** Findings with one cause: the same rule on the same piece. */
export interface Cause {
  readonly rule: string;
  readonly selector: string;
  readonly findings: readonly Finding[];
}

/** Causes, by rule and then by the number of screens that they spoil. */
export function causesOf(findings: readonly Finding[]): readonly Cause[] {
  const groups = Map.groupBy(findings, ({ rule, selector }) => `${rule}\n${general(selector)}`);
  return [...groups.values()]
    .map((group) => ({ rule: group[0]?.rule ?? '', selector: general(group[0]?.selector ?? ''), findings: group }))
    .sort((a, b) => (a.rule === b.rule ? screensOf(b) - screensOf(a) : a.rule < b.rule ? -1 : 1));
}

const screensOf = ({ findings }: Cause): number => new Set(findings.map(({ screen }) => screen)).size;

/** Buttons of one kind are one piece, whichever row they stand in. */
const general = (selector: string): string =>
  selector
    .replace(/"(reveal|change|tile|word|link|page|method|task|row|tab)[:.][^"]*"/g, '"$1:…"')
    .replace(/data-key="[^"]*"/g, 'data-key="…"');

/** The causes as lines: what, how often, where for example. */
export function tableOf(causes: readonly Cause[]): string {
  if (causes.length === 0) return 'nothing found';
  return causes
    .map((cause) => {
      const [one] = cause.findings;
      return `${cause.rule} | ${cause.selector} | ${cause.findings.length} × on ${screensOf(cause)} screens | ${one?.screen} in ${one?.combination} | “${one?.words}” ${one?.measured}, wanted ${one?.wanted}`;
    })
    .join('\n');
}

const css =
  'body{font:16px/1.5 sans-serif;margin:2em;max-width:90em}img{max-height:70vh;border:1px solid #999}details{margin:.5em 0}td,th{text-align:left;padding:.2em 1em .2em 0;vertical-align:top}article{border-top:2px solid #333;padding:1em 0}';

/** Writes `report.json` and a page with a picture of one example of each cause, the place marked. */
export async function writeReport(
  folder: string,
  findings: readonly Finding[],
  stage: Stage,
  entries: readonly GalleryEntry[],
  combinations: readonly Combination[],
): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'report.json'), `${JSON.stringify({ browser: stage.version, findings }, null, 1)}\n`);
  const causes = causesOf(findings);
  const parts: string[] = [];
  for (const [index, cause] of causes.entries()) {
    const example = cause.findings.find(({ box }) => box !== null) ?? cause.findings[0];
    const entry = entries.find(({ name }) => name === example?.screen);
    const combination = combinations.find((one) => nameOf(one) === example?.combination);
    const picture = `${index}.jpg`;
    if (example !== undefined && entry !== undefined && combination !== undefined) {
      await shoot(stage, entry, combination, example, join(folder, picture));
    }
    parts.push(articleOf(cause, picture));
  }
  const body = `<h1>${findings.length} findings, ${causes.length} causes</h1>${parts.join('\n')}`;
  writeFileSync(
    join(folder, 'index.html'),
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Audit</title><style>${css}</style>${body}</html>`,
  );
}

async function shoot(stage: Stage, entry: GalleryEntry, combination: Combination, { box }: Finding, path: string) {
  const panel = panels[combination.panel];
  const page = await stage.open({ width: panel.widthPx, height: panel.heightPx });
  const snapshot = onPanel(entry.snapshot(combination.language, modesOf(combination)), combination);
  await showOn(page, snapshot, panel);
  await page.evaluate((mark) => {
    if (mark === null) return;
    const frame = document.createElement('div');
    frame.style.cssText = `position:fixed;z-index:99;pointer-events:none;outline:6px solid #e0007a;outline-offset:4px;left:${mark.x}px;top:${mark.y}px;width:${mark.width}px;height:${mark.height}px`;
    document.body.append(frame);
  }, box);
  await page.screenshot({ path, type: 'jpeg', quality: 60 });
  await page.context().close();
}

function articleOf({ rule, selector, findings }: Cause, picture: string): string {
  const rows = findings
    .slice(0, 300)
    .map(
      ({ screen, combination, words, measured, wanted }) =>
        `<tr><td>${escaped(screen)}<td>${combination}<td>${escaped(words)}<td>${escaped(measured)}<td>${escaped(wanted)}`,
    );
  return `<article><h2>${rule}</h2><p><code>${escaped(selector)}</code></p><p>${findings.length} ×</p><img src="${picture}" alt=""><details><summary>all</summary><table>${rows.join('')}</table></details></article>`;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
