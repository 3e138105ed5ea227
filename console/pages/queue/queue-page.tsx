import { useMemo } from 'react';
import type { QueueReply, QueueRow } from '../../../contract/console/queue.ts';
import { pathWith } from '../../data/pages.ts';
import { useFilters } from '../../data/use-filters.ts';
import { useResource } from '../../data/use-resource.ts';
import { useRows } from '../../data/use-rows.ts';
import { CsvLink } from '../../kit/csv-link.tsx';
import { type DataColumn, DataTable } from '../../kit/data-table.tsx';
import { Figure } from '../../kit/facts.tsx';
import { FilterBar } from '../../kit/filter-bar.tsx';
import { MachineLink } from '../../kit/machine-link.tsx';
import { Page, Panel } from '../../kit/page.tsx';
import { ResourceView } from '../../kit/resource-view.tsx';
import { TimeChart } from '../../kit/time-chart.tsx';
import { ViewSwitch } from '../../kit/view-switch.tsx';
import { useFormats } from '../../texts/formats.ts';
import { machineTexts } from '../../texts/machine-texts.ts';
import { queueTexts } from '../../texts/queue-texts.ts';
import { useDistrictOptions } from '../../texts/use-district-options.ts';
import { useWords } from '../../texts/use-words.ts';
import styles from './queue.module.css';

const filterNames = ['kind', 'district'] as const;
const narrowingNames = ['district'] as const;
const kinds = ['pending', 'old', 'gap', 'dead'] as const;
const keyOf = ({ kiosk }: QueueRow) => kiosk;

/** What has not arrived yet, what never will, and what waits at the hub. */
export default function QueuePage() {
  const words = useWords(queueTexts);
  const filters = useFilters(filterNames, narrowingNames);
  const districts = useDistrictOptions();
  const queue = useResource<QueueReply>('/v1/console/queue', { topics: ['machines', 'transaction'], pauseMs: 5000 });
  const path = pathWith('/v1/console/queue/machines', filters.values);
  const list = useRows<QueueRow>(path, keyOf, { topics: ['machines'], pauseMs: 5000 });
  const columns = useColumns();
  return (
    <Page title={words('title')} isFilled>
      <ResourceView of={queue}>{(data) => <Sums queue={data} />}</ResourceView>
      <div className={styles.bar}>
        <ViewSwitch
          label={words('view')}
          value={filters.values.kind === '' ? 'pending' : filters.values.kind}
          options={kinds.map((id) => ({ id, label: words(`kind.${id}`) }))}
          onChange={(id) => filters.set({ kind: id === 'pending' ? '' : id })}
        />
        <FilterBar filters={filters} choices={[{ name: 'district', label: words('district'), options: districts }]}>
          <CsvLink href={pathWith('/v1/console/queue/machines.csv', filters.values)} />
        </FilterBar>
      </div>
      <DataTable label={words('machines')} columns={columns} list={list} keyOf={keyOf} empty={words('none')} />
    </Page>
  );
}

function Sums({ queue: { machines, hub, arrivals } }: { readonly queue: QueueReply }) {
  const words = useWords(queueTexts);
  const formats = useFormats();
  return (
    <div className={styles.sums}>
      <div className={styles.figures}>
        <Figure
          label={words('pending')}
          value={formats.number(machines.pending)}
          beside={words('pendingAt', { count: machines.withPending })}
        />
        <Figure
          label={words('oldest')}
          value={machines.oldestAgeMs === null ? '—' : formats.span(machines.oldestAgeMs)}
          beside={`${words('old')}: ${formats.number(machines.withOld)}`}
        />
        <Figure
          label={words('dead')}
          value={formats.number(machines.dead)}
          beside={words('pendingAt', { count: machines.withDead })}
        />
        <Figure
          label={words('gaps')}
          value={formats.number(machines.withGap)}
          beside={words('missing', { count: machines.missing })}
        />
        <Figure
          label={words('hubWaiting')}
          value={formats.number(hub.waiting)}
          beside={words('hubLag', { span: formats.span(hub.lagMs) })}
        />
        <Figure
          label={words('caseSteps')}
          value={formats.number(hub.caseSteps)}
          beside={words('due', { count: hub.caseStepsDue })}
        />
      </div>
      <Panel title={words('arrivals')} about={words('arrivalsAbout')}>
        <TimeChart
          label={words('arrivals')}
          kind="bars"
          height={120}
          series={[
            {
              id: 'messages',
              label: words('arrivals'),
              points: arrivals.map(({ at, messages }) => ({ at: Date.parse(at), value: messages })),
            },
          ]}
        />
      </Panel>
    </div>
  );
}

function useColumns(): readonly DataColumn<QueueRow>[] {
  const words = useWords(queueTexts);
  const names = useWords(machineTexts);
  const formats = useFormats();
  return useMemo<readonly DataColumn<QueueRow>[]>(
    () => [
      {
        id: 'kiosk',
        label: words('machine'),
        width: 90,
        isRowHeader: true,
        cell: ({ kiosk }) => <MachineLink kiosk={kiosk} />,
      },
      { id: 'place', label: words('place'), width: '2fr', minWidth: 150, cell: ({ place }) => place },
      { id: 'district', label: words('district'), width: 90, cell: ({ district }) => names.of('district.', district) },
      {
        id: 'pending',
        label: words('pending'),
        width: 110,
        isNumber: true,
        cell: ({ pending }) => formats.number(pending),
      },
      {
        id: 'age',
        label: words('age'),
        width: 120,
        isNumber: true,
        cell: ({ oldestAgeMs }) => (oldestAgeMs === null ? '—' : formats.span(oldestAgeMs)),
      },
      { id: 'dead', label: words('dead'), width: 90, isNumber: true, cell: ({ dead }) => formats.number(dead) },
      {
        id: 'gaps',
        label: words('gapsOf'),
        width: '1fr',
        minWidth: 130,
        cell: ({ gaps }) =>
          gaps
            .flatMap(({ gaps: ranges }) => ranges.map(([from, to]) => (from === to ? from : `${from}–${to}`)))
            .join(', '),
      },
      { id: 'lastBeat', label: words('lastBeat'), width: 130, cell: ({ lastBeat }) => formats.time(lastBeat) },
    ],
    [words, names, formats],
  );
}
