import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { Page } from 'playwright-core';
import { filesIn, openReviewBrowser, serve } from './review-browser.ts';

/**
 * Takes pictures of the pages of the kit, and fails on any violation of the content policy or error on a page.
 * `node renderer/dev/kit-shots.ts <out folder> [page …]` after `npm run kit -- --build`. A page: `index`, the name of a piece, or a query such as
 * `piece=tile&large=1`; none = the index and every piece. Environment: WIDTH (1440), HEIGHT of the picture (the whole page), WEBP=1.
 */
const [out = 'kit-shots', ...only] = process.argv.slice(2);
const dist = fileURLToPath(new URL('../../dist/kit/', import.meta.url));
const [width, height] = [Number(process.env.WIDTH ?? '1440'), Number(process.env.HEIGHT ?? '0')];

mkdirSync(out, { recursive: true });
const browser = await openReviewBrowser();
const troubles: string[] = [];
try {
  const page = await browser.newPage({ viewport: { width, height: height || 1200 } });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => troubles.push(`${page.url()}: ${error.message}`));
  await serve(page, 'https://kit.local', filesIn(dist));
  await page.goto('https://kit.local/');
  const pieces = await page
    .locator('nav a[href^="?piece="]')
    .evaluateAll((links) => links.map((link) => (link.getAttribute('href') ?? '').slice('?piece='.length)));
  for (const name of only.length > 0 ? only : ['index', ...pieces]) {
    const query = name === 'index' ? '' : name.includes('=') ? name : `piece=${name}`;
    await page.goto(`https://kit.local/?${query}`);
    await page.locator('h1').first().waitFor();
    if (height === 0) {
      // Frames are drawn when they come near; tall enough, all of them are near.
      const whole = await page.evaluate(() => document.querySelector('#root > div')?.scrollHeight ?? 1200);
      await page.setViewportSize({ width, height: Math.min(9000, Math.max(1200, whole)) });
    }
    await drawn(page);
    if (height === 0) {
      const whole = await page.evaluate(() => document.querySelector('#root > div')?.scrollHeight ?? 1200);
      await page.setViewportSize({ width, height: Math.min(9000, whole) });
      await drawn(page);
    }
    for (const low of await page.locator('[data-measured][data-low]').allTextContents())
      troubles.push(`${name}: ${low}`);
    const png = await page.screenshot();
    const file = join(out, name.replaceAll(/[^\w-]+/g, '.'));
    if (process.env.WEBP === '1') writeFileSync(`${file}.webp`, await webp(png));
    else writeFileSync(`${file}.png`, png);
    if (height === 0) await page.setViewportSize({ width, height: 1200 });
  }
} finally {
  await browser.close();
}
process.stdout.write(`${[...troubles, `${troubles.length} troubles`].join('\n')}\n`);
process.exitCode = troubles.length === 0 ? 0 : 1;

/** Every frame that stands in the picture shows its states in their letters. */
async function drawn(page: Page): Promise<void> {
  const inside = page.viewportSize()?.height ?? 0;
  for (const frame of await page.locator('iframe').all()) {
    const top = (await frame.boundingBox())?.y ?? 0;
    if (top > inside) continue;
    await frame.contentFrame().locator('[data-stage]').waitFor();
  }
  for (const frame of page.frames()) await frame.evaluate(() => document.fonts.ready.then(() => undefined));
}

async function webp(png: Buffer): Promise<Buffer> {
  const image = await loadImage(png);
  const canvas = createCanvas(image.width, image.height);
  canvas.getContext('2d').drawImage(image, 0, 0);
  return canvas.encode('webp', 86);
}
