import type { TechnicianBlockOf } from '../../contract/technician/view.ts';
import { Icon } from '../kit/icon.tsx';
import classes from './trace.module.css';

/** What went over the wire, newest last, with its meaning where it is known. */
export function Trace({ block }: { readonly block: TechnicianBlockOf<'trace'> }) {
  return (
    <section>
      {block.title === undefined ? null : <h2 className={classes.title}>{block.title.text}</h2>}
      <ol className={classes.lines}>
        {block.lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a wire are places, two may be the same
          <li key={index} className={classes.line} data-way={line.way}>
            <time className={classes.at}>{line.at}</time>
            <span className={classes.way}>
              <Icon name={line.way === 'out' ? 'forward' : 'back'} />
            </span>
            <span className={classes.bytes}>{line.bytes}</span>
            {line.words === undefined ? null : <span className={classes.words}>{line.words}</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}
