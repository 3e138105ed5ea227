import { useId } from 'react';
import type { BlockOf } from '../../contract/screen.ts';
import classes from './data-table.module.css';
import { Icon } from './icon.tsx';
import { PressButton } from './press-button.tsx';
import { InLanguage } from './words.tsx';

/** Records, twelve a page, with tabular figures. Where the letters are too large for its columns each record becomes a small sheet of its own. */
export function DataTable({ block }: { readonly block: BlockOf<'table'> }) {
  const titleId = useId();
  const figures = block.columns.map((_, at) => block.rows.every((row) => isFigure(row[at]?.text ?? '')));
  return (
    <section className={classes.section}>
      {block.title === undefined && block.reveal === undefined ? null : (
        <header className={classes.head}>
          <h2 className={classes.title} id={titleId}>
            {block.title?.text}
          </h2>
          {block.reveal === undefined ? null : (
            <PressButton action={block.reveal} look="quiet" before={<Icon name="eye" />} />
          )}
        </header>
      )}
      <div>
        <table
          className={classes.table}
          data-columns={block.columns.length}
          aria-labelledby={block.title === undefined ? undefined : titleId}
        >
          <thead>
            <tr>
              {block.columns.map((column, at) => (
                <th key={column.key} scope="col" data-figure={figures[at] || undefined}>
                  {column.text}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {block.rows.map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: records of a page are places, they have no other name
              <tr key={index}>
                {row.map((cell, at) => (
                  <td
                    // biome-ignore lint/suspicious/noArrayIndexKey: cells are named by their column
                    key={at}
                    data-label={block.columns[at]?.text}
                    data-covered={covers(cell.text) || undefined}
                    data-figure={figures[at] || undefined}
                  >
                    <InLanguage text={cell.text} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {block.source === undefined ? null : <p className={classes.source}>{block.source.text}</p>}
    </section>
  );
}

/** Covering text of a hidden amount: asterisks or dots only. */
function covers(text: string): boolean {
  return /^[*•●·＊\s]+$/.test(text);
}

/** Columns of amounts and counts stand at the right, so that their places meet. */
function isFigure(text: string): boolean {
  return /^[¥￥$]?[\d,.*•＊-]+( ?(元|%|yuan))?$/.test(text) && !/^\d{4}-\d{2}/.test(text);
}
