import type { BlockOf } from '../../contract/screen.ts';
import { Icon } from './icon.tsx';
import classes from './pay.module.css';
import { QrSymbol } from './qr-symbol.tsx';
import { TimeLeft } from './time-left.tsx';

/** What is paid, how much, by which symbol, and how long it can be paid. The amount is the largest thing on the page. */
export function Pay({ block }: { readonly block: BlockOf<'pay'> }) {
  return (
    <section className={classes.pay} data-whole>
      <div className={classes.words}>
        <p className={classes.what}>{block.what.text}</p>
        <p className={classes.amount} data-testid="amount">
          {block.amount.text}
        </p>
        <TimeLeft endsAt={block.endsAt} />
        {block.label === undefined ? null : (
          <p className={classes.label}>
            <Icon name="information" />
            {block.label.text}
          </p>
        )}
      </div>
      <figure className={classes.code}>
        <QrSymbol qr={block.qr} className={classes.symbol} />
        <figcaption aria-hidden="true">{block.qr.label.text}</figcaption>
      </figure>
    </section>
  );
}
