import { useState } from 'react';
import type { OwnAccount } from '../../../contract/console/own-account.ts';
import { shellTexts } from '../../app/shell-texts.ts';
import { useResource } from '../../data/use-resource.ts';
import { Facts } from '../../kit/facts.tsx';
import { Notice } from '../../kit/notice.tsx';
import { Page, Panel } from '../../kit/page.tsx';
import { PressButton } from '../../kit/press-button.tsx';
import { ResourceView } from '../../kit/resource-view.tsx';
import { useFormats } from '../../texts/formats.ts';
import { useWords } from '../../texts/use-words.ts';
import { useOwnWords } from './browser-words.ts';
import { NoticePanel } from './notice-panel.tsx';
import styles from './own-account.module.css';
import { PasswordDialog } from './password-dialog.tsx';
import { RecoveryDialog } from './recovery-dialog.tsx';
import { SessionPanel } from './session-panel.tsx';

/** Fewer recovery codes than this, and the page asks to renew them. */
const fewCodes = 3;

/** One's own account: what was changed on it, password and second factor, where it is signed in. */
export default function OwnAccountPage() {
  const words = useOwnWords();
  const account = useResource<OwnAccount>('/v1/console/account', { topics: ['account'] });
  const [said, setSaid] = useState<string | null>(null);
  const done = (text: string) => {
    setSaid(text);
    account.again();
  };
  return (
    <Page title={words('title')}>
      <ResourceView of={account}>
        {(own) => (
          <div className={styles.page}>
            <div className={styles.said} role="status">
              {said !== null && <Notice tone="done">{said}</Notice>}
            </div>
            <NoticePanel notices={own.notices} onRead={account.again} />
            <div className={styles.columns}>
              <AboutPanel own={own} />
              <SecretsPanel own={own} onDone={done} />
            </div>
            <SessionPanel sessions={own.sessions} onEnded={done} />
          </div>
        )}
      </ResourceView>
    </Page>
  );
}

function AboutPanel({ own }: { readonly own: OwnAccount }) {
  const words = useOwnWords();
  const shellWords = useWords(shellTexts);
  return (
    <Panel title={words('about')}>
      <Facts
        facts={[
          { label: words('account'), value: own.account },
          { label: words('name'), value: own.name },
          { label: words('roles'), value: own.roles.map((role) => shellWords(`role.${role}`)).join(' · ') },
        ]}
      />
      <p className={styles.quiet}>{words('asked')}</p>
    </Panel>
  );
}

function SecretsPanel({ own, onDone }: { readonly own: OwnAccount; readonly onDone: (said: string) => void }) {
  const words = useOwnWords();
  const formats = useFormats();
  const [doing, setDoing] = useState<'password' | 'recovery' | null>(null);
  const since = (at: string | null) => (at === null ? words('unknown') : words('since', { time: formats.time(at) }));
  const { recoveryCodes: left } = own;
  return (
    <Panel title={words('secrets')}>
      <Facts
        facts={[
          { label: words('password'), value: since(own.passwordSince) },
          { label: words('authenticator'), value: since(own.authenticatorSince) },
          { label: words('recovery'), value: words(left < fewCodes ? 'codesFew' : 'codesLeft', { count: left }) },
        ]}
      />
      <p className={styles.quiet}>{words('lostPhone')}</p>
      <div className={styles.acts}>
        <PressButton kind="main" onPress={() => setDoing('password')}>
          {words('changePassword')}
        </PressButton>
        <PressButton onPress={() => setDoing('recovery')}>{words('renewCodes')}</PressButton>
      </div>
      {doing === 'password' && (
        <PasswordDialog
          about={[own.account, own.name]}
          onDone={() => onDone(words('changed'))}
          onClose={() => setDoing(null)}
        />
      )}
      {doing === 'recovery' && (
        <RecoveryDialog onDone={() => onDone(words('codesRenewed'))} onClose={() => setDoing(null)} />
      )}
    </Panel>
  );
}
