import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import type { OrderCard, OrdersBoard } from '../../../contract/console/tasks.ts';
import { workCauses, workSeverities } from '../../../contract/technician/work-causes.ts';
import { workStates } from '../../../contract/technician/work-orders.ts';
import { useMay } from '../../app/session.ts';
import { pathWith } from '../../data/pages.ts';
import { useFilters } from '../../data/use-filters.ts';
import { useNow } from '../../data/use-now.ts';
import { useResource } from '../../data/use-resource.ts';
import { useRows } from '../../data/use-rows.ts';
import { CsvLink } from '../../kit/csv-link.tsx';
import { type DataColumn, DataTable } from '../../kit/data-table.tsx';
import { FilterBar } from '../../kit/filter-bar.tsx';
import { MachineLink } from '../../kit/machine-link.tsx';
import { Page } from '../../kit/page.tsx';
import { PressButton } from '../../kit/press-button.tsx';
import { ResourceView } from '../../kit/resource-view.tsx';
import { StateWord } from '../../kit/state-word.tsx';
import { ViewSwitch } from '../../kit/view-switch.tsx';
import { alertTexts } from '../../texts/alert-texts.ts';
import { useFormats } from '../../texts/formats.ts';
import { orderTexts } from '../../texts/order-texts.ts';
import { useDistrictOptions } from '../../texts/use-district-options.ts';
import { useWords } from '../../texts/use-words.ts';
import { workTexts } from '../../texts/work-texts.ts';
import { SeverityWord } from '../alerts/severity-word.tsx';
import { BoardFigures } from './board-figures.tsx';
import { AssignDialog, CloseDialog, MakeDialog } from './order-dialogs.tsx';
import styles from './orders.module.css';

const narrowingNames = ['district', 'state', 'severity', 'cause', 'isOverdue', 'isAssigned', 'kiosk'] as const;
const filterNames = ['status', ...narrowingNames] as const;
const keyOf = ({ id }: OrderCard) => `${id}`;
type Doing = { readonly what: 'assign' | 'close'; readonly order: OrderCard } | { readonly what: 'make' };

/** What has to be mended, by when, and who goes. */
export default function OrdersPage() {
  const words = useWords(orderTexts);
  const workWords = useWords(workTexts);
  const severityWords = useWords(alertTexts);
  const filters = useFilters(filterNames, narrowingNames);
  const districts = useDistrictOptions();
  const mayAct = useMay('order.act');
  const [doing, setDoing] = useState<Doing | null>(null);
  const { district, status } = filters.values;
  const board = useResource<OrdersBoard>(pathWith('/v1/console/work-orders/board', { district }), {
    topics: ['orders'],
  });
  const list = useRows<OrderCard>(pathWith('/v1/console/work-orders', filters.values), keyOf, { topics: ['orders'] });
  const columns = useColumns(status === 'closed', mayAct, setDoing);
  const again = () => {
    board.again();
    list.again();
  };
  return (
    <Page
      title={words('title')}
      isFilled
      actions={
        mayAct && (
          <PressButton icon="order" onPress={() => setDoing({ what: 'make' })}>
            {words('make')}
          </PressButton>
        )
      }
    >
      <ResourceView of={board}>{(data) => <BoardFigures board={data} onChoose={filters.set} />}</ResourceView>
      <div className={styles.bar}>
        <ViewSwitch
          label={words('view')}
          value={status === 'closed' ? 'closed' : 'open'}
          options={[
            { id: 'open', label: words('open') },
            { id: 'closed', label: words('closed') },
          ]}
          onChange={(id) => filters.set({ status: id === 'open' ? '' : id, state: '', isOverdue: '' })}
        />
        <FilterBar
          filters={filters}
          choices={[
            { name: 'district', label: words('district'), options: districts },
            {
              name: 'state',
              label: words('state'),
              options: workStates
                .filter((id) => id !== 'closed')
                .map((id) => ({ id, label: workWords(`state.${id}`) })),
            },
            {
              name: 'severity',
              label: words('severity'),
              options: workSeverities.map((id) => ({ id, label: severityWords(`severity.${id}`) })),
            },
            {
              name: 'cause',
              label: words('cause'),
              options: workCauses.map((id) => ({ id, label: workWords(`cause.${id}`) })),
            },
            { name: 'isOverdue', label: words('due'), options: [{ id: 'true', label: words('overdue') }] },
            { name: 'isAssigned', label: words('assigned'), options: [{ id: 'false', label: words('unassigned') }] },
          ]}
        >
          <CsvLink href={pathWith('/v1/console/work-orders.csv', filters.values)} />
        </FilterBar>
      </div>
      <DataTable
        label={words('title')}
        columns={columns}
        list={list}
        keyOf={keyOf}
        empty={words(filters.isAny ? 'noneFits' : status === 'closed' ? 'noneClosed' : 'none')}
      />
      {doing?.what === 'assign' && <AssignDialog order={doing.order} onDone={again} onClose={() => setDoing(null)} />}
      {doing?.what === 'close' && <CloseDialog order={doing.order} onDone={again} onClose={() => setDoing(null)} />}
      {doing?.what === 'make' && <MakeDialog onDone={again} onClose={() => setDoing(null)} />}
    </Page>
  );
}

