import { createContext, useContext } from 'react';
import { type Actor, mayDo, type Permission } from '../../contract/accounts.ts';

/** Who has signed in here. */
export interface Session {
  readonly actor: Actor;
  readonly signOut: () => void;
}

const nobody: Session = { actor: { kind: 'account', id: '', name: '', roles: [] }, signOut: () => undefined };

export const SessionContext = createContext<Session>(nobody);

export const useSession = (): Session => useContext(SessionContext);

/** Whether whoever is here may do this: what they may not do is not offered. The hub decides. */
export function useMay(permission: Permission): boolean {
  return mayDo(useSession().actor, permission);
}
