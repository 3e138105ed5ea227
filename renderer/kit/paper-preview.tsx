import type { BlockOf } from '../../contract/screen.ts';
import classes from './paper-preview.module.css';
import { SvgPaper } from './svg-paper.tsx';

/** The receipt as it is on paper. */
export function PaperPreview({ block }: { readonly block: BlockOf<'paper'> }) {
  return (
    <figure className={classes.tray}>
      <SvgPaper svg={block.svg} label={block.label.text} className={classes.paper} />
    </figure>
  );
}
