import { useContext, useEffect, useId, useMemo, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import type { BlockOf } from '../../contract/screen.ts';
import { type Candidate, candidatesOf } from '../keyboard/candidates.ts';
import {
  allows,
  append,
  backspace,
  type Composing,
  type FieldLimits,
  pick,
  spell,
  takeLetters,
} from '../keyboard/compose.ts';
import { Keyboard } from '../keyboard/keyboard.tsx';
import type { Key, LayoutName } from '../keyboard/layouts.ts';
import { loadTable, type PinyinTable } from '../keyboard/pinyin-table.ts';
import { controlWords } from './control-words.ts';
import { FieldError } from './field-error.tsx';
import { useHardwareKeys } from './hardware-keys.ts';
import { Icon } from './icon.tsx';
import { InDock } from './in-dock.tsx';
import { SubmitInMainSlot } from './main-slot.tsx';
import classes from './text-field.module.css';
import { LanguageContext, useTouch } from './touch.ts';

/**
 * Words. Sentences that most people mean answer with one touch; the rest is typed on the screen's own keyboard, or on a real one. What is half-typed
 * lives here and is gone with the page; nothing is learned from it.
 */
export function TextField({ block }: { readonly block: BlockOf<'text'> }) {
  const touch = useTouch();
  const words = controlWords(useContext(LanguageContext));
  const [labelId, errorId] = [useId(), useId()];
  const { maxLength, alphabet } = block;
  const limits: FieldLimits = { maxLength, alphabet };
  const offered = layoutsFor(alphabet);
  const [state, setState] = useState<Composing>({ text: block.value, spelling: '', leaf: 0 });
  const [layout, setLayout] = useState<LayoutName>(
    offered.includes(block.layout) ? block.layout : (offered[0] ?? 'latin'),
  );
  const [shifted, setShifted] = useState(false);
  const [open, setOpen] = useState(block.phrases.length === 0);
  const table = usePinyinTable(layout === 'pinyin');
  const candidates = useMemo(
    () =>
      table === null
        ? []
        : candidatesOf(table, state.spelling).filter(({ text }) => [...text].every((one) => allows({ alphabet }, one))),
    [table, state.spelling, alphabet],
  );

  const change = (how: (now: Composing) => Composing) => {
    touch.present();
    setState(how);
  };
  const take = (candidate: Candidate) => change((now) => pick(now, candidate, limits));
  /** Space and Enter of a speller: the first candidate, or the letters themselves. */
  const confirm = () => {
    const first = candidates[0];
    if (first === undefined) change((now) => takeLetters(now, limits));
    else take(first);
  };
  const character = (typed: string) => {
    if (layout === 'pinyin' && /^[a-z']$/.test(typed)) change((now) => spell(now, typed));
    else if (state.spelling !== '' && typed === ' ') confirm();
    else change((now) => append(now.spelling === '' ? now : takeLetters(now, limits), typed, limits));
  };
  const press = (key: Key) => {
    switch (key.act) {
      case 'backspace':
        return change(backspace);
      case 'clear':
        return change(() => ({ text: '', spelling: '', leaf: 0 }));
      case 'space':
        return character(' ');
      case 'shift':
        return setShifted((now) => !now);
      case 'layout':
        change((now) => (now.spelling === '' ? now : takeLetters(now, limits)));
        return setLayout(key.key as LayoutName);
      default:
        return character(shifted && layout === 'latin' ? key.key.toUpperCase() : key.key);
    }
  };
  useHardwareKeys((key) => {
    setOpen(true);
    if (key === 'Backspace') change(backspace);
    else character(layout === 'pinyin' && state.spelling !== '' ? key.toLowerCase() : key);
    return true;
  });

  const count = [...state.text].length;
  return (
    <div className={classes.text} data-open={open || undefined}>
      <div className={classes.side}>
        <p className={classes.label} id={labelId}>
          {block.label.text}
        </p>
        <FieldError id={errorId} error={block.error} />
        {block.why === undefined ? null : <p className={classes.why}>{block.why.text}</p>}
      </div>
      {block.phrases.length === 0 ? null : (
        <ul className={classes.phrases}>
          {block.phrases.map((phrase) => (
            <li key={phrase.id}>
              <Button
                className={classes.phrase ?? ''}
                data-option={phrase.id}
                onPress={() => touch.type(block.name, phrase.text.text)}
              >
                <span>{phrase.text.text}</span>
                <Icon name="forward" />
              </Button>
            </li>
          ))}
        </ul>
      )}
      {open ? null : (
        <Button className={classes.open ?? ''} data-action="keyboard.open" onPress={() => setOpen(true)}>
          <Icon name="keyboard" />
          {words.typeYourself}
        </Button>
      )}
      {/* The field stands with its keys, also where the rest of the page turns leaves. */}
      <InDock>
        <div className={classes.typing}>
          <div className={classes.field} data-invalid={block.error !== undefined || undefined}>
            <output className={classes.value} aria-labelledby={labelId} data-testid="text-value">
              {state.text}
            </output>
            {state.spelling === '' ? null : (
              <span className={classes.spelling} data-testid="spelling" aria-live="polite">
                {state.spelling}
              </span>
            )}
            <span className={classes.caret} aria-hidden="true" />
            {block.why === undefined || state.text !== '' || state.spelling !== '' ? null : (
              <span className={classes.shortWhy} aria-hidden="true">
                {block.why.text}
              </span>
            )}
            <span className={classes.count} aria-hidden="true">
              {count}/{maxLength}
            </span>
          </div>
          {open ? (
            <Keyboard
              layout={layout}
              shifted={shifted}
              alphabet={alphabet}
              offered={offered}
              candidates={candidates}
              leaf={state.leaf}
              touch={{ onKey: press, onPick: take, onLeaf: (leaf) => change((now) => ({ ...now, leaf })) }}
            />
          ) : null}
        </div>
      </InDock>
      <SubmitInMainSlot
        action={block.submit}
        isDisabled={count < block.minLength || state.spelling !== ''}
        onPress={() => touch.type(block.name, state.text)}
      />
    </div>
  );
}

/** Keyboards that can write anything of the alphabet. */
function layoutsFor(alphabet: string | undefined): readonly LayoutName[] {
  const writes: Readonly<Record<LayoutName, string>> = { pinyin: '中', latin: 'Aa', digits: '1' };
  const order: readonly LayoutName[] = ['pinyin', 'latin', 'digits'];
  return order.filter((layout) => [...writes[layout]].some((one) => allows({ alphabet }, one)));
}

/** The readings, once they are needed; until then the keyboard spells and offers nothing. */
function usePinyinTable(needed: boolean): PinyinTable | null {
  const [table, setTable] = useState<PinyinTable | null>(null);
  useEffect(() => {
    if (!needed) return;
    let gone = false;
    void loadTable().then((loaded) => {
      if (!gone) setTable(loaded);
    });
    return () => {
      gone = true;
    };
  }, [needed]);
  return table;
}
