import { useMemo } from 'react';
import type { UsageReply, UsageRow } from '../../../contract/console/usage.ts';
import { pathWith } from '../../data/pages.ts';
import { useFilters } from '../../data/use-filters.ts';
import { useResource } from '../../data/use-resource.ts';
import { CsvLink } from '../../kit/csv-link.tsx';
import { Figure } from '../../kit/facts.tsx';
import { FilterBar } from '../../kit/filter-bar.tsx';
import { Page, Panel } from '../../kit/page.tsx';
import { ResourceView } from '../../kit/resource-view.tsx';
import { Meter } from '../../kit/share-bar.tsx';
import { type SmallColumn, SmallTable } from '../../kit/small-table.tsx';
import { StateWord } from '../../kit/state-word.tsx';
import { ViewSwitch } from '../../kit/view-switch.tsx';
import { useFormats } from '../../texts/formats.ts';
import { usageTexts } from '../../texts/usage-texts.ts';
import { useDistrictOptions } from '../../texts/use-district-options.ts';
import { useLanguage, useWords } from '../../texts/use-words.ts';
import { useFourColumns } from './four-columns.tsx';
import styles from './usage.module.css';

const filterNames = ['view', 'days', 'district'] as const;
const narrowingNames = ['district'] as const;

/** How each item is used, and whether it keeps what it promises. */
export default function UsagePage() {
  const words = useWords(usageTexts);
  const filters = useFilters(filterNames, narrowingNames);
  const districts = useDistrictOptions();
  const { view, days, district } = filters.values;
  const query = { days, district };
  const usage = useResource<UsageReply>(pathWith('/v1/console/usage', query));
  const use = useUseColumns();
  const four = useFourColumns();
  const isFour = view === 'four';
  return (
    <Page title={words('title')}>
      <div className={styles.bar}>
        <ViewSwitch
          label={words('view')}
          value={isFour ? 'four' : 'use'}
          options={[
            { id: 'use', label: words('use') },
            { id: 'four', label: words('four') },
          ]}
          onChange={(id) => filters.set({ view: id === 'use' ? '' : id })}
        />
        <ViewSwitch
          label={words('days')}
          value={days === '' ? '7' : days}
          options={(['1', '7', '30', '90'] as const).map((id) => ({ id, label: words(`days.${id}`) }))}
          onChange={(id) => filters.set({ days: id === '7' ? '' : id })}
        />
        <FilterBar filters={filters} choices={[{ name: 'district', label: words('district'), options: districts }]}>
          <CsvLink href={pathWith('/v1/console/usage.csv', query)} />
        </FilterBar>
      </div>
      <ResourceView of={usage}>
        {({ rows, from, to }) => (
          <>
            <Totals rows={rows} />
            <Panel
              title={isFour ? words('four') : words('use')}
              about={isFour ? words('fourAbout') : words('span', { from, to })}
              isFlush
            >
              <SmallTable
                label={words('title')}
                columns={isFour ? four : use}
                rows={rows.toSorted((one, other) => other.started - one.started)}
                keyOf={({ itemId }) => itemId}
                empty={words('none')}
              />
            </Panel>
          </>
        )}
      </ResourceView>
    </Page>
  );
}

function Totals({ rows }: { readonly rows: readonly UsageRow[] }) {
  const words = useWords(usageTexts);
  const formats = useFormats();
  const sum = (of: (row: UsageRow) => number) => rows.reduce((total, row) => total + of(row), 0);
  const started = sum((row) => row.started);
  const completed = sum((row) => row.completed);
  return (
    <div className={styles.figures}>
      <Figure label={words('visitsStarted')} value={formats.number(started)} />
      <Figure label={words('visitsCompleted')} value={formats.number(completed)} />
      <Figure label={words('success')} value={started === 0 ? '—' : formats.percent(completed / started)} />
      <Figure label={words('offline')} value={formats.number(sum((row) => row.offline))} />
      <Figure
        label={words('prints')}
        value={`${formats.number(sum((row) => row.printsFailed))} / ${formats.number(sum((row) => row.prints))}`}
      />
    </div>
  );
}

function useUseColumns(): readonly SmallColumn<UsageRow>[] {
  const words = useWords(usageTexts);
  const { language } = useLanguage();
  const formats = useFormats();
  return useMemo<readonly SmallColumn<UsageRow>[]>(() => {
    const count = (value: number | null) => (value === null ? '—' : formats.number(value));
    return [
      {
        id: 'item',
        label: words('item'),
        isRowHeader: true,
        cell: ({ titleZh, titleEn, itemId }) => <span title={itemId}>{language === 'en' ? titleEn : titleZh}</span>,
      },
      {
        id: 'state',
        label: words('state'),
        cell: ({ isOn, offReason }) => (
          <StateWord tone={isOn ? 'done' : 'quiet'} shape={isOn ? 'circle' : 'ring'}>
            <span title={offReason ?? undefined}>{words(isOn ? 'on' : 'off')}</span>
          </StateWord>
        ),
      },
      { id: 'started', label: words('started'), isNumber: true, cell: ({ started }) => count(started) },
      {
        id: 'success',
        label: words('success'),
        cell: ({ success }) =>
          success === null ? (
            '—'
          ) : (
            <Meter
              label={words('success')}
              part={success}
              tone={success < 0.6 ? 'attention' : success < 0.8 ? 'waiting' : 'done'}
            />
          ),
      },
      {
        id: 'median',
        label: words('median'),
        isNumber: true,
        cell: ({ medianSeconds }) => (medianSeconds === null ? '—' : formats.span(medianSeconds * 1000)),
      },
      {
        id: 'touches',
        label: words('touches'),
        isNumber: true,
        cell: ({ medianTouches }) => count(medianTouches === null ? null : Math.round(medianTouches)),
      },
      {
        id: 'abandoned',
        label: words('abandoned'),
        cell: ({ abandonedAt: [most] }) =>
          most === undefined ? '—' : `${words.of('step.', most.step)} (${formats.number(most.count)})`,
      },
      {
        id: 'applications',
        label: words('applications'),
        isNumber: true,
        cell: ({ applications, done, refused }) => `${count(applications)} / ${count(done)} / ${count(refused)}`,
      },
      {
        id: 'prints',
        label: words('prints'),
        isNumber: true,
        cell: ({ prints, printsFailed }) => `${count(printsFailed)} / ${count(prints)}`,
      },
    ];
  }, [words, language, formats]);
}
