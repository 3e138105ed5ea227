import type { MachinePage } from '../../../contract/console/machines.ts';
import { Facts } from '../../kit/facts.tsx';
import { Panel } from '../../kit/page.tsx';
import { SmallTable } from '../../kit/small-table.tsx';
import { StateWord } from '../../kit/state-word.tsx';
import { useFormats } from '../../texts/formats.ts';
import { useWords } from '../../texts/use-words.ts';
import styles from './machine.module.css';
import { machinePageTexts } from './machine-texts.ts';

const gapsShown = 6;

/** What the machine has sent and has yet to send, and the proof that nothing is missing in between. */
export function DataTab({ data }: { readonly data: MachinePage }) {
  const words = useWords(machinePageTexts);
  const formats = useFormats();
  const { outbox, commissioning } = data;
  const count = (value: number | null) => (value === null ? '—' : formats.number(value));
  return (
    <>
      <div className={styles.columns}>
        <Panel title={words('outbox')}>
          <Facts
            facts={[
              { label: words('pending'), value: count(outbox.pending) },
              {
                label: words('oldest'),
                value: outbox.oldestAgeMs === null || outbox.pending === 0 ? '—' : formats.span(outbox.oldestAgeMs),
              },
              {
                label: words('dead'),
                value:
                  outbox.dead === null || outbox.dead === 0 ? (
                    count(outbox.dead)
                  ) : (
                    <StateWord tone="attention">{formats.number(outbox.dead)}</StateWord>
                  ),
              },
              {
                label: words('commissioning'),
                value:
                  commissioning === null
                    ? '—'
                    : `${commissioning.number} (${words(commissioning.isSigned ? 'signed' : 'notSigned')})`,
              },
            ]}
          />
        </Panel>
        <ProofPanel data={data} />
      </div>
      <Panel title={words('bundles')} about={words('bundleHow')} isFlush>
        <SmallTable
          label={words('bundles')}
          rows={data.bundles}
          keyOf={({ bundleId }) => bundleId}
          empty={words('noBundles')}
          columns={[
            { id: 'id', label: words('bundle'), isRowHeader: true, cell: ({ bundleId }) => bundleId },
            { id: 'made', label: words('made'), cell: ({ madeAt }) => formats.time(madeAt) },
            { id: 'received', label: words('received'), cell: ({ receivedAt }) => formats.time(receivedAt) },
            { id: 'bytes', label: words('size'), isNumber: true, cell: ({ bytes }) => formats.bytes(bytes) },
          ]}
        />
      </Panel>
    </>
  );
}

function ProofPanel({ data }: { readonly data: MachinePage }) {
  const words = useWords(machinePageTexts);
  const formats = useFormats();
  return (
    <Panel
      title={words('proof')}
      about={words('proofAbout')}
      isFlush
      actions={
        <StateWord tone={data.outbox.isWhole ? 'done' : 'attention'}>
          {words(data.outbox.isWhole ? 'whole' : 'notWhole')}
        </StateWord>
      }
    >
      <SmallTable
        label={words('proof')}
        rows={data.proof}
        keyOf={({ storeEpoch }) => storeEpoch}
        columns={[
          {
            id: 'epoch',
            label: words('epoch'),
            isRowHeader: true,
            cell: ({ storeEpoch }) => <span className={styles.code}>{storeEpoch.slice(0, 8)}</span>,
          },
          { id: 'upTo', label: words('upTo'), isNumber: true, cell: ({ upTo }) => formats.number(upTo) },
          { id: 'highest', label: words('highest'), isNumber: true, cell: ({ highest }) => formats.number(highest) },
          { id: 'missing', label: words('missing'), isNumber: true, cell: ({ missing }) => formats.number(missing) },
          { id: 'gaps', label: words('gaps'), cell: ({ gaps }) => gapsText(gaps) },
          { id: 'since', label: words('gapSince'), cell: ({ gapSince }) => formats.time(gapSince) },
        ]}
      />
    </Panel>
  );
}

/** `3, 7–9, …` */
function gapsText(gaps: readonly (readonly [number, number])[]): string {
  if (gaps.length === 0) return '—';
  const shown = gaps.slice(0, gapsShown).map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`));
  return `${shown.join(', ')}${gaps.length > gapsShown ? ', …' : ''}`;
}
