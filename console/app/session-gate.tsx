import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ConsoleSession, SessionReply } from '../../contract/console/session.ts';
import { getJson, type HubFailure, holdCsrf, onHubAsks, postJson } from '../data/hub-client.ts';
import { useLiveFeed } from '../data/live-context.ts';
import { pageClock } from '../data/pace.ts';
import { isAskedAgain, whenBack } from '../data/when-back.ts';
import { FailureNote, Loading } from '../kit/resource-view.tsx';
import { type Lookout, lookout } from './lookout.ts';
import { SessionContext } from './session.ts';
import { SignInPage } from './sign-in-page.tsx';
import { StepUp } from './step-up.tsx';
import { asksOf, stepUpDesk } from './step-up-desk.ts';

type Known =
  | { readonly at: 'asking' }
  | { readonly at: 'failed'; readonly failure: HubFailure }
  | { readonly at: 'nobody'; readonly hasEnded: boolean }
  | { readonly at: 'here'; readonly session: ConsoleSession };

/** Lets through whoever has signed in. When a session ends, the address stays: after signing in the same page is there again. */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const [known, setKnown] = useState<Known>({ at: 'asking' });
  const [isAsked, setAsked] = useState(false);
  const [desk] = useState(() => stepUpDesk(setAsked));
  /** Secret of the session that this window goes by; '' = none. */
  const shown = useRef('');
  const out = useRef<Lookout | null>(null);

  const take = useCallback(
    (session: ConsoleSession | null) => {
      const csrf = session?.csrf ?? '';
      // Whoever has signed out meanwhile is not brought back by what the hub said before.
      if (csrf === shown.current) out.current?.again();
      else out.current?.stop();
      shown.current = csrf;
      desk.belongTo(csrf);
      holdCsrf(csrf);
      setKnown(session === null ? { at: 'nobody', hasEnded: false } : { at: 'here', session });
    },
    [desk],
  );

  const ask = useCallback(async () => {
    const reply = await getJson<SessionReply>('/v1/console/session');
    if (reply.ok) take(reply.value.session);
    else if (reply.error.status === 401) take(null);
    else setKnown({ at: 'failed', failure: reply.error });
  }, [take]);

  useEffect(() => {
    const found = (session: ConsoleSession | null, isTold: boolean) => {
      if (session === null) asks.signedOut();
      // Somebody else may have signed in here: this window goes on in that name only where whoever sits at it is told.
      else if (isTold || session.csrf === shown.current) take(session);
    };
    const lookingOut = lookout((signal) => getJson<SessionReply>('/v1/console/session', signal, true), found);
    out.current = lookingOut;
    const asks = asksOf(desk, {
      signedOut: () => {
        lookingOut.stop();
        // A page asks for several things, and each is refused: the second refusal takes back nothing that the first one said.
        setKnown((before) => (before.at === 'nobody' ? before : { at: 'nobody', hasEnded: before.at === 'here' }));
      },
      look: (isTold) => void lookingOut.look(isTold),
    });
    onHubAsks(asks);
    void ask();
  }, [ask, desk, take]);

  const feed = useLiveFeed();
  useEffect(() => {
    if (known.at !== 'failed' || !isAskedAgain(known.failure)) return undefined;
    const back = whenBack(feed, window, pageClock.after, () => void ask());
    back.ended(true);
    return back.stop;
  }, [known, feed, ask]);

  const session = known.at === 'here' ? known.session : null;
  const value = useMemo(
    () =>
      session === null
        ? null
        : {
            actor: session.actor,
            session,
            renew: take,
            signOut: async () => {
              const reply = await postJson('/v1/console/session/end', { everywhere: false });
              // Who is told to be out walks away; until the hub has said so, the cookie opens everything to whoever comes next.
              if (!reply.ok && reply.error.code !== 'unsigned') return reply.error;
              take(null);
              return null;
            },
          },
    [session, take],
  );

  if (known.at === 'asking') return <Loading />;
  if (known.at === 'failed') return <FailureNote failure={known.failure} again={() => void ask()} />;
  if (value === null) return <SignInPage hasEnded={known.at === 'nobody' && known.hasEnded} onSignedIn={take} />;
  return (
    <SessionContext value={value}>
      {children}
      {isAsked && <StepUp onEnd={desk.settle} />}
    </SessionContext>
  );
}
