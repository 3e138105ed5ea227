import { useContext, useId } from 'react';
import { Checkbox } from 'react-aria-components/Checkbox';
import { CheckboxGroup } from 'react-aria-components/CheckboxGroup';
import type { BlockOf } from '../../contract/screen.ts';
import classes from './choice-list.module.css';
import { choiceHold } from './choice-list.tsx';
import { FieldError } from './field-error.tsx';
import { Icon } from './icon.tsx';
import { OptionWords } from './option-words.tsx';
import { PageHeadingContext } from './page-heading.ts';
import { useTouch } from './touch.ts';

/** Several of a list. Square marks: round ones mean "one of these". Every touch turns one on or off; going on is a press of its own. */
export function MultiChoice({ block }: { readonly block: BlockOf<'multi'> }) {
  const touch = useTouch();
  const errorId = useId();
  const headingId = useContext(PageHeadingContext);
  const pending = block.options.find((option) => touch.held === choiceHold(block.name, option.id))?.id;
  const isOn = (id: string) => block.selected.includes(id) !== (pending === id);
  return (
    <div className={classes.group}>
      <FieldError id={errorId} error={block.error} />
      <CheckboxGroup
        className={classes.list ?? ''}
        data-short={block.options.length <= 4 || undefined}
        aria-labelledby={headingId}
        {...(block.error === undefined ? {} : { 'aria-describedby': errorId, isInvalid: true })}
        value={block.options.map((option) => option.id).filter(isOn)}
        onChange={(now) => {
          const turned = block.options.find((option) => now.includes(option.id) !== isOn(option.id));
          if (turned !== undefined) touch.choose(block.name, turned.id);
        }}
      >
        {block.options.map((option) => (
          <Checkbox
            key={option.id}
            value={option.id}
            className={classes.option ?? ''}
            data-option={option.id}
            isDisabled={option.disabledBecause !== undefined}
          >
            <span className={`${classes.mark} ${classes.square}`} aria-hidden="true">
              <Icon name="tick" />
            </span>
            <OptionWords option={option} />
          </Checkbox>
        ))}
      </CheckboxGroup>
    </div>
  );
}
