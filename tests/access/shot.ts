import type { GalleryEntry } from '../support/gallery/entry.ts';
import { onPanel } from './audit.ts';
import { columnName, type columns } from './chosen.ts';
import { modesOf, panels } from './combinations.ts';
import { type Stage, showOn } from './stage.ts';

type Shown = (typeof columns)[number];

/** A picture of a screen, and where its pieces stand: boxes compare between browsers, pixels do not. */
export interface Shot {
  readonly png: Buffer;
  readonly boxes: readonly Piece[];
}
/** What stands there, and its place in CSS pixels. */
export type Piece = readonly [name: string, x: number, y: number, width: number, height: number];

/**
 * Takes pictures of screens in one column, on one page. Still: no animation, one time of day, a watch that stands; the picture of the camera is left out, as it moves.
 * @param scale of the panel's pixels; drawn anew at that size, hence sharp
 */
export async function shootAll(
  stage: Stage,
  column: Shown,
  entries: readonly GalleryEntry[],
  scale: number,
  done: (entry: GalleryEntry, shot: Shot) => Promise<void> | void,
): Promise<void> {
  const panel = panels[column.panel];
  const page = await stage.open({ width: panel.widthPx, height: panel.heightPx });
  await page.evaluate(stopWatch);
  const cdp = await page.context().newCDPSession(page);
  for (const entry of entries) {
    const snapshot = onPanel(entry.snapshot(column.language, modesOf(column)), column);
    await showOn(page, snapshot, panel, true);
    const boxes = await page.evaluate(atRest);
    const { data } = await cdp.send('Page.captureScreenshot', {
      format: 'png',
      clip: { x: 0, y: 0, width: panel.widthPx, height: panel.heightPx, scale },
    });
    await done(entry, { png: Buffer.from(data, 'base64'), boxes });
  }
  await page.context().close();
}

export const shotName = (column: Shown, entry: GalleryEntry): string =>
  `${columnName(column)}/${entry.name.replaceAll('/', '_').replaceAll(' · ', '~')}`;

/** Runs in the page: its watch stands still. A countdown ring on a busy machine had otherwise lost a few pixels when its picture was taken. */
function stopWatch(): void {
  const stoodAt = performance.now();
  performance.now = () => stoodAt;
}

/** Runs in the page: waits until it is at rest, then says where its pieces stand. */
async function atRest(): Promise<readonly (readonly [string, number, number, number, number])[]> {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  for (let i = 0; i < 3; i += 1) await frame();
  for (const video of document.querySelectorAll('video')) video.style.visibility = 'hidden';
  // Nothing is pointed at or focused by chance.
  (document.activeElement as HTMLElement | null)?.blur();
  await frame();
  return [...document.querySelectorAll('h1, h2, p, button, label, dt, dd, img, svg, th, td, header, footer, main')].map(
    (element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      const round = Math.round;
      return [element.tagName.toLowerCase(), round(x), round(y), round(width), round(height)] as const;
    },
  );
}
