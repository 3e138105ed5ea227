import { type Story, sayIn, snapshotOf } from '../../renderer/dev/fixtures/make.ts';
import { technicianStories } from '../../renderer/dev/fixtures/technician.ts';
import type { GalleryEntry } from '../support/gallery/entry.ts';
import type { Task } from './audit.ts';
import type { Combination } from './combinations.ts';

/** The story pages of the technician: every piece of theirs stands in one. Bars are compared among pages that have the same ones: before and behind the way in. */
const entriesOf = (isInside: boolean): readonly GalleryEntry[] =>
  technicianStories
    // The touch grid lies over every button of its page, which is what it is for.
    .filter((story) => isInside === isInsideOf(story) && story.name !== 't-touch-grid')
    .map((story) => ({
      name: story.name,
      screen: story.name,
      snapshot: (language, { theme, largeText }) => snapshotOf(story, { language, theme, largeText }, 1),
    }));

const isInsideOf = (story: Story): boolean => (story.technician?.(sayIn('en')).nav.length ?? 0) > 0;

/** Who works at the machine stands before it and sees well; hands are as large as those of citizens. Sizes: renderer/technician/technician-tokens.ts. */
const wanted = { targetMm: 15, keyMm: 15, gapMm: 3, keyGapMm: 3, capMm: 4.6 } as const;

const usual = {
  theme: 'light',
  showing: 'standard',
  groups: ['layout', 'contrast', 'structure', 'focus'],
  spaced: false,
} as const;

const combinations: readonly Combination[] = [
  { ...usual, language: 'zh-CN', panel: '21.5', axe: true },
  { ...usual, language: 'en', panel: '15.6', axe: false },
  { ...usual, language: 'en', panel: '21.5-wide', axe: false },
];

/** The rules of the citizen's pages on those of the technician, in the languages and on the panels that differ most. */
export const technicianTasks = (): readonly Task[] =>
  combinations.flatMap((combination) =>
    [true, false].map((isInside) => ({ combination, entries: entriesOf(isInside), wanted })),
  );
