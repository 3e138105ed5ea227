import { useState } from 'react';
import type { OwnSession } from '../../../contract/console/own-account.ts';
import { postJson } from '../../data/hub-client.ts';
import { Ago } from '../../kit/ago.tsx';
import { Confirm } from '../../kit/confirm.tsx';
import { Panel } from '../../kit/page.tsx';
import { PressButton } from '../../kit/press-button.tsx';
import { useFormats } from '../../texts/formats.ts';
import { browserWords, useOwnWords } from './browser-words.ts';
import styles from './own-account.module.css';

interface Props {
  readonly sessions: readonly OwnSession[];
  readonly onEnded: (said: string) => void;
}

/** Where this account is signed in now, and ending it there. The hub asks for a fresh code. */
export function SessionPanel({ sessions, onEnded }: Props) {
  const words = useOwnWords();
  const formats = useFormats();
  /** `others` = all but this one. */
  const [ending, setEnding] = useState<OwnSession | 'others' | null>(null);
  const inWords = (session: OwnSession) => ({
    where: browserWords(words, session.browser),
    place: session.place ?? words('unknown'),
    time: formats.time(session.beganAt),
  });
  let ended = 0;
  const end = async () => {
    const no = ending === 'others' || ending === null ? null : ending.no;
    const reply = await postJson<{ readonly ended: number }>('/v1/console/session/end-others', { no });
    if (reply.ok) ended = reply.value.ended;
    return reply;
  };
  return (
    <Panel
      title={words('sessions')}
      about={words('sessionsAbout')}
      actions={sessions.length > 1 && <PressButton onPress={() => setEnding('others')}>{words('endAll')}</PressButton>}
    >
      <ul className={styles.sessions}>
        {sessions.map((session) => (
          <li key={session.no} className={styles.session}>
            <span className={styles.where}>
              {browserWords(words, session.browser)}
              {session.isThis && ` · ${words('thisOne')}`}
            </span>
            <span>
              <span className={styles.label}>{words('place')}</span> {session.place ?? words('unknown')}
            </span>
            <span>
              <span className={styles.label}>{words('began')}</span> {formats.time(session.beganAt)}{' '}
              <span className={styles.label}>{words('lastUsed')}</span> <Ago at={session.lastUsedAt} />
            </span>
            <span className={styles.act}>
              {!session.isThis && (
                <PressButton kind="bare" label={words('endOf', inWords(session))} onPress={() => setEnding(session)}>
                  {words('end')}
                </PressButton>
              )}
            </span>
          </li>
        ))}
      </ul>
      {ending !== null && (
        <Confirm
          title={words(ending === 'others' ? 'endAll' : 'endOne')}
          act={words(ending === 'others' ? 'endAll' : 'end')}
          isDangerous
          onConfirm={end}
          onDone={() => onEnded(words('ended', { count: ended }))}
          onClose={() => setEnding(null)}
        >
          <p>{ending === 'others' ? words('endAllAbout') : words('endOneAbout', inWords(ending))}</p>
        </Confirm>
      )}
    </Panel>
  );
}
