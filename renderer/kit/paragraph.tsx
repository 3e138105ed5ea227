import type { BlockOf } from '../../contract/screen.ts';
import classes from './paragraph.module.css';
import { Words } from './words.tsx';

/** Text that is read: a line of at most 26 Han characters. */
export function Paragraph({ block }: { readonly block: BlockOf<'paragraph'> }) {
  return (
    <p className={classes.paragraph} data-muted={block.muted || undefined}>
      <Words text={block.text.text} />
    </p>
  );
}
