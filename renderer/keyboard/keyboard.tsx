import { useContext } from 'react';
import { Button } from 'react-aria-components/Button';
import { controlWords } from '../kit/control-words.ts';
import { Icon } from '../kit/icon.tsx';
import { LanguageContext } from '../kit/touch.ts';
import { type Candidate, columnsOf, leaves } from './candidates.ts';
import { fitting } from './compose.ts';
import classes from './keyboard.module.css';
import { type Key, type LayoutName, layouts } from './layouts.ts';

/** Columns of the row of candidates between its two turning buttons. */
export const candidateColumns = 8;

export interface KeyboardTouch {
  readonly onKey: (key: Key) => void;
  readonly onPick: (candidate: Candidate) => void;
  readonly onLeaf: (leaf: number) => void;
}

/** The screen's own keyboard: ten columns, the row of candidates above where Chinese is spelled. Keys that the field does not take are greyed. */
export function Keyboard({
  layout,
  shifted,
  alphabet,
  offered,
  candidates,
  leaf,
  touch,
}: {
  readonly layout: LayoutName;
  readonly shifted: boolean;
  readonly alphabet: string | undefined;
  /** Layouts that make sense for the field. */
  readonly offered: readonly LayoutName[];
  readonly candidates: readonly Candidate[];
  readonly leaf: number;
  readonly touch: KeyboardTouch;
}) {
  const words = controlWords(useContext(LanguageContext));
  const names: Readonly<Record<string, string>> = {
    pinyin: words.pinyin,
    latin: words.latin,
    digits: words.digitsLayout,
    space: words.space,
    clear: words.clear,
    shift: words.shift,
    backspace: words.backspace,
    "'": "'",
  };
  const isOff = (key: Key): boolean => {
    if (key.act === 'layout') return !offered.includes(key.key as LayoutName);
    if (key.act === 'space') return layout !== 'pinyin' && fitting({ alphabet }, ' ') === null;
    if (key.act !== undefined) return false;
    // Pinyin letters only spell: what they become is checked with the candidates.
    if (layout === 'pinyin' && /^[a-z']$/.test(key.key)) return false;
    return fitting({ alphabet }, key.key) === null;
  };
  const face = (key: Key) => {
    if (key.key === 'backspace') return <Icon name="backspace" />;
    if (key.key === 'shift') return <Icon name="shift" />;
    if (key.act !== undefined) return names[key.key];
    return shifted && layout === 'latin' ? key.key.toUpperCase() : key.key;
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a grid in Chromium 114
    <div className={classes.keyboard} role="group" aria-label={words.keyboard} data-layout={layout}>
      {layout === 'pinyin' ? <Candidates candidates={candidates} leaf={leaf} touch={touch} /> : null}
      {layouts[layout].map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows are places, they have no other name
        <div key={index} className={classes.row}>
          {row.map((key) => (
            <Button
              key={key.key}
              className={classes.key ?? ''}
              data-key={key.act === 'layout' ? `layout.${key.key}` : key.key}
              data-act={key.act}
              data-wide={key.wide}
              data-on={(key.act === 'shift' && shifted) || undefined}
              {...(key.act === 'shift' ? { 'aria-pressed': shifted } : {})}
              aria-label={names[key.key] ?? key.key}
              isDisabled={isOff(key)}
              onPress={() => touch.onKey(key)}
            >
              {face(key)}
            </Button>
          ))}
        </div>
      ))}
    </div>
  );
}

function Candidates({
  candidates,
  leaf,
  touch,
}: {
  readonly candidates: readonly Candidate[];
  readonly leaf: number;
  readonly touch: KeyboardTouch;
}) {
  const words = controlWords(useContext(LanguageContext));
  const cut = leaves(candidates, candidateColumns);
  const shown = cut[leaf] ?? [];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a grid in Chromium 114
    <div className={classes.candidates} role="group" aria-label={words.candidates}>
      <Button
        className={classes.key ?? ''}
        data-key="leaf.back"
        aria-label={words.earlier}
        isDisabled={leaf === 0}
        onPress={() => touch.onLeaf(leaf - 1)}
      >
        <Icon name="back" />
      </Button>
      <span className={classes.leaf}>
        {shown.map((candidate) => (
          <Button
            key={candidate.text}
            className={classes.candidate ?? ''}
            data-candidate={candidate.text}
            data-columns={Math.min(candidateColumns, columnsOf(candidate.text))}
            onPress={() => touch.onPick(candidate)}
          >
            {candidate.text}
          </Button>
        ))}
      </span>
      <Button
        className={classes.key ?? ''}
        data-key="leaf.forward"
        aria-label={words.later}
        isDisabled={leaf >= cut.length - 1}
        onPress={() => touch.onLeaf(leaf + 1)}
      >
        <Icon name="forward" />
      </Button>
    </div>
  );
}
