import { Type } from 'typebox';
import {
  ClaimReply,
  ClaimRequest,
  EnrolmentReply,
  EnrolmentRequest,
  EnrolmentState,
  TicketReply,
  TicketRequest,
  TicketSpendReply,
  TicketSpendRequest,
} from '../../contract/hub-api.ts';
import { actorOf, permit } from '../accounts/permit.ts';
import { noteBy } from '../audit/audit.ts';
import { createRateBound } from '../auth/rate-bound.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures, isoTime, refuse, WaitQuery } from '../http.ts';
import { waitFor } from '../signals.ts';
import { mayAsk } from './ask-bound.ts';
import { hashCode, newCode, normaliseCode } from './code.ts';
import { claimEnrolment, codeLifeMs, makeTicket, openEnrolment, readEnrolment, spendTicket } from './store.ts';

/** A machine asks for a code, shows it, and waits; an operator types it in. */
export function enrolmentRoutes(app: App, deps: HubDeps): void {
  // Anybody may ask for a code with a key just made, and each costs a slow hash; so askers are bounded by where they come from.
  const askers = createRateBound(deps.clock, 2, 100);

  app.post(
    '/v1/enrolments',
    { config: { signer: 'new' }, schema: { body: EnrolmentRequest, response: { 200: EnrolmentReply, ...failures } } },
    async (request, reply) => {
      if (request.body.publicKey !== request.signer) {
        return refuse(reply, deps.clock, 'forbidden', 'publicKey is not the key that signed');
      }
      const asker = { publicKey: request.signer, address: request.ip };
      // Memory first: who floods does not reach the database.
      if (!(askers.take(request.ip) && (await mayAsk(deps, asker))))
        return refuse(reply, deps.clock, 'rateLimited', 'too many enrolments');
      const nowMs = Math.round(deps.clock.wallMs());
      // Nothing that it signs would count: a machine that came back from an old copy of its disk would be told that it is enrolled, and be refused from then on.
      const ended = await deps.sql`select 1 from device_key where public_key = ${request.signer}
        and (revoked_ms is not null or not_after_ms <= ${nowMs})`;
      if (ended.length > 0)
        return refuse(reply, deps.clock, 'unknownKey', 'key was revoked or has ended; make a new one');
      const code = newCode();
      const codeHash = await hashCode(code, deps.keys.codeSalt);
      const enrolmentId = await openEnrolment(deps.sql, request.body, codeHash, nowMs);
      return { enrolmentId, code, expiresAt: isoTime(nowMs + codeLifeMs) };
    },
  );

  app.get(
    '/v1/enrolments/:enrolmentId',
    {
      config: { signer: 'new' },
      schema: {
        params: Type.Object({ enrolmentId: Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' }) }),
        querystring: WaitQuery,
        response: { 200: EnrolmentState, ...failures },
      },
    },
    async (request, reply) => {
      const { enrolmentId } = request.params;
      const state = await waitFor({
        ...deps,
        hint: `enrolment:${enrolmentId}`,
        waitMs: (request.query.wait ?? 0) * 1000,
        look: () => readEnrolment(deps, enrolmentId, request.signer),
        isFinal: (found) => found?.state !== 'pending',
      });
      return state ?? refuse(reply, deps.clock, 'notFound', 'no such enrolment of this key');
    },
  );

  app.post(
    '/v1/enrolments/:enrolmentId/ticket',
    {
      config: { signer: 'new' },
      schema: {
        params: Type.Object({ enrolmentId: Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' }) }),
        body: TicketSpendRequest,
        response: { 200: TicketSpendReply, ...failures },
      },
    },
    async (request, reply) => {
      // Each try costs a slow hash.
      if (!askers.take(request.ip)) return refuse(reply, deps.clock, 'rateLimited', 'too many codes');
      const nowMs = Math.round(deps.clock.wallMs());
      const { enrolmentId } = request.params;
      const codeHash = await hashCode(normaliseCode(request.body.code), deps.keys.codeSalt);
      const machine = { enrolmentId, publicKey: request.signer };
      const spent = await spendTicket(deps.sql, machine, codeHash, nowMs);
      if (spent.ok) {
        const [device] = await deps.sql<{ kiosk: string }[]>`select kiosk from device where id = ${spent.value}`;
        const kiosk = device?.kiosk ?? '';
        deps.log('hub.machine.claimed', { deviceId: spent.value, kiosk });
        return { kiosk, hubTime: isoTime(nowMs) };
      }
      if (spent.error !== 'codeInvalid') return refuse(reply, deps.clock, 'badRequest', `kiosk: ${spent.error}`);
      deps.log('hub.code.wrong', {});
      return refuse(reply, deps.clock, 'codeInvalid', 'code is not valid');
    },
  );

  app.post(
    '/v1/operator/enrolments/tickets',
    {
      onRequest: permit(deps, 'machine.enrol'),
      schema: { body: TicketRequest, response: { 200: TicketReply, ...failures } },
    },
    async (request, reply) => {
      const nowMs = Math.round(deps.clock.wallMs());
      const code = newCode();
      const codeHash = await hashCode(code, deps.keys.codeSalt);
      const made = await makeTicket(deps.sql, request.body, codeHash, nowMs, noteBy(actorOf(request), nowMs));
      if (!made.ok) return refuse(reply, deps.clock, 'badRequest', 'kiosk: another machine carries this code');
      return { code, expiresAt: isoTime(nowMs + codeLifeMs) };
    },
  );

  app.post(
    '/v1/operator/enrolments/claim',
    {
      onRequest: permit(deps, 'machine.enrol'),
      schema: { body: ClaimRequest, response: { 200: ClaimReply, ...failures } },
    },
    async (request, reply) => {
      const codeHash = await hashCode(normaliseCode(request.body.code), deps.keys.codeSalt);
      const nowMs = Math.round(deps.clock.wallMs());
      const claimed = await claimEnrolment(deps.sql, request.body, codeHash, nowMs, noteBy(actorOf(request), nowMs));
      if (claimed.ok) {
        deps.log('hub.machine.claimed', { deviceId: claimed.value, kiosk: request.body.kiosk });
        return { deviceId: claimed.value };
      }
      if (claimed.error === 'kioskTaken') {
        return refuse(reply, deps.clock, 'badRequest', 'kiosk: another machine carries this code');
      }
      if (claimed.error === 'kioskFixed') {
        return refuse(reply, deps.clock, 'badRequest', 'kiosk: this machine carries another code already');
      }
      deps.log('hub.code.wrong', {});
      return refuse(reply, deps.clock, 'codeInvalid', 'code is not valid');
    },
  );
}
