import { type ReactNode, useMemo } from 'react';
import { Checkbox } from 'react-aria-components/Checkbox';
import { Collection } from 'react-aria-components/Collection';
import {
  Cell,
  Column,
  Row,
  type SortDescriptor,
  Table,
  TableBody,
  TableHeader,
  TableLoadMoreItem,
} from 'react-aria-components/Table';
import { TableLayout, Virtualizer } from 'react-aria-components/Virtualizer';
import type { Rows } from '../data/use-rows.ts';
import { kitTexts } from '../texts/kit-texts.ts';
import { useWords } from '../texts/use-words.ts';
import styles from './data-table.module.css';
import { Icon } from './icon.tsx';
import { Empty, FailureNote, Loading } from './resource-view.tsx';
import { TickBox } from './tick-box.tsx';

export interface DataColumn<T> {
  readonly id: string;
  readonly label: string;
  /** Pixels, or parts of what is left (`1fr`). */
  readonly width: number | `${number}fr`;
  readonly minWidth?: number;
  readonly isSortable?: boolean;
  readonly isNumber?: boolean;
  readonly isRowHeader?: boolean;
  readonly cell: (row: T) => ReactNode;
}

export interface Sort {
  readonly column: string;
  readonly isDescending: boolean;
}

interface Props<T> {
  readonly label: string;
  readonly columns: readonly DataColumn<T>[];
  /** What `useRows` gives. */
  readonly list: Rows<T>;
  readonly keyOf: (row: T) => string;
  readonly sort?: Sort;
  readonly onSort?: (sort: Sort) => void;
  /** Keys that are chosen; without, nothing can be chosen. */
  readonly selected?: ReadonlySet<string>;
  readonly onSelect?: (keys: ReadonlySet<string>) => void;
  /** A press on a row. Its first cell should hold a link to the same place. */
  readonly onOpen?: (row: T) => void;
  readonly empty?: ReactNode;
  readonly rowHeight?: number;
}

/**
 * A long list: only the rows in sight are in the page, more are read as somebody scrolls. Arrows, Home, End and letters move in it, Space chooses. Fills its parent (`Page isFilled`).
 */
export function DataTable<T extends object>(props: Props<T>) {
  const words = useWords(kitTexts);
  const { list, keyOf, columns, sort, onSort, selected, onSelect, onOpen, rowHeight = 38 } = props;
  const { rows, failure, again } = list;
  const byKey = useMemo(() => new Map(rows.map((row) => [keyOf(row), row])), [rows, keyOf]);
  const canSelect = selected !== undefined && onSelect !== undefined;
  const descriptor: SortDescriptor | undefined =
    sort === undefined ? undefined : { column: sort.column, direction: sort.isDescending ? 'descending' : 'ascending' };
  if (rows.length === 0) {
    if (failure !== null) return <FailureNote failure={failure} again={again} />;
    if (list.isLoading) return <Loading />;
  }
  return (
    <div className={styles.frame}>
      {failure !== null && <FailureNote failure={failure} again={again} />}
      <Virtualizer layout={TableLayout} layoutOptions={{ rowHeight, headingHeight: 34, loaderHeight: 34 }}>
        <Table
          className={styles.table ?? ''}
          aria-label={props.label}
          selectionMode={canSelect ? 'multiple' : 'none'}
          {...(canSelect
            ? {
                selectedKeys: new Set(selected),
                onSelectionChange: (keys: 'all' | Set<string | number>) =>
                  onSelect(keys === 'all' ? new Set(byKey.keys()) : new Set([...keys].map(String))),
              }
            : {})}
          {...(descriptor === undefined ? {} : { sortDescriptor: descriptor })}
          onSortChange={({ column, direction }) =>
            onSort?.({ column: String(column), isDescending: direction === 'descending' })
          }
          {...(onOpen === undefined
            ? {}
            : {
                onRowAction: (key: string | number) => {
                  const row = byKey.get(String(key));
                  if (row !== undefined) onOpen(row);
                },
              })}
        >
          <TableHeader className={styles.header ?? ''}>
            {canSelect && (
              <Column id=" select" width={40} minWidth={40} className={styles.column ?? ''}>
                <Tick />
              </Column>
            )}
            {columns.map((column) => (
              <Column
                key={column.id}
                id={column.id}
                className={styles.column ?? ''}
                data-number={column.isNumber || undefined}
                isRowHeader={column.isRowHeader ?? false}
                allowsSorting={column.isSortable ?? false}
                textValue={column.label}
                width={column.width}
                minWidth={column.minWidth ?? 60}
              >
                {({ sortDirection, allowsSorting }) => (
                  <span className={styles.columnLabel}>
                    {column.label}
                    {allowsSorting && (
                      <span className={styles.arrow} data-direction={sortDirection ?? 'none'}>
                        <Icon name={sortDirection === 'descending' ? 'down' : 'up'} size={12} />
                      </span>
                    )}
                  </span>
                )}
              </Column>
            ))}
          </TableHeader>
          <TableBody
            renderEmptyState={() => (
              <div className={styles.none}>
                <Empty>{props.empty}</Empty>
              </div>
            )}
          >
            <Collection items={rows} dependencies={[columns, canSelect]}>
              {(row) => (
                <Row id={keyOf(row)} className={styles.row ?? ''}>
                  {canSelect && (
                    <Cell className={styles.cell ?? ''}>
                      <Tick />
                    </Cell>
                  )}
                  {columns.map((column) => (
                    <Cell key={column.id} className={styles.cell ?? ''} data-number={column.isNumber || undefined}>
                      <Content of={column.cell(row)} />
                    </Cell>
                  ))}
                </Row>
              )}
            </Collection>
            {list.hasMore && (
              <TableLoadMoreItem className={styles.more ?? ''} isLoading={list.isLoadingMore} onLoadMore={list.more}>
                {words('loadingMore')}
              </TableLoadMoreItem>
            )}
          </TableBody>
        </Table>
      </Virtualizer>
    </div>
  );
}

/** A cell lays out what it holds in a row, and words that stand there bare would be cut without a sign of it. Whoever points at them reads them whole. */
function Content({ of }: { readonly of: ReactNode }) {
  return typeof of === 'string' ? <span title={of}>{of}</span> : of;
}

function Tick() {
  return (
    <Checkbox slot="selection" className={styles.tick ?? ''}>
      {({ isSelected, isIndeterminate }) => <TickBox isSelected={isSelected} isIndeterminate={isIndeterminate} />}
    </Checkbox>
  );
}
