import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { filesIn, openReviewBrowser, serve } from './review-browser.ts';

/**
 * Takes pictures of the keyboard: each layout × panel × size of letters × orientation, with something half-typed, and measures what stands there.
 * Fails where a key is smaller than it may be, two overlap, words are cut, or the keyboard covers its field.
 * `node renderer/dev/keyboard-shots.ts <out folder>` after `vite build --config renderer/vite.config.ts --mode stories`.
 * PANELS, LAYOUTS, SHOWINGS narrow it: `PANELS=15.6 SHOWINGS=large node …`.
 */
const [out = 'shots'] = process.argv.slice(2);
const listed = (name: string, all: string): readonly string[] => (process.env[name] ?? all).split(',');
const panels = listed('PANELS', '15.6,19,21.5,27,32');
const showings = listed('SHOWINGS', 'standard,large,dark');
const layouts = listed('LAYOUTS', 'pinyin,nine,strokes,latin,digits');
const orientations = listed('ORIENTATIONS', 'portrait,landscape');

/** What is pressed on each layout: 番禺 by letters, keys and strokes. */
const presses: Readonly<Record<string, readonly string[]>> = {
  pinyin: [...'panyu'],
  nine: [...'72698'],
  strokes: [...'343123'],
  latin: [],
  digits: [],
};
const dist = fileURLToPath(new URL('../../dist/renderer-stories/', import.meta.url));

mkdirSync(out, { recursive: true });
const browser = await openReviewBrowser();
const troubles: string[] = [];
try {
  for (const orientation of orientations) {
    const [width, height] = orientation === 'portrait' ? [1080, 1920] : [1920, 1080];
    const page = await browser.newPage({ viewport: { width, height } });
    page.on('pageerror', (error) => troubles.push(`${page.url()}: ${error.message}`));
    await serve(page, 'https://stories.local', filesIn(dist));
    for (const panel of panels) {
      for (const showing of showings) await shootAll(page, panel, showing, orientation);
    }
    await page.close();
  }
} finally {
  await browser.close();
}
process.stdout.write(`${[...troubles, `${troubles.length} troubles`].join('\n')}\n`);
process.exitCode = troubles.length === 0 ? 0 : 1;

async function shootAll(page: Page, panel: string, showing: string, orientation: string): Promise<void> {
  for (const layout of layouts) {
    const query = new URLSearchParams({ story: process.env.STORY ?? 'd2-text-address', panel, lang: 'zh-CN' });
    if (showing === 'large') query.set('large', '1');
    if (showing === 'dark') query.set('theme', 'contrast-dark');
    await page.goto(`https://stories.local/dev/index.html?${query}`);
    const keyboard = page.locator('[data-layout]');
    await keyboard.waitFor({ state: 'attached' });
    const name = `${panel}.${showing}.${orientation}.${layout}`;
    if ((await keyboard.getAttribute('data-layout')) !== layout) {
      const key = page.locator(`[data-key="layout.${layout}"]`);
      if ((await key.count()) === 0) continue;
      await key.click();
    }
    for (const key of presses[layout] ?? []) await page.locator(`[data-key="${key}"]`).click();
    if ((presses[layout] ?? []).length > 0) await page.locator('[data-candidate]').first().waitFor();
    await page.evaluate(() => document.fonts.ready);
    const side = showing === 'large' && orientation === 'portrait' ? 25 : 16;
    for (const trouble of await page.evaluate(measure, side)) troubles.push(`${name}: ${trouble}`);
    await page.screenshot({ path: join(out, `${name}.png`) });
  }
}

/** What is wrong with the keys: too small, cut, one over another, over the field, outside the window. Runs in the page. */
function measure(sideMm: number): string[] {
  const found: string[] = [];
  const px = Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--mm'));
  const field = document.querySelector('[data-testid="text-value"]')?.parentElement?.getBoundingClientRect();
  const keys = [...document.querySelectorAll<HTMLElement>('[data-layout] button')];
  const boxes = keys.map((key) => ({
    key,
    name: key.dataset.key ?? key.textContent,
    box: key.getBoundingClientRect(),
  }));
  for (const { key, name, box } of boxes) {
    const [wide, high] = [box.width / px, box.height / px];
    if (wide < sideMm - 0.3 || high < Math.min(sideMm, 16) - 0.3)
      found.push(`${name} ${wide.toFixed(1)} × ${high.toFixed(1)} mm`);
    if (key.scrollWidth > key.clientWidth + 1) found.push(`${name} is cut`);
    if (box.bottom > innerHeight || box.right > innerWidth || box.left < 0) found.push(`${name} stands outside`);
    const beside = field === undefined || box.left >= field.right - 1;
    if (!beside && box.top < field.bottom && box.bottom > field.top) found.push(`${name} covers the field`);
  }
  for (const [at, one] of boxes.entries()) {
    for (const other of boxes.slice(at + 1)) {
      const over =
        one.box.left < other.box.right - 1 &&
        other.box.left < one.box.right - 1 &&
        one.box.top < other.box.bottom - 1 &&
        other.box.top < one.box.bottom - 1;
      if (over) found.push(`${one.name} stands on ${other.name}`);
    }
  }
  const next = document.querySelector('[data-action="next"]');
  const bar = next?.getBoundingClientRect();
  const sheet = next?.closest('section')?.getBoundingClientRect();
  if (bar !== undefined && sheet !== undefined && bar.bottom > sheet.bottom)
    found.push('the action bar sticks out of the sheet');
  const lowest = Math.max(...boxes.map(({ box }) => box.bottom));
  if (bar !== undefined && lowest > bar.top) found.push('the keyboard covers the action bar');
  return found;
}
