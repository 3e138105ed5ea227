import { Type } from 'typebox';
import { BatchReply, BatchRequest } from '../../contract/hub-api.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures, isoTime, refuse } from '../http.ts';
import { messageId } from './check-message.ts';
import { takeBatch } from './take-batch.ts';

/** As `BatchRequest`, with each message still unchecked: a malformed one gets its own verdict. */
const LooseBatch = Type.Object(
  {
    storeEpoch: BatchRequest.properties.storeEpoch,
    messages: Type.Array(Type.Unknown(), { minItems: 1, maxItems: 200 }),
  },
  { additionalProperties: false },
);

export function ingestRoutes(app: App, deps: HubDeps): void {
  app.post(
    '/v1/devices/:deviceId/batches',
    {
      config: { signer: 'device' },
      schema: {
        params: Type.Object({ deviceId: Type.String({ maxLength: 64 }) }),
        body: LooseBatch,
        response: { 200: BatchReply, ...failures },
      },
    },
    async (request, reply) => {
      const { messages, storeEpoch } = request.body;
      const nameless = messages.findIndex((message) => messageId(message) === null);
      if (nameless >= 0) return refuse(reply, deps.clock, 'badRequest', `body/messages/${nameless}/id is not a UUIDv7`);
      const [device] = await deps.sql<{ kiosk: string }[]>`select kiosk from device where id = ${request.signer}`;
      const sender = { deviceId: request.signer, kiosk: device?.kiosk ?? '', storeEpoch };
      const taken = await takeBatch(deps, sender, messages);
      const accepted = taken.verdicts.filter((verdict) => verdict.verdict === 'accepted').length;
      deps.log('hub.batch.taken', { deviceId: request.signer, count: messages.length, accepted });
      return { hubTime: isoTime(deps.clock.wallMs()), verdicts: [...taken.verdicts], upTo: taken.upTo };
    },
  );
}
