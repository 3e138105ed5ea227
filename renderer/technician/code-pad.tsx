import { useContext, useId } from 'react';
import type { TechnicianBlockOf } from '../../contract/technician/view.ts';
import { controlWords } from '../kit/control-words.ts';
import { fieldGroups } from '../kit/grouping.ts';
import { SubmitInMainSlot } from '../kit/main-slot.tsx';
import { LanguageContext } from '../kit/touch.ts';
import classes from './code-pad.module.css';
import { KeyGrid } from './key-grid.tsx';
import { PadWords } from './pad-words.tsx';
import { useTyped } from './use-typed.ts';

/** A code that somebody reads out over the phone, letter by letter: only the signs that can come in it have a key. */
export function CodePad({ block }: { readonly block: TechnicianBlockOf<'codePad'> }) {
  const words = controlWords(useContext(LanguageContext));
  const labelId = useId();
  const errorId = useId();
  const { alphabet, groups, name } = block;
  const length = groups.reduce((sum, group) => sum + group, 0);
  const { value, add, backspace, submit } = useTyped(alphabet, length);
  return (
    <div className={classes.pad}>
      <PadWords block={block} labelId={labelId} errorId={errorId} />
      <output className={classes.field} aria-labelledby={labelId} data-testid="code-value" data-whole>
        {fieldGroups(value, groups, length).map((group, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: groups are places, they have no other name
          <span key={index} className={classes.group}>
            {[...group.typed.padEnd(group.typed.length + group.empty)].map((place, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: places of a code, they have no other name
              <span key={at} className={classes.place} data-empty={place === ' ' || undefined}>
                {place}
              </span>
            ))}
          </span>
        ))}
      </output>
      <KeyGrid
        signs={[...alphabet]}
        columns={alphabet.length > 12 ? 9 : 3}
        labelledBy={labelId}
        backspace={words.backspace}
        onSign={add}
        onBackspace={backspace}
      />
      <SubmitInMainSlot action={block.submit} isDisabled={value.length < length} onPress={() => submit(name)} />
    </div>
  );
}
