import type { Tone } from '../../contract/blocks/parts.ts';
import type { Text } from '../../contract/text.ts';
import { Icon } from '../kit/icon.tsx';
import classes from './row-head.module.css';

/** Head of a row of devices or supplies: its name, and in the tone of the row how it does. @param sign shown before the word, where the row has none elsewhere */
export function RowHead({ name, word, sign }: { readonly name: Text; readonly word: Text; readonly sign?: Tone }) {
  return (
    <span className={classes.head}>
      <span className={classes.name}>{name.text}</span>
      <span className={classes.word}>
        {sign === undefined ? null : <Icon name={sign} />}
        {word.text}
      </span>
    </span>
  );
}
