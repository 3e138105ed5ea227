import { type CSSProperties, useContext, useId, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import type { BlockOf } from '../../contract/screen.ts';
import { controlWords } from './control-words.ts';
import classes from './digits.module.css';
import { FieldError } from './field-error.tsx';
import { fieldGroups, groupDigits, typeKey } from './grouping.ts';
import { useHardwareKeys } from './hardware-keys.ts';
import heardOnly from './heard-only.module.css';
import { Icon } from './icon.tsx';
import { inPlace } from './in-place.tsx';
import { PressButton } from './press-button.tsx';
import { LanguageContext, MainSlotContext, useTouch } from './touch.ts';

const digitKeys = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/**
 * Digit pad with its field. The half-typed value lives here and nowhere else; it leaves with the press of the main button and is gone with the
 * page. The same keys work from a keyboard.
 */
export function Digits({ block }: { readonly block: BlockOf<'digits'> }) {
  const touch = useTouch();
  const words = controlWords(useContext(LanguageContext));
  const mainSlot = useContext(MainSlotContext);
  const labelId = useId();
  const errorId = useId();
  const [value, setValue] = useState('');
  /** What was handed in last; where the page still stands when the answer is there, it was not taken. */
  const [sent, setSent] = useState<string | null>(null);
  const { present, held } = touch;

  const { maxLength, allowX } = block;
  const key = (pressed: string) => {
    present();
    setValue((typed) => typeKey(typed, pressed, { maxLength, allowX }, held === null && typed === sent));
  };
  const backspace = () => {
    present();
    setValue((typed) => typed.slice(0, -1));
  };
  const clear = () => {
    present();
    setValue('');
  };

  useHardwareKeys((pressed) => {
    if (pressed === 'Backspace') backspace();
    else if (/^[0-9xX]$/.test(pressed)) key(pressed.toUpperCase());
    else return false;
    return true;
  });

  // All places on one line, as large as the field allows.
  const groups = fieldGroups(value, block.groups, maxLength);
  const places = { '--places': maxLength + 0.7 * (groups.length - 1) } as CSSProperties;
  const submit = (
    <PressButton
      action={block.submit}
      look="main"
      isDisabled={value === ''}
      onPress={() => {
        setSent(value);
        touch.type(block.name, value);
      }}
    />
  );
  return (
    <div className={classes.digits}>
      <div className={classes.side}>
        <p className={classes.label} id={labelId} data-opens>
          {block.label.text}
        </p>
        {block.why === undefined ? null : <p className={classes.why}>{block.why.text}</p>}
        <FieldError id={errorId} error={block.error} />
      </div>
      {/* Field and keys are one: never on two leaves. */}
      <div className={classes.entry} data-whole>
        <div className={classes.field} data-invalid={block.error !== undefined || undefined}>
          <output className={classes.value} aria-labelledby={labelId} data-testid="digits-value">
            <span className={heardOnly.text}>{groupDigits(value, block.groups).join(' ')}</span>
            <span className={classes.groups} aria-hidden="true" style={places}>
              {groups.map((group, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: groups are places, they have no other name
                <span key={index} className={classes.group}>
                  {[...group.typed.padEnd(group.typed.length + group.empty)].map((place, at) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: places of a number, they have no other name
                    <span key={at} className={classes.place} data-empty={place === ' ' || undefined}>
                      {place}
                    </span>
                  ))}
                </span>
              ))}
            </span>
          </output>
          <Button className={classes.clear ?? ''} data-key="clear" onPress={clear} isDisabled={value === ''}>
            {words.clear}
          </Button>
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a grid in Chromium 114 */}
        <div className={classes.pad} role="group" aria-labelledby={labelId}>
          {digitKeys.map((digit) => (
            <Button key={digit} className={classes.key ?? ''} data-key={digit} onPress={() => key(digit)}>
              {digit}
            </Button>
          ))}
          {allowX ? (
            <Button className={classes.key ?? ''} data-key="X" onPress={() => key('X')}>
              X
            </Button>
          ) : (
            <span />
          )}
          <Button className={classes.key ?? ''} data-key="0" onPress={() => key('0')}>
            0
          </Button>
          <Button className={classes.key ?? ''} data-key="backspace" aria-label={words.backspace} onPress={backspace}>
            <Icon name="backspace" />
          </Button>
        </div>
      </div>
      {inPlace(submit, mainSlot)}
    </div>
  );
}
