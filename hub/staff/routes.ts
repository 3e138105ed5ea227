import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import {
  challengeLifeMs,
  codeLength,
  codeSigns,
  normaliseSigns,
  oneTimeCode,
} from '../../contract/technician/one-time-code.ts';
import { isGoodPin, newPin } from '../../contract/technician/pin.ts';
import { hashPin } from '../../contract/technician/pin-hash.ts';
import { RegisterRow } from '../../contract/technician/register.ts';
import {
  CardReply,
  CardRequest,
  CardRevocation,
  CardRevocationReply,
  CodeKeyReply,
  CodeKeyRequest,
  OneTimeCodeReply,
  OneTimeCodeRequest,
  PinReply,
  PinRequest,
  ReplenishmentRow,
  StaffChange,
  StaffId,
  StaffReply,
  StaffRow,
} from '../../contract/technician/staff.ts';
import { newCardContent } from '../../contract/technician/staff-card.ts';
import { actorOf, permit } from '../accounts/permit.ts';
import { noteBy } from '../audit/audit.ts';
import { transaction } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures, isoTime, refuse } from '../http.ts';
import { idParams } from '../services/device-route.ts';
import { waitFor } from '../signals.ts';
import { type CardRefusal, mostCards, registerCard, revokeCards, withCards } from './cards.ts';
import { codeKeyName, codeKeyOf, keepCodeKey } from './code-keys.ts';
import { registerRows } from './register.ts';
import { replenishments } from './replenishments.ts';
import { allStaff, changeStaff, memberAt, setPinHash, staffHint, staffOf, staffVersion } from './store.ts';

const cardRefusals = {
  nobody: 'nobody has this number',
  taken: 'somebody else has this card; revoke it there first',
  tooMany: `this person has ${mostCards} cards already; revoke one first`,
} as const satisfies Record<CardRefusal, string>;

const ofPerson = Type.Object({ staffId: StaffId }, { additionalProperties: false });

/** What machines ask about the people who look after them. */
export function staffDeviceRoutes(app: App, deps: HubDeps): void {
  app.get(
    '/v1/devices/:deviceId/staff',
    {
      config: { signer: 'device' },
      schema: {
        params: idParams(''),
        querystring: Type.Object(
          {
            wait: Type.Optional(Type.Integer({ minimum: 0, maximum: 25 })),
            /** What the machine has; answered at once when it is another. */
            version: Type.Optional(Type.Integer({ minimum: 0 })),
            cards: Type.Optional(Type.Literal(1)),
          },
          { additionalProperties: false },
        ),
        response: { 200: StaffReply, ...failures },
      },
    },
    async (request) => {
      const { wait = 0, version: known = -1, cards } = request.query;
      const version = await waitFor({
        ...deps,
        hint: staffHint,
        waitMs: wait * 1000,
        look: () => staffVersion(deps.sql),
        isFinal: (now) => now !== known,
      });
      // The list is read after its number: it may be newer than it says, never older.
      const members = await staffOf(deps.sql, request.signer);
      return {
        version,
        members: [...(cards === 1 ? await withCards(deps, request.signer, members) : members)],
        codeKey: await codeKeyName(deps.sql, request.signer),
        hubTime: isoTime(deps.clock.wallMs()),
      };
    },
  );

  app.post(
    '/v1/devices/:deviceId/staff/code-key',
    {
      config: { signer: 'device' },
      schema: { params: idParams(''), body: CodeKeyRequest, response: { 200: CodeKeyReply, ...failures } },
    },
    async (request, reply) => {
      const codeKey = await keepCodeKey(deps, request.signer, request.body);
      if (codeKey === null)
        return refuse(reply, deps.clock, 'badRequest', 'ct: is not sealed to this hub by this machine');
      return { codeKey, hubTime: isoTime(deps.clock.wallMs()) };
    },
  );
}

