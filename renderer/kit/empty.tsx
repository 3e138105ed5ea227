import type { Text } from '../../contract/text.ts';
import classes from './empty.module.css';
import { Icon, type IconName } from './icon.tsx';
import { Phrases } from './phrases.tsx';

/** Nothing is there, and what can be done now. An empty place without words looks like one that failed to load. */
export function Empty({ icon, text }: { readonly icon: IconName; readonly text: Text }) {
  return (
    <div className={classes.empty} role="status">
      <span className={classes.mark}>
        <Icon name={icon} />
      </span>
      <p>
        <Phrases text={text.text} />
      </p>
    </div>
  );
}
