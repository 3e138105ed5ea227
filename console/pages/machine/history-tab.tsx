import { fleetStates } from '../../../contract/console/fleet-state.ts';
import type { SamplesReply, TimelineRow } from '../../../contract/console/machines.ts';
import { useResource } from '../../data/use-resource.ts';
import { useRows } from '../../data/use-rows.ts';
import { withHoles } from '../../kit/chart-model.ts';
import { Panel } from '../../kit/page.tsx';
import { PressButton } from '../../kit/press-button.tsx';
import { Empty, FailureNote, Loading, ResourceView } from '../../kit/resource-view.tsx';
import { TimeChart } from '../../kit/time-chart.tsx';
import { Timeline } from '../../kit/timeline.tsx';
import { type Tone, toneOfMachine } from '../../kit/tone.ts';
import { kitTexts } from '../../texts/kit-texts.ts';
import { machineTexts } from '../../texts/machine-texts.ts';
import { updateCauseTexts } from '../../texts/update-cause-texts.ts';
import { useLanguage, useWords } from '../../texts/use-words.ts';
import { workTexts } from '../../texts/work-texts.ts';
import { commandTexts } from '../commands/command-texts.ts';
import styles from './machine.module.css';
import { machinePageTexts } from './machine-texts.ts';
import { timelineWords } from './timeline-words.ts';

/** The hub samples a machine every five minutes in a small fleet, every hour in the largest (`hub/fleet/history.ts`). */
const samplesMissingMs = 130 * 60_000;

type Sample = SamplesReply['rows'][number];

/** While a machine is silent the hub has its last word only: nobody measured. */
const measured = (rows: readonly Sample[], of: (row: Sample) => number | null) =>
  withHoles(
    rows.map((row) => ({
      at: Date.parse(row.at),
      value: row.state === 'offline' || row.state === 'lost' ? null : of(row),
    })),
    samplesMissingMs,
  );

const rowKey = (row: TimelineRow): string => `${row.at} ${row.kind} ${row.word} ${row.detail}`;

/** What happened to the machine, and how it was over the last day. */
export function HistoryTab({ kiosk }: { readonly kiosk: string }) {
  const words = useWords(machinePageTexts);
  const kitWords = useWords(kitTexts);
  const path = `/v1/console/machines/${encodeURIComponent(kiosk)}`;
  const list = useRows<TimelineRow>(`${path}/timeline?limit=100`, rowKey, { topics: ['machines'] });
  const samples = useResource<SamplesReply>(`${path}/samples?hours=24`, {
    topics: ['machines'],
    ids: [kiosk],
    pauseMs: 30_000,
  });
  return (
    <div className={styles.columns}>
      <Panel title={words('timeline')}>
        {list.failure !== null && <FailureNote failure={list.failure} again={list.again} />}
        {list.isLoading && <Loading />}
        {!list.isLoading && list.rows.length === 0 && <Empty>{words('noTimeline')}</Empty>}
        <HistoryEntries rows={list.rows} />
        {list.hasMore && (
          <PressButton isDisabled={list.isLoadingMore} onPress={list.more}>
            {kitWords('more')}
          </PressButton>
        )}
      </Panel>
      <div className={styles.stack}>
        <Panel title={words('chart')}>
          <ResourceView of={samples}>
            {({ rows }) => (
              <TimeChart
                label={words('chart')}
                kind="lines"
                series={[
                  {
                    id: 'pending',
                    label: words('pending'),
                    points: measured(rows, ({ pending }) => pending),
                  },
                ]}
              />
            )}
          </ResourceView>
        </Panel>
        <Panel title={words('chartMemory')}>
          <ResourceView of={samples}>
            {({ rows }) => (
              <TimeChart
                label={words('chartMemory')}
                kind="lines"
                height={140}
                series={[
                  {
                    id: 'memory',
                    label: words('memory'),
                    points: measured(rows, ({ rssMiB }) => rssMiB),
                  },
                ]}
              />
            )}
          </ResourceView>
        </Panel>
      </div>
    </div>
  );
}

const toneOfKind: Readonly<Record<TimelineRow['kind'], Tone>> = {
  state: 'quiet',
  boot: 'information',
  version: 'information',
  orderOpened: 'waiting',
  orderClosed: 'done',
  assigned: 'information',
  outcome: 'information',
  command: 'quiet',
};

function HistoryEntries({ rows }: { readonly rows: readonly TimelineRow[] }) {
  const words = useWords(machinePageTexts);
  const machine = useWords(machineTexts);
  const work = useWords(workTexts);
  const command = useWords(commandTexts);
  const causes = useWords(updateCauseTexts);
  const { language } = useLanguage();
  return (
    <Timeline
      entries={rows.map((row) => {
        const state = row.kind === 'state' ? fleetStates.find((one) => one === row.word) : undefined;
        const { title, detail } = timelineWords(row, { language, page: words, machine, work, command, causes });
        return {
          id: rowKey(row),
          at: row.at,
          tone: state === undefined ? toneOfKind[row.kind] : toneOfMachine[state],
          title,
          ...(detail === '' ? {} : { detail }),
        };
      })}
    />
  );
}
