import { Link } from 'react-router';
import { alertWords } from '../../../contract/alerts/words.ts';
import type { AlertsPage } from '../../../contract/console/alerts.ts';
import type { MachinePage } from '../../../contract/console/machines.ts';
import { pathWith } from '../../data/pages.ts';
import { useResource } from '../../data/use-resource.ts';
import { Panel } from '../../kit/page.tsx';
import { ResourceView } from '../../kit/resource-view.tsx';
import { SmallTable } from '../../kit/small-table.tsx';
import { StateWord } from '../../kit/state-word.tsx';
import { useFormats } from '../../texts/formats.ts';
import { useLanguage, useWords } from '../../texts/use-words.ts';
import { workTexts } from '../../texts/work-texts.ts';
import { SeverityWord } from '../alerts/severity-word.tsx';
import { toneOfOrder } from '../order/order-tones.ts';
import { UnknownActPanel } from '../unknown-acts/unknown-acts.tsx';
import { machinePageTexts } from './machine-texts.ts';

/** What somebody has to do at this machine: open alerts and work orders. */
export function CareTab({ data }: { readonly data: MachinePage }) {
  const words = useWords(machinePageTexts);
  const workWords = useWords(workTexts);
  const formats = useFormats();
  const { language } = useLanguage();
  const { kiosk } = data.machine;
  const alerts = useResource<AlertsPage>(pathWith('/v1/console/alerts', { kiosk, state: 'open', limit: 100 }), {
    topics: ['alerts'],
  });
  return (
    <>
      <Panel title={words('alerts')} isFlush>
        <ResourceView of={alerts}>
          {({ rows }) => (
            <SmallTable
              label={words('alerts')}
              rows={rows}
              keyOf={({ id }) => String(id)}
              empty={words('noAlerts')}
              columns={[
                {
                  id: 'alert',
                  label: words('alert'),
                  isRowHeader: true,
                  cell: (row) => <Link to={`/alerts?alert=${row.id}`}>{alertWords(row, language)}</Link>,
                },
                {
                  id: 'severity',
                  label: words('state'),
                  cell: ({ severity }) => <SeverityWord severity={severity} />,
                },
                { id: 'since', label: words('opened'), cell: ({ openedAt }) => formats.time(openedAt) },
                {
                  id: 'by',
                  label: words('takenUp'),
                  cell: ({ acknowledged }) => acknowledged !== null && words('acknowledged', { by: acknowledged.by }),
                },
              ]}
            />
          )}
        </ResourceView>
      </Panel>
      <UnknownActPanel kiosk={kiosk} />
      <Panel title={words('orders')} isFlush>
        <SmallTable
          label={words('orders')}
          rows={data.orders}
          keyOf={({ id }) => String(id)}
          empty={words('noOrders')}
          columns={[
            {
              id: 'id',
              label: words('order'),
              isRowHeader: true,
              cell: ({ id }) => <Link to={`/orders/${id}`}>№ {id}</Link>,
            },
            { id: 'cause', label: words('cause'), cell: ({ cause }) => workWords(`cause.${cause}`) },
            {
              id: 'state',
              label: words('state'),
              cell: ({ state }) => <StateWord tone={toneOfOrder[state]}>{workWords(`state.${state}`)}</StateWord>,
            },
            { id: 'opened', label: words('opened'), cell: ({ openedAt }) => formats.time(openedAt) },
            {
              id: 'due',
              label: words('due'),
              cell: ({ due, closedAt }) =>
                closedAt !== null ? '—' : due === null ? words('nextVisit') : formats.time(due),
            },
            { id: 'closed', label: words('closed'), cell: ({ closedAt }) => formats.time(closedAt) },
          ]}
        />
      </Panel>
    </>
  );
}
