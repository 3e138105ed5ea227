import { useContext, useId, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import type { BlockOf } from '../../contract/screen.ts';
import { controlWords, fill } from './control-words.ts';
import { type DateParts, firstDate, turnWheel, type Wheel, writeDate } from './date-parts.ts';
import classes from './date-wheels.module.css';
import { FieldError } from './field-error.tsx';
import heardOnly from './heard-only.module.css';
import { Icon } from './icon.tsx';
import { SubmitInMainSlot } from './main-slot.tsx';
import stepButton from './step-button.module.css';
import { LanguageContext, useTouch, WallClockContext } from './touch.ts';

/** Years further apart than this get a button for ten at once: nobody presses forty times for a birthday. */
const farYears = 15;

/**
 * A day or a month on wheels with + and −, no calendar to read. The half-made date lives here and leaves with the main button.
 * A wheel at its limit stands still and says so by its greyed button.
 */
export function DateWheels({ block }: { readonly block: BlockOf<'date'> }) {
  const touch = useTouch();
  const words = controlWords(useContext(LanguageContext));
  const clock = useContext(WallClockContext);
  const [labelId, errorId] = [useId(), useId()];
  const { unit, min, max } = block;
  const [parts, setParts] = useState<DateParts>(() => firstDate(unit, block.value, clock?.now, min, max));
  const turn = (wheel: Wheel, by: number) => {
    touch.present();
    setParts((now) => turnWheel(now, wheel, by, min, max) ?? now);
  };
  const wheels: readonly Wheel[] = unit === 'day' ? ['year', 'month', 'day'] : ['year', 'month'];
  const far = Number(max.slice(0, 4)) - Number(min.slice(0, 4)) > farYears;
  return (
    <div className={classes.date}>
      <p className={classes.label} id={labelId} data-opens>
        {block.label.text}
      </p>
      <FieldError id={errorId} error={block.error} />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a grid in Chromium 114 */}
      <div
        className={classes.wheels}
        role="group"
        aria-labelledby={labelId}
        data-unit={unit}
        data-invalid={block.error !== undefined || undefined}
      >
        {wheels.map((wheel) => (
          <WheelOf
            key={wheel}
            wheel={wheel}
            name={words[wheel]}
            parts={parts}
            steps={wheel === 'year' && far ? [1, 10] : [1]}
            next={(by) => turnWheel(parts, wheel, by, min, max)}
            more={words.more}
            less={words.less}
            onTurn={(by) => turn(wheel, by)}
          />
        ))}
      </div>
      <output className={heardOnly.text} aria-live="polite" data-testid="date-value">
        {writeDate(parts)}
      </output>
      <SubmitInMainSlot
        action={block.submit}
        isDisabled={false}
        onPress={() => touch.type(block.name, writeDate(parts))}
      />
    </div>
  );
}

/** One wheel: the value large, its neighbours faint above and below, a button at either end. Up is later. */
function WheelOf({
  wheel,
  name,
  parts,
  steps,
  next,
  more,
  less,
  onTurn,
}: {
  readonly wheel: Wheel;
  readonly name: string;
  readonly parts: DateParts;
  readonly steps: readonly number[];
  readonly next: (by: number) => DateParts | null;
  readonly more: string;
  readonly less: string;
  readonly onTurn: (by: number) => void;
}) {
  const [after, before] = [next(1), next(-1)];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a grid in Chromium 114
    <div className={classes.wheel} role="group" aria-label={name} data-wheel={wheel} data-value={parts[wheel]}>
      <div className={classes.turns}>
        {steps.map((by) => (
          <Button
            key={by}
            className={`${stepButton.button} ${classes.turn}`}
            data-step={by === 1 ? 'up' : `up${by}`}
            aria-label={fill(more, { name, by })}
            isDisabled={next(by) === null}
            onPress={() => onTurn(by)}
          >
            {by === 1 ? <Icon name="plus" /> : `+${by}`}
          </Button>
        ))}
      </div>
      <div className={classes.window}>
        <span className={classes.faint} aria-hidden="true">
          {after === null ? '' : shown(after, wheel)}
        </span>
        <span className={classes.value}>
          {shown(parts, wheel)}
          <span className={classes.unit}>{name}</span>
        </span>
        <span className={classes.faint} aria-hidden="true">
          {before === null ? '' : shown(before, wheel)}
        </span>
      </div>
      <div className={classes.turns}>
        {steps.map((by) => (
          <Button
            key={by}
            className={`${stepButton.button} ${classes.turn}`}
            data-step={by === 1 ? 'down' : `down${by}`}
            aria-label={fill(less, { name, by })}
            isDisabled={next(-by) === null}
            onPress={() => onTurn(-by)}
          >
            {by === 1 ? <Icon name="minus" /> : `−${by}`}
          </Button>
        ))}
      </div>
    </div>
  );
}

function shown(parts: DateParts, wheel: Wheel): string {
  return String(parts[wheel] ?? '');
}
