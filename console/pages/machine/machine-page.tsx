import { useEffect, useState } from 'react';
import { useParams } from 'react-router';
import type { MachinePage as Machine } from '../../../contract/console/machines.ts';
import { useMay } from '../../app/session.ts';
import { postByItself } from '../../data/hub-client.ts';
import { pageClock } from '../../data/pace.ts';
import { useFilters } from '../../data/use-filters.ts';
import { useResource } from '../../data/use-resource.ts';
import { Ago } from '../../kit/ago.tsx';
import { Page } from '../../kit/page.tsx';
import { PressButton } from '../../kit/press-button.tsx';
import { ResourceView } from '../../kit/resource-view.tsx';
import { MachineStateWord } from '../../kit/state-word.tsx';
import { TabView } from '../../kit/tabs.tsx';
import { useWords } from '../../texts/use-words.ts';
import { SendCommand } from '../commands/send-command.tsx';
import { CareTab } from './care-tab.tsx';
import { CommandsTab } from './commands-tab.tsx';
import { DataTab } from './data-tab.tsx';
import { HistoryTab } from './history-tab.tsx';
import styles from './machine.module.css';
import { machinePageTexts } from './machine-texts.ts';
import { NowTab } from './now-tab.tsx';
import { UpdatesTab } from './updates-tab.tsx';

/** A machine that somebody looks at tells every 15 s for two minutes; asked again before that ends. */
const watchAgainMs = 90_000;

/** All that the hub knows of one machine. While it is open, the machine tells more often. */
export default function MachinePage() {
  const { kiosk = '' } = useParams();
  const words = useWords(machinePageTexts);
  const canSend = useMay('command.send');
  const filters = useFilters(['tab'] as const);
  const [isSending, setSending] = useState(false);
  const machine = useResource<Machine>(`/v1/console/machines/${encodeURIComponent(kiosk)}`, {
    topics: ['machines', 'orders'],
    ids: [kiosk],
  });
  const isKnown = machine.data !== null;
  useWatch(isKnown ? kiosk : null);
  const row = machine.data?.machine;
  return (
    <Page
      title={row === undefined ? kiosk : `${row.kiosk} ${row.place}`}
      from={{ to: '/machines', label: words('machines') }}
      beside={
        row !== undefined && (
          <>
            <MachineStateWord state={row.state} isTablet />
            <span className={styles.beside}>
              <Ago at={row.since} isSpan /> ·{' '}
              {row.lastBeat === null ? words('neverHeard') : <LastBeat at={row.lastBeat} />}
            </span>
          </>
        )
      }
      actions={
        canSend &&
        isKnown && (
          <PressButton icon="command" onPress={() => setSending(true)}>
            {words('send')}
          </PressButton>
        )
      }
    >
      <ResourceView of={machine}>
        {(data) => (
          <TabView
            label={words('parts')}
            chosen={filters.values.tab}
            onChoose={(tab) => filters.set({ tab: tab === 'now' ? '' : tab })}
            tabs={[
              { id: 'now', label: words('tab.now'), content: () => <NowTab data={data} /> },
              { id: 'history', label: words('tab.history'), content: () => <HistoryTab kiosk={kiosk} /> },
              { id: 'commands', label: words('tab.commands'), content: () => <CommandsTab kiosk={kiosk} /> },
              {
                id: 'care',
                label: words('tab.care'),
                count: data.orders.filter(({ closedAt }) => closedAt === null).length,
                content: () => <CareTab data={data} />,
              },
              { id: 'updates', label: words('tab.updates'), content: () => <UpdatesTab data={data} /> },
              { id: 'data', label: words('tab.data'), content: () => <DataTab data={data} /> },
            ]}
          />
        )}
      </ResourceView>
      {isSending && <SendCommand kiosks={[kiosk]} onClose={() => setSending(false)} onSent={machine.again} />}
    </Page>
  );
}

function LastBeat({ at }: { readonly at: string }) {
  const words = useWords(machinePageTexts);
  // The words stand around the time, in an order of their own in each language.
  const [before = '', after = ''] = words('lastBeat', { ago: '\u0000' }).split('\u0000');
  return (
    <span title={words('watched')}>
      {before}
      <Ago at={at} />
      {after}
    </span>
  );
}

/** Keeps a machine watched as long as its page is open and in sight. @param kiosk null = none */
function useWatch(kiosk: string | null): void {
  useEffect(() => {
    if (kiosk === null) return undefined;
    let cancel: () => void = () => undefined;
    const watch = () => {
      // Where it does not reach the hub, the page is only a little slower.
      if (!document.hidden) void postByItself(`/v1/console/machines/${encodeURIComponent(kiosk)}/watch`);
      cancel = pageClock.after(watchAgainMs, watch);
    };
    watch();
    return () => cancel();
  }, [kiosk]);
}
