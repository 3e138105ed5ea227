import type { BlockOf } from '../../contract/screen.ts';
import { receiptGroups } from './grouping.ts';
import { QrSymbol } from './qr-symbol.tsx';
import classes from './receipt-block.module.css';

/** The number that matters: the largest thing on its page, grouped as it is read aloud, with its QR. */
export function ReceiptBlock({ block }: { readonly block: BlockOf<'receipt'> }) {
  const groups = receiptGroups(block.number);
  return (
    <section className={classes.receipt} data-whole>
      <div>
        <p className={classes.label}>{block.label.text}</p>
        <p className={classes.number} data-testid="receipt-number">
          {groups.map((group, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: groups are places, they have no other name
            <span key={index}>
              {group}
              {index < groups.length - 1 ? <span className={classes.hyphen}>-</span> : null}
            </span>
          ))}
        </p>
      </div>
      {block.qr === undefined ? null : (
        <figure className={classes.code}>
          <QrSymbol qr={block.qr} className={undefined} />
          <figcaption aria-hidden="true">{block.qr.label.text}</figcaption>
        </figure>
      )}
    </section>
  );
}
