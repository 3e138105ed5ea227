import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GalleryEntry } from '../support/gallery/entry.ts';
import { collectGallery, differentLooks } from '../support/gallery/gallery.ts';
import { audit, type Task } from './audit.ts';
import { allCombinations } from './combinations.ts';
import { isOpen } from './open-findings.ts';
import { causesOf, tableOf } from './report.ts';
import { openStage, type Stage } from './stage.ts';

/** The short form of `npm run test:access`: every screen once, modes, languages and panels spread over the screens. */
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
    expect(tableOf(causesOf(findings.filter((finding) => !isOpen(finding))))).toBe('nothing found');
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
