import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ConsoleSession, SessionReply } from '../../contract/console/session.ts';
import { getJson, type HubFailure, holdCsrf, onHubAsks, postJson } from '../data/hub-client.ts';
import { useLiveFeed } from '../data/live-context.ts';
import { pageClock } from '../data/pace.ts';
import { isAskedAgain, whenBack } from '../data/when-back.ts';
import { FailureNote, Loading } from '../kit/resource-view.tsx';
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
  /** How often somebody has come or gone. */
  const turns = useRef(0);

  const take = useCallback(
    (session: ConsoleSession | null) => {
      turns.current += 1;
      const csrf = session?.csrf ?? '';
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
    const asks = asksOf(desk, {
      signedOut: () => setKnown((before) => ({ at: 'nobody', hasEnded: before.at === 'here' })),
      look: () => void look(),
    });
    /** While somebody is here: a hub that does not answer now has ended nothing. */
    const look = async () => {
      const turn = turns.current;
      const reply = await getJson<SessionReply>('/v1/console/session', undefined, true);
      // Whoever has signed out meanwhile is not brought back by what the hub said before.
      if (!reply.ok || turns.current !== turn) return;
      if (reply.value.session === null) asks.signedOut();
      else take(reply.value.session);
    };
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
