import type { TechnicianBlockOf } from '../../contract/technician/view.ts';
import { Icon } from '../kit/icon.tsx';
import { Words } from '../kit/words.tsx';
import classes from './axes.module.css';

/** What the sensors of a device say now. The machine pushes every change: nothing here is older than the wire. */
export function Axes({ block }: { readonly block: TechnicianBlockOf<'axes'> }) {
  return (
    <section>
      {block.title === undefined ? null : <h2 className={classes.title}>{block.title.text}</h2>}
      <dl className={classes.cells} data-odd={block.rows.length % 2 === 1 || undefined}>
        {block.rows.map((row) => (
          <div key={row.id} className={classes.cell} data-axis={row.id} data-tone={row.tone}>
            <dt>{row.label.text}</dt>
            <dd>
              {row.tone === undefined ? null : (
                <span className={classes.shape}>
                  <Icon name={row.tone} />
                </span>
              )}
              <Words text={row.value.text} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
