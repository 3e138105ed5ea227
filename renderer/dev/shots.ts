import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { allStories } from './fixtures/all-stories.ts';
import { fakeCamera, filesIn, openReviewBrowser, serve } from './review-browser.ts';

/**
 * Takes pictures of stories for visual review and fails on any violation of the content policy or error on the page.
 * `node renderer/dev/shots.ts <out folder> [story …]` after `vite build --config renderer/vite.config.ts --mode stories`.
 */
const [out = 'shots', ...only] = process.argv.slice(2);
const dist = fileURLToPath(new URL('../../dist/renderer-stories/', import.meta.url));
const sizes = [
  ['portrait', 1080, 1920],
  ['landscape', 1920, 1080],
] as const;
const showings = (process.env.SHOWINGS ?? 'zh-CN,en,zh-CN-large,en-large,zh-CN-dark').split(',');

mkdirSync(out, { recursive: true });
const browser = await openReviewBrowser(...fakeCamera);
const troubles: string[] = [];
try {
  for (const [orientation, width, height] of sizes) {
    const page = await browser.newPage({ viewport: { width, height } });
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') troubles.push(`${page.url()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => troubles.push(`${page.url()}: ${error.message}`));
    await serve(page, 'https://stories.local', filesIn(dist));
    for (const name of [...allStories.map((story) => story.name), 'away']) {
      if (only.length > 0 && !only.includes(name)) continue;
      for (const showing of showings) await shoot(page, name, showing, orientation);
    }
    await page.close();
  }
} finally {
  await browser.close();
}
say(...troubles, troubles.length === 0 ? 'no policy violation, no error' : `${troubles.length} troubles`);
process.exitCode = troubles.length === 0 ? 0 : 1;

async function shoot(page: Page, name: string, showing: string, orientation: string): Promise<void> {
  const query = new URLSearchParams({
    machine: process.env.MACHINE ?? 'reference',
    story: name,
    panel: process.env.PANEL ?? '21.5',
  });
  query.set('lang', showing.startsWith('en') ? 'en' : showing.startsWith('zh-HK') ? 'zh-HK' : 'zh-CN');
  if (showing.includes('large')) query.set('large', '1');
  if (showing.includes('reach')) query.set('reach', '1');
  if (showing.includes('dark')) query.set('theme', 'contrast-dark');
  if (showing.includes('clear')) query.set('theme', 'contrast-light');
  await page.goto(`https://stories.local/dev/index.html?${query}`);
  await page.locator('[data-testid="screen"]').waitFor({ state: 'attached' });
  await page.evaluate(() => document.fonts.ready);
  if ((await page.locator('video').count()) > 0) await page.waitForFunction(cameraShows, undefined, { timeout: 5000 });
  const paging = await page.locator('[data-action="page.down"]').count();
  const cut = await page.evaluate(cutTexts);
  for (const text of cut) troubles.push(`${name} ${showing} ${orientation}: cut: ${text}`);
  if (paging > 0) say(`${name} ${showing} ${orientation}: turns leaves`);
  await page.screenshot({ path: join(out, `${name}.${showing}.${orientation}.png`) });
}

/** Whether the camera has given a picture that was looked at. */
function cameraShows(): boolean {
  const video = document.querySelector('video');
  return video !== null && video.videoWidth > 0 && document.querySelector('[data-state="live"]') !== null;
}

/** Words that stand outside the window or stick out of their button. */
function cutTexts(): string[] {
  const cut: string[] = [];
  for (const element of document.querySelectorAll('h1, h2, p, button, dt, dd, figcaption, label')) {
    const box = element.getBoundingClientRect();
    if (box.width <= 1 || getComputedStyle(element).visibility === 'hidden') continue;
    const sticksOut = element.scrollWidth > element.clientWidth + 2 && element.tagName !== 'DD';
    if (box.left < -1 || box.right > innerWidth + 1 || sticksOut) cut.push((element.textContent ?? '').slice(0, 40));
    // What stands on another leaf of the page is there when it is turned to.
    if (element.closest('[data-divided]') === null && (box.bottom > innerHeight + 1 || box.top < -1))
      cut.push(`v ${element.textContent?.slice(0, 40)}`);
  }
  return cut;
}

function say(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
