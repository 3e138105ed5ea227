import { useMemo } from 'react';
import { subjectWords } from '../../../contract/alerts/words.ts';
import type { SupplyRow } from '../../../contract/console/supplies.ts';
import { heldLevels } from '../../../contract/heartbeat-facts.ts';
import { pathWith } from '../../data/pages.ts';
import { useFilters } from '../../data/use-filters.ts';
import { useRows } from '../../data/use-rows.ts';
import { CsvLink } from '../../kit/csv-link.tsx';
import { type DataColumn, DataTable } from '../../kit/data-table.tsx';
import { FilterBar } from '../../kit/filter-bar.tsx';
import { StateWord } from '../../kit/state-word.tsx';
import type { Tone } from '../../kit/tone.ts';
import { useFormats } from '../../texts/formats.ts';
import { supplyTexts } from '../../texts/supply-texts.ts';
import { useDistrictOptions } from '../../texts/use-district-options.ts';
import { useLanguage, useWords } from '../../texts/use-words.ts';
import { siteColumns } from './site-columns.tsx';

const filterNames = ['district', 'state', 'withinDays', 'kiosk'] as const;
const keyOf = ({ kiosk, device, supply }: SupplyRow) => `${kiosk} ${device}.${supply}`;
const tones: Readonly<Record<SupplyRow['state'], Tone>> = {
  ok: 'done',
  low: 'waiting',
  out: 'attention',
  full: 'attention',
};

/** What ends first stands first. */
export function SupplyTable() {
  const words = useWords(supplyTexts);
  const formats = useFormats();
  const { language } = useLanguage();
  const filters = useFilters(filterNames);
  const districts = useDistrictOptions();
  const list = useRows<SupplyRow>(pathWith('/v1/console/supplies', filters.values), keyOf, {
    topics: ['machines'],
    pauseMs: 15_000,
  });
  const columns = useMemo<readonly DataColumn<SupplyRow>[]>(
    () => [
      ...siteColumns<SupplyRow>(words),
      {
        id: 'supply',
        label: words('supply'),
        width: '2fr',
        minWidth: 150,
        cell: ({ device, supply }) => subjectWords(`${device}.${supply}`, language),
      },
      {
        id: 'state',
        label: words('state'),
        width: 100,
        cell: ({ state }) => <StateWord tone={tones[state]}>{words(`state.${state}`)}</StateWord>,
      },
      {
        id: 'left',
        label: words('left'),
        width: 80,
        isNumber: true,
        cell: ({ left }) => (left === null ? '—' : formats.number(left)),
      },
      {
        id: 'perDay',
        label: words('perDay'),
        width: 80,
        isNumber: true,
        cell: ({ perDay }) => (perDay === null ? '—' : perDay.toFixed(1)),
      },
      { id: 'days', label: words('daysLeft'), width: 150, isNumber: true, cell: (row) => <Lasts row={row} /> },
      { id: 'seen', label: words('seen'), width: 130, cell: ({ seenAt }) => formats.time(seenAt) },
    ],
    [words, formats, language],
  );
  return (
    <>
      <FilterBar
        filters={filters}
        choices={[
          { name: 'district', label: words('district'), options: districts },
          {
            name: 'state',
            label: words('state'),
            options: heldLevels.map((id) => ({ id, label: words(`state.${id}`) })),
          },
          {
            name: 'withinDays',
            label: words('within'),
            options: ['2', '7', '14', '30'].map((id) => ({ id, label: words('withinDays', { count: Number(id) }) })),
          },
        ]}
      >
        <CsvLink href={pathWith('/v1/console/supplies.csv', filters.values)} />
      </FilterBar>
      <DataTable
        label={words('supplies')}
        columns={columns}
        list={list}
        keyOf={keyOf}
        empty={filters.isAny ? words('noneFits') : words('none')}
      />
    </>
  );
}

function Lasts({ row: { daysLeft, unknown, isDue } }: { readonly row: SupplyRow }) {
  const words = useWords(supplyTexts);
  const text =
    daysLeft === null
      ? unknown === null
        ? '—'
        : words(`unknown.${unknown}`)
      : words('days', { count: Math.floor(daysLeft) });
  if (isDue) return <StateWord tone="attention">{daysLeft === null ? words('dueNow') : text}</StateWord>;
  return <>{text}</>;
}
