import type { Page } from 'playwright-core';
import type { Snapshot } from '../../contract/snapshot.ts';
import type { GalleryEntry } from '../support/gallery/entry.ts';
import { type Combination, modesOf, nameOf, panels, wantedIn } from './combinations.ts';
import type { Bars, Box, Found, Wanted } from './measure/finding.ts';
import type { Job } from './measure/main.ts';
import { type Stage, showOn } from './stage.ts';

/** A finding with its screen and the combination in which it was found. */
export interface Finding extends Found {
  readonly screen: string;
  readonly combination: string;
}

export interface Task {
  readonly combination: Combination;
  readonly entries: readonly GalleryEntry[];
  /** What is asked instead: pages of technicians are denser. */
  readonly wanted?: Partial<Wanted>;
}

/** Pages that go into the browser in one call. */
const batch = 12;

/** A page with more leaves than this repeats itself. */
const mostLeaves = 6;

/** Tags of axe-core that are asked for: everything of WCAG 2 A and AA up to 2.2, and what its authors call good practice. */
const axeTags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

/**
 * Shows and measures everything that is asked for, with `workers` pages at a time.
 * @param told called after each batch with the number of pages that were measured and what was found on them
 */
export async function audit(
  stage: Stage,
  tasks: readonly Task[],
  workers: number,
  told: (pages: number, combination: string, found: readonly Finding[]) => void = () => undefined,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  // One kind of page after the other: a page for each change of it cost as much as the measures themselves.
  const queue = tasks.toSorted((a, b) => (kindOf(a) < kindOf(b) ? -1 : kindOf(a) > kindOf(b) ? 1 : 0));
  const work = async () => {
    let page: Page | null = null;
    let kind = '';
    for (let task = queue.shift(); task !== undefined; task = queue.shift()) {
      if (page === null || kind !== kindOf(task)) {
        const { widthPx: width, heightPx: height } = panels[task.combination.panel];
        await page?.context().close();
        page = await stage.open({ width, height }, isMoving(task));
        kind = kindOf(task);
      }
      findings.push(...(await auditTask(page, task, told)));
    }
    await page?.context().close();
  };
  await Promise.all(Array.from({ length: workers }, work));
  return findings;
}

/** Flashes are looked for where things move; everywhere else pages stand still, so that a measure is the same in every run. */
const isMoving = ({ combination }: Task): boolean => nameOf(combination) === 'light zh-HK standard 21.5';

/** Tasks of one kind need the same window. */
function kindOf(task: Task): string {
  const { widthPx, heightPx } = panels[task.combination.panel];
  return `${widthPx} ${heightPx} ${isMoving(task)}`;
}

/** A real key, as the key pad sends it: from then on the page draws rings, as for those who use the keys. Tab, since an arrow would choose in a list. */
async function turnToKeys(page: Page, job: Job | undefined): Promise<void> {
  if (job === undefined) return;
  await showOn(page, job.snapshot, job.panel);
  await page.keyboard.press('Tab');
}

/** The snapshot of a machine with the panel of the combination. */
export function onPanel(snapshot: Snapshot, { panel }: Pick<Combination, 'panel'>): Snapshot {
  const { diagonalInch, bottomEdgeMm, viewDistanceMm } = panels[panel];
  return { ...snapshot, machine: { ...snapshot.machine, panel: { diagonalInch, bottomEdgeMm, viewDistanceMm } } };
}

async function auditTask(
  page: Page,
  { combination, entries, wanted: other }: Task,
  told: (pages: number, combination: string, found: readonly Finding[]) => void,
): Promise<readonly Finding[]> {
  const name = nameOf(combination);
  const wanted = { ...wantedIn(combination), ...other };
  const findings: Finding[] = [];
  const bars: { screen: string; bars: Bars }[] = [];
  const size = combination.axe ? 1 : batch;
  for (let at = 0; at < entries.length; at += size) {
    const some = entries.slice(at, at + size);
    const jobs: Job[] = some.map((entry) => ({
      snapshot: onPanel(entry.snapshot(combination.language, modesOf(combination)), combination),
      panel: panels[combination.panel],
      wanted,
      groups: combination.groups,
      spaced: combination.spaced,
      leaves: combination.groups.includes('layout') || combination.groups.includes('text') ? mostLeaves : 1,
    }));
    const before = findings.length;
    if (combination.groups.includes('focus')) await turnToKeys(page, jobs[0]);
    const errors: string[] = [];
    const onError = (error: Error) => errors.push(error.message);
    page.on('pageerror', onError);
    const measured = await page.evaluate((given) => window.accessRun?.(given) ?? [], jobs);
    page.off('pageerror', onError);
    // A page on which nothing was measured has nothing wrong.
    if (measured.length !== jobs.length)
      throw new Error(`${measured.length} of ${jobs.length} pages measured: ${errors.join('; ')}`);
    for (const message of errors) {
      const whole = { rule: 'page-error', selector: '', words: '', wanted: 'no error', box: null, combination: name };
      findings.push({ ...whole, measured: message, screen: some.map((entry) => entry.name).join(', ') });
    }
    for (const [index, { found, bars: stand }] of measured.entries()) {
      const screen = some[index]?.name ?? '';
      findings.push(...found.map((one) => ({ ...one, screen, combination: name })));
      findings.push(...choicesFound(jobs[index], screen, name));
      if (jobs[index]?.snapshot.warning === null) bars.push({ screen, bars: stand });
    }
    if (combination.axe) {
      const found = await page.evaluate(runAxe, axeTags);
      findings.push(...found.map((one) => ({ ...one, screen: some[0]?.name ?? '', combination: name })));
    }
    told(some.length, name, findings.slice(before));
  }
  if (combination.groups.includes('layout')) findings.push(...movedBars(bars, name, movedMm / wanted.pitchMm));
  return findings;
}

