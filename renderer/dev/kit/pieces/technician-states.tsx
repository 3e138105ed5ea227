import type { TechnicianBlock } from '../../../../contract/technician/view.ts';
import type { Language } from '../../../../contract/text.ts';
import { TechnicianBlockView } from '../../../technician/technician-block-view.tsx';
import { TechnicianWindow } from '../../../technician/technician-window.tsx';
import { type Story, sayIn, snapshotOf } from '../../fixtures/make.ts';
import { technicianStories } from '../../fixtures/technician.ts';
import type { PieceState } from '../piece.ts';
import classes from './technician.module.css';
import '../../../technician/technician-theme.css';

function storyOf(name: string): Story {
  const story = technicianStories.find((one) => one.name === `t-${name}`);
  if (story === undefined) throw new Error(`no story ${name}`);
  return story;
}

const blocksOf = (story: Story, language: Language, type: TechnicianBlock['type']): readonly TechnicianBlock[] =>
  story.technician?.(sayIn(language)).blocks.filter((block) => block.type === type) ?? [];

/** The blocks of one kind on a story page, on the dark ground on which they stand. */
export const state = (name: string, caption: string, story: string, type: TechnicianBlock['type']): PieceState => ({
  name,
  caption,
  draw: (_, view) => (
    <div className={classes.ground} data-face="technician">
      {blocksOf(storyOf(story), view.language, type).map((block) => (
        <TechnicianBlockView key={block.type} block={block} />
      ))}
    </div>
  ),
});

/** A whole page of technicians. */
export const page = (name: string): PieceState => ({
  name,
  caption: `?story=t-${name}`,
  draw: (_, { language }) => {
    const snapshot = snapshotOf(storyOf(name), { language, theme: 'light', largeText: false }, 1);
    const { technician: view } = snapshot;
    return view === undefined ? null : (
      <div className={classes.page}>
        <TechnicianWindow received={{ snapshot, atMs: performance.now() }} view={view} />
      </div>
    );
  },
});
