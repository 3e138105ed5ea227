import type { CSSProperties } from 'react';
import type { TechnicianBlockOf } from '../../contract/technician/view.ts';
import { Icon } from '../kit/icon.tsx';
import { PressButton } from '../kit/press-button.tsx';
import { Words } from '../kit/words.tsx';
import { RowHead } from './row-head.tsx';
import classes from './supplies.module.css';

type Block = TechnicianBlockOf<'supplies'>;
type SupplyRow = Block['rows'][number];

const figures = ['now', 'before', 'after', 'difference'] as const;

/** Paper, cards and bins: how much there is, and in a replenishment what was before, what is after, and what the journal makes of it. */
export function Supplies({ block }: { readonly block: Block }) {
  return (
    <ul className={classes.rows}>
      {block.rows.map((row) => (
        <li key={row.id} className={classes.row} data-supply={row.id} data-tone={row.tone}>
          <RowHead name={row.name} word={row.word} sign={row.tone} />
          <Level level={row.level} />
          <div className={classes.body}>
            <div className={classes.known}>
              <div className={classes.figures}>
                {figures.map((figure) => (
                  <Figure key={figure} block={block} row={row} figure={figure} />
                ))}
              </div>
              {row.detail === undefined ? null : (
                <p className={classes.detail}>
                  <Words text={row.detail.text} />
                </p>
              )}
            </div>
            {row.action === undefined ? null : (
              <span className={classes.act}>
                <PressButton action={row.action} look="plain" />
              </span>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

/** How full it is: a bar for who looks over the page, the number stands below. None where only a sensor speaks: its word says all that is known. */
function Level({ level }: { readonly level: number | undefined }) {
  return level === undefined ? null : (
    <div className={classes.level} style={{ '--level': `${level * 100}%` } as CSSProperties} aria-hidden="true" />
  );
}

function Figure({
  block,
  row,
  figure,
}: {
  readonly block: Block;
  readonly row: SupplyRow;
  readonly figure: (typeof figures)[number];
}) {
  const column = block.columns[figure];
  const value = figure === 'difference' ? row.difference?.text : row[figure];
  if (column === undefined || value === undefined) return null;
  return (
    <span
      className={classes.figure}
      data-figure={figure}
      data-tone={figure === 'difference' ? row.difference?.tone : undefined}
    >
      <span className={classes.column}>{column.text}</span>
      <span className={classes.value}>
        {figure === 'difference' && row.difference !== undefined ? <Icon name={row.difference.tone} /> : null}
        {value.text}
      </span>
    </span>
  );
}
