import { useContext, useId } from 'react';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import type { BlockOf } from '../../contract/screen.ts';
import classes from './choice-list.module.css';
import { FaceChoice } from './face-choice.tsx';
import { FieldError } from './field-error.tsx';
import { Icon } from './icon.tsx';
import { OptionWords } from './option-words.tsx';
import { PageHeadingContext } from './page-heading.ts';
import { useTouch } from './touch.ts';
import { Words } from './words.tsx';

/** One question, one choice, each option a whole row to touch. Choosing moves nothing; going on is a press of its own. */
export function ChoiceList({ block }: { readonly block: BlockOf<'choice'> }) {
  const touch = useTouch();
  const errorId = useId();
  const titleId = useId();
  const headingId = useContext(PageHeadingContext);
  // Shows the touch at once; the next snapshot says what was really taken.
  const pending = block.options.find((option) => touch.held === choiceHold(block.name, option.id));
  return (
    <div className={classes.group} data-titled={block.title !== undefined || undefined}>
      {block.title === undefined ? null : (
        <h2 className={classes.title} id={titleId}>
          <Words text={block.title.text} />
        </h2>
      )}
      <FieldError id={errorId} error={block.error} />
      <RadioGroup
        className={block.look === 'faces' ? (classes.bare ?? '') : (classes.list ?? '')}
        data-look={block.look}
        aria-labelledby={block.title === undefined ? headingId : titleId}
        {...(block.error === undefined ? {} : { 'aria-describedby': errorId, isInvalid: true })}
        value={pending?.id ?? block.selected}
        onChange={(option) => touch.choose(block.name, option)}
      >
        {block.look === 'faces' ? <FaceChoice options={block.options} /> : null}
        {(block.look === 'faces' ? [] : block.options).map((option) => (
          <Radio
            key={option.id}
            value={option.id}
            className={classes.option ?? ''}
            data-option={option.id}
            isDisabled={option.disabledBecause !== undefined}
          >
            <span className={classes.mark} aria-hidden="true">
              <Icon name="tick" />
            </span>
            <OptionWords option={option} />
          </Radio>
        ))}
      </RadioGroup>
    </div>
  );
}

/** Name under which a choice holds the page while it is on its way. */
export function choiceHold(name: string, option: string): string {
  return `${name}=${option}`;
}
