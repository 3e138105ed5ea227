import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  EndSessionRequest,
  InvitationOpened,
  InvitationRequest,
  PasswordChange,
  type PasswordFault,
  RecoveryCodes,
  SessionReply,
  SetUpRequest,
  SignInRequest,
  StepUpRequest,
} from '../../contract/console/session.ts';
import { auditAct } from '../audit/audit.ts';
import { transaction } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures, isoTime, refuse } from '../http.ts';
import type { SignInFrom } from './browsers.ts';
import { browserCookie, cookieValue, sessionCookie, setBrowserCookie, setSessionCookie } from './cookie.ts';
import { changePassword, renewRecoveryCodes, stepUp } from './own-account.ts';
import { sessionOf, signedIn } from './permit.ts';
import { consoleSession, endSession, endSessionsOf, readSession, type Session } from './sessions.ts';
import { openInvitation, type SignInRefusal, setUp, signIn, signInByToken } from './sign-in.ts';

const words = {
  signInWrong: 'that does not fit, or is not good any more',
  rateLimited: 'too many tries; wait a quarter of an hour',
} as const satisfies Record<SignInRefusal, string>;

/** Signing in and out, and what a person does about the own account. Contract: contract/console/session.ts. */
export function sessionRoutes(app: App, deps: HubDeps): void {
  const nowMs = () => Math.round(deps.clock.wallMs());
  const hubTime = () => isoTime(deps.clock.wallMs());
  const reply200 = { 200: SessionReply, ...failures };
  /** Nothing of it may stay in a cache of the browser or of a gateway. */
  const noStore = async (_request: FastifyRequest, reply: FastifyReply) => {
    reply.header('cache-control', 'no-store');
  };
  const own = [noStore, signedIn(deps)];

  const said = async (session: Session | null) => ({
    session: session === null ? null : await consoleSession(deps, session, nowMs()),
    hubTime: hubTime(),
  });
  const sessionBehind = (cookie: string) => readSession(deps, cookie, nowMs());
  const refuseSignIn = (reply: FastifyReply, why: SignInRefusal | { readonly password: PasswordFault }) =>
    typeof why === 'string'
      ? refuse(reply, deps.clock, why, words[why])
      : refuse(reply, deps.clock, 'badRequest', `password: ${why.password}`);

  const fromOf = (request: FastifyRequest): SignInFrom => ({
    address: request.ip,
    userAgent: request.headers['user-agent'] ?? '',
    browserValue: browserCookie(deps, request) ?? cookieValue(),
  });

  /** A new session in place of the one that the browser had. */
  async function begin(request: FastifyRequest, reply: FastifyReply, cookie: string): Promise<Session> {
    const before = sessionCookie(deps, request);
    const old = before === null ? null : await sessionBehind(before);
    if (old !== null) await endSession(deps.sql, old.idHash);
    setSessionCookie(deps, request, reply, cookie);
    const session = await sessionBehind(cookie);
    if (session === null) throw new Error('session was not stored');
    return session;
  }

  app.get('/v1/console/session', { onRequest: noStore, schema: { response: reply200 } }, async (request) => {
    const cookie = sessionCookie(deps, request);
    return await said(cookie === null ? null : await sessionBehind(cookie));
  });

  app.post(
    '/v1/console/session',
    { onRequest: noStore, schema: { body: SignInRequest, response: reply200 } },
    async (request, reply) => {
      const { body } = request;
      const from = fromOf(request);
      const opened = await ('token' in body
        ? signInByToken(deps, { token: body.token, address: from.address })
        : signIn(deps, { ...body, from }));
      if (!opened.ok) return refuseSignIn(reply, opened.error);
      const session = await begin(request, reply, opened.value);
      if (session.actor.kind === 'account') setBrowserCookie(deps, request, reply, from.browserValue);
      return await said(session);
    },
  );

  app.post(
    '/v1/console/session/invitation',
    { onRequest: noStore, schema: { body: InvitationRequest, response: { 200: InvitationOpened, ...failures } } },
    async (request, reply) => {
      const opened = await openInvitation(deps, { ...request.body, address: request.ip });
      return opened.ok ? { ...opened.value, hubTime: hubTime() } : refuseSignIn(reply, opened.error);
    },
  );

  app.post(
    '/v1/console/session/set-up',
    { onRequest: noStore, schema: { body: SetUpRequest, response: { 200: RecoveryCodes, ...failures } } },
    async (request, reply) => {
      const from = fromOf(request);
      const done = await setUp(deps, { ...request.body, from });
      if (!done.ok) return refuseSignIn(reply, done.error);
      const session = await begin(request, reply, done.value.cookie);
      setBrowserCookie(deps, request, reply, from.browserValue);
      return {
        recoveryCodes: [...done.value.recoveryCodes],
        session: await consoleSession(deps, session, nowMs()),
        hubTime: hubTime(),
      };
    },
  );

  app.post(
    '/v1/console/session/step-up',
    { onRequest: own, schema: { body: StepUpRequest, response: reply200 } },
    async (request, reply) => {
      const session = sessionOf(request);
      if (session.actor.kind === 'token') return await said(session);
      const done = await stepUp(deps, session, request.body.code);
      return done.ok ? await said({ ...session, steppedUpMs: nowMs() }) : refuseSignIn(reply, done.error);
    },
  );

  app.post(
    '/v1/console/session/password',
    { onRequest: own, schema: { body: PasswordChange, response: reply200 } },
    async (request, reply) => {
      const done = await changePassword(deps, sessionOf(request), request.body);
      return done.ok ? await said(sessionOf(request)) : refuseSignIn(reply, done.error);
    },
  );

  app.post(
    '/v1/console/session/recovery-codes',
    { onRequest: own, schema: { body: StepUpRequest, response: { 200: RecoveryCodes, ...failures } } },
    async (request, reply) => {
      const session = sessionOf(request);
      const done = await renewRecoveryCodes(deps, session, request.body.code);
      if (!done.ok) return refuseSignIn(reply, done.error);
      const shown = await consoleSession(deps, session, nowMs());
      return { recoveryCodes: [...done.value], session: shown, hubTime: hubTime() };
    },
  );

  app.post(
    '/v1/console/session/end',
    { onRequest: own, schema: { body: EndSessionRequest, response: reply200 } },
    async (request, reply) => {
      const { actor, idHash } = sessionOf(request);
      const { everywhere } = request.body;
      await transaction(deps.sql, async (tx) => {
        await endSession(tx, idHash);
        if (everywhere && actor.kind === 'account') await endSessionsOf(tx, actor.id, null);
        const subject = `account:${actor.id}`;
        await auditAct(tx, { actor, act: 'session.ended', subject, detail: { everywhere }, nowMs: nowMs() });
      });
      setSessionCookie(deps, request, reply, null);
      return await said(null);
    },
  );
}
