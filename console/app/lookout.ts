import type { ConsoleSession, SessionReply } from '../../contract/console/session.ts';
import type { HubReply } from '../data/hub-client.ts';

/** Asks the hub anew who is here while somebody is. */
export interface Lookout {
  /** @param isTold whoever sits here is told that it may be another session by now, and so another person */
  readonly look: (isTold: boolean) => Promise<void>;
  /** What the hub says of an earlier moment counts no more: somebody has come or gone. */
  readonly stop: () => void;
  /** The session was told in another way meanwhile: what is under way is asked once more, and its answer is not older than that. */
  readonly again: () => void;
}

/**
 * Of several questions the last one counts: an answer that was overtaken says what was. A hub that does not answer has ended nothing.
 * @param found hears the answer, and whether somebody was told of another session since the last answer
 */
export function lookout(
  ask: (signal: AbortSignal) => Promise<HubReply<SessionReply>>,
  found: (session: ConsoleSession | null, isTold: boolean) => void,
): Lookout {
  let underWay: { readonly stop: AbortController; readonly isTold: boolean } | null = null;
  const look = async (isTold: boolean) => {
    underWay?.stop.abort();
    const mine = { stop: new AbortController(), isTold: isTold || underWay?.isTold === true };
    underWay = mine;
    const reply = await ask(mine.stop.signal);
    if (mine.stop.signal.aborted) return;
    underWay = null;
    if (reply.ok) found(reply.value.session, mine.isTold);
  };
  return {
    look,
    stop() {
      underWay?.stop.abort();
      underWay = null;
    },
    again() {
      if (underWay !== null) void look(false);
    },
  };
}
