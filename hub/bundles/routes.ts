import { bundleAad, maxBundleBytes, OpenBundleReply, OpenBundleRequest } from '../../contract/bundle.ts';
import { requireOperator } from '../auth/operator-auth.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures, refuse } from '../http.ts';
import { openSeal } from '../keys/seal.ts';

/** Opens what machines have packed for whoever mends them (contract/bundle.ts). The hub keeps nothing of it; that it was opened is logged. */
export function bundleRoutes(app: App, deps: HubDeps): void {
  app.post(
    '/v1/operator/bundles/open',
    {
      onRequest: requireOperator(deps),
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
      deps.log('hub.bundle.opened', { deviceId: header.deviceId, bundleId: header.bundleId });
      return { plain: Buffer.from(opened.value).toString('base64') };
    },
  );
}
