import { alertSeverities } from '../../../contract/alerts/catalogue.ts';
import type { AlertSites } from '../../../contract/console/alerts.ts';
import { StateShape } from '../../kit/state-shape.tsx';
import { alertTexts } from '../../texts/alert-texts.ts';
import { useFormats } from '../../texts/formats.ts';
import { useWords } from '../../texts/use-words.ts';
import styles from './alerts.module.css';
import { lookOfSeverity } from './severity-word.tsx';

/** Open alerts by urgency, beside the title. */
export function AlertCounts({ counts }: { readonly counts: AlertSites['counts'] }) {
  const words = useWords(alertTexts);
  const formats = useFormats();
  return (
    <ul className={styles.counts}>
      {alertSeverities.map((severity) => (
        <li key={severity} data-tone={counts[severity] === 0 ? 'quiet' : lookOfSeverity[severity].tone}>
          <StateShape shape={lookOfSeverity[severity].shape} size={10} />
          {words(`severity.${severity}`)} <b>{formats.number(counts[severity])}</b>
        </li>
      ))}
      <li data-tone={counts.isNew === 0 ? 'quiet' : 'attention'}>
        <StateShape shape="triangle" size={10} />
        {words('isNew')} <b>{formats.number(counts.isNew)}</b>
      </li>
    </ul>
  );
}
