import '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isOverTls } from '../answer-headers.ts';
import type { HubDeps } from '../deps.ts';

/** `__Host-`: the browser takes it over TLS alone and for this host alone, so no neighbour can plant one (RFC 6265bis §4.1.3.2). */
const secureName = '__Host-yitiji';
const plainName = 'yitiji';

/** What the browser brought; null = nothing that could be one. */
export function sessionCookie(deps: Pick<HubDeps, 'publicUrl'>, request: FastifyRequest): string | null {
  const value = request.cookies[isOverTls(deps, request) ? secureName : plainName];
  return value !== undefined && /^[A-Za-z0-9_-]{43}$/.test(value) ? value : null;
}

/**
 * Scripts cannot read it, and no other site's page makes the browser send it. Without an age: gone when the browser is closed; the hub ends it before that.
 * @param value null takes it away
 */
export function setSessionCookie(
  deps: Pick<HubDeps, 'publicUrl'>,
  request: FastifyRequest,
  reply: FastifyReply,
  value: string | null,
): void {
  const secure = isOverTls(deps, request);
  reply.setCookie(secure ? secureName : plainName, value ?? '', {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure,
    ...(value === null ? { maxAge: 0 } : {}),
  });
}
