import { Type } from 'typebox';
import {
  BundlePart,
  BundlePartReply,
  BundleRow,
  bundleAad,
  maxBundleBytes,
  OpenBundleReply,
  OpenBundleRequest,
} from '../../contract/bundle.ts';
import { actorOf, permit } from '../accounts/permit.ts';
import { noteBy } from '../audit/audit.ts';
import { transaction } from '../database/pool.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures, isoTime, refuse } from '../http.ts';
import { openSeal } from '../keys/seal.ts';
import { idParams } from '../services/device-route.ts';
import { bundleFile, bundleRows, takePart } from './uploads.ts';

/** Takes what machines have packed for whoever mends them (contract/bundle.ts), gives it out as it is, sealed, and opens it: of what was opened the hub keeps nothing; that it was is logged. */
export function bundleRoutes(app: App, deps: HubDeps): void {
  app.post(
    '/v1/operator/bundles/open',
    {
      onRequest: permit(deps, 'command.send'),
      bodyLimit: 2 * maxBundleBytes,
      schema: { body: OpenBundleRequest, response: { 200: OpenBundleReply, ...failures } },
    },
    async (request, reply) => {
      const { header, ct } = request.body;
      // Another instance may have made the key a moment ago.
      if (deps.keys.opening(header.kid) === null) await deps.keys.refresh();
      const key = deps.keys.opening(header.kid);
      if (key === null) return refuse(reply, deps.clock, 'notFound', 'sealed to a key that is not of this hub');
      const enc = Buffer.from(header.enc, 'base64');
      const opened = await openSeal(key, enc, Buffer.from(ct, 'base64'), bundleAad(header));
      if (!opened.ok) return refuse(reply, deps.clock, 'badRequest', 'ct: does not open, it was damaged or changed');
      const { deviceId, bundleId } = header;
      const note = noteBy(actorOf(request), Math.round(deps.clock.wallMs()));
      await transaction(deps.sql, (tx) =>
        note(tx, { act: 'bundle.opened', subject: `bundle:${bundleId}`, detail: { deviceId } }),
      );
      deps.log('hub.bundle.opened', { deviceId, bundleId });
      return { plain: Buffer.from(opened.value).toString('base64') };
    },
  );

  app.post(
    '/v1/devices/:deviceId/bundles',
    {
      config: { signer: 'device' },
      schema: { params: idParams(''), body: BundlePart, response: { 200: BundlePartReply, ...failures } },
    },
    async (request, reply) => {
      const nowMs = Math.round(deps.clock.wallMs());
      const taken = await transaction(deps.sql, (tx) => takePart(tx, request.signer, request.body, nowMs));
      if (taken === null) return refuse(reply, deps.clock, 'badRequest', 'bundleId: was begun otherwise');
      return { ...taken, hubTime: isoTime(nowMs) };
    },
  );

  app.get(
    '/v1/operator/bundles',
    {
      onRequest: permit(deps, 'fleet.read'),
      schema: {
        querystring: Type.Object(
          { kiosk: Type.Optional(Type.String({ pattern: '^[A-Z]{2}[0-9]{4}$' })) },
          { additionalProperties: false },
        ),
        response: { 200: Type.Array(BundleRow), ...failures },
      },
    },
    async (request) => [...(await bundleRows(deps.sql, request.query.kiosk ?? null))],
  );

  app.get(
    '/v1/operator/bundles/:bundleId/file',
    {
      onRequest: permit(deps, 'command.send'),
      schema: { params: Type.Object({ bundleId: Type.String({ pattern: '^[0-9a-f]{32}$' }) }) },
    },
    async (request, reply) => {
      const file = await bundleFile(deps.sql, request.params.bundleId);
      if (file === null) return refuse(reply, deps.clock, 'notFound', 'no such bundle, or not all of it');
      return reply.type('application/octet-stream').send(file);
    },
  );
}
