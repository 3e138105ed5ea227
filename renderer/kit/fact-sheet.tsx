import type { BlockOf } from '../../contract/screen.ts';
import classes from './fact-sheet.module.css';
import { Icon } from './icon.tsx';
import { Phrases } from './phrases.tsx';
import { PressButton } from './press-button.tsx';
import { Words } from './words.tsx';

/** Where the sheet turns leaves: a person does not end with the name, and a source stands with what comes from it. */
const opens = ({ rows, source }: BlockOf<'facts'>, at: number): boolean =>
  (at === 0 && rows.length > 1) || (at === rows.length - 1 && source !== undefined);

/** "We found this": what each value is, the value, and where it comes from. */
export function FactSheet({ block }: { readonly block: BlockOf<'facts'> }) {
  return (
    <section className={classes.sheet}>
      {block.title === undefined ? null : <h2 className={classes.title}>{block.title.text}</h2>}
      <dl className={classes.rows} data-titled={block.title !== undefined || undefined}>
        {block.rows.map((row, at) => (
          <div
            key={row.id}
            className={classes.row}
            data-fact={row.id}
            data-emphasis={row.emphasis || undefined}
            data-opens={opens(block, at) || undefined}
          >
            <dt>
              <Phrases text={row.label.text} />
            </dt>
            <dd>
              <span className={row.reveal === undefined ? undefined : classes.covered}>
                <Words text={row.value.text} />
              </span>
              {row.reveal === undefined ? null : (
                <PressButton action={row.reveal} look="quiet" before={<Icon name="eye" />} />
              )}
              {row.change === undefined ? null : <PressButton action={row.change} look="quiet" />}
            </dd>
          </div>
        ))}
      </dl>
      {block.source === undefined ? null : <p className={classes.source}>{block.source.text}</p>}
    </section>
  );
}
