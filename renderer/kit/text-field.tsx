import { useContext, useId, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import type { BlockOf } from '../../contract/screen.ts';
import { Keyboard } from '../keyboard/keyboard.tsx';
import { useTyping } from '../keyboard/use-typing.ts';
import { controlWords } from './control-words.ts';
import { FieldError } from './field-error.tsx';
import { Icon } from './icon.tsx';
import { InDock } from './in-place.tsx';
import { SubmitInMainSlot } from './main-slot.tsx';
import classes from './text-field.module.css';
import { LanguageContext, useTouch } from './touch.ts';

/**
 * Words. Sentences that most people mean answer with one touch; the rest is typed on the screen's own keyboard, or on a real one.
 */
export function TextField({ block }: { readonly block: BlockOf<'text'> }) {
  const touch = useTouch();
  const words = controlWords(useContext(LanguageContext));
  const [labelId, errorId] = [useId(), useId()];
  const { maxLength, alphabet } = block;
  const [open, setOpen] = useState(block.phrases.length === 0);
  const typing = useTyping({ maxLength, alphabet }, block.value, block.layout, touch.present, () => setOpen(true));
  const { text, spelling } = typing.composing;

  const count = [...text].length;
  return (
    <div className={classes.text} data-open={open || undefined}>
      <div className={classes.side}>
        <p className={classes.label} id={labelId} data-opens>
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
        <div className={classes.typing} data-open={open || undefined}>
          <p
            className={classes.fieldLabel}
            data-field-label
            aria-hidden="true"
            data-error={block.error !== undefined || undefined}
          >
            {block.error?.text ?? block.label.text}
          </p>
          <div className={classes.field} data-invalid={block.error !== undefined || undefined}>
            <output className={classes.value} aria-labelledby={labelId} data-testid="text-value">
              {text}
            </output>
            {spelling === '' ? null : (
              <span className={classes.spelling} data-testid="spelling" aria-live="polite">
                {typing.found.shown}
              </span>
            )}
            <span className={classes.caret} aria-hidden="true" />
            {block.why === undefined || text !== '' || spelling !== '' ? null : (
              <span className={classes.shortWhy} data-short-why aria-hidden="true">
                {block.why.text}
              </span>
            )}
            <span className={classes.count} aria-hidden="true">
              {count}/{maxLength}
            </span>
          </div>
          {open ? <Keyboard state={typing.keyboard} found={typing.found} touch={typing.touch} /> : null}
        </div>
      </InDock>
      <SubmitInMainSlot
        action={block.submit}
        isDisabled={count < block.minLength || spelling !== ''}
        onPress={() => touch.type(block.name, text)}
      />
    </div>
  );
}
