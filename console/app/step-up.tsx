import { useState } from 'react';
import type { SessionReply } from '../../contract/console/session.ts';
import { type HubFailure, postJson } from '../data/hub-client.ts';
import { SheetDialog } from '../kit/confirm.tsx';
import styles from '../kit/dialog.module.css';
import { PressButton } from '../kit/press-button.tsx';
import { FailureNote } from '../kit/resource-view.tsx';
import { TextField } from '../kit/text-field.tsx';
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
    const reply = await postJson<SessionReply>('/v1/console/session/step-up', { code: code.replaceAll(/\s/g, '') });
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
        <TextField
          label={words('code')}
          value={code}
          onChange={setCode}
          inputMode="numeric"
          autoComplete="one-time-code"
          isRequired
          autoFocus
        />
        {failure !== null && <FailureNote failure={failure} />}
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
