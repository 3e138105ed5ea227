import { Link } from 'react-router';
import type { AlertSites } from '../../../contract/console/alerts.ts';
import { fleetStates, type StateCounts } from '../../../contract/console/fleet-state.ts';
import type { Overview } from '../../../contract/console/overview.ts';
import { useResource } from '../../data/use-resource.ts';
import { withHoles } from '../../kit/chart-model.ts';
import { Figure } from '../../kit/facts.tsx';
import { Notice } from '../../kit/notice.tsx';
import { Page, Panel } from '../../kit/page.tsx';
import { Empty, ResourceView } from '../../kit/resource-view.tsx';
import { type Share, ShareBar } from '../../kit/share-bar.tsx';
import { lookOfMachine } from '../../kit/state-word.tsx';
import { TimeChart } from '../../kit/time-chart.tsx';
import { useFormats } from '../../texts/formats.ts';
import { machineTexts } from '../../texts/machine-texts.ts';
import { useWords } from '../../texts/use-words.ts';
import { AttentionPanel } from './attention-panel.tsx';
import { DistrictMap } from './district-map.tsx';
import styles from './overview.module.css';
import { overviewTexts } from './overview-texts.ts';
import { VersionsPanel } from './versions-panel.tsx';

/** The hub counts the machines every five minutes; two counts that are missing are a hole. */
const countsMissingMs = 12 * 60_000;

/** The whole city at a glance: what serves, what does not and where, what has to be done. Every number leads to the list that it counts. */
export default function OverviewPage() {
  const words = useWords(overviewTexts);
  const formats = useFormats();
  const overview = useResource<Overview>('/v1/console/overview', {
    topics: ['machines', 'orders', 'transaction'],
    pauseMs: 3000,
  });
  const alerts = useResource<AlertSites>('/v1/console/alerts/sites', { topics: ['alerts'], pauseMs: 3000 });
  const asOf = overview.data?.asOf;
  return (
    <Page
      title={words('title')}
      beside={asOf !== undefined && <span className={styles.asOf}>{words('asOf', { time: formats.time(asOf) })}</span>}
    >
      <ResourceView of={overview}>
        {(data) => (
          <>
            {data.machines === 0 && (
              <Notice tone="information">
                <b>{words('noFleet')}</b> {words('noFleetAbout')}
              </Notice>
            )}
            <Figures data={data} />
            <div className={styles.columns}>
              <Panel title={words('districts')} about={words('districtsAbout')}>
                <DistrictMap districts={data.districts} />
              </Panel>
              <AttentionPanel attention={data.attention} alerts={alerts} />
            </div>
            <div className={styles.charts}>
              <HoursPanel data={data} />
              <HistoryPanel data={data} />
            </div>
            <VersionsPanel versions={data.versions} machines={data.machines} />
          </>
        )}
      </ResourceView>
    </Page>
  );
}

const servingOf = ({ ok, limited }: StateCounts): number => ok + limited;

function Figures({ data }: { readonly data: Overview }) {
  const words = useWords(overviewTexts);
  const machineWords = useWords(machineTexts);
  const formats = useFormats();
  const { lastDay, last30Days, target } = data.availability;
  const percent = (part: number | null) => (part === null ? '—' : formats.percent(part));
  const serving = servingOf(data.states);
  const shares: readonly Share[] = fleetStates.map((state) => ({
    id: state,
    label: machineWords(`state.${state}`),
    ...lookOfMachine(state),
    count: data.states[state],
    link: (content) => <Link to={`/machines?state=${state}`}>{content}</Link>,
  }));
  return (
    <section className={styles.figures} aria-label={words('states')}>
      <div className={styles.wide}>
        <Figure label={words('machines')} value={<Link to="/machines">{formats.number(data.machines)}</Link>} />
        <ShareBar label={words('states')} shares={shares} />
      </div>
      <Figure
        label={words('serving')}
        value={data.machines === 0 ? '—' : formats.percent(serving / data.machines)}
        beside={words('servingBeside', { serving: formats.number(serving), all: formats.number(data.machines) })}
      />
      <Figure
        label={words('availability')}
        value={percent(lastDay)}
        beside={words('availabilityBeside', { month: percent(last30Days), target: formats.percent(target) })}
      />
      <Figure
        label={words('today')}
        value={<Link to="/transactions">{formats.number(data.today.applications)}</Link>}
        beside={words('todayBeside', { messages: formats.number(data.today.messages) })}
      />
    </section>
  );
}

function HoursPanel({ data }: { readonly data: Overview }) {
  const words = useWords(overviewTexts);
  // The city has one time and no summer time: hours of its day as times of the reader's computer.
  const hourAt = (hour: number) => new Date(`${data.today.day}T${String(hour).padStart(2, '0')}:00:00`).getTime();
  const counts = new Map(data.today.hours.map(({ hour, applications }) => [hour, applications]));
  const points = Array.from({ length: 24 }, (_, hour) => ({ at: hourAt(hour), value: counts.get(hour) ?? null }));
  return (
    <Panel title={words('perHour')}>
      <TimeChart
        label={words('perHour')}
        kind="bars"
        series={[{ id: 'applications', label: words('applications'), points }]}
      />
    </Panel>
  );
}

function HistoryPanel({ data }: { readonly data: Overview }) {
  const words = useWords(overviewTexts);
  const machineWords = useWords(machineTexts);
  // What is in order would fill the chart and hide the rest.
  const present = fleetStates.filter((state) => state !== 'ok' && data.history.some(({ states }) => states[state] > 0));
  const series = present.map((state) => ({
    id: state,
    label: machineWords(`state.${state}`),
    ...lookOfMachine(state),
    points: withHoles(
      data.history.map(({ at, states }) => ({ at: Date.parse(at), value: states[state] })),
      countsMissingMs,
    ),
  }));
  return (
    <Panel title={words('history')}>
      {data.history.length > 0 && present.length === 0 ? (
        <Empty>{words('allWell')}</Empty>
      ) : (
        <TimeChart label={words('history')} kind="layers" series={series} />
      )}
    </Panel>
  );
}
