import { createHash, timingSafeEqual } from 'node:crypto';
import { fastifyCookie } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Actor, mayDo, type Permission, stepUpPermissions } from '../../contract/accounts.ts';
import { csrfHeader, liveHeader } from '../../contract/console/session.ts';
import type { HubDeps } from '../deps.ts';
import { type App, refuse } from '../http.ts';
import { sessionCookie } from './cookie.ts';
import { csrfOf, isSteppedUp, readSession, type Session, seenNow, tokenHolder } from './sessions.ts';

/** Who sends a request: by a session of the console, or by the operator token in its header. */
export interface Person {
  readonly actor: Actor;
  /** Null = by the header. */
  readonly session: Session | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Null before `permit` has let somebody in. */
    person: Person | null;
  }
}

interface Hook {
  (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined>;
  /** Of which one is enough; none = no role has it. Absent = whoever has signed in. Stands in the OpenAPI document. */
  readonly permissions?: readonly Permission[];
  /** By what a person may come in; stands in the OpenAPI document. */
  readonly entries: readonly Entry[];
}

/** The operator token, or a session of the console. */
type Entry = 'operator' | 'session';

/** Call before the routes of people are made. */
export function installPeople(app: App): void {
  app.register(fastifyCookie);
  app.decorateRequest('person', null);
}

/**
 * Hook (`onRequest`) for routes of people: whoever has not signed in, may not do this, comes from another site's page, or needs a fresh code first is refused.
 * Which person it is says `actorOf`.
 * @param permission one of several is enough
 */
export function permit(deps: HubDeps, permission: Permission | readonly Permission[]): Hook {
  const wanted = [permission].flat();
  const hook = async (request: FastifyRequest, reply: FastifyReply) => {
    const refused = await letIn(deps, request, reply);
    if (refused !== undefined) return refused;
    const { actor, session } = personOf(request);
    const may = wanted.filter((one) => mayDo(actor, one));
    if (may.length === 0) return refuse(reply, deps.clock, 'forbidden', `permission needed: ${wanted.join(' or ')}`);
    if (session === null || actor.kind === 'token' || isReading(request)) return undefined;
    if (may.some((one) => !stepUpPermissions.includes(one))) return undefined;
    if (isSteppedUp(session, Math.round(deps.clock.wallMs()))) return undefined;
    return refuse(reply, deps.clock, 'stepUp', 'a fresh code of the authenticator is needed');
  };
  return Object.assign(hook, { permissions: wanted, entries: ['operator', 'session'] as const });
}

/** Hook for what plays the rest of the world (phones, departments, co-signers): no role has it, only the operator token. */
export function onlyToken(deps: HubDeps): Hook {
  const hook = async (request: FastifyRequest, reply: FastifyReply) => {
    const refused = await letIn(deps, request, reply);
    if (refused !== undefined) return refused;
    if (personOf(request).actor.kind === 'token') return undefined;
    return refuse(reply, deps.clock, 'forbidden', 'only with the operator token');
  };
  return Object.assign(hook, { permissions: [], entries: ['operator'] as const });
}

/** Hook for what a person does about the own session. */
export function signedIn(deps: HubDeps): Hook {
  const hook = async (request: FastifyRequest, reply: FastifyReply) => {
    const refused = await letIn(deps, request, reply);
    if (refused !== undefined) return refused;
    if (personOf(request).session !== null) return undefined;
    return refuse(reply, deps.clock, 'unsigned', 'nobody is signed in');
  };
  return Object.assign(hook, { entries: ['session'] as const });
}

/** Who sends this request; only behind `permit`. */
export const actorOf = (request: FastifyRequest): Actor => personOf(request).actor;

/** The session that this request came with; only behind `signedIn`. */
export function sessionOf(request: FastifyRequest): Session {
  const { session } = personOf(request);
  if (session === null) throw new Error('route without signedIn');
  return session;
}

/** Whether the person of a long answer (an event stream) may still read it: the session stands, or it came by the token. */
export async function isStillIn(deps: HubDeps, request: FastifyRequest): Promise<boolean> {
  if (personOf(request).session === null) return true;
  const cookie = sessionCookie(deps, request);
  return cookie !== null && (await readSession(deps, cookie, Math.round(deps.clock.wallMs()))) !== null;
}

/** Compared in constant time over hashes of equal length. */
export function isSameSecret(given: string, wanted: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(wanted));
}

function personOf(request: FastifyRequest): Person {
  if (request.person === null) throw new Error('route without permit');
  return request.person;
}

async function letIn(deps: HubDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const isToken =
      authorization.startsWith('Bearer ') && isSameSecret(authorization.slice('Bearer '.length), deps.operatorToken);
    if (!isToken) return refuse(reply, deps.clock, 'unsigned', 'operator token is missing or wrong');
    request.person = { actor: tokenHolder, session: null };
    return undefined;
  }
  const cookie = sessionCookie(deps, request);
  const nowMs = Math.round(deps.clock.wallMs());
  const session = cookie === null ? null : await readSession(deps, cookie, nowMs);
  if (session === null)
    return refuse(reply, deps.clock, 'unsigned', 'operator token is missing or wrong, and nobody is signed in');
  if (!isReading(request)) {
    const header = request.headers[csrfHeader];
    const isOurs = typeof header === 'string' && isSameSecret(header, csrfOf(deps, session.idHash));
    if (!isOurs) return refuse(reply, deps.clock, 'forbidden', `${csrfHeader} is missing or wrong`);
  }
  if (!isByItself(request)) await seenNow(deps.sql, session, nowMs);
  request.person = { actor: session.actor, session };
  return undefined;
}

/** Nobody did anything: the page asks after an event or by a timer, or opens its event stream once more. A browser lets nobody add a header to that. */
const isByItself = ({ headers }: FastifyRequest) =>
  headers[liveHeader] !== undefined || headers.accept === 'text/event-stream';

const isReading = (request: FastifyRequest) => request.method === 'GET' || request.method === 'HEAD';
