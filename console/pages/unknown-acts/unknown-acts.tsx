import { useState } from 'react';
import { subjectWords } from '../../../contract/alerts/words.ts';
import type { UnknownAct, UnknownActs } from '../../../contract/console/unknown-acts.ts';
import { useMay } from '../../app/session.ts';
import { useResource } from '../../data/use-resource.ts';
import { Panel } from '../../kit/page.tsx';
import { PressButton } from '../../kit/press-button.tsx';
import { FailureNote } from '../../kit/resource-view.tsx';
import { SmallTable } from '../../kit/small-table.tsx';
import { useFormats } from '../../texts/formats.ts';
import { unknownActTexts } from '../../texts/unknown-act-texts.ts';
import { useLanguage, useWords } from '../../texts/use-words.ts';
import { ActEnd, isOpen } from './act-end.tsx';
import { SeenDialog } from './seen-dialog.tsx';

/** Acts of one machine that ended so that no sensor tells how, and what staff saw of them; nothing where there are none. */
export function UnknownActPanel({ kiosk }: { readonly kiosk: string }) {
  const words = useWords(unknownActTexts);
  const formats = useFormats();
  const { language } = useLanguage();
  const maySay = useMay('order.act');
  const [asked, setAsked] = useState<UnknownAct | null>(null);
  const acts = useResource<UnknownActs>(`/v1/console/machines/${encodeURIComponent(kiosk)}/unknown-acts`, {
    topics: ['machines'],
    ids: [kiosk],
    pauseMs: 10_000,
  });
  if (acts.failure !== null && acts.data === null) return <FailureNote failure={acts.failure} again={acts.again} />;
  if (acts.data === null || acts.data.rows.length === 0) return null;
  const nameOf = ({ kind, device }: UnknownAct) => `${subjectWords(device, language)} · ${words.of('kind.', kind)}`;
  return (
    <Panel title={words('title')} about={words('about')} isFlush>
      {acts.failure !== null && <FailureNote failure={acts.failure} again={acts.again} />}
      <SmallTable
        label={words('title')}
        rows={acts.data.rows}
        keyOf={({ actId }) => actId}
        columns={[
          { id: 'act', label: words('act'), isRowHeader: true, cell: nameOf },
          { id: 'at', label: words('at'), cell: ({ at }) => formats.time(at) },
          { id: 'receipt', label: words('receipt'), cell: ({ receiptNo }) => receiptNo ?? '—' },
          { id: 'item', label: words('item'), cell: ({ item }) => (item === null ? '—' : words.of('item.', item)) },
          { id: 'end', label: words('end'), cell: (act) => <ActEnd of={act} /> },
          ...(maySay
            ? [
                {
                  id: 'say',
                  label: words('say'),
                  cell: (act: UnknownAct) =>
                    isOpen(act) && (
                      <PressButton
                        kind="bare"
                        label={words('sayOf', { act: nameOf(act), time: formats.time(act.at) })}
                        onPress={() => setAsked(act)}
                      >
                        {words('say')}
                      </PressButton>
                    ),
                },
              ]
            : []),
        ]}
      />
      {asked !== null && (
        <SeenDialog
          kiosk={kiosk}
          act={asked}
          name={nameOf(asked)}
          onClose={() => {
            setAsked(null);
            acts.again();
          }}
        />
      )}
    </Panel>
  );
}
