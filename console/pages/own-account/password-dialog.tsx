import { useState } from 'react';
import type { SessionReply } from '../../../contract/console/session.ts';
import { useSession } from '../../app/session.ts';
import { postJson } from '../../data/hub-client.ts';
import { useSending } from '../../data/use-sending.ts';
import { CodeField } from '../../kit/code-field.tsx';
import { SheetDialog } from '../../kit/confirm.tsx';
import { NewPasswordFields } from '../../kit/new-password.tsx';
import { PasswordField } from '../../kit/password-field.tsx';
import { useOwnWords } from './browser-words.ts';
import { OwnForm } from './own-form.tsx';

interface Props {
  /** Account and name, which a password must not hold. */
  readonly about: readonly string[];
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Changes one's own password, with the present one and a fresh code. */
export function PasswordDialog({ about, onDone, onClose }: Props) {
  const words = useOwnWords();
  const { renew } = useSession();
  const [present, setPresent] = useState('');
  const [code, setCode] = useState('');
  const [passwords, setPasswords] = useState({ password: '', again: '' });
  const [isDifferent, setDifferent] = useState(false);
  const { send, isBusy, failure } = useSending();
  const change = () => {
    if (passwords.password !== passwords.again) return setDifferent(true);
    void send(async () => {
      const reply = await postJson<SessionReply>('/v1/console/session/password', {
        password: present,
        newPassword: passwords.password,
        code,
      });
      if (!reply.ok) return reply.error;
      renew(reply.value.session);
      onDone();
      onClose();
      return null;
    });
  };
  return (
    <SheetDialog title={words('changePassword')} isHeld={isBusy} onClose={onClose}>
      <OwnForm
        act={words('changePassword')}
        wrong={words('wrong')}
        failure={failure}
        isBusy={isBusy}
        onSubmit={change}
        onClose={onClose}
      >
        <p>{words('changeAbout')}</p>
        <PasswordField
          label={words('present')}
          value={present}
          onChange={setPresent}
          autoComplete="current-password"
          isRequired
          autoFocus
        />
        <NewPasswordFields
          value={passwords}
          onChange={(next) => {
            setPasswords(next);
            setDifferent(false);
          }}
          about={about}
          isDifferent={isDifferent}
        />
        <CodeField value={code} onChange={setCode} isRecoveryTaken />
      </OwnForm>
    </SheetDialog>
  );
}
