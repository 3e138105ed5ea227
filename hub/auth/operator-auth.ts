import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HubDeps } from '../deps.ts';
import { refuse } from '../http.ts';

/** Hook for operator routes: `Authorization: Bearer <token>`, compared in constant time over hashes of equal length. */
export function requireOperator(deps: HubDeps) {
  const wanted = createHash('sha256').update(deps.operatorToken).digest();
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const header = request.headers.authorization ?? '';
    const given = createHash('sha256')
      .update(header.replace(/^Bearer /, ''))
      .digest();
    if (header.startsWith('Bearer ') && timingSafeEqual(given, wanted)) return undefined;
    return refuse(reply, deps.clock, 'unsigned', 'operator token is missing or wrong');
  };
}
