import { useContext, useId } from 'react';
import type { TechnicianBlockOf } from '../../contract/technician/view.ts';
import { controlWords, fill } from '../kit/control-words.ts';
import { minutesWords, useSecondsTo } from '../kit/countdown-clock.ts';
import heardOnly from '../kit/heard-only.module.css';
import { Icon } from '../kit/icon.tsx';
import { SubmitInMainSlot } from '../kit/main-slot.tsx';
import { LanguageContext } from '../kit/touch.ts';
import { Words } from '../kit/words.tsx';
import { KeyGrid } from './key-grid.tsx';
import { PadWords } from './pad-words.tsx';
import classes from './secret-pad.module.css';
import { useTyped } from './use-typed.ts';

const digits = '1234567890';

/**
 * Where a PIN is typed: dots, never digits. What was typed lives here and nowhere else; it leaves with the main button and is forgotten at that moment. Locked after
 * wrong ones, it counts down and takes nothing.
 */
export function SecretPad({ block }: { readonly block: TechnicianBlockOf<'secret'> }) {
  const words = controlWords(useContext(LanguageContext));
  const labelId = useId();
  const errorId = useId();
  const lockedFor = useSecondsTo(block.lockedUntil);
  const isLocked = lockedFor !== null && lockedFor > 0;
  const { minLength, maxLength, name } = block;
  const { value, add, backspace, submit } = useTyped(digits, maxLength, isLocked);
  return (
    <div className={classes.pad}>
      <PadWords block={block} labelId={labelId} errorId={errorId} />
      <div className={classes.entry} data-whole>
        {isLocked ? (
          <div className={classes.locked} role="alert" data-testid="locked">
            <p className={classes.seconds} role="timer">
              <Icon name="lock" />
              {minutesWords(lockedFor)}
            </p>
            {block.lockedWords === undefined ? null : (
              <p>
                <Words text={block.lockedWords.text} />
              </p>
            )}
          </div>
        ) : (
          <output
            className={classes.dots}
            aria-labelledby={labelId}
            data-testid="secret-dots"
            data-entered={value.length}
          >
            <span className={heardOnly.text}>{fill(words.entered, { n: value.length, of: maxLength })}</span>
            {Array.from({ length: Math.max(minLength, value.length) }, (_, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: places of a number, they have no other name
              <span key={at} className={classes.dot} data-full={at < value.length || undefined} aria-hidden="true" />
            ))}
          </output>
        )}
        <KeyGrid
          signs={[...digits]}
          columns={3}
          labelledBy={labelId}
          backspace={words.backspace}
          isLocked={isLocked}
          onSign={add}
          onBackspace={backspace}
        />
      </div>
      <SubmitInMainSlot
        action={block.submit}
        isDisabled={isLocked || value.length < minLength}
        onPress={() => submit(name)}
      />
    </div>
  );
}
