import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join, normalize } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'vite';

const root = join(import.meta.dirname, '../..');
const dist = join(root, 'dist/renderer-stories');
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
};

/** Where Debian puts it; `CHROMIUM` names another. */
export const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium';

export interface Stage {
  readonly version: string;
  /** A page on which every screen can be shown. `isMoving`: with its animations; otherwise as for somebody who wants none. */
  open(size: { readonly width: number; readonly height: number }, isMoving?: boolean): Promise<Page>;
  close(): Promise<void>;
}

/** Builds the pages for review (about two seconds) and opens a browser for them. No server: the files come from the folder. */
export async function openStage(): Promise<Stage> {
  await build({
    configFile: join(root, 'renderer/vite.config.ts'),
    mode: 'stories',
    logLevel: 'error',
    build: { minify: false },
  });
  const measure = await bundled(join(import.meta.dirname, 'measure/main.ts'));
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const browser: Browser = await chromium.launch({
    executablePath: chromiumPath,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--font-render-hinting=none'],
      // The camera pages look through a picture that Chromium draws.
      ...['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'],
    ],
  });
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
      await page.route('https://stories.local/**', (route) => {
        const path = normalize(new URL(route.request().url()).pathname).slice(1);
        return route.fulfill({
          body: readFileSync(join(dist, path)),
          contentType: types[extname(path)] ?? 'application/octet-stream',
        });
      });
      await page.goto('https://stories.local/dev/index.html?stage=1');
      await page.waitForFunction(() => window.storyStage !== undefined);
      await page.evaluate(axe);
      await page.evaluate(measure);
      return page;
    },
  };
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
