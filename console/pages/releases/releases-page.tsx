import { Link } from 'react-router';
import type { ReleaseRow, ReleasesReply } from '../../../contract/console/releases.ts';
import { useMay } from '../../app/session.ts';
import { pathWith } from '../../data/pages.ts';
import { useResource } from '../../data/use-resource.ts';
import { Notice } from '../../kit/notice.tsx';
import { Page, Panel } from '../../kit/page.tsx';
import { ResourceView } from '../../kit/resource-view.tsx';
import { SmallTable } from '../../kit/small-table.tsx';
import { StateWord } from '../../kit/state-word.tsx';
import { useFormats } from '../../texts/formats.ts';
import { releaseTexts } from '../../texts/release-texts.ts';
import { useWords } from '../../texts/use-words.ts';
import styles from './releases.module.css';

/** What is there to be sent out, and how far each of it has come. */
export default function ReleasesPage() {
  const words = useWords(releaseTexts);
  const formats = useFormats();
  const mayManage = useMay('rollout.manage');
  const releases = useResource<ReleasesReply>('/v1/console/releases', { topics: ['rollouts'] });
  return (
    <Page title={words('title')}>
      <ResourceView of={releases}>
        {({ releases: rows, unreadable }) => (
          <>
            {unreadable > 0 && <Notice tone="attention">{words('unreadable', { count: unreadable })}</Notice>}
            <Panel title={words('title')} about={words('about')} isFlush>
              <SmallTable
                label={words('title')}
                rows={rows}
                keyOf={({ target, sha256 }) => `${target} ${sha256}`}
                empty={words('none')}
                columns={[
                  {
                    id: 'id',
                    label: words('id'),
                    isRowHeader: true,
                    cell: ({ id, target }) => (
                      <>
                        <span className={styles.id}>{id}</span>
                        <span className={styles.second}>{target}</span>
                      </>
                    ),
                  },
                  { id: 'kind', label: words('kind'), cell: ({ kind }) => words(`kind.${kind}`) },
                  { id: 'scope', label: words('scope'), cell: ({ scope }) => scope ?? words('everybody') },
                  { id: 'created', label: words('created'), cell: ({ createdAt }) => formats.time(createdAt) },
                  {
                    id: 'size',
                    label: words('size'),
                    cell: ({ bytes, files }) =>
                      words('sizeOf', { bytes: formats.bytes(bytes), files: formats.number(files) }),
                  },
                  { id: 'hub', label: words('minimumHub'), cell: ({ minimumHub }) => minimumHub },
                  {
                    id: 'assigned',
                    label: words('assigned'),
                    isNumber: true,
                    cell: ({ assigned }) => formats.number(assigned),
                  },
                  { id: 'outcomes', label: words('outcomes'), cell: (row) => <Outcomes release={row} /> },
                  {
                    id: 'act',
                    label: words('acts'),
                    cell: ({ kind, target }) =>
                      kind === 'application' &&
                      mayManage && <Link to={pathWith('/rollouts/new', { target })}>{words('rollOut')}</Link>,
                  },
                ]}
              />
            </Panel>
          </>
        )}
      </ResourceView>
    </Page>
  );
}

function Outcomes({ release: { outcomes } }: { readonly release: ReleaseRow }) {
  const words = useWords(releaseTexts);
  const tones = { succeeded: 'done', rolledBack: 'attention', refused: 'waiting' } as const;
  const told = (['succeeded', 'rolledBack', 'refused'] as const).filter((outcome) => outcomes[outcome] > 0);
  if (told.length === 0) return <span className={styles.second}>{words('noOutcome')}</span>;
  return (
    <span className={styles.outcomes}>
      {told.map((outcome) => (
        <StateWord key={outcome} tone={tones[outcome]}>
          {words(outcome, { count: outcomes[outcome] })}
        </StateWord>
      ))}
    </span>
  );
}
