import type { TechnicianBlockOf } from '../../contract/technician/view.ts';
import { PressButton } from '../kit/press-button.tsx';
import { InLanguage } from '../kit/words.tsx';
import classes from './settings.module.css';

/** Settings of the machine, one a row: name, value, which layer it comes from, and the way to change it. What was set here stands out from what is delivered. */
export function Settings({ block }: { readonly block: TechnicianBlockOf<'settings'> }) {
  return (
    <section>
      {block.title === undefined ? null : <h2 className={classes.title}>{block.title.text}</h2>}
      <ul className={classes.rows}>
        {block.rows.map((row) => (
          <li key={row.id} className={classes.row} data-setting={row.id} data-own={row.isOwn || undefined}>
            <span className={classes.words}>
              <code className={classes.path}>{row.path}</code>
              <span className={classes.value}>
                <InLanguage text={row.value.text} />
              </span>
              <span className={classes.from}>{row.from.text}</span>
            </span>
            {row.action === undefined ? null : <PressButton action={row.action} look="quiet" />}
          </li>
        ))}
      </ul>
    </section>
  );
}
