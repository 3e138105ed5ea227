import { useMemo, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { alertGroups, alertSeverities } from '../../../contract/alerts/catalogue.ts';
import type { AlertSites } from '../../../contract/console/alerts.ts';
import { pathWith } from '../../data/pages.ts';
import { useFilters } from '../../data/use-filters.ts';
import { useResource } from '../../data/use-resource.ts';
import { CsvLink } from '../../kit/csv-link.tsx';
import { FilterBar } from '../../kit/filter-bar.tsx';
import { Page } from '../../kit/page.tsx';
import { ViewSwitch } from '../../kit/view-switch.tsx';
import { alertTexts } from '../../texts/alert-texts.ts';
import { useDistrictOptions } from '../../texts/use-district-options.ts';
import { useWords } from '../../texts/use-words.ts';
import { AlertCounts } from './alert-counts.tsx';
import { AlertSheet } from './alert-sheet.tsx';
import { AlertTable } from './alert-table.tsx';
import styles from './alerts.module.css';
import { MuteTable } from './mute-table.tsx';
import { SiteList } from './site-list.tsx';

const narrowingNames = ['district', 'group', 'severity', 'isNew', 'place', 'kiosk', 'code'] as const;
const filterNames = ['view', ...narrowingNames, 'alert'] as const;

/** What is wrong in the fleet: sites beside, their alerts in the middle, one alert with its runbook over it. */
export default function AlertsPage() {
  const words = useWords(alertTexts);
  const filters = useFilters(filterNames, narrowingNames);
  const { view, district, group, severity, isNew, place, kiosk, code, alert: chosen } = filters.values;
  // Mails and messages name an alert by its path.
  const { id: named = '' } = useParams();
  const navigate = useNavigate();
  const alert = chosen === '' ? named : chosen;
  const districts = useDistrictOptions();
  const sites = useResource<AlertSites>(pathWith('/v1/console/alerts/sites', { district }), { topics: ['alerts'] });
  const [handled, setHandled] = useState(0);
  const shown = view === 'resolved' || view === 'mutes' ? view : 'open';
  const choices = useMemo(
    () =>
      [
        { name: 'district', label: words('district'), options: districts },
        {
          name: 'severity',
          label: words('severity'),
          options: alertSeverities.map((id) => ({ id, label: words(`severity.${id}`) })),
        },
        {
          name: 'group',
          label: words('group'),
          options: alertGroups.map((id) => ({ id, label: words(`group.${id}`) })),
        },
        { name: 'isNew', label: words('state'), options: [{ id: 'true', label: words('isNew') }] },
      ] as const,
    [words, districts],
  );
  return (
    <Page title={words('title')} isFilled beside={sites.data !== null && <AlertCounts counts={sites.data.counts} />}>
      <div className={styles.bar}>
        <ViewSwitch
          label={words('view')}
          value={shown}
          options={[
            { id: 'open', label: words('open') },
            { id: 'resolved', label: words('resolved') },
            { id: 'mutes', label: words('mutes') },
          ]}
          onChange={(next) => filters.set({ view: next === 'open' ? '' : next, alert: '' })}
        />
        {shown !== 'mutes' && (
          <FilterBar filters={filters} choices={choices}>
            <CsvLink
              href={pathWith('/v1/console/alerts.csv', {
                state: shown,
                district,
                group,
                severity,
                place,
                kiosk,
                code,
                isNew,
              })}
            />
          </FilterBar>
        )}
      </div>
      {shown === 'mutes' ? (
        <MuteTable />
      ) : (
        <div className={styles.columns}>
          {shown === 'open' && (
            <SiteList sites={sites} chosen={place} onChoose={(next) => filters.set({ place: next, alert: '' })} />
          )}
          <AlertTable
            key={handled}
            query={{
              state: shown,
              district,
              group,
              severity,
              place,
              kiosk,
              code,
              isNew: isNew === 'true' ? 'true' : '',
            }}
            isAny={filters.isAny}
            onOpen={(id) => filters.set({ alert: `${id}` })}
          />
        </div>
      )}
      {alert !== '' && (
        <AlertSheet
          id={alert}
          onClose={() => (chosen === '' ? void navigate('/alerts') : filters.set({ alert: '' }))}
          onActed={() => {
            sites.again();
            setHandled((count) => count + 1);
          }}
        />
      )}
    </Page>
  );
}
