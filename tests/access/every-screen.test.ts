import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GalleryEntry } from '../support/gallery/entry.ts';
import { collectGallery, differentLooks } from '../support/gallery/gallery.ts';
import { audit, type Task } from './audit.ts';
import { acceptedBrowser, compare, lookScale } from './baselines.ts';
import { chosenOf, columns, keptIn } from './chosen.ts';
import { allCombinations } from './combinations.ts';
import { causesOf, tableOf } from './report.ts';
import { shootAll, shotName } from './shot.ts';
import { openStage, type Stage } from './stage.ts';

/** One of so many accepted pictures of a column is drawn again, three in each. */
const looksEvery = 21;

/** The short forms of `npm run test:access` (every screen once, modes, languages and panels spread over the screens) and of `npm run look`. */
describe('every screen', () => {
  let stage: Stage;
  let gallery: readonly GalleryEntry[];
  beforeAll(async () => {
    gallery = differentLooks(await collectGallery());
    stage = await openStage();
  }, 120_000);
  afterAll(() => stage.close());

  it('can be read, reached and touched by everybody, in one of the combinations', { timeout: 300_000 }, async () => {
    const findings = await audit(stage, spread(gallery), 2);
    expect(tableOf(causesOf(findings))).toBe('nothing found');
  });

  it('looks as a person has accepted it', { timeout: 120_000 }, async () => {
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
    expect(changed, `accepted with Chromium ${acceptedBrowser() ?? '(none)'}, drawn with ${stage.version}`).toEqual([]);
  });
});

/** The same for a name whatever other screens there are. FNV-1a, 32 bits. */
function shareOf(name: string, of: number): number {
  let hash = 0x811c9dc5;
  for (const letter of name) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash % of;
}

/** Each screen in one combination, each combination with its share of screens; axe in every fourth. */
function spread(gallery: readonly GalleryEntry[]): readonly Task[] {
  const combinations = allCombinations();
  return combinations.map((combination, at) => ({
    combination: { ...combination, axe: at % 4 === 0 },
    entries: gallery.filter(({ name }) => shareOf(name, combinations.length) === at),
  }));
}
