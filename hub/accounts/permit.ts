import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor, Permission } from '../../contract/accounts.ts';
import { requireOperator } from '../auth/operator-auth.ts';
import type { HubDeps } from '../deps.ts';

const tokenHolder: Actor = { kind: 'token', id: 'token', name: 'operator token', roles: [] };

/** Hook (`onRequest`) for routes of people: whoever may not do this is refused. Which person it is says `actorOf`. */
export function permit(deps: HubDeps, _permission: Permission) {
  const byToken = requireOperator(deps);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> =>
    await byToken(request, reply);
}

/** Who sends this request; only behind `permit`. */
export const actorOf = (_request: FastifyRequest): Actor => tokenHolder;
