import { useId } from 'react';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import type { TechnicianBlockOf } from '../../../contract/technician/view.ts';
import { choiceHold } from '../../kit/choice-list.tsx';
import { Icon } from '../../kit/icon.tsx';
import { useTouch } from '../../kit/touch.ts';
import { Words } from '../../kit/words.tsx';
import { RoleIcon } from './role-icon.tsx';
import classes from './roles.module.css';

/** What a port is for, one touch each. The role that answered to its handshake says so. */
export function Roles({ block }: { readonly block: TechnicianBlockOf<'roles'> }) {
  const touch = useTouch();
  const labelId = useId();
  const pending = block.options.find((option) => touch.held === choiceHold(block.name, option.id));
  return (
    <section className={classes.group}>
      <h2 className={classes.title} id={labelId} data-opens>
        {block.label.text}
      </h2>
      <RadioGroup
        className={classes.grid ?? ''}
        aria-labelledby={labelId}
        value={pending?.id ?? block.selected}
        onChange={(option) => touch.choose(block.name, option)}
      >
        {block.options.map((option) => (
          <Radio
            key={option.id}
            value={option.id}
            className={classes.option ?? ''}
            data-option={option.id}
            isDisabled={option.disabledBecause !== undefined}
          >
            <span className={classes.sign}>
              <RoleIcon role={option.id} />
            </span>
            <span className={classes.words}>
              <span className={classes.label}>{option.label.text}</span>
              {option.proposed === undefined ? null : (
                <span className={classes.proposed}>
                  <Icon name="done" />
                  {option.proposed.text}
                </span>
              )}
              {[option.detail, option.disabledBecause].map((text) =>
                text === undefined ? null : (
                  <span key={text.key} className={classes.detail}>
                    <Words text={text.text} />
                  </span>
                ),
              )}
            </span>
            <span className={classes.mark} aria-hidden="true">
              <Icon name="tick" />
            </span>
          </Radio>
        ))}
      </RadioGroup>
    </section>
  );
}
