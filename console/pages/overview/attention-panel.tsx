import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { AlertSites } from '../../../contract/console/alerts.ts';
import type { Overview } from '../../../contract/console/overview.ts';
import type { Resource } from '../../data/use-resource.ts';
import { Panel } from '../../kit/page.tsx';
import { Empty, FailureNote, Loading } from '../../kit/resource-view.tsx';
import { StateShape, shapeOfTone } from '../../kit/state-shape.tsx';
import type { Tone } from '../../kit/tone.ts';
import { useFormats } from '../../texts/formats.ts';
import { useWords } from '../../texts/use-words.ts';
import styles from './overview.module.css';
import { overviewTexts } from './overview-texts.ts';

interface Line {
  readonly label: string;
  readonly count: number;
  readonly to: string;
  readonly tone: Tone;
}

/** What somebody has to do something about, with the way there. What is zero is left out. */
export function AttentionPanel({
  attention,
  alerts,
}: {
  readonly attention: Overview['attention'];
  readonly alerts: Resource<AlertSites>;
}) {
  const words = useWords(overviewTexts);
  const counts = alerts.data?.counts;
  const lines: readonly Line[] = [
    { label: words('alertsStop'), count: counts?.stop ?? 0, to: '/alerts?severity=stop', tone: 'attention' },
    { label: words('alertsLimit'), count: counts?.limit ?? 0, to: '/alerts?severity=limit', tone: 'waiting' },
    { label: words('alertsWatch'), count: counts?.watch ?? 0, to: '/alerts?severity=watch', tone: 'information' },
    { label: words('openOrders'), count: attention.openOrders, to: '/orders', tone: 'waiting' },
    { label: words('withDead'), count: attention.machinesWithDead, to: '/machines?trouble=dead', tone: 'attention' },
    { label: words('withGap'), count: attention.machinesWithGap, to: '/machines?trouble=gap', tone: 'attention' },
    { label: words('oldQueue'), count: attention.machinesWithOldQueue, to: '/machines?trouble=old', tone: 'waiting' },
    { label: words('pending'), count: attention.pending, to: '/queue', tone: 'quiet' },
  ];
  const present = lines.filter(({ count }) => count > 0);
  return (
    <Panel title={words('attention')} isFlush>
      {/* While nobody knows of the alerts, it is not said that there are none. */}
      {alerts.failure !== null && <FailureNote failure={alerts.failure} again={alerts.again} />}
      {present.length === 0 ? (
        counts === undefined ? (
          alerts.failure === null && <Loading />
        ) : (
          <Empty>{words('nothing')}</Empty>
        )
      ) : (
        <ul>
          {present.map((line) => (
            <AttentionLine key={line.label} line={line} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function AttentionLine({ line: { label, count, to, tone } }: { readonly line: Line }): ReactNode {
  const formats = useFormats();
  return (
    <li>
      <Link to={to} className={styles.line} data-tone={tone}>
        <span className={styles.lineShape}>
          <StateShape shape={shapeOfTone[tone]} />
        </span>
        <span>{label}</span>
        <b>{formats.number(count)}</b>
      </Link>
    </li>
  );
}
