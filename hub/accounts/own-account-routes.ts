import type { FastifyRequest } from 'fastify';
import { EndOtherSessions, NoticesRead, OthersEnded, OwnAccount } from '../../contract/console/own-account.ts';
import { SessionReply } from '../../contract/console/session.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures, isoTime, refuse } from '../http.ts';
import { readNotices } from './notices.ts';
import { endOtherSessions, ownAccount } from './own-account.ts';
import { sessionOf, signedIn } from './permit.ts';
import { consoleSession, isSteppedUp } from './sessions.ts';

/** What a person sees and does about the own account, besides the password (session-routes.ts). Contract: contract/console/own-account.ts. */
export function ownAccountRoutes(app: App, deps: HubDeps): void {
  const nowMs = () => Math.round(deps.clock.wallMs());
  const hubTime = () => isoTime(deps.clock.wallMs());
  const onRequest = signedIn(deps);
  const personOf = (request: FastifyRequest) => {
    const session = sessionOf(request);
    return session.actor.kind === 'account' ? session : null;
  };
  const noAccount = 'the operator token has no account of its own';

  app.get(
    '/v1/console/account',
    { onRequest, schema: { response: { 200: OwnAccount, ...failures } } },
    async (request, reply) => {
      const session = personOf(request);
      const own = session === null ? null : await ownAccount(deps, session, nowMs());
      return own === null ? refuse(reply, deps.clock, 'forbidden', noAccount) : { ...own, hubTime: hubTime() };
    },
  );

  app.post(
    '/v1/console/session/end-others',
    { onRequest, schema: { body: EndOtherSessions, response: { 200: OthersEnded, ...failures } } },
    async (request, reply) => {
      const session = personOf(request);
      if (session === null) return refuse(reply, deps.clock, 'forbidden', noAccount);
      // Ends somebody else's work: not for whoever finds an open window (OWASP ASVS 4.0.3 V3.3.4).
      if (!isSteppedUp(session, nowMs()))
        return refuse(reply, deps.clock, 'stepUp', 'a fresh code of the authenticator is needed');
      return { ended: await endOtherSessions(deps, session, request.body.no), hubTime: hubTime() };
    },
  );

  app.post(
    '/v1/console/session/notices',
    { onRequest, schema: { body: NoticesRead, response: { 200: SessionReply, ...failures } } },
    async (request) => {
      const session = sessionOf(request);
      await readNotices(deps.sql, session, request.body.upTo);
      return { session: await consoleSession(deps, session, nowMs()), hubTime: hubTime() };
    },
  );
}
