import { useState } from 'react';
import { alertWords } from '../../../contract/alerts/words.ts';
import type { AlertDetail, AlertRow, Runbook } from '../../../contract/console/alerts.ts';
import { useMay } from '../../app/session.ts';
import { postJson } from '../../data/hub-client.ts';
import { useResource } from '../../data/use-resource.ts';
import { Confirm, SheetDialog } from '../../kit/confirm.tsx';
import { Facts } from '../../kit/facts.tsx';
import { MachineLink } from '../../kit/machine-link.tsx';
import { Markdown } from '../../kit/markdown.tsx';
import { PressButton } from '../../kit/press-button.tsx';
import { FailureNote, Loading, ResourceView } from '../../kit/resource-view.tsx';
import { StateWord } from '../../kit/state-word.tsx';
import { Timeline } from '../../kit/timeline.tsx';
import { alertTexts } from '../../texts/alert-texts.ts';
import { useFormats } from '../../texts/formats.ts';
import { kitTexts } from '../../texts/kit-texts.ts';
import { useLanguage, useWords } from '../../texts/use-words.ts';
import { UnknownActPanel } from '../unknown-acts/unknown-acts.tsx';
import styles from './alerts.module.css';
import { MuteDialog } from './mute-dialog.tsx';
import { HandlingWord, SeverityWord } from './severity-word.tsx';

interface Props {
  readonly id: string;
  readonly onClose: () => void;
  readonly onActed: () => void;
}

/** One alert: what it is, what to do about it, what has happened with it. */
export function AlertSheet({ id, onClose, onActed }: Props) {
  const words = useWords(alertTexts);
  const { language } = useLanguage();
  const detail = useResource<AlertDetail>(`/v1/console/alerts/${encodeURIComponent(id)}`, {
    topics: ['alerts'],
    ids: [id],
  });
  const alert = detail.data?.alert;
  return (
    <SheetDialog title={alert === undefined ? words('title') : alertWords(alert, language)} isWide onClose={onClose}>
      <ResourceView of={detail}>
        {(data) => (
          <>
            <Acts
              alert={data.alert}
              onActed={() => {
                detail.again();
                onActed();
              }}
              onClose={onClose}
            />
            <AlertFacts detail={data} />
            {data.alert.code === 'unknownAct' && data.alert.kiosk !== null && (
              <UnknownActPanel kiosk={data.alert.kiosk} />
            )}
            <section className={styles.part}>
              <h3>{words('runbook')}</h3>
              <RunbookText code={data.alert.code} />
            </section>
            <section className={styles.part}>
              <h3>{words('history')}</h3>
              <History detail={data} />
            </section>
            <section className={styles.part}>
              <h3>{words('deliveries')}</h3>
              <Deliveries detail={data} />
            </section>
          </>
        )}
      </ResourceView>
    </SheetDialog>
  );
}

function Acts({
  alert,
  onActed,
  onClose,
}: {
  readonly alert: AlertRow;
  readonly onActed: () => void;
  readonly onClose: () => void;
}) {
  const words = useWords(alertTexts);
  const kitWords = useWords(kitTexts);
  const mayAct = useMay('alert.act');
  const [doing, setDoing] = useState<'acknowledge' | 'mute' | null>(null);
  const isOpen = alert.resolvedAt === null;
  return (
    <div className={styles.acts}>
      {mayAct && isOpen && alert.acknowledged === null && (
        <PressButton kind="main" icon="check" onPress={() => setDoing('acknowledge')}>
          {words('acknowledge')}
        </PressButton>
      )}
      {mayAct && isOpen && (
        <PressButton icon="clock" onPress={() => setDoing('mute')}>
          {words('mute')}
        </PressButton>
      )}
      <PressButton icon="close" onPress={onClose}>
        {kitWords('close')}
      </PressButton>
      {doing === 'acknowledge' && (
        <Confirm
          title={words('acknowledge')}
          act={words('acknowledge')}
          onConfirm={() => postJson('/v1/operator/alerts/acknowledge', { ids: [alert.id] })}
          onDone={onActed}
          onClose={() => setDoing(null)}
        >
          <p>{words('acknowledgeAbout')}</p>
        </Confirm>
      )}
      {doing === 'mute' && <MuteDialog alert={alert} onDone={onActed} onClose={() => setDoing(null)} />}
    </div>
  );
}

function AlertFacts({ detail: { alert, kiosks, timesIn30Days } }: { readonly detail: AlertDetail }) {
  const words = useWords(alertTexts);
  const formats = useFormats();
  const machines = alert.kiosk === null ? kiosks : [alert.kiosk];
  return (
    <Facts
      columns={2}
      facts={[
        { label: words('severity'), value: <SeverityWord severity={alert.severity} /> },
        { label: words('state'), value: <HandlingWord alert={alert} /> },
        { label: words('place'), value: alert.place },
        {
          label: words('affected'),
          value: (
            <span className={styles.machines}>
              {machines.map((kiosk) => (
                <MachineLink key={kiosk} kiosk={kiosk} />
              ))}
            </span>
          ),
        },
        { label: words('since'), value: `${formats.time(alert.since)} · ${words('times', { count: timesIn30Days })}` },
        { label: words('code'), value: alert.code, isCode: true },
      ]}
    />
  );
}

function RunbookText({ code }: { readonly code: string }) {
  const words = useWords(alertTexts);
  const { language } = useLanguage();
  const { data, failure, again } = useResource<Runbook>(`/v1/console/runbooks/${code}`);
  if (data !== null) return <Markdown text={language === 'en' ? data.en : data.zh} />;
  if (failure === null) return <Loading />;
  return failure.status === 404 ? <p>{words('runbookNone')}</p> : <FailureNote failure={failure} again={again} />;
}

function History({ detail }: { readonly detail: AlertDetail }) {
  const words = useWords(alertTexts);
  const tones = {
    opened: 'attention',
    acknowledged: 'information',
    muted: 'quiet',
    unmuted: 'quiet',
    resolved: 'done',
  } as const;
  return (
    <Timeline
      entries={[...detail.events].reverse().map(({ at, what, by, note }, index) => ({
        id: `${index}`,
        ...{ at, tone: tones[what] },
        title: by === null ? words(`event.${what}`) : `${words(`event.${what}`)} · ${by}`,
        ...(note === null ? {} : { detail: note }),
      }))}
    />
  );
}

function Deliveries({ detail }: { readonly detail: AlertDetail }) {
  const words = useWords(alertTexts);
  const formats = useFormats();
  if (detail.deliveries.length === 0) return <p className={styles.second}>{words('noDeliveries')}</p>;
  const tones = { waiting: 'waiting', sent: 'done', failed: 'attention' } as const;
  return (
    <ul className={styles.deliveries}>
      {detail.deliveries.map(({ port, change, state, attempts, sentAt, cause }) => (
        <li key={`${port} ${change}`}>
          <StateWord tone={tones[state]}>{words(`delivery.${state}`)}</StateWord>
          <span>
            {port} · {words(`change.${change}`)} · {words('attempts', { count: attempts })} · {formats.time(sentAt)}
            {cause !== null && ` · ${cause}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
