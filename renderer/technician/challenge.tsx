import type { TechnicianBlockOf } from '../../contract/technician/view.ts';
import { TimeLeft } from '../kit/time-left.tsx';
import { Words } from '../kit/words.tsx';
import classes from './challenge.module.css';

/** What is read out to the operator over the phone: in groups, as large as the page allows. */
export function Challenge({ block }: { readonly block: TechnicianBlockOf<'challenge'> }) {
  return (
    <section className={classes.challenge} data-whole data-testid="challenge">
      <p className={classes.label}>{block.label.text}</p>
      <p className={classes.groups}>
        {block.groups.map((group, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: groups are places, they have no other name
          <span key={at}>{group}</span>
        ))}
      </p>
      {block.caption === undefined ? null : (
        <p className={classes.caption}>
          <Words text={block.caption.text} />
        </p>
      )}
      <TimeLeft endsAt={block.endsAt} />
    </section>
  );
}
