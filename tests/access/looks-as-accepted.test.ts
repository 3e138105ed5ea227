import { afterAll, beforeAll, expect, it } from 'vitest';
import type { GalleryEntry } from '../support/gallery/entry.ts';
import { collectGallery, differentLooks } from '../support/gallery/gallery.ts';
import { acceptedBrowser, compare, lookScale } from './baselines.ts';
import { chosenOf, columns, keptIn } from './chosen.ts';
import { shootAll, shotName } from './shot.ts';
import { openStage, type Stage } from './stage.ts';

/** One of so many accepted pictures of a column is drawn again, three in each: the short form of `npm run look`. */
const looksEvery = 21;

let stage: Stage;
let gallery: readonly GalleryEntry[];
beforeAll(async () => {
  gallery = differentLooks(await collectGallery());
  stage = await openStage();
}, 120_000);
afterAll(() => stage.close());

it('screens look as a person has accepted them', { timeout: 120_000 }, async () => {
  const changed: string[] = [];
  for (const [at, column] of columns.entries()) {
    const some = keptIn(chosenOf(gallery), at).filter((_, index) => index % looksEvery === at);
    await shootAll(stage, column, some, lookScale, async (entry, shot) => {
      const name = shotName(column, entry);
      const verdict = await compare(name, shot, stage.version);
      if (verdict.state !== 'same')
        changed.push(`${name}: ${verdict.state}${verdict.state === 'changed' ? `, ${verdict.why}` : ''}`);
    });
  }
  expect({ browser: acceptedBrowser(), changed }).toEqual({ browser: acceptedBrowser(), changed: [] });
});
