import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import type { ConsoleSession, SessionReply } from '../../contract/console/session.ts';
import { type HubFailure, postJson } from '../data/hub-client.ts';
import { CodeField } from '../kit/code-field.tsx';
import { Notice } from '../kit/notice.tsx';
import { PasswordField } from '../kit/password-field.tsx';
import { PressButton } from '../kit/press-button.tsx';
import { failureWords } from '../kit/resource-view.tsx';
import { TextField } from '../kit/text-field.tsx';
import { kitTexts } from '../texts/kit-texts.ts';
import { useWords } from '../texts/use-words.ts';
import { KapokMark } from './kapok-mark.tsx';
import { setUpTexts } from './set-up-texts.ts';
import { LookSwitches } from './shell.tsx';
import { shellTexts } from './shell-texts.ts';
import styles from './sign-in.module.css';

type Way = 'account' | 'token';

/** Who are you: account with password and code, or the operator token. */
export function SignInPage({
  hasEnded,
  onSignedIn,
}: {
  readonly hasEnded: boolean;
  readonly onSignedIn: (session: ConsoleSession | null) => void;
}) {
  const words = useWords(shellTexts);
  const kitWords = useWords(kitTexts);
  const setUpWords = useWords(setUpTexts);
  const [way, setWay] = useState<Way>('account');
  const [fields, setFields] = useState({ account: '', password: '', code: '', token: '' });
  const [failure, setFailure] = useState<HubFailure | null>(null);
  const [isBusy, setBusy] = useState(false);
  const field = (name: keyof typeof fields) => ({
    value: fields[name],
    onChange: (value: string) => setFields((before) => ({ ...before, [name]: value })),
  });
  const signIn = async () => {
    setBusy(true);
    setFailure(null);
    const reply = await postJson<SessionReply>(
      '/v1/console/session',
      way === 'token'
        ? { token: fields.token.trim() }
        : { account: fields.account.trim(), password: fields.password, code: fields.code },
    );
    setBusy(false);
    if (!reply.ok) return setFailure(reply.error);
    onSignedIn(reply.value.session);
  };
  return (
    <SignInFrame>
      <h1 id="page-title">{words('signIn')}</h1>
      {hasEnded && <Notice tone="information">{words('again')}</Notice>}
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void signIn();
        }}
      >
        {way === 'account' ? (
          <>
            <TextField
              label={words('account')}
              {...field('account')}
              isRequired
              name="account"
              autoComplete="username"
              autoFocus
            />
            <PasswordField
              label={words('password')}
              {...field('password')}
              isRequired
              name="password"
              autoComplete="current-password"
            />
            <CodeField {...field('code')} isRecoveryTaken />
          </>
        ) : (
          <PasswordField
            label={words('token')}
            {...field('token')}
            isRequired
            name="token"
            about={words('tokenAbout')}
            autoComplete="off"
            autoFocus
          />
        )}
        <div aria-live="assertive">
          {failure !== null && <Notice tone="attention">{signInWords(failure, way, words, kitWords)}</Notice>}
        </div>
        <PressButton type="submit" kind="main" isDisabled={isBusy}>
          {isBusy ? kitWords('working') : words('signIn')}
        </PressButton>
      </form>
      <p className={styles.other}>
        <PressButton
          kind="bare"
          onPress={() => {
            setWay(way === 'account' ? 'token' : 'account');
            setFailure(null);
          }}
        >
          {words(way === 'account' ? 'withToken' : 'withAccount')}
        </PressButton>
        <Link to="/set-up">{setUpWords('haveInvitation')}</Link>
      </p>
    </SignInFrame>
  );
}

function signInWords(
  failure: HubFailure,
  way: Way,
  words: ReturnType<typeof useWords<keyof typeof shellTexts.en & string>>,
  kitWords: Parameters<typeof failureWords>[0],
): string {
  if (failure.code === 'rateLimited') return words('locked');
  if (failure.code === 'unanswered') return words('noAnswer');
  if (failure.status === 401 || failure.status === 403) return words(way === 'token' ? 'tokenWrong' : 'signInFailed');
  return failureWords(kitWords, failure);
}

/** Frame of the pages before anybody has signed in. */
export function SignInFrame({ children }: { readonly children: ReactNode }) {
  const words = useWords(shellTexts);
  return (
    <div className={styles.frame}>
      <header className={styles.side}>
        <KapokMark className={styles.mark} />
        <p className={styles.name}>{words('title')}</p>
        <p className={styles.about}>{words('signInAbout')}</p>
      </header>
      <main className={styles.main} aria-labelledby="page-title">
        <div className={styles.box}>{children}</div>
        <div className={styles.switches}>
          <LookSwitches className={styles.switch ?? ''} />
        </div>
      </main>
    </div>
  );
}
