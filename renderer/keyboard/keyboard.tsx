import { type CSSProperties, useContext } from 'react';
import { Button } from 'react-aria-components/Button';
import { type ControlWords, controlWords } from '../kit/control-words.ts';
import { Icon } from '../kit/icon.tsx';
import { LanguageContext } from '../kit/touch.ts';
import { CandidateBar } from './candidate-bar.tsx';
import type { Candidate } from './candidates.ts';
import { fitting } from './compose.ts';
import type { KeyboardRoom } from './fit.ts';
import classes from './keyboard.module.css';
import { boardOf, type Key, type LayoutName, layoutNames, lettersOn } from './layouts.ts';
import { strokeShapes } from './strokes.ts';
import type { Offered } from './use-candidates.ts';

export interface KeyboardTouch {
  readonly onKey: (key: Key) => void;
  readonly onPick: (candidate: Candidate) => void;
  readonly onLeaf: (leaf: number) => void;
}

/** What the keyboard shows and takes. */
export interface KeyboardState {
  readonly layout: LayoutName;
  /** Layouts that make sense for the field and fit the panel. */
  readonly offered: readonly LayoutName[];
  readonly room: KeyboardRoom;
  readonly shifted: boolean;
  readonly alphabet: string | undefined;
  readonly leaf: number;
  readonly readingsLeaf: number;
}

/**
 * The screen's own keyboard: letters, nine keys, five strokes, Latin, signs; the row of candidates above where Chinese is written. Keys that the field
 * does not take are greyed and stay where they are.
 */
export function Keyboard({
  state,
  found,
  touch,
}: {
  readonly state: KeyboardState;
  readonly found: Offered;
  readonly touch: KeyboardTouch;
}) {
  const words = controlWords(useContext(LanguageContext));
  const { layout, room, offered } = state;
  const rows = boardOf(layout, room, offered, found.readings, state.readingsLeaf);
  const isChinese = layout === 'pinyin' || layout === 'nine' || layout === 'strokes';
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a grid in Chromium 114
    <div
      className={classes.keyboard}
      role="group"
      aria-label={`${words.keyboard} ${words.layoutNames[layout]}`}
      data-layout={layout}
      data-ten={room.tenKeys || undefined}
    >
      {isChinese ? (
        <CandidateBar
          found={found}
          leaf={state.leaf}
          columns={room.candidates}
          onPick={touch.onPick}
          onLeaf={touch.onLeaf}
        />
      ) : null}
      <div className={classes.rows}>
        {rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are places, they have no other name
          <div key={index} className={classes.row} style={{ '--columns': columnsIn(row) } as CSSProperties}>
            {row.map((key) => (
              <Button
                key={key.key}
                className={classes.key ?? ''}
                data-key={key.act === 'layout' ? `layout.${key.key}` : key.key}
                data-act={key.act}
                data-on={(key.act === 'shift' && state.shifted) || undefined}
                {...(key.act === 'shift' ? { 'aria-pressed': state.shifted } : {})}
                aria-label={nameOf(key, words)}
                isDisabled={key.off === true || isOff(key, state)}
                style={{ '--wide': key.wide ?? 1 } as CSSProperties}
                onPress={() => touch.onKey(key)}
              >
                <Face key={key.key} of={key} state={state} words={words} />
              </Button>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

/** Columns of a row: its keys, wide ones counted as many. */
const columnsIn = (row: readonly Key[]): number => row.reduce((sum, key) => sum + (key.wide ?? 1), 0);

function isOff(key: Key, { layout, alphabet }: KeyboardState): boolean {
  if (key.act === 'space') return layout !== 'pinyin' && layout !== 'nine' && fitting({ alphabet }, ' ') === null;
  if (key.act !== undefined) return false;
  // Letters that wait only spell: what they become is checked with the candidates.
  if (key.key === "'" && layout === 'nine') return false;
  if (layout === 'pinyin' && /^[a-z']$/.test(key.key)) return false;
  return fitting({ alphabet }, key.key) === null;
}

/** A key as it is called: by speech, by tests, by whoever does not see it. */
function nameOf({ key, act }: Key, words: ControlWords): string {
  if (act === undefined) return key === "'" ? words.syllableMark : key;
  switch (act) {
    case 'layout': {
      // What stands on the key is part of its name (WCAG 2.5.3): whoever says what they see is understood.
      const name = words.layoutNames[layoutNames.find((layout) => layout === key) ?? 'pinyin'];
      const face = layoutFace(key, words);
      return name.includes(face) ? name : `${face} ${name}`;
    }
    case 'letters':
      return `${[...lettersOn(key)].join(' ')} ${key}`;
    case 'stroke':
      return words.strokeNames[Number(key) - 1] ?? key;
    case 'backspace':
      return words.backspace;
    case 'clear':
      return words.clear;
    case 'shift':
      return words.shift;
    case 'space':
      return words.space;
    case 'readings':
      return words.moreReadings;
    case 'reading':
      return key;
  }
}

/** What stands on a key that changes the layout. */
const layoutFace = (key: string, words: ControlWords): string =>
  key === 'digits'
    ? words.digitsLayout
    : words[key === 'nine' || key === 'strokes' || key === 'latin' ? key : 'pinyin'];

function Face({ of, state, words }: { readonly of: Key; readonly state: KeyboardState; readonly words: ControlWords }) {
  const { key, act } = of;
  if (act === undefined) {
    if (key === "'" && state.layout === 'nine') return <small>{words.syllableMark}</small>;
    // What it will write: a field of capitals shows capitals.
    const typed = state.shifted && state.layout === 'latin' ? key.toUpperCase() : key;
    return state.layout === 'latin' ? (fitting(state, typed) ?? typed) : typed;
  }
  switch (act) {
    case 'backspace':
    case 'shift':
      return <Icon name={act} />;
    case 'readings':
      return <Icon name="down" />;
    case 'layout':
      return layoutFace(key, words);
    case 'letters':
      return (
        <span className={classes.letters}>
          {/* As it is heard: one letter after another, then the digit, which is drawn above them. */}
          {[...lettersOn(key)].join(' ')} <small>{key}</small>
        </span>
      );
    case 'stroke':
      return (
        <span className={classes.stroke}>
          <span>{strokeShapes[key]}</span>
          <small>{words.strokeNames[Number(key) - 1]}</small>
        </span>
      );
    case 'clear':
      return words.clear;
    case 'space':
      return words.space;
    case 'reading':
      return of.off === true ? null : key;
  }
}
