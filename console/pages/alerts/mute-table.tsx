import { useState } from 'react';
import { alertKinds } from '../../../contract/alerts/catalogue.ts';
import type { MuteRow } from '../../../contract/console/alerts.ts';
import { useMay } from '../../app/session.ts';
import { postJson } from '../../data/hub-client.ts';
import { useResource } from '../../data/use-resource.ts';
import { Confirm } from '../../kit/confirm.tsx';
import { MachineLink } from '../../kit/machine-link.tsx';
import { Panel } from '../../kit/page.tsx';
import { PressButton } from '../../kit/press-button.tsx';
import { ResourceView } from '../../kit/resource-view.tsx';
import { SmallTable } from '../../kit/small-table.tsx';
import { alertTexts } from '../../texts/alert-texts.ts';
import { useFormats } from '../../texts/formats.ts';
import { useWords } from '../../texts/use-words.ts';

/** What is muted now, by whom, why and until when. */
export function MuteTable() {
  const words = useWords(alertTexts);
  const formats = useFormats();
  const mayAct = useMay('alert.act');
  const mutes = useResource<readonly MuteRow[]>('/v1/console/alerts/mutes', { topics: ['alerts'] });
  const [ending, setEnding] = useState<MuteRow | null>(null);
  return (
    <Panel title={words('mutes')} isFlush>
      <ResourceView of={mutes}>
        {(rows) => (
          <SmallTable
            label={words('mutes')}
            rows={rows}
            keyOf={({ id }) => `${id}`}
            empty={words('muteNone')}
            columns={[
              {
                id: 'what',
                label: words('what'),
                isRowHeader: true,
                cell: ({ code }) => (code === null ? words('all') : <code title={alertKinds[code].en}>{code}</code>),
              },
              {
                id: 'where',
                label: words('place'),
                cell: ({ kiosk, place }) =>
                  kiosk === null ? (place ?? words('allSites')) : <MachineLink kiosk={kiosk} />,
              },
              { id: 'until', label: words('until'), cell: ({ until }) => formats.time(until) },
              { id: 'reason', label: words('reason'), cell: ({ reason }) => reason },
              { id: 'by', label: words('by'), cell: ({ by, madeAt }) => `${by} · ${formats.time(madeAt)}` },
              {
                id: 'end',
                label: words('acts'),
                cell: (row) => mayAct && <PressButton onPress={() => setEnding(row)}>{words('endMute')}</PressButton>,
              },
            ]}
          />
        )}
      </ResourceView>
      {ending !== null && (
        <Confirm
          title={words('endMute')}
          act={words('endMute')}
          onConfirm={() => postJson(`/v1/operator/alerts/mutes/${ending.id}/end`)}
          onDone={mutes.again}
          onClose={() => setEnding(null)}
        >
          <p>{words('endMuteAbout')}</p>
        </Confirm>
      )}
    </Panel>
  );
}
