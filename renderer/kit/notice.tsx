import type { BlockOf } from '../../contract/screen.ts';
import { Icon } from './icon.tsx';
import classes from './notice.module.css';
import { Words } from './words.tsx';

/** A message in one of four tones, each with its own shape. Attention interrupts a screen reader, the rest waits its turn. */
export function Notice({ block }: { readonly block: BlockOf<'notice'> }) {
  return (
    <div className={classes.notice} data-tone={block.tone} role={block.tone === 'attention' ? 'alert' : 'status'}>
      <Icon name={block.tone} className={classes.icon} />
      <div>
        {block.title === undefined ? null : (
          <p className={classes.title}>
            <Words text={block.title.text} />
          </p>
        )}
        <p>
          <Words text={block.text.text} />
        </p>
      </div>
    </div>
  );
}