function useColumns(
  isClosed: boolean,
  mayAct: boolean,
  onDo: (doing: Doing) => void,
): readonly DataColumn<OrderCard>[] {
  const words = useWords(orderTexts);
  const workWords = useWords(workTexts);
  const formats = useFormats();
  return useMemo<readonly DataColumn<OrderCard>[]>(
    () => [
      {
        id: 'id',
        label: words('number'),
        width: 52,
        isRowHeader: true,
        cell: ({ id }) => <Link to={`/orders/${id}`}>{id}</Link>,
      },
      {
        id: 'severity',
        label: words('severity'),
        width: 84,
        cell: ({ severity }) => <SeverityWord severity={severity} />,
      },
      {
        id: 'cause',
        label: words('cause'),
        width: '4fr',
        minWidth: 100,
        cell: ({ cause, kind }) => <span title={kind}>{workWords(`cause.${cause}`)}</span>,
      },
      { id: 'kiosk', label: words('machine'), width: 78, cell: ({ kiosk }) => <MachineLink kiosk={kiosk} /> },
      { id: 'place', label: words('place'), width: '3fr', minWidth: 100, cell: ({ place }) => place },
      { id: 'opened', label: words('opened'), width: 122, cell: ({ openedAt }) => formats.time(openedAt) },
      isClosed
        ? {
            id: 'closed',
            label: words('closedAt'),
            width: 230,
            cell: ({ closedAt, isVerified }) => (
              <>
                {formats.time(closedAt)} ·{' '}
                <StateWord tone={isVerified ? 'done' : 'quiet'}>
                  {words(isVerified ? 'verified' : 'unverified')}
                </StateWord>
              </>
            ),
          }
        : { id: 'due', label: words('due'), width: 132, cell: (order) => <Due order={order} /> },
      { id: 'state', label: words('state'), width: 96, cell: ({ state }) => workWords(`state.${state}`) },
      { id: 'assigned', label: words('assigned'), width: 88, cell: ({ assignedTo }) => assignedTo ?? words('nobody') },
      ...(isClosed || !mayAct
        ? []
        : [
            {
              id: 'act',
              label: words('acts'),
              width: 132,
              cell: (order: OrderCard) => (
                <span className={styles.acts}>
                  <PressButton
                    kind="bare"
                    label={`${words('assign')}: ${order.id}`}
                    onPress={() => onDo({ what: 'assign', order })}
                  >
                    {words('assign')}
                  </PressButton>
                  <PressButton
                    kind="bare"
                    label={`${words('close')}: ${order.id}`}
                    onPress={() => onDo({ what: 'close', order })}
                  >
                    {words('close')}
                  </PressButton>
                </span>
              ),
            } as const,
          ]),
    ],
    [words, workWords, formats, isClosed, mayAct, onDo],
  );
}

function Due({ order: { due, isOverdue } }: { readonly order: OrderCard }) {
  const words = useWords(orderTexts);
  const formats = useFormats();
  const now = useNow(30_000);
  if (due === null) return <>{words('nextVisit')}</>;
  if (!isOverdue) return <>{formats.time(due)}</>;
  return (
    <StateWord tone="attention">
      <span title={formats.time(due)}>{words('overdueBy', { span: formats.span(now - Date.parse(due)) })}</span>
    </StateWord>
  );
}
