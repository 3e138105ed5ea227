import type { TechnicianBlockOf } from '../../../contract/technician/view.ts';
import { QrSymbol } from '../../kit/qr-symbol.tsx';
import { TimeLeft } from '../../kit/time-left.tsx';
import { Words } from '../../kit/words.tsx';
import classes from './enrol-code.module.css';

/** The code by which the operator knows this machine: read out or scanned, as large as the page allows. */
export function EnrolCode({ block }: { readonly block: TechnicianBlockOf<'enrolCode'> }) {
  return (
    <section className={classes.code} data-whole data-testid="enrol-code">
      {block.qr === undefined ? null : (
        <figure className={classes.scan}>
          <QrSymbol qr={block.qr} className={classes.symbol} />
          <figcaption className={classes.caption}>{block.qr.label.text}</figcaption>
        </figure>
      )}
      <div className={classes.words}>
        <p className={classes.label}>{block.label.text}</p>
        <p className={classes.groups}>
          {block.groups.map((group, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: groups are places, they have no other name
            <span key={at}>{group}</span>
          ))}
        </p>
        <TimeLeft endsAt={block.endsAt} />
        {block.caption === undefined ? null : (
          <p className={classes.caption}>
            <Words text={block.caption.text} />
          </p>
        )}
      </div>
    </section>
  );
}
