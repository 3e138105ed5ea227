import { useMemo, useState } from 'react';
import { type AuditProof, type AuditRow, auditAreas } from '../../../contract/console/audit.ts';
import { getJson, type HubReply } from '../../data/hub-client.ts';
import { pathWith } from '../../data/pages.ts';
import { useFilters } from '../../data/use-filters.ts';
import { useRows } from '../../data/use-rows.ts';
import { useSpanStart } from '../../data/use-span-start.ts';
import { CsvLink } from '../../kit/csv-link.tsx';
import { type DataColumn, DataTable } from '../../kit/data-table.tsx';
import { FilterBar } from '../../kit/filter-bar.tsx';
import { Notice } from '../../kit/notice.tsx';
import { Page } from '../../kit/page.tsx';
import { PressButton } from '../../kit/press-button.tsx';
import { FailureNote } from '../../kit/resource-view.tsx';
import { auditTexts } from '../../texts/audit-texts.ts';
import { useFormats } from '../../texts/formats.ts';
import { useWords } from '../../texts/use-words.ts';
import styles from './audit.module.css';

const filterNames = ['subject', 'act', 'span', 'actor'] as const;
const keyOf = ({ seq }: AuditRow) => `${seq}`;

/** Who did what, and the proof that nothing of it was changed. */
export default function AuditPage() {
  const words = useWords(auditTexts);
  const filters = useFilters(filterNames);
  const { span, ...rest } = filters.values;
  const fromMs = useSpanStart(span);
  const query = { ...rest, fromMs: fromMs ?? '' };
  const list = useRows<AuditRow>(pathWith('/v1/console/audit', query), keyOf, { topics: ['audit'] });
  const columns = useColumns();
  return (
    <Page title={words('title')} isFilled actions={<Prove />}>
      <p className={styles.about}>{words('about')}</p>
      <FilterBar
        filters={filters}
        text={{ name: 'subject', label: words('subjectSearch') }}
        choices={[
          { name: 'act', label: words('area'), options: auditAreas.map((id) => ({ id, label: words(`area.${id}`) })) },
          {
            name: 'span',
            label: words('span'),
            options: (['24', '168', '720'] as const).map((id) => ({ id, label: words(`span.${id}`) })),
          },
        ]}
      >
        <CsvLink href={pathWith('/v1/console/audit.csv', query)} />
      </FilterBar>
      <DataTable
        label={words('title')}
        columns={columns}
        list={list}
        keyOf={keyOf}
        empty={filters.isAny ? words('noneFits') : words('none')}
      />
    </Page>
  );
}

function useColumns(): readonly DataColumn<AuditRow>[] {
  const words = useWords(auditTexts);
  const formats = useFormats();
  return useMemo<readonly DataColumn<AuditRow>[]>(
    () => [
      { id: 'seq', label: words('seq'), width: 76, isNumber: true, cell: ({ seq }) => seq },
      { id: 'at', label: words('at'), width: 130, cell: ({ at }) => formats.time(at) },
      {
        id: 'actor',
        label: words('actor'),
        width: 150,
        isRowHeader: true,
        cell: ({ actor }) => (actor.kind === 'token' ? words('token') : actor.name),
      },
      { id: 'act', label: words('act'), width: 190, cell: ({ act }) => <code className={styles.code}>{act}</code> },
      {
        id: 'subject',
        label: words('subject'),
        width: '1fr',
        minWidth: 150,
        cell: ({ subject }) => <code className={styles.code}>{subject}</code>,
      },
      {
        id: 'detail',
        label: words('detail'),
        width: '2fr',
        minWidth: 160,
        cell: ({ detail }) => (
          <span title={JSON.stringify(detail, null, 1)}>
            {Object.entries(detail)
              .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
              .join(' · ')}
          </span>
        ),
      },
      {
        id: 'hash',
        label: words('hash'),
        width: 100,
        cell: ({ hash }) => (
          <code className={styles.code} title={hash}>
            {hash.slice(0, 8)}
          </code>
        ),
      },
    ],
    [words, formats],
  );
}

/** Goes along the whole chain at the hub. */
function Prove() {
  const words = useWords(auditTexts);
  const [isBusy, setBusy] = useState(false);
  const [reply, setReply] = useState<HubReply<AuditProof> | null>(null);
  const prove = async () => {
    setBusy(true);
    setReply(await getJson<AuditProof>('/v1/console/audit/proof'));
    setBusy(false);
  };
  return (
    <div className={styles.prove}>
      <PressButton icon="check" isDisabled={isBusy} onPress={() => void prove()}>
        {isBusy ? words('proving') : words('prove')}
      </PressButton>
      {reply !== null && !reply.ok && <FailureNote failure={reply.error} />}
      {reply?.ok === true && (
        <Notice tone={reply.value.isWhole ? 'done' : 'attention'} isSpoken>
          {reply.value.isWhole
            ? words('whole', { count: reply.value.upTo, hash: reply.value.head.hash.slice(0, 12) })
            : words('broken', {
                count: reply.value.upTo,
                fault: reply.value.fault === null ? '' : words(`fault.${reply.value.fault}`),
              })}
        </Notice>
      )}
    </div>
  );
}
