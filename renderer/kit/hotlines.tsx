import type { BlockOf } from '../../contract/screen.ts';
import classes from './hotlines.module.css';
import { Icon } from './icon.tsx';
import { InLanguage } from './words.tsx';

/** Longer numbers get a row of their own: they must not break, and not shrink either. */
const longNumber = 8;

/** Telephone numbers to call, large enough to copy from where one stands. */
export function Hotlines({ block }: { readonly block: BlockOf<'hotlines'> }) {
  return (
    <ul className={classes.lines}>
      {block.lines.map((line) => (
        <li
          key={line.label.key + line.number}
          className={line.number.length > longNumber ? `${classes.line} ${classes.long}` : classes.line}
        >
          <Icon name="phone" className={classes.icon} />
          <span className={classes.label}>
            <InLanguage text={line.label.text} />
          </span>
          <span className={classes.number}>{line.number}</span>
        </li>
      ))}
    </ul>
  );
}
