import { useContext, useEffect, useId, useRef, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import type { BlockOf } from '../../contract/screen.ts';
import { controlWords } from './control-words.ts';
import { Empty } from './empty.tsx';
import { useHardwareKeys } from './hardware-keys.ts';
import heardOnly from './heard-only.module.css';
import { Icon } from './icon.tsx';
import { InDock } from './in-place.tsx';
import classes from './search.module.css';
import { longestQuery, meetQuery, type Typed, typeQuery } from './search-query.ts';
import { LanguageContext, PadStaysContext, useTouch } from './touch.ts';

/** Beside the letters there is room for two rows of words. */
const wordsAtSide = 4;

const letters = [...'abcdefghijklmnopqrstuvwxyz'];

/**
 * Search by pinyin initials, syllables or everyday words. The field opens a pad of letters in the order that everybody knows; each touch sends the
 * whole query, the page brings what was found. Works with a real keyboard too, digits and Han characters included.
 */
export function Search({ block }: { readonly block: BlockOf<'search'> }) {
  const touch = useTouch();
  const words = controlWords(useContext(LanguageContext));
  const labelId = useId();
  const fieldId = useId();
  const [typed, setTyped] = useState<Typed>({ query: block.query, sent: [] });
  const stays = useContext(PadStaysContext);
  const [opened, setOpen] = useState(block.query !== '');
  const open = opened || stays;
  const [met, setMet] = useState(block.query);
  if (met !== block.query || typed.sent.includes(block.query)) {
    // The page answered: adjusted while drawing, so that no frame shows an older query.
    setMet(block.query);
    setTyped((now) => meetQuery(now, block.query));
  }

  // Two keys may come before the first is drawn.
  const latest = useRef(typed.query);
  useEffect(() => {
    latest.current = typed.query;
  }, [typed.query]);
  const send = (query: string) => {
    latest.current = query;
    setTyped(typeQuery(query));
    touch.search(query);
  };
  const add = (letter: string) => {
    if ([...latest.current].length < longestQuery) send(latest.current + letter);
  };
  const backspace = () => {
    if (latest.current !== '') send([...latest.current].slice(0, -1).join(''));
  };
  useHardwareKeys((key) => {
    if (key === 'Backspace') backspace();
    else if (/^[\p{L}\p{N}]$/u.test(key)) {
      setOpen(true);
      add(key.toLowerCase());
    } else return false;
    return true;
  });
  const isEmpty = typed.query === '';
  return (
    <search className={classes.search} data-open={open || undefined}>
      <span className={heardOnly.text} id={labelId}>
        {block.label.text}
      </span>
      <div className={classes.line}>
        <Button
          className={classes.field ?? ''}
          data-action="search.open"
          aria-labelledby={`${labelId} ${fieldId}`}
          aria-expanded={open}
          onPress={() => {
            touch.present();
            setOpen(true);
          }}
        >
          <Icon name="search" />
          <span className={classes.said} id={fieldId}>
            <span className={classes.query} data-empty={isEmpty || undefined} data-testid="search-query">
              {typed.query}
            </span>
            {isEmpty ? <span className={classes.hint}>{block.hint.text}</span> : <span className={classes.caret} />}
          </span>
        </Button>
        {open && !(stays && isEmpty) ? (
          <Button
            className={classes.close ?? ''}
            data-action="search.close"
            aria-label={words.searchClose}
            onPress={() => {
              setOpen(false);
              if (!isEmpty) send('');
            }}
          >
            <Icon name="cross" />
          </Button>
        ) : null}
      </div>
      {block.words.length === 0 ? null : (
        <ul className={classes.words}>
          {(stays ? block.words.slice(0, wordsAtSide) : block.words).map((word) => (
            <li key={word.id}>
              <Button className={classes.word ?? ''} data-action={word.id} onPress={() => touch.press(word.id)}>
                {word.label.text}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {block.none === undefined ? null : <Empty icon="search" text={block.none} />}
      {open ? (
        <InDock>
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a grid in Chromium 114 */}
          <div className={classes.pad} data-stays={stays || undefined} role="group" aria-label={words.keyboard}>
            {letters.map((letter) => (
              <Button key={letter} className={classes.key ?? ''} data-key={letter} onPress={() => add(letter)}>
                {letter.toUpperCase()}
              </Button>
            ))}
            <Button
              className={classes.key ?? ''}
              data-key="backspace"
              aria-label={words.backspace}
              onPress={backspace}
              isDisabled={isEmpty}
            >
              <Icon name="backspace" />
            </Button>
          </div>
        </InDock>
      ) : null}
    </search>
  );
}
