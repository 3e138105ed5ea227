import { useMemo } from 'react';
import type { RatingRow, RatingsReply } from '../../../contract/console/ratings.ts';
import { pathWith } from '../../data/pages.ts';
import { useFilters } from '../../data/use-filters.ts';
import { useItemNames } from '../../data/use-item-names.ts';
import { useResource } from '../../data/use-resource.ts';
import { useRows } from '../../data/use-rows.ts';
import { CsvLink } from '../../kit/csv-link.tsx';
import { type DataColumn, DataTable } from '../../kit/data-table.tsx';
import { FilterBar } from '../../kit/filter-bar.tsx';
import { MachineLink } from '../../kit/machine-link.tsx';
import { Page, Panel } from '../../kit/page.tsx';
import { ResourceView } from '../../kit/resource-view.tsx';
import { StateWord } from '../../kit/state-word.tsx';
import { ViewSwitch } from '../../kit/view-switch.tsx';
import { useFormats } from '../../texts/formats.ts';
import { ratingTexts } from '../../texts/rating-texts.ts';
import { useDistrictOptions } from '../../texts/use-district-options.ts';
import { useWords } from '../../texts/use-words.ts';
import { RatingSums } from './rating-sums.tsx';
import styles from './ratings.module.css';

const filterNames = ['days', 'district', 'upTo', 'item'] as const;
const narrowingNames = ['district', 'upTo', 'item'] as const;
const keyOf = ({ receiptNo }: RatingRow) => receiptNo;

/** What people say of the service; never who said it. */
export default function RatingsPage() {
  const words = useWords(ratingTexts);
  const filters = useFilters(filterNames, narrowingNames);
  const districts = useDistrictOptions();
  const { upTo, ...sums } = filters.values;
  const ratings = useResource<RatingsReply>(pathWith('/v1/console/ratings', sums));
  const list = useRows<RatingRow>(pathWith('/v1/console/ratings/list', { ...sums, upTo }), keyOf);
  const columns = useColumns();
  return (
    <Page title={words('title')}>
      <div className={styles.bar}>
        <ViewSwitch
          label={words('days')}
          value={filters.values.days === '' ? '30' : filters.values.days}
          options={(['7', '30', '90', '365'] as const).map((id) => ({ id, label: words(`days.${id}`) }))}
          onChange={(id) => filters.set({ days: id === '30' ? '' : id })}
        />
        <FilterBar
          filters={filters}
          choices={[
            { name: 'district', label: words('district'), options: districts },
            {
              name: 'upTo',
              label: words('upTo'),
              options: (['2', '3'] as const).map((id) => ({ id, label: words(`upTo.${id}`) })),
            },
          ]}
        >
          <CsvLink href={pathWith('/v1/console/ratings/list.csv', filters.values)} />
        </FilterBar>
      </div>
      <ResourceView of={ratings}>{(data) => <RatingSums ratings={data} />}</ResourceView>
      <Panel title={words('list')} about={words('listAbout')}>
        <div className={styles.list}>
          <DataTable label={words('list')} columns={columns} list={list} keyOf={keyOf} empty={words('none')} />
        </div>
      </Panel>
    </Page>
  );
}

function useColumns(): readonly DataColumn<RatingRow>[] {
  const words = useWords(ratingTexts);
  const formats = useFormats();
  const itemName = useItemNames();
  return useMemo<readonly DataColumn<RatingRow>[]>(
    () => [
      { id: 'at', label: words('at'), width: 130, cell: ({ at }) => formats.time(at) },
      {
        id: 'level',
        label: words('level'),
        width: 150,
        cell: ({ level }) => (
          <StateWord tone={level <= 2 ? 'attention' : level === 3 ? 'waiting' : 'done'}>
            {level} · {words.of('level.', `${level}`)}
          </StateWord>
        ),
      },
      { id: 'receipt', label: words('receipt'), width: 200, isRowHeader: true, cell: ({ receiptNo }) => receiptNo },
      { id: 'item', label: words('item'), width: '2fr', minWidth: 150, cell: ({ itemId }) => itemName(itemId) },
      {
        id: 'kiosk',
        label: words('kiosk'),
        width: 84,
        cell: ({ kiosk }) => (kiosk === null ? '—' : <MachineLink kiosk={kiosk} />),
      },
      { id: 'place', label: words('place'), width: '2fr', minWidth: 120, cell: ({ place }) => place ?? '—' },
      { id: 'words', label: words('words'), width: 90, cell: ({ hasWords }) => (hasWords ? words('hasWords') : '') },
      { id: 'answerBy', label: words('answerBy'), width: 110, cell: ({ answerBy }) => answerBy ?? '—' },
    ],
    [words, formats, itemName],
  );
}
