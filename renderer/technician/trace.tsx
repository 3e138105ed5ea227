import type { TechnicianBlockOf } from '../../contract/technician/view.ts';
import classes from './trace.module.css';
import { WireLines } from './wire-lines.tsx';

/** What went over the wire, newest last, with its meaning where it is known. */
export function Trace({ block }: { readonly block: TechnicianBlockOf<'trace'> }) {
  return (
    <section>
      {block.title === undefined ? null : <h2 className={classes.title}>{block.title.text}</h2>}
      {block.lines.length === 0 && block.empty !== undefined ? (
        <p className={classes.empty}>{block.empty.text}</p>
      ) : (
        <WireLines lines={block.lines} />
      )}
    </section>
  );
}
