import { useState } from 'react';
import type { RecoveryCodes } from '../../../contract/console/session.ts';
import { useSession } from '../../app/session.ts';
import { postJson } from '../../data/hub-client.ts';
import { useSending } from '../../data/use-sending.ts';
import { CodeField } from '../../kit/code-field.tsx';
import { SheetDialog } from '../../kit/confirm.tsx';
import { PressButton } from '../../kit/press-button.tsx';
import { RecoveryCodeList } from '../../kit/recovery-codes.tsx';
import { useOwnWords } from './browser-words.ts';
import { OwnForm } from './own-form.tsx';

interface Props {
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** New recovery codes for a code of the authenticator; they are shown this once. */
export function RecoveryDialog({ onDone, onClose }: Props) {
  const words = useOwnWords();
  const { renew } = useSession();
  const [code, setCode] = useState('');
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const { send, isBusy, failure } = useSending();
  const renewCodes = () =>
    void send(async () => {
      const reply = await postJson<RecoveryCodes>('/v1/console/session/recovery-codes', { code });
      if (!reply.ok) return reply.error;
      renew(reply.value.session);
      setCodes(reply.value.recoveryCodes);
      onDone();
      return null;
    });
  if (codes !== null)
    return (
      <SheetDialog title={words('recovery')} isHeld onClose={onClose}>
        <p>{words('shownOnce')}</p>
        <RecoveryCodeList codes={codes} label={words('recovery')} />
        <PressButton kind="main" onPress={onClose}>
          {words('kept')}
        </PressButton>
      </SheetDialog>
    );
  return (
    <SheetDialog title={words('renewCodes')} isHeld={isBusy} onClose={onClose}>
      <OwnForm
        act={words('renewCodes')}
        wrong={words('codeWrong')}
        failure={failure}
        isBusy={isBusy}
        onSubmit={renewCodes}
        onClose={onClose}
      >
        <p>{words('renewAbout')}</p>
        <CodeField value={code} onChange={setCode} autoFocus />
      </OwnForm>
    </SheetDialog>
  );
}
