import type { ReactNode } from 'react';
import { kitTexts } from '../texts/kit-texts.ts';
import { useWords } from '../texts/use-words.ts';
import { Empty } from './resource-view.tsx';
import styles from './small-table.module.css';

export interface SmallColumn<Row> {
  readonly id: string;
  readonly label: string;
  readonly isNumber?: boolean;
  readonly isRowHeader?: boolean;
  readonly cell: (row: Row) => ReactNode;
}

interface Props<Row> {
  /** What the table lists; read out, not shown. */
  readonly label: string;
  readonly columns: readonly SmallColumn<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly empty?: ReactNode;
  /** The hub gives the newest so many and no more; a list that is cut says so. */
  readonly most?: number;
}

/** A table of some dozens of rows at most, all of them in the page: panels, print. Long lists: `DataTable`. */
export function SmallTable<Row>({ most, ...table }: Props<Row>) {
  const words = useWords(kitTexts);
  const isCut = most !== undefined && table.rows.length >= most;
  return (
    <>
      <Table {...table} />
      {isCut && <p className={styles.cut}>{words('newestOnly', { count: most })}</p>}
    </>
  );
}

function Table<Row>({ label, columns, rows, keyOf, empty }: Omit<Props<Row>, 'most'>) {
  if (rows.length === 0) return <Empty>{empty}</Empty>;
  return (
    <table className={styles.table} aria-label={label}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.id} scope="col" className={column.isNumber ? styles.number : undefined}>
              {column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map((column) =>
              column.isRowHeader ? (
                <th key={column.id} scope="row">
                  {column.cell(row)}
                </th>
              ) : (
                <td key={column.id} className={column.isNumber ? styles.number : undefined}>
                  {column.cell(row)}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
