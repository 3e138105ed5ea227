import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import type { Snapshot } from '../../contract/snapshot.ts';
import { fakeCamera, openReviewBrowser, serve } from '../../renderer/dev/review-browser.ts';
import type { PanelProfile } from '../../renderer/kit/tokens.ts';

const root = join(import.meta.dirname, '../..');

export interface Stage {
  readonly version: string;
  /** A page on which every screen can be shown. `isMoving`: with its animations; otherwise as for somebody who wants none. */
  open(size: { readonly width: number; readonly height: number }, isMoving?: boolean): Promise<Page>;
  close(): Promise<void>;
}

/** Builds the pages for review (about two seconds) and opens a browser for them. No server and no folder: several runs at once are no harm. */
export async function openStage(): Promise<Stage> {
  const files = await builtPages();
  const measure = await bundled(join(import.meta.dirname, 'measure/main.ts'));
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const browser = await openReviewBrowser('--font-render-hinting=none', ...fakeCamera);
  return {
    version: browser.version(),
    close: () => browser.close(),
    open: async (viewport, isMoving = false) => {
      const context = await browser.newContext({
        viewport,
        reducedMotion: isMoving ? 'no-preference' : 'reduce',
        // What is measured comes from outside the page; the page's own policy is tested in `renderer/dev/shots.ts`.
        bypassCSP: true,
      });
      const page = await context.newPage();
      await serve(page, 'https://stories.local', (path) => files.get(path));
      await page.goto('https://stories.local/dev/index.html?stage=1');
      await page.waitForFunction(() => window.storyStage !== undefined);
      await page.evaluate(axe);
      await page.evaluate(measure);
      return page;
    },
  };
}

/** Longer than any page takes on a busy machine, ms. */
const shownWithinMs = 20_000;

/** Shows a snapshot. A page that died says so and does not keep a run waiting. */
export async function showOn(page: Page, snapshot: Snapshot, panel: PanelProfile, afresh = false): Promise<void> {
  const errors: string[] = [];
  const onError = (error: Error) => errors.push(error.message);
  page.on('pageerror', onError);
  const limit = new AbortController();
  const late = delay(shownWithinMs, 'late', { signal: limit.signal }).catch(() => 'late');
  const shown = page.evaluate(([given, on, anew]) => window.storyStage?.(given, on, anew), [
    snapshot,
    panel,
    afresh,
  ] as const);
  const first = await Promise.race([shown.then(() => 'shown'), late]);
  limit.abort();
  page.off('pageerror', onError);
  if (first === 'late' || errors.length > 0) {
    throw new Error(`${snapshot.screen.name} was not painted: ${errors.join('; ') || 'no error'}`);
  }
}

/** The story pages, file by file. */
async function builtPages(): Promise<ReadonlyMap<string, Buffer>> {
  const result = await build({
    configFile: join(root, 'renderer/vite.config.ts'),
    mode: 'stories',
    logLevel: 'error',
    build: { minify: false, write: false },
  });
  const [built] = Array.isArray(result) ? result : [result];
  if (built === undefined || !('output' in built)) throw new Error('the story pages could not be built');
  return new Map(
    built.output.map((file) => [file.fileName, Buffer.from(file.type === 'chunk' ? file.code : file.source)]),
  );
}

/** A module with all that it imports as one script. */
async function bundled(entry: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: { write: false, minify: false, lib: { entry, formats: ['iife'], name: 'measure' } },
  });
  const [output] = Array.isArray(result) ? result : [result];
  if (output === undefined || !('output' in output)) throw new Error(`${entry} could not be bundled`);
  return output.output[0].code;
}
