import { type AccountNotice, noticeDays } from '../../../contract/console/own-account.ts';
import type { SessionReply } from '../../../contract/console/session.ts';
import { useSession } from '../../app/session.ts';
import { shellTexts } from '../../app/shell-texts.ts';
import { postJson } from '../../data/hub-client.ts';
import { useSending } from '../../data/use-sending.ts';
import { Panel } from '../../kit/page.tsx';
import { PressButton } from '../../kit/press-button.tsx';
import { FailureNote } from '../../kit/resource-view.tsx';
import { Timeline } from '../../kit/timeline.tsx';
import { useWords } from '../../texts/use-words.ts';
import { browserWords, useOwnWords } from './browser-words.ts';
import styles from './own-account.module.css';

interface Props {
  readonly notices: readonly AccountNotice[];
  readonly onRead: () => void;
}

/** What was changed on this account lately: it stays new in every browser until somebody has read it there. */
export function NoticePanel({ notices, onRead }: Props) {
  const words = useOwnWords();
  const shellWords = useWords(shellTexts);
  const { renew } = useSession();
  const { send, isBusy, failure } = useSending();
  const [newest] = notices;
  const read = (upTo: number) =>
    send(async () => {
      const reply = await postJson<SessionReply>('/v1/console/session/notices', { upTo });
      if (!reply.ok) return reply.error;
      renew(reply.value.session);
      onRead();
      return null;
    });
  const detailOf = ({ by, roles, browser }: AccountNotice) => {
    const name = by?.kind === 'token' ? shellWords('tokenHolder') : by?.name;
    return [
      name === undefined ? words('byYou') : words('by', { name }),
      ...(roles === null
        ? []
        : [words('rolesNow', { roles: roles.map((role) => shellWords(`role.${role}`)).join(' · ') })]),
      ...(browser === null ? [] : [browserWords(words, browser)]),
    ].join(' · ');
  };
  return (
    <Panel
      title={words('notices')}
      about={words(newest === undefined ? 'noNotices' : 'noticesAbout', { days: noticeDays })}
      actions={
        newest !== undefined &&
        notices.some(({ isNew }) => isNew) && (
          <PressButton kind="main" icon="check" isDisabled={isBusy} onPress={() => void read(newest.seq)}>
            {words('read')}
          </PressButton>
        )
      }
    >
      {failure !== null && <FailureNote failure={failure} />}
      <Timeline
        entries={notices.map((notice) => ({
          id: String(notice.seq),
          at: notice.at,
          tone: notice.isNew ? 'waiting' : 'quiet',
          title: (
            <>
              {notice.isNew && <span className={styles.new}>{words('isNew')}</span>}
              {words(`what.${notice.what}`)}
            </>
          ),
          detail: detailOf(notice),
        }))}
      />
    </Panel>
  );
}
