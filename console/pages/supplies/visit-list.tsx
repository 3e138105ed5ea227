import { Link } from 'react-router';
import { subjectWords } from '../../../contract/alerts/words.ts';
import type { VisitNeed, Visits } from '../../../contract/console/supplies.ts';
import { meaningOf } from '../../../contract/technician/work-causes.ts';
import { pathWith } from '../../data/pages.ts';
import { useFilters } from '../../data/use-filters.ts';
import { useResource } from '../../data/use-resource.ts';
import { FilterBar } from '../../kit/filter-bar.tsx';
import { MachineLink } from '../../kit/machine-link.tsx';
import { Panel } from '../../kit/page.tsx';
import { Empty, ResourceView } from '../../kit/resource-view.tsx';
import { StateWord } from '../../kit/state-word.tsx';
import { machineTexts } from '../../texts/machine-texts.ts';
import { supplyTexts } from '../../texts/supply-texts.ts';
import { useDistrictOptions } from '../../texts/use-district-options.ts';
import { useLanguage, useWords } from '../../texts/use-words.ts';
import { workTexts } from '../../texts/work-texts.ts';
import styles from './supplies.module.css';

const filterNames = ['district'] as const;

/** Where to go, district by district, and what to take along: made to be printed. */
export function VisitList() {
  const words = useWords(supplyTexts);
  const names = useWords(machineTexts);
  const { language } = useLanguage();
  const filters = useFilters(filterNames);
  const districts = useDistrictOptions();
  const visits = useResource<Visits>(pathWith('/v1/console/visits', filters.values), {
    topics: ['orders', 'machines'],
    pauseMs: 60_000,
  });
  return (
    <>
      <p className={styles.second}>{words('visitsAbout')}</p>
      <FilterBar filters={filters} choices={[{ name: 'district', label: words('district'), options: districts }]} />
      <ResourceView of={visits}>
        {({ districts: list }) =>
          list.length === 0 ? (
            <Empty>{words('noVisits')}</Empty>
          ) : (
            list.map(({ district, due, sites, load }) => (
              <Panel
                key={district}
                title={`${names.of('district.', district)} · ${words('sitesDue', { count: due })}`}
                about={
                  load.length === 0
                    ? undefined
                    : `${words('load')}: ${load.map(({ device, supply, machines }) => words('loadOf', { what: subjectWords(`${device}.${supply}`, language), count: machines })).join(' · ')}`
                }
              >
                <ul className={styles.sites}>
                  {sites.map(({ place, isDue, needs }) => (
                    <li key={place} className={styles.site}>
                      <div>
                        <b>{place}</b>
                        <StateWord tone={isDue ? 'attention' : 'quiet'}>
                          {words(isDue ? 'mustGo' : 'onTheWay')}
                        </StateWord>
                      </div>
                      <ul className={styles.needs}>
                        {needs.map((need) => (
                          <li key={`${need.kiosk} ${need.what} ${need.subject} ${need.orderId ?? ''}`}>
                            <MachineLink kiosk={need.kiosk} /> <Need need={need} />
                          </li>
                        ))}
                      </ul>
                    </li>
                  ))}
                </ul>
              </Panel>
            ))
          )
        }
      </ResourceView>
    </>
  );
}

function Need({ need: { what, subject, orderId, daysLeft, isDue } }: { readonly need: VisitNeed }) {
  const words = useWords(supplyTexts);
  const causes = useWords(workTexts);
  const { language } = useLanguage();
  if (what === 'order') {
    return (
      <Link to={`/orders/${orderId ?? 0}`}>
        {words('need.order', { id: orderId ?? 0, what: causes(`cause.${meaningOf(subject).cause}`) })}
      </Link>
    );
  }
  if (what === 'task') return <span>{words.of('task.', subject)}</span>;
  const thing = subjectWords(subject, language);
  return (
    <span>
      {isDue || daysLeft === null
        ? words('need.supplyDue', { what: thing })
        : words('need.supply', { what: thing, days: words('days', { count: Math.floor(daysLeft) }) })}
    </span>
  );
}
