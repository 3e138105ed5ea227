import { Link, useNavigate } from 'react-router';
import { type RolloutSummary, rolloutsAtMost } from '../../../contract/console/rollouts.ts';
import { useMay } from '../../app/session.ts';
import { useResource } from '../../data/use-resource.ts';
import { Page, Panel } from '../../kit/page.tsx';
import { PressButton } from '../../kit/press-button.tsx';
import { ResourceView } from '../../kit/resource-view.tsx';
import { SmallTable } from '../../kit/small-table.tsx';
import { useFormats } from '../../texts/formats.ts';
import { rolloutTexts } from '../../texts/rollout-texts.ts';
import { useLanguage, useWords } from '../../texts/use-words.ts';
import { isStopped } from './rollout-model.ts';
import { ProgressBar, RolloutStateWord } from './rollout-words.tsx';
import styles from './rollouts.module.css';

/** All roll-outs, newest first, each with how far it has come and why it stands where it stands. */
export default function RolloutsPage() {
  const words = useWords(rolloutTexts);
  const formats = useFormats();
  const { language } = useLanguage();
  const navigate = useNavigate();
  const mayManage = useMay('rollout.manage');
  const rollouts = useResource<readonly RolloutSummary[]>('/v1/console/rollouts', { topics: ['rollouts'] });
  return (
    <Page
      title={words('title')}
      actions={
        mayManage && (
          <PressButton kind="main" icon="rollout" onPress={() => void navigate('/rollouts/new')}>
            {words('start')}
          </PressButton>
        )
      }
    >
      <Panel title={words('back')} isFlush>
        <ResourceView of={rollouts}>
          {(rows) => (
            <SmallTable
              label={words('title')}
              rows={rows}
              keyOf={({ id }) => `${id}`}
              empty={words('none')}
              most={rolloutsAtMost}
              columns={[
                {
                  id: 'release',
                  label: words('release'),
                  isRowHeader: true,
                  cell: ({ id, target, release }) => (
                    <>
                      <Link to={`/rollouts/${id}`}>{release}</Link>
                      <span className={styles.second}>{target}</span>
                    </>
                  ),
                },
                {
                  id: 'state',
                  label: words('state'),
                  cell: (row) => (
                    <>
                      <RolloutStateWord state={row.state} />
                      <span className={styles.reason}>
                        {((isStopped(row) ? row.halt : null) ?? row.waitingFor)?.words[language] ?? ''}
                      </span>
                    </>
                  ),
                },
                {
                  id: 'progress',
                  label: words('progress'),
                  cell: (row) => (
                    <div className={styles.progress}>
                      <ProgressBar label={row.release} counts={row.counts} isLegendHidden />
                      <span className={styles.second}>
                        {words('ofMachines', {
                          exposed: formats.number(row.exposed),
                          machines: formats.number(row.machines),
                        })}
                        {row.ring !== null && ` · ${words('ringNow', { ring: row.ring, last: row.rings - 1 })}`}
                      </span>
                    </div>
                  ),
                },
                {
                  id: 'startedAt',
                  label: words('startedAt'),
                  cell: (row) => (
                    <>
                      {formats.time(row.startedAt ?? row.createdAt)}
                      <span className={styles.second}>
                        {words('startedBy', { name: row.starter })}
                        {row.approver !== null && ` · ${words('approvedBy', { name: row.approver })}`}
                      </span>
                    </>
                  ),
                },
              ]}
            />
          )}
        </ResourceView>
      </Panel>
    </Page>
  );
}
