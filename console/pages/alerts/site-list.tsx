import type { AlertSites } from '../../../contract/console/alerts.ts';
import type { Resource } from '../../data/use-resource.ts';
import { ResourceView } from '../../kit/resource-view.tsx';
import { StateShape } from '../../kit/state-shape.tsx';
import { alertTexts } from '../../texts/alert-texts.ts';
import { machineTexts } from '../../texts/machine-texts.ts';
import { useWords } from '../../texts/use-words.ts';
import styles from './alerts.module.css';
import { lookOfSeverity } from './severity-word.tsx';

interface Props {
  readonly sites: Resource<AlertSites>;
  /** Place; '' = all. */
  readonly chosen: string;
  readonly onChoose: (place: string) => void;
}

/** Sites with open alerts, most urgent first: a site that is cut off is one thing to look at, not thirty. */
export function SiteList({ sites, chosen, onChoose }: Props) {
  const words = useWords(alertTexts);
  const names = useWords(machineTexts);
  return (
    <nav className={styles.sites} aria-label={words('sites')}>
      <ResourceView of={sites}>
        {(data) => (
          <ul>
            <li>
              <button type="button" className={styles.site} aria-current={chosen === ''} onClick={() => onChoose('')}>
                <b>{words('allSites')}</b>
                <span className={styles.openCount}>{data.counts.open}</span>
              </button>
            </li>
            {data.sites.map(({ place, district, machines, open, ...by }) => {
              const worst = by.stop > 0 ? 'stop' : by.limit > 0 ? 'limit' : 'watch';
              return (
                <li key={`${district} ${place}`}>
                  <button
                    type="button"
                    className={styles.site}
                    aria-current={chosen === place}
                    onClick={() => onChoose(place)}
                  >
                    <span className={styles.siteMark} data-tone={lookOfSeverity[worst].tone}>
                      <StateShape shape={lookOfSeverity[worst].shape} size={10} />
                      <span className="heard-only">{words(`severity.${worst}`)}</span>
                    </span>
                    <span className={styles.siteName}>
                      {place}
                      <span className={styles.siteAbout}>
                        {names.of('district.', district)} · {words('machinesOf', { count: machines })}
                      </span>
                    </span>
                    <span className={styles.openCount}>{open}</span>
                  </button>
                </li>
              );
            })}
          </ul>
        )}
      </ResourceView>
    </nav>
  );
}
