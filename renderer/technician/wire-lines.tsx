import type { TraceLine } from '../../contract/technician/trace-line.ts';
import { Icon } from '../kit/icon.tsx';
import classes from './wire-lines.module.css';

/** Frames of a wire, newest last: when, which way, the bytes, and what they mean where it is known. Spans, so that they may stand in a button. */
export function WireLines({ lines }: { readonly lines: readonly TraceLine[] }) {
  if (lines.length === 0) return null;
  return (
    <span className={classes.lines} data-testid="wire">
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of a wire are places, two may be the same
        <span key={index} className={classes.line} data-way={line.way} data-damaged={line.isDamaged}>
          <time className={classes.at}>{line.at}</time>
          <span className={classes.way}>
            {line.way === 'event' ? '·' : <Icon name={line.way === 'out' ? 'forward' : 'back'} />}
          </span>
          <span className={classes.said}>
            <span>{line.bytes}</span>
            {line.words === undefined ? null : <span className={classes.words}>{line.words}</span>}
          </span>
        </span>
      ))}
    </span>
  );
}
