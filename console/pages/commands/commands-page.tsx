import { useState } from 'react';
import { commandStates, sendsAtMost } from '../../../contract/command-states.ts';
import type { CommandSend } from '../../../contract/console/commands.ts';
import { useMay } from '../../app/session.ts';
import { postJson } from '../../data/hub-client.ts';
import { pathWith } from '../../data/pages.ts';
import { useFilters } from '../../data/use-filters.ts';
import { useResource } from '../../data/use-resource.ts';
import { Confirm } from '../../kit/confirm.tsx';
import { Notice } from '../../kit/notice.tsx';
import { Page, Panel } from '../../kit/page.tsx';
import { PressButton } from '../../kit/press-button.tsx';
import { FailureNote, ResourceView } from '../../kit/resource-view.tsx';
import { ShareBar } from '../../kit/share-bar.tsx';
import { SmallTable } from '../../kit/small-table.tsx';
import { useFormats } from '../../texts/formats.ts';
import { useWords } from '../../texts/use-words.ts';
import { objectOf, toneOfCommand } from './acts.ts';
import { chosenOrder } from './chosen-order.ts';
import { CommandsOf } from './command-list.tsx';
import { commandTexts } from './command-texts.ts';
import styles from './commands.module.css';

interface Sends {
  readonly rows: readonly CommandSend[];
}

/** What people have ordered of machines, newest first, and how far each order is. */
export default function CommandsPage() {
  const words = useWords(commandTexts);
  const filters = useFilters(['send'] as const);
  const sends = useResource<Sends>('/v1/console/command-sends', { topics: ['commands'] });
  const chosen = filters.values.send;
  const isListed = sends.data?.rows.some(({ sendId }) => sendId === chosen) ?? true;
  const older = useResource<Sends>(
    chosen === '' || isListed ? null : pathWith('/v1/console/command-sends', { sendId: chosen }),
    { topics: ['commands'] },
  );
  const order = chosenOrder(chosen, sends.data?.rows ?? null, older.data?.rows ?? null);
  return (
    <Page title={words('title')}>
      <Panel title={words('orders')} isFlush>
        <ResourceView of={sends}>
          {({ rows }) => <SendTable rows={rows} onOpen={(send) => filters.set({ send })} />}
        </ResourceView>
      </Panel>
      {order.state === 'shown' && <SendPanel send={order.send} onChange={isListed ? sends.again : older.again} />}
      {order.state === 'asking' && older.failure !== null && (
        <FailureNote failure={older.failure} again={older.again} />
      )}
      {order.state === 'gone' && <Notice tone="information">{words('orderGone')}</Notice>}
    </Page>
  );
}

function SendTable({ rows, onOpen }: { readonly rows: readonly CommandSend[]; readonly onOpen: (id: string) => void }) {
  const words = useWords(commandTexts);
  const formats = useFormats();
  return (
    <SmallTable
      label={words('orders')}
      rows={rows}
      keyOf={({ sendId }) => sendId}
      empty={words('noneYet')}
      most={sendsAtMost}
      columns={[
        {
          id: 'act',
          label: words('act'),
          isRowHeader: true,
          cell: (row) => (
            <>
              <button type="button" className={styles.link} onClick={() => onOpen(row.sendId)}>
                {words(`kind.${row.act.kind}`)} {objectOf(row.act)}
              </button>
              {row.isDryRun && <span className={styles.second}>{words('dryRun')}</span>}
            </>
          ),
        },
        {
          id: 'machines',
          label: words('machines'),
          isNumber: true,
          cell: ({ machines }) => formats.number(machines),
        },
        {
          id: 'states',
          label: words('state'),
          cell: (row) => (
            <ShareBar
              label={words('state')}
              shares={commandStates.map((state) => ({
                id: state,
                label: state === 'failed' ? words('failedOrUnknown') : words(`state.${state}`),
                tone: toneOfCommand[state],
                count: row.states[state] ?? 0,
              }))}
            />
          ),
        },
        { id: 'reason', label: words('reason'), cell: ({ reason }) => reason },
        { id: 'by', label: words('by'), cell: ({ by }) => by },
        { id: 'madeAt', label: words('madeAt'), cell: ({ madeAt }) => formats.time(madeAt) },
      ]}
    />
  );
}

/** One order, machine by machine; what no machine has yet can be taken back. */
function SendPanel({ send, onChange }: { readonly send: CommandSend; readonly onChange: () => void }) {
  const words = useWords(commandTexts);
  const canAct = useMay('command.send');
  const [isAsking, setAsking] = useState(false);
  return (
    <Panel
      title={`${words(`kind.${send.act.kind}`)} ${objectOf(send.act)}`.trim()}
      isFlush
      actions={
        canAct &&
        (send.states.offered ?? 0) > 0 && (
          <PressButton kind="danger" onPress={() => setAsking(true)}>
            {words('withdraw')}
          </PressButton>
        )
      }
    >
      <CommandsOf of={{ sendId: send.sendId }} />
      {isAsking && (
        <Confirm
          title={words('withdraw')}
          act={words('withdraw')}
          isDangerous
          onConfirm={() => postJson('/v1/operator/commands/withdraw', { sendId: send.sendId })}
          onDone={onChange}
          onClose={() => setAsking(false)}
        >
          <p>{words('withdrawAbout')}</p>
        </Confirm>
      )}
    </Panel>
  );
}