/** Choices on one page (docs/domain/screens.md §1). Counted in the snapshot: what is not on the screen cannot be chosen. */
function choicesFound(job: Job | undefined, screen: string, combination: string): Finding[] {
  if (job === undefined) return [];
  const most = job.wanted.largeText ? 4 : 6;
  const count = job.snapshot.screen.blocks.reduce(
    (sum, block) =>
      // Five faces are one scale.
      block.type === 'multi' || (block.type === 'choice' && block.look !== 'faces') ? sum + block.options.length : sum,
    0,
  );
  if (count <= most) return [];
  const selector = 'choices';
  return [
    { rule: 'choices', selector, words: '', measured: `${count}`, wanted: `≤ ${most}`, box: null, screen, combination },
  ];
}

/** Bars may differ by so much from page to page: rounding of several heights, and the drift of the idle pages that spares the panel. */
const movedMm = 3;

/** WCAG 3.2.3: bars stand at the same place on every page of a combination; where most of them stand is where they belong. */
function movedBars(
  seen: readonly { readonly screen: string; readonly bars: Bars }[],
  combination: string,
  movedPx: number,
): Finding[] {
  const findings: Finding[] = [];
  const edges: readonly [string, (bars: Bars) => readonly number[] | null][] = [
    ['mode-bar-moves', ({ modes }) => modes && [modes.x, modes.y, modes.width, modes.height]],
    ['top-bar-moves', ({ top }) => top && [top.x, top.y]],
    ['action-bar-moves', ({ main }) => main && [main.x + main.width, main.y + main.height]],
    ['back-moves', ({ back }) => back && [back.x, back.y + back.height]],
  ];
  for (const [rule, edge] of edges) {
    const places = seen.flatMap(({ screen, bars }) => {
      const at = edge(bars);
      return at === null ? [] : [{ screen, at }];
    });
    const counts = Map.groupBy(places, ({ at }) => at.join(' '));
    const [usual] = [...counts.values()].sort((a, b) => b.length - a.length);
    const home = usual?.[0]?.at ?? [];
    for (const { screen, at } of places) {
      if (at.every((value, i) => Math.abs(value - (home[i] ?? value)) <= movedPx)) continue;
      findings.push({
        ...{ rule, selector: rule.replace('-moves', ''), words: '', measured: at.join(' '), wanted: home.join(' ') },
        ...{ box: null, screen, combination },
      });
    }
  }
  return findings;
}

/** Runs in the page. */
async function runAxe(tags: readonly string[]): Promise<Found[]> {
  const { axe } = window as unknown as {
    axe: {
      run(
        scope: object,
        options: object,
      ): Promise<{
        violations: {
          id: string;
          help: string;
          nodes: { target: unknown[]; html: string; failureSummary?: string }[];
        }[];
      }>;
    };
  };
  const { violations } = await axe.run(
    { exclude: [['[data-decoration]']] },
    {
      runOnly: { type: 'tag', values: [...tags] },
      resultTypes: ['violations'],
      // Asks for 24 px, and takes what is cut off on another leaf for being in the way; `measureTargets` asks for 20 mm of what is seen.
      rules: { 'target-size': { enabled: false } },
    },
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, html, failureSummary }) => {
      const element = typeof target[0] === 'string' ? document.querySelector(target[0]) : null;
      const rect = element?.getBoundingClientRect();
      const box: Box | null =
        rect === undefined ? null : { x: rect.x, y: rect.y, width: rect.width, height: rect.height };
      return {
        rule: `axe ${id}`,
        selector: html.replaceAll(/_([a-zA-Z]+)_[\w-]+_\d+/g, '$1').slice(0, 110),
        words: element?.textContent?.trim().slice(0, 40) ?? '',
        measured: (failureSummary ?? help).split('\n').slice(1, 2).join(' ').trim().slice(0, 160),
        wanted: help,
        box,
      };
    }),
  );
}
