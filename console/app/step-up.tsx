import { useState } from 'react';
import type { SessionReply } from '../../contract/console/session.ts';
import { type HubFailure, postJson } from '../data/hub-client.ts';
import { CodeField } from '../kit/code-field.tsx';
import { SheetDialog } from '../kit/confirm.tsx';
import styles from '../kit/dialog.module.css';
import { Notice } from '../kit/notice.tsx';
import { PressButton } from '../kit/press-button.tsx';
import { failureWords } from '../kit/resource-view.tsx';
import { kitTexts } from '../texts/kit-texts.ts';
import { useWords } from '../texts/use-words.ts';
import { useSession } from './session.ts';
import { shellTexts } from './shell-texts.ts';

/** A fresh code before a dangerous act. @param onEnd true = the hub took it */
export function StepUp({ onEnd }: { readonly onEnd: (isDone: boolean) => void }) {
  const words = useWords(shellTexts);
  const kitWords = useWords(kitTexts);
  const { renew } = useSession();
  const [code, setCode] = useState('');
  const [failure, setFailure] = useState<HubFailure | null>(null);
  const [isBusy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    const reply = await postJson<SessionReply>('/v1/console/session/step-up', { code });
    setBusy(false);
    if (!reply.ok) return setFailure(reply.error);
    renew(reply.value.session);
    onEnd(true);
  };
  return (
    <SheetDialog title={words('stepUp')} isHeld={isBusy} onClose={() => onEnd(false)}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <p>{words('stepUpAbout')}</p>
        <CodeField value={code} onChange={setCode} autoFocus />
        <div aria-live="assertive">
          {failure !== null && (
            <Notice tone="attention">
              {failure.code === 'rateLimited' ? words('locked') : failureWords(kitWords, failure)}
            </Notice>
          )}
        </div>
        <div className={styles.actions}>
          <PressButton onPress={() => onEnd(false)} isDisabled={isBusy}>
            {kitWords('cancel')}
          </PressButton>
          <PressButton type="submit" kind="main" isDisabled={isBusy}>
            {words('stepUpNow')}
          </PressButton>
        </div>
      </form>
    </SheetDialog>
  );
}