/** What operators do with them. */
export function staffOperatorRoutes(app: App, deps: HubDeps): void {
  const onRequest = permit(deps, 'staff.manage');
  const note = (request: FastifyRequest) => noteBy(actorOf(request), nowMs());
  // Who gives an order to somebody must see who there is.
  const reading = permit(deps, ['staff.manage', 'order.act', 'audit.read']);
  const nowMs = () => Math.round(deps.clock.wallMs());

  app.get(
    '/v1/operator/staff',
    { onRequest: reading, schema: { response: { 200: Type.Array(StaffRow), ...failures } } },
    async () => [...(await allStaff(deps.sql))],
  );

  app.post(
    '/v1/operator/staff/:staffId',
    { onRequest, schema: { params: ofPerson, body: StaffChange, response: { 200: StaffRow, ...failures } } },
    async (request, reply) => {
      const { staffId } = request.params;
      const row = await changeStaff(deps.sql, staffId, request.body, nowMs(), note(request));
      if (row === null) return refuse(reply, deps.clock, 'notFound', 'nobody has this number; name and role make one');
      deps.log('hub.staff.changed', { staffId, isRevoked: row.revokedAt !== null });
      return row;
    },
  );

  app.post(
    '/v1/operator/staff/:staffId/pin',
    { onRequest, schema: { params: ofPerson, body: PinRequest, response: { 200: PinReply, ...failures } } },
    async (request, reply) => {
      const { staffId } = request.params;
      const pin = request.body.pin ?? newPin();
      if (!isGoodPin(pin))
        return refuse(reply, deps.clock, 'badRequest', 'pin: six digits or more, no run and no repeat');
      if (!(await setPinHash(deps.sql, staffId, await hashPin(pin), note(request))))
        return refuse(reply, deps.clock, 'notFound', 'nobody has this number');
      deps.log('hub.staff.pinSet', { staffId });
      return { pin, hubTime: isoTime(nowMs()) };
    },
  );

  app.post(
    '/v1/operator/staff/:staffId/cards',
    { onRequest, schema: { params: ofPerson, body: CardRequest, response: { 200: CardReply, ...failures } } },
    async (request, reply) => {
      const { staffId } = request.params;
      const made = request.body.content === undefined ? newCardContent() : null;
      const content = request.body.content ?? made ?? '';
      const card = await registerCard(deps, { staffId, content, nowMs: nowMs() }, note(request));
      if (typeof card === 'string')
        return refuse(reply, deps.clock, card === 'nobody' ? 'notFound' : 'badRequest', cardRefusals[card]);
      deps.log('hub.staff.cardRegistered', { staffId, cardId: card.cardId });
      return { cardId: card.cardId, content: made, hubTime: isoTime(nowMs()) };
    },
  );

  app.post(
    '/v1/operator/staff/:staffId/cards/revoke',
    {
      onRequest,
      schema: { params: ofPerson, body: CardRevocation, response: { 200: CardRevocationReply, ...failures } },
    },
    async (request, reply) => {
      const { staffId } = request.params;
      const { cardId = null } = request.body;
      const revoked = await revokeCards(deps.sql, { staffId, cardId, nowMs: nowMs() }, note(request));
      if (revoked === 0) return refuse(reply, deps.clock, 'notFound', 'this person has no such card in use');
      deps.log('hub.staff.cardRevoked', { staffId, cardId: cardId ?? 'all' });
      return { revoked, hubTime: isoTime(nowMs()) };
    },
  );

  app.post(
    '/v1/operator/staff/:staffId/one-time-code',
    {
      onRequest,
      schema: { params: ofPerson, body: OneTimeCodeRequest, response: { 200: OneTimeCodeReply, ...failures } },
    },
    async (request, reply) => {
      const { staffId } = request.params;
      const { kiosk } = request.body;
      const challenge = normaliseSigns(request.body.challenge);
      const isChallenge = challenge.length === codeLength && [...challenge].every((sign) => codeSigns.includes(sign));
      if (!isChallenge) return refuse(reply, deps.clock, 'badRequest', 'challenge: eight signs as the machine shows');
      const member = await memberAt(deps.sql, staffId, kiosk);
      if (member === null)
        return refuse(reply, deps.clock, 'notFound', 'this person may not work at this machine, or there is none');
      const secret = await codeKeyOf(deps, member.deviceId);
      if (secret === null)
        return refuse(reply, deps.clock, 'notFound', 'this machine has not given its secret for codes yet');
      const code = oneTimeCode(secret, { kiosk, staffId, role: member.role, challenge });
      secret.fill(0);
      await transaction(deps.sql, async (tx) => {
        await tx`insert into staff_code (staff_id, device_id, role, at_ms) values (${staffId}, ${member.deviceId}, ${member.role}, ${nowMs()})`;
        const detail = { kiosk, role: member.role };
        await note(request)(tx, { act: 'staff.codeGiven', subject: `staff:${staffId}`, detail });
      });
      deps.log('hub.staff.codeGiven', { staffId, deviceId: member.deviceId });
      return { code, role: member.role, minutes: challengeLifeMs / 60_000, hubTime: isoTime(nowMs()) };
    },
  );

  app.get(
    '/v1/operator/replenishments',
    {
      onRequest: reading,
      schema: {
        querystring: Type.Object(
          { kiosk: Type.Optional(Type.String({ pattern: '^[A-Z]{2}[0-9]{4}$' })) },
          { additionalProperties: false },
        ),
        response: { 200: Type.Array(ReplenishmentRow), ...failures },
      },
    },
    async (request) => [...(await replenishments(deps.sql, request.query.kiosk ?? null))],
  );

  app.get(
    '/v1/operator/register',
    {
      onRequest: reading,
      schema: {
        querystring: Type.Object(
          {
            kiosk: Type.Optional(Type.String({ pattern: '^[A-Z]{2}[0-9]{4}$' })),
            open: Type.Optional(Type.Boolean()),
          },
          { additionalProperties: false },
        ),
        response: { 200: Type.Array(RegisterRow), ...failures },
      },
    },
    async (request) => {
      const { kiosk = null, open: isOpenOnly = false } = request.query;
      return [...(await registerRows(deps.sql, { kiosk, isOpenOnly }, nowMs()))];
    },
  );
}
