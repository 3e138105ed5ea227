import { createContext, useContext } from 'react';
import { type Actor, mayDo, type Permission } from '../../contract/accounts.ts';
import type { ConsoleSession } from '../../contract/console/session.ts';
import type { HubFailure } from '../data/hub-client.ts';

/** Who has signed in here. */
export interface Session {
  readonly actor: Actor;
  readonly session: ConsoleSession;
  /** Takes over what the hub answered to a step-up or a new password; null = it is over. */
  readonly renew: (session: ConsoleSession | null) => void;
  /** Ends the session at the hub; null = it is over. A failure: the hub was not reached, and the session stands. */
  readonly signOut: () => Promise<HubFailure | null>;
}

export const SessionContext = createContext<Session | null>(null);

/** Only inside the gate. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSession outside the session gate');
  return session;
}

/** Whether whoever is here may do this: what they may not do is not offered. The hub decides. */
export function useMay(permission: Permission): boolean {
  return mayDo(useSession().actor, permission);
}
