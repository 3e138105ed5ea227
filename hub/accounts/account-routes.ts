import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import {
  AccountAct,
  AccountChange,
  AccountEnd,
  AccountId,
  AccountInvitation,
  AccountRow,
  NewAccount,
} from '../../contract/console/accounts.ts';
import type { Result } from '../../contract/result.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures, isoTime, refuse } from '../http.ts';
import {
  type AccountRefusal,
  addAccount,
  allAccounts,
  changeAccount,
  endAccount,
  type Invited,
  resetAccount,
  signAccountOut,
} from './account-store.ts';
import { actorOf, permit } from './permit.ts';

const words = {
  taken: 'this name is or was somebody’s; names are never given twice',
  nobody: 'no such account',
  oneself: 'nobody changes the own roles or ends himself; another administrator does',
  ifRoles: 'somebody else has changed them; look again',
  ended: 'this account has ended, for good',
} as const satisfies Record<AccountRefusal, string>;

const ofAccount = Type.Object({ id: AccountId }, { additionalProperties: false });

/** Accounts of the console, kept by administrators. Contract: contract/console/accounts.ts. */
export function accountRoutes(app: App, deps: HubDeps): void {
  const nowMs = () => Math.round(deps.clock.wallMs());
  const onRequest = permit(deps, 'account.manage');
  const doing = (request: FastifyRequest) => ({ actor: actorOf(request), nowMs: nowMs() });
  const refuseFor = (reply: FastifyReply, why: AccountRefusal) =>
    refuse(
      reply,
      deps.clock,
      why === 'nobody' ? 'notFound' : why === 'oneself' ? 'forbidden' : 'badRequest',
      why === 'nobody' ? words.nobody : `${why}: ${words[why]}`,
    );
  const answer = (reply: FastifyReply, done: Result<AccountRow, AccountRefusal>) =>
    done.ok ? done.value : refuseFor(reply, done.error);
  const answerInvited = (reply: FastifyReply, done: Result<Invited, AccountRefusal>) => {
    if (!done.ok) return refuseFor(reply, done.error);
    const { account, invitation, untilMs } = done.value;
    reply.header('cache-control', 'no-store');
    return { account, invitation, until: isoTime(untilMs), hubTime: isoTime(nowMs()) };
  };
  const row = { 200: AccountRow, ...failures };
  const invited = { 200: AccountInvitation, ...failures };

  app.get(
    '/v1/console/accounts',
    {
      onRequest: permit(deps, ['account.manage', 'audit.read']),
      schema: { response: { 200: Type.Array(AccountRow), ...failures } },
    },
    async () => [...(await allAccounts(deps.sql, nowMs()))],
  );

  app.post(
    '/v1/operator/accounts',
    { onRequest, schema: { body: NewAccount, response: invited } },
    async (request, reply) => answerInvited(reply, await addAccount(deps, request.body, doing(request))),
  );

  app.post(
    '/v1/operator/accounts/:id',
    { onRequest, schema: { params: ofAccount, body: AccountChange, response: row } },
    async (request, reply) => answer(reply, await changeAccount(deps, request.params.id, request.body, doing(request))),
  );

  app.post(
    '/v1/operator/accounts/:id/reset',
    { onRequest, schema: { params: ofAccount, body: AccountAct, response: invited } },
    async (request, reply) =>
      answerInvited(reply, await resetAccount(deps, request.params.id, request.body, doing(request))),
  );

  app.post(
    '/v1/operator/accounts/:id/end',
    { onRequest, schema: { params: ofAccount, body: AccountEnd, response: row } },
    async (request, reply) =>
      answer(reply, await endAccount(deps, request.params.id, request.body.reason, doing(request))),
  );

  app.post(
    '/v1/operator/accounts/:id/sign-out',
    { onRequest, schema: { params: ofAccount, body: AccountAct, response: row } },
    async (request, reply) =>
      answer(reply, await signAccountOut(deps, request.params.id, request.body, doing(request))),
  );
}
