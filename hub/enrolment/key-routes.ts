import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { oneOf } from '../../contract/closed-shapes.ts';
import { suites } from '../../contract/envelope.ts';
import { keyRotationProof } from '../../contract/http-signature.ts';
import { KeyRotationReply, KeyRotationRequest, RewrapReply } from '../../contract/hub-api.ts';
import { verifyText } from '../../contract/signing.ts';
import { actorOf, permit } from '../accounts/permit.ts';
import { noteBy } from '../audit/audit.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures, isoTime, refuse } from '../http.ts';
import { rotateHubKey } from '../keys/hub-keys.ts';
import { rewrapKeys } from '../keys/key-rows.ts';
import { revokeMachine, rotateDeviceKey } from './device-keys.ts';

const strict = { additionalProperties: false };

/** Keys of machines and of the hub: changed by themselves, ended by an operator. */
export function keyRoutes(app: App, deps: HubDeps): void {
  const nowMs = () => Math.round(deps.clock.wallMs());
  /** Where the file is and what is wrong with it is for who may look at this computer, not for who asks. */
  const refuseUnwrapped = (reply: FastifyReply) => {
    deps.log('hub.keys.failed', { cause: 'E_WRAPPING_KEY' });
    return refuse(reply, deps.clock, 'unavailable', 'the wrapping key of the hub is not there; nothing was changed');
  };
  app.post(
    '/v1/devices/:deviceId/keys',
    {
      config: { signer: 'device' },
      schema: {
        params: Type.Object({ deviceId: Type.String({ maxLength: 64 }) }),
        body: KeyRotationRequest,
        response: { 200: KeyRotationReply, ...failures },
      },
    },
    async (request, reply) => {
      const { publicKey, proof } = request.body;
      if (!verifyText(publicKey, keyRotationProof(request.signer, publicKey), proof)) {
        return refuse(reply, deps.clock, 'badSignature', 'the new key has not signed the proof');
      }
      const atMs = nowMs();
      const change = { deviceId: request.signer, signedBy: request.signingKey, publicKey };
      const changed = await rotateDeviceKey(deps.sql, change, atMs);
      if (changed.fault !== null) return refuse(reply, deps.clock, 'forbidden', `publicKey: ${changed.fault}`);
      const { othersUntilMs } = changed;
      deps.log('hub.machine.keyChanged', { deviceId: request.signer, isConfirmed: othersUntilMs !== null });
      return {
        publicKey,
        othersUntil: othersUntilMs === null ? null : isoTime(othersUntilMs),
        hubTime: isoTime(atMs),
      };
    },
  );

  app.post(
    '/v1/operator/machines/:kiosk/revoke',
    {
      onRequest: permit(deps, 'machine.enrol'),
      schema: {
        params: Type.Object({ kiosk: Type.String({ pattern: '^[A-Z]{2}[0-9]{4}$' }) }),
        body: Type.Object({ reason: Type.String({ minLength: 1, maxLength: 200 }) }, strict),
        response: { 200: Type.Object({ kiosk: Type.String(), keys: Type.Integer() }, strict), ...failures },
      },
    },
    async (request, reply) => {
      const { kiosk } = request.params;
      const keys = await revokeMachine(
        deps.sql,
        { kiosk, reason: request.body.reason, nowMs: nowMs() },
        noteBy(actorOf(request), nowMs()),
      );
      if (keys === null) return refuse(reply, deps.clock, 'notFound', 'no machine of this kiosk code');
      deps.log('hub.machine.revoked', { kiosk, keys });
      return { kiosk, keys };
    },
  );

  app.post(
    '/v1/operator/keys/rotate',
    {
      onRequest: permit(deps, 'machine.enrol'),
      schema: {
        body: Type.Object(
          {
            purpose: Type.Union([Type.Literal('reply'), Type.Literal('seal')]),
            /** Left out = as the newest key of that purpose. */
            suite: Type.Optional(oneOf(suites)),
          },
          strict,
        ),
        response: { 200: Type.Object({ kid: Type.String() }, strict), ...failures },
      },
    },
    async (request, reply) => {
      const { purpose, suite } = request.body;
      const kid = await rotateHubKey(deps, purpose, nowMs(), suite, noteBy(actorOf(request), nowMs()));
      if (!kid.ok) return refuseUnwrapped(reply);
      await deps.keys.refresh();
      deps.log('hub.keys.rotated', { kid: kid.value });
      return { kid: kid.value };
    },
  );

  app.post(
    '/v1/operator/keys/rewrap',
    {
      onRequest: permit(deps, 'machine.enrol'),
      schema: { body: Type.Object({}, strict), response: { 200: RewrapReply, ...failures } },
    },
    async (request, reply) => {
      const done = await rewrapKeys(deps, noteBy(actorOf(request), nowMs()));
      if (!done.ok) return refuseUnwrapped(reply);
      deps.log('hub.keys.wrapped', { count: done.value.keys });
      return done.value;
    },
  );
}
