import type { BlockOf } from '../../contract/screen.ts';
import classes from './code.module.css';
import { QrSymbol } from './qr-symbol.tsx';
import { TimeLeft } from './time-left.tsx';

/** A symbol to show or to scan, what it is for, and how long it lives. */
export function Code({ block }: { readonly block: BlockOf<'code'> }) {
  return (
    <figure className={classes.code}>
      <QrSymbol qr={block.qr} className={classes.symbol} />
      <figcaption className={classes.words}>
        <span className={classes.caption}>{block.caption.text}</span>
        <span className={classes.label}>{block.qr.label.text}</span>
        <TimeLeft endsAt={block.endsAt} />
      </figcaption>
    </figure>
  );
}
