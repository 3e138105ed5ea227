import { useMemo } from 'react';
import { topics } from '../../../contract/envelope.ts';
import type { ConsoleTransaction } from '../../../contract/hub-api.ts';
import { caseStates } from '../../../contract/pulls/cases.ts';
import { pathWith } from '../../data/pages.ts';
import { useFilters } from '../../data/use-filters.ts';
import { useItemNames } from '../../data/use-item-names.ts';
import { useRows } from '../../data/use-rows.ts';
import { useSpanStart } from '../../data/use-span-start.ts';
import { CsvLink } from '../../kit/csv-link.tsx';
import { type DataColumn, DataTable } from '../../kit/data-table.tsx';
import { FilterBar } from '../../kit/filter-bar.tsx';
import { MachineLink } from '../../kit/machine-link.tsx';
import { Page } from '../../kit/page.tsx';
import { StateWord } from '../../kit/state-word.tsx';
import type { Tone } from '../../kit/tone.ts';
import { useFormats } from '../../texts/formats.ts';
import { transactionTexts } from '../../texts/transaction-texts.ts';
import { useDistrictOptions } from '../../texts/use-district-options.ts';
import { useWords } from '../../texts/use-words.ts';

const filterNames = ['receipt', 'span', 'district', 'topic', 'state', 'kiosk', 'item'] as const;
const keyOf = ({ messageId }: ConsoleTransaction) => messageId;
/** Shorter beginnings of a receipt number would fit half of the city. */
const leastReceipt = 8;

const tones: Readonly<Record<string, Tone>> = {
  ...{ done: 'done', applied: 'done', refused: 'attention', unreadable: 'attention', expired: 'attention' },
  ...{ accepted: 'information', inProgress: 'information', withdrawn: 'quiet' },
};

/** What arrived, newest first; live, and without anybody's name. */
export default function TransactionsPage() {
  const words = useWords(transactionTexts);
  const filters = useFilters(filterNames);
  const districts = useDistrictOptions();
  const query = useQuery(filters.values);
  const list = useRows<ConsoleTransaction>(pathWith('/v1/console/transactions', query), keyOf, {
    topics: ['transaction'],
  });
  const columns = useColumns();
  return (
    <Page title={words('title')} isFilled>
      <FilterBar
        filters={filters}
        text={{ name: 'receipt', label: words('receiptSearch') }}
        choices={[
          {
            name: 'span',
            label: words('span'),
            options: (['1', '24', '168'] as const).map((id) => ({ id, label: words(`span.${id}`) })),
          },
          { name: 'district', label: words('district'), options: districts },
          { name: 'topic', label: words('topic'), options: topics.map((id) => ({ id, label: words(`topic.${id}`) })) },
          {
            name: 'state',
            label: words('state'),
            options: caseStates.map((id) => ({ id, label: words(`state.${id}`) })),
          },
        ]}
      >
        <CsvLink href={pathWith('/v1/console/transactions.csv', query)} />
      </FilterBar>
      <DataTable
        label={words('title')}
        columns={columns}
        list={list}
        keyOf={keyOf}
        empty={filters.isAny ? words('noneFits') : words('none')}
      />
    </Page>
  );
}

/** What the hub is asked. */
function useQuery({ span, receipt, ...rest }: Readonly<Record<(typeof filterNames)[number], string>>) {
  const fromMs = useSpanStart(span);
  const from = fromMs === null ? '' : new Date(fromMs).toISOString();
  return { ...rest, from, receipt: receipt.length < leastReceipt ? '' : receipt };
}

function useColumns(): readonly DataColumn<ConsoleTransaction>[] {
  const words = useWords(transactionTexts);
  const formats = useFormats();
  const itemName = useItemNames();
  return useMemo<readonly DataColumn<ConsoleTransaction>[]>(
    () => [
      { id: 'received', label: words('received'), width: 128, cell: ({ receivedAt }) => formats.time(receivedAt) },
      {
        id: 'receipt',
        label: words('receipt'),
        width: 176,
        isRowHeader: true,
        cell: ({ receiptNo, existingReceipt }) => (
          <span title={existingReceipt === null ? undefined : words('repeats', { receipt: existingReceipt })}>
            {receiptNo ?? '—'}
          </span>
        ),
      },
      {
        id: 'item',
        label: words('item'),
        width: '3fr',
        minWidth: 180,
        cell: ({ itemId, topic }) => (itemId === null ? words.of('topic.', topic) : itemName(itemId)),
      },
      {
        id: 'state',
        label: words('state'),
        width: 130,
        cell: ({ state }) => <StateWord tone={tones[state] ?? 'waiting'}>{words.of('state.', state)}</StateWord>,
      },
      {
        id: 'kiosk',
        label: words('kiosk'),
        width: 84,
        cell: ({ kiosk }) => (kiosk === '' ? '—' : <MachineLink kiosk={kiosk} />),
      },
      { id: 'place', label: words('place'), width: '2fr', minWidth: 120, cell: ({ place }) => place },
      { id: 'captured', label: words('captured'), width: 128, cell: ({ capturedAt }) => formats.time(capturedAt) },
      { id: 'settled', label: words('settled'), width: 128, cell: ({ settledAt }) => formats.time(settledAt) },
    ],
    [words, formats, itemName],
  );
}
