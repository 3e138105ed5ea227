import { type CSSProperties, useContext } from 'react';
import { Button } from 'react-aria-components/Button';
import { controlWords } from '../kit/control-words.ts';
import { Icon } from '../kit/icon.tsx';
import { LanguageContext } from '../kit/touch.ts';
import { type Candidate, columnsOf, leaves } from './candidates.ts';
import classes from './keyboard.module.css';
import type { Offered } from './use-candidates.ts';

/** Characters of heading size in one column. */
const charactersPerColumn = 1.75;

/** The row of candidates, turned by buttons. Each has a name that tells it apart when it is heard: 番，番禺的番. */
export function CandidateBar({
  found,
  leaf,
  columns,
  onPick,
  onLeaf,
}: {
  readonly found: Offered;
  readonly leaf: number;
  /** Columns between the two turning buttons. */
  readonly columns: number;
  readonly onPick: (candidate: Candidate) => void;
  readonly onLeaf: (leaf: number) => void;
}) {
  const words = controlWords(useContext(LanguageContext));
  const cut = leaves(found.candidates, columns);
  const shown = cut[leaf] ?? [];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a grid in Chromium 114
    <div
      className={classes.candidates}
      role="group"
      aria-label={words.candidates}
      style={{ '--leaf': columns } as CSSProperties}
    >
      <Button
        className={classes.key ?? ''}
        data-key="leaf.back"
        aria-label={words.earlier}
        isDisabled={leaf === 0}
        onPress={() => onLeaf(leaf - 1)}
      >
        <Icon name="back" />
      </Button>
      <span className={classes.leaf}>
        {shown.map((candidate) => {
          const { name, sounds, strokes } = found.spoken(candidate.text);
          return (
            <Button
              key={candidate.text}
              className={classes.candidate ?? ''}
              data-candidate={candidate.text}
              data-sounds={sounds.map((phrase) => phrase.join(' ')).join('|')}
              data-strokes={strokes}
              aria-label={name}
              style={widthOf(candidate.text, columns)}
              onPress={() => onPick(candidate)}
            >
              {candidate.text}
            </Button>
          );
        })}
      </span>
      <Button
        className={classes.key ?? ''}
        data-key="leaf.forward"
        aria-label={words.later}
        isDisabled={leaf >= cut.length - 1}
        onPress={() => onLeaf(leaf + 1)}
      >
        <Icon name="forward" />
      </Button>
    </div>
  );
}

/** Columns of a candidate, and how much smaller its letters are where even all columns are too few. */
function widthOf(text: string, columns: number): CSSProperties {
  const wide = Math.min(columns, columnsOf(text));
  const fits = Math.min(1, (wide * charactersPerColumn) / [...text].length);
  return { '--wide': wide, '--shrink': fits } as CSSProperties;
}
