import { randomBytes } from 'node:crypto';
import '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isOverTls } from '../answer-headers.ts';
import type { HubDeps } from '../deps.ts';

/** `__Host-`: the browser takes it over TLS alone and for this host alone, so no neighbour can plant one (RFC 6265bis §4.1.3.2). */
const nameOf = (name: string, isSecure: boolean) => (isSecure ? `__Host-${name}` : name);
const session = 'yitiji';
const browser = 'yitiji-browser';
/** A browser in which nobody signed in for so long is a new one. */
export const browserLifeMs = 180 * 24 * 3_600_000;

type Deps = Pick<HubDeps, 'publicUrl'>;

/** 256 random bits, base64url. */
export const cookieValue = (): string => randomBytes(32).toString('base64url');

/** What the browser brought; null = nothing that could be one. */
export const sessionCookie = (deps: Deps, request: FastifyRequest): string | null => brought(deps, request, session);

/** By which the hub knows this browser again; it opens nothing. Null = a new browser, or one that keeps no cookies. */
export const browserCookie = (deps: Deps, request: FastifyRequest): string | null => brought(deps, request, browser);

function brought(deps: Deps, request: FastifyRequest, name: string): string | null {
  const value = request.cookies[nameOf(name, isOverTls(deps, request))];
  return value !== undefined && /^[A-Za-z0-9_-]{43}$/.test(value) ? value : null;
}

/**
 * Scripts cannot read it, and no other site's page makes the browser send it. Without an age: gone when the browser is closed; the hub ends it before that.
 * @param value null takes it away
 */
export function setSessionCookie(deps: Deps, request: FastifyRequest, reply: FastifyReply, value: string | null): void {
  set(deps, request, reply, { name: session, value: value ?? '', ...(value === null ? { maxAge: 0 } : {}) });
}

/** As the session's, but kept for `browserLifeMs`. */
export function setBrowserCookie(deps: Deps, request: FastifyRequest, reply: FastifyReply, value: string): void {
  set(deps, request, reply, { name: browser, value, maxAge: browserLifeMs / 1000 });
}

function set(
  deps: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  { name, value, ...age }: { readonly name: string; readonly value: string; readonly maxAge?: number },
): void {
  const secure = isOverTls(deps, request);
  reply.setCookie(nameOf(name, secure), value, { path: '/', httpOnly: true, sameSite: 'strict', secure, ...age });
}
