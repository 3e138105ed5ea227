import type { BlockOf } from '../../contract/screen.ts';
import classes from './choice-list.module.css';
import { Words } from './words.tsx';

/** What an option says, one below the other: its name, more about it, why it cannot be chosen. */
export function OptionWords({ option }: { readonly option: BlockOf<'choice' | 'multi'>['options'][number] }) {
  return (
    <span className={classes.words}>
      <span className={classes.label}>
        <Words text={option.label.text} />
      </span>
      {option.detail === undefined ? null : (
        <span className={classes.detail}>
          <Words text={option.detail.text} />
        </span>
      )}
      {option.disabledBecause === undefined ? null : (
        <span className={classes.because}>
          <Words text={option.disabledBecause.text} />
        </span>
      )}
    </span>
  );
}
