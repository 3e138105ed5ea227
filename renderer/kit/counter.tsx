import { useContext, useId, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import type { BlockOf } from '../../contract/screen.ts';
import { controlWords, fill } from './control-words.ts';
import classes from './counter.module.css';
import { FieldError } from './field-error.tsx';
import { Icon } from './icon.tsx';
import { SubmitInMainSlot } from './main-slot.tsx';
import stepButton from './step-button.module.css';
import { LanguageContext, useTouch } from './touch.ts';

/** A number by − and +. It stands large between them; at a limit the button greys. */
export function Counter({ block }: { readonly block: BlockOf<'counter'> }) {
  const touch = useTouch();
  const words = controlWords(useContext(LanguageContext));
  const [labelId, errorId] = [useId(), useId()];
  const [value, setValue] = useState(block.value);
  const name = block.label.text;
  const step = (by: 1 | -1) => {
    touch.present();
    setValue((now) => Math.min(block.max, Math.max(block.min, now + by)));
  };
  return (
    <div className={classes.counter}>
      <p className={classes.label} id={labelId} data-opens>
        {name}
      </p>
      <FieldError id={errorId} error={block.error} />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a grid in Chromium 114 */}
      <div className={classes.row} role="group" aria-labelledby={labelId} data-counter={block.name}>
        <Button
          className={`${stepButton.button} ${classes.step}`}
          data-step="down"
          aria-label={fill(words.less, { name, by: 1 })}
          isDisabled={value <= block.min}
          onPress={() => step(-1)}
        >
          <Icon name="minus" />
        </Button>
        <output className={classes.value} aria-live="polite">
          <span data-testid="counter-value">{value}</span>
          {block.unit === undefined ? null : <span className={classes.unit}>{block.unit.text}</span>}
        </output>
        <Button
          className={`${stepButton.button} ${classes.step}`}
          data-step="up"
          aria-label={fill(words.more, { name, by: 1 })}
          isDisabled={value >= block.max}
          onPress={() => step(1)}
        >
          <Icon name="plus" />
        </Button>
      </div>
      <SubmitInMainSlot
        action={block.submit}
        isDisabled={false}
        onPress={() => touch.type(block.name, String(value))}
      />
    </div>
  );
}
