import { useState } from 'react';
import { type EnrolmentsReply, enrolmentsAtMost } from '../../../contract/console/enrolments.ts';
import { useMay } from '../../app/session.ts';
import { postJson } from '../../data/hub-client.ts';
import { useResource } from '../../data/use-resource.ts';
import { Confirm } from '../../kit/confirm.tsx';
import { MachineLink } from '../../kit/machine-link.tsx';
import { Notice } from '../../kit/notice.tsx';
import { Page, Panel } from '../../kit/page.tsx';
import { PressButton } from '../../kit/press-button.tsx';
import { ResourceView } from '../../kit/resource-view.tsx';
import { SmallTable } from '../../kit/small-table.tsx';
import { StateWord } from '../../kit/state-word.tsx';
import { TextField } from '../../kit/text-field.tsx';
import { enrolmentTexts } from '../../texts/enrolment-texts.ts';
import { useFormats } from '../../texts/formats.ts';
import { useWords } from '../../texts/use-words.ts';
import { EnrolPanel } from './enrol-panel.tsx';
import styles from './enrolment.module.css';

/** Machines come in by a code that a person carries, and go out by a word. */
export default function EnrolmentPage() {
  const words = useWords(enrolmentTexts);
  const mayEnrol = useMay('machine.enrol');
  const [isRevoking, setRevoking] = useState(false);
  const enrolments = useResource<EnrolmentsReply>('/v1/console/enrolments', { topics: ['machines'] });
  return (
    <Page
      title={words('title')}
      actions={
        mayEnrol && (
          <PressButton kind="danger" onPress={() => setRevoking(true)}>
            {words('revokeOpen')}
          </PressButton>
        )
      }
    >
      {mayEnrol && <EnrolPanel onDone={enrolments.again} />}
      <ResourceView of={enrolments}>{(data) => <Lists enrolments={data} />}</ResourceView>
      {isRevoking && <RevokeDialog onDone={enrolments.again} onClose={() => setRevoking(false)} />}
    </Page>
  );
}

const looks = {
  waiting: { tone: 'waiting' },
  locked: { tone: 'attention' },
  expired: { tone: 'quiet' },
} as const;

function Lists({ enrolments: { waiting, keys, withoutKey, wrongCodes } }: { readonly enrolments: EnrolmentsReply }) {
  const words = useWords(enrolmentTexts);
  const formats = useFormats();
  return (
    <>
      {wrongCodes > 0 && <Notice tone="waiting">{words('wrongCodes', { count: wrongCodes })}</Notice>}
      {withoutKey > 0 && <Notice tone="attention">{words('withoutKey', { count: withoutKey })}</Notice>}
      <Panel title={words('waiting')} about={words('waitingAbout')} isFlush>
        <SmallTable
          label={words('waiting')}
          rows={waiting}
          keyOf={({ id }) => id}
          empty={words('waitingNone')}
          most={enrolmentsAtMost}
          columns={[
            { id: 'model', label: words('model'), isRowHeader: true, cell: ({ model }) => model },
            { id: 'version', label: words('version'), cell: ({ version }) => version },
            { id: 'asked', label: words('askedAt'), cell: ({ askedAt }) => formats.time(askedAt) },
            { id: 'expires', label: words('expiresAt'), cell: ({ expiresAt }) => formats.time(expiresAt) },
            {
              id: 'state',
              label: words('state'),
              cell: ({ state }) => <StateWord {...looks[state]}>{words(`state.${state}`)}</StateWord>,
            },
          ]}
        />
      </Panel>
      <Panel title={words('keys')} isFlush>
        <SmallTable
          label={words('keys')}
          rows={keys}
          keyOf={({ kiosk, key, what }) => `${kiosk} ${key} ${what}`}
          empty={words('keysNone')}
          most={enrolmentsAtMost}
          columns={[
            { id: 'at', label: words('at'), cell: ({ at }) => formats.time(at) },
            {
              id: 'kiosk',
              label: words('kiosk'),
              isRowHeader: true,
              cell: ({ kiosk }) => <MachineLink kiosk={kiosk} />,
            },
            { id: 'place', label: words('place'), cell: ({ place }) => place },
            { id: 'model', label: words('model'), cell: ({ model }) => model },
            {
              id: 'what',
              label: words('what'),
              cell: ({ what }) => (
                <StateWord tone={what === 'revoked' ? 'attention' : 'done'}>{words(`what.${what}`)}</StateWord>
              ),
            },
            { id: 'key', label: words('key'), cell: ({ key }) => <span className={styles.key}>{key}…</span> },
            { id: 'reason', label: words('reason'), cell: ({ reason }) => reason },
          ]}
        />
      </Panel>
    </>
  );
}

function RevokeDialog({ onDone, onClose }: { readonly onDone: () => void; readonly onClose: () => void }) {
  const words = useWords(enrolmentTexts);
  const [kiosk, setKiosk] = useState('');
  return (
    <Confirm
      title={words('revoke')}
      act={words('revokeNow')}
      isDangerous
      needsReason
      onConfirm={(reason) =>
        postJson(`/v1/operator/machines/${encodeURIComponent(kiosk.trim().toUpperCase())}/revoke`, { reason })
      }
      onDone={onDone}
      onClose={onClose}
    >
      <p>{words('revokeAbout')}</p>
      <TextField
        label={words('kiosk')}
        value={kiosk}
        onChange={setKiosk}
        placeholder="TH0017"
        maxLength={6}
        isRequired
      />
    </Confirm>
  );
}
