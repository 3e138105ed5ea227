import type { BlockOf } from '../../contract/screen.ts';
import classes from './paper-preview.module.css';

/** The receipt as it is on paper. An image from a data address: scripts inside cannot run and references cannot load. */
export function PaperPreview({ block }: { readonly block: BlockOf<'paper'> }) {
  return (
    <figure className={classes.tray}>
      <img
        className={classes.paper}
        src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(block.svg)}`}
        alt={block.label.text}
      />
    </figure>
  );
}
