import { create } from 'qrcode';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { InvitationOpened, RecoveryCodes } from '../../contract/console/session.ts';
import { qrPath, quietZone } from '../../contract/qr-path.ts';
import { setUpTexts } from '../app/set-up-texts.ts';
import styles from '../app/sign-in.module.css';
import { SignInFrame } from '../app/sign-in-page.tsx';
import { type HubFailure, postJson } from '../data/hub-client.ts';
import { passwordFaultIn, useSending } from '../data/use-sending.ts';
import { CodeField } from '../kit/code-field.tsx';
import { NewPasswordFields } from '../kit/new-password.tsx';
import { Notice } from '../kit/notice.tsx';
import { PressButton } from '../kit/press-button.tsx';
import { RecoveryCodeList } from '../kit/recovery-codes.tsx';
import { failureWords } from '../kit/resource-view.tsx';
import { TextField } from '../kit/text-field.tsx';
import { kitTexts } from '../texts/kit-texts.ts';
import { passwordTexts } from '../texts/password-texts.ts';
import { useWords } from '../texts/use-words.ts';

type Step =
  | { readonly at: 'invitation' }
  | { readonly at: 'set'; readonly opened: InvitationOpened }
  | { readonly at: 'codes'; readonly codes: readonly string[] };

/** Somebody new, or whose account was reset: opens the invitation, sets authenticator and password, is shown the recovery codes once. */
export default function SetUpPage() {
  const words = useWords(setUpTexts);
  const navigate = useNavigate();
  const [step, setStep] = useState<Step>({ at: 'invitation' });
  const [who, setWho] = useState({ account: '', invitation: '' });
  useEffect(() => {
    document.title = words('title');
  }, [words]);
  return (
    <SignInFrame>
      <h1 id="page-title">{words('title')}</h1>
      {step.at === 'invitation' && (
        <InvitationForm who={who} onChange={setWho} onOpened={(opened) => setStep({ at: 'set', opened })} />
      )}
      {step.at === 'set' && (
        <PasswordForm who={who} opened={step.opened} onDone={(codes) => setStep({ at: 'codes', codes })} />
      )}
      {step.at === 'codes' && (
        <>
          <p>{words('recoveryAbout')}</p>
          <RecoveryCodeList codes={step.codes} label={words('recovery')} />
          <PressButton kind="main" onPress={() => void navigate('/')}>
            {words('kept')}
          </PressButton>
        </>
      )}
      {step.at !== 'codes' && (
        <p>
          <Link to="/">{words('toSignIn')}</Link>
        </p>
      )}
    </SignInFrame>
  );
}

interface Who {
  readonly account: string;
  readonly invitation: string;
}

function InvitationForm({
  who,
  onChange,
  onOpened,
}: {
  readonly who: Who;
  readonly onChange: (who: Who) => void;
  readonly onOpened: (opened: InvitationOpened) => void;
}) {
  const words = useWords(setUpTexts);
  const { send, isBusy, failure } = useSending();
  const open = () =>
    send(async () => {
      const reply = await postJson<InvitationOpened>('/v1/console/session/invitation', trimmed(who));
      if (reply.ok) onOpened(reply.value);
      return reply.ok ? null : reply.error;
    });
  return (
    <Form onSubmit={open} failure={failure} wrong={words('wrong')} act={words('next')} isBusy={isBusy}>
      <p>{words('about')}</p>
      <TextField
        label={words('account')}
        value={who.account}
        onChange={(account) => onChange({ ...who, account })}
        autoComplete="username"
        isRequired
        autoFocus
      />
      <TextField
        label={words('invitation')}
        value={who.invitation}
        onChange={(invitation) => onChange({ ...who, invitation })}
        autoComplete="off"
        isRequired
      />
    </Form>
  );
}

function PasswordForm({
  who,
  opened,
  onDone,
}: {
  readonly who: Who;
  readonly opened: InvitationOpened;
  readonly onDone: (codes: readonly string[]) => void;
}) {
  const words = useWords(setUpTexts);
  const [code, setCode] = useState('');
  const [passwords, setPasswords] = useState({ password: '', again: '' });
  const [isDifferent, setDifferent] = useState(false);
  const { send, isBusy, failure } = useSending();
  const finish = async () => {
    const { password, again } = passwords;
    if (password !== again) return setDifferent(true);
    await send(async () => {
      const body = { ...trimmed(who), password, code };
      const reply = await postJson<RecoveryCodes>('/v1/console/session/set-up', body);
      if (reply.ok) onDone(reply.value.recoveryCodes);
      return reply.ok ? null : reply.error;
    });
  };
  return (
    <Form onSubmit={finish} failure={failure} wrong={words('codeWrong')} act={words('finish')} isBusy={isBusy}>
      <p>{words('scan')}</p>
      <QrCode text={opened.uri} label={words('authenticator')} />
      <p className={styles.secret}>
        {words('secret')} <code>{opened.secret.replaceAll(/(.{4})/g, '$1 ').trim()}</code>
      </p>
      <CodeField value={code} onChange={setCode} />
      <NewPasswordFields
        value={passwords}
        onChange={(next) => {
          setPasswords(next);
          setDifferent(false);
        }}
        about={[who.account.trim(), opened.name]}
        isDifferent={isDifferent}
      />
    </Form>
  );
}

interface FormProps {
  readonly onSubmit: () => Promise<unknown>;
  readonly failure: HubFailure | null;
  /** What a 401 means here. */
  readonly wrong: string;
  readonly act: string;
  readonly isBusy: boolean;
  readonly children: ReactNode;
}

function Form({ onSubmit, failure, wrong, act, isBusy, children }: FormProps) {
  const kitWords = useWords(kitTexts);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void onSubmit();
  };
  const passwordWords = useWords(passwordTexts);
  const fault = failure === null ? null : passwordFaultIn(failure);
  return (
    <form className={styles.form} onSubmit={submit}>
      {children}
      <div aria-live="assertive">
        {failure !== null && (
          <Notice tone="attention">
            {fault !== null
              ? passwordWords.of('fault.', fault)
              : failure.status === 401
                ? wrong
                : failureWords(kitWords, failure)}
          </Notice>
        )}
      </div>
      <PressButton type="submit" kind="main" isDisabled={isBusy}>
        {isBusy ? kitWords('working') : act}
      </PressButton>
    </form>
  );
}

const trimmed = ({ account, invitation }: Who): Who => ({ account: account.trim(), invitation: invitation.trim() });

/** Black on white in every theme: cameras want it so. */
function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const side = modules.size + 2 * quietZone;
  const path = qrPath(modules.size, Array.from(modules.data, (bit) => (bit === 0 ? '0' : '1')).join(''));
  return (
    <svg
      className={styles.qr}
      viewBox={`0 0 ${side} ${side}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
