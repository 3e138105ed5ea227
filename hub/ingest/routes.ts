import { Type } from 'typebox';
import { type AuditCheckpoint, BatchReply, BatchRequest } from '../../contract/hub-api.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures, isoTime, refuse } from '../http.ts';
import type { HubKeys } from '../keys/hub-keys.ts';
import type { HubMetrics } from '../metrics/metrics.ts';
import { messageId } from './check-message.ts';
import { batchTaker } from './take-batch.ts';

/** As `BatchRequest`, with each message still unchecked: a malformed one gets its own verdict. */
const LooseBatch = Type.Object(
  {
    ...BatchRequest.properties,
    messages: Type.Array(Type.Unknown(), { maxItems: 200 }),
  },
  { additionalProperties: false },
);

/** The machine's chain ends before, or differs at, a place that it has told. */
function isCut(known: AuditCheckpoint, told: AuditCheckpoint): boolean {
  return told.seq < known.seq || (told.seq === known.seq && told.hash !== known.hash);
}

function isKeyKnown(keys: HubKeys, message: unknown): boolean {
  if (typeof message !== 'object' || message === null || !('kid' in message)) return true;
  return typeof message.kid !== 'string' || keys.opening(message.kid) !== null;
}

/** Routes by which machines deliver: batches of messages, signed. */
export function ingestRoutes(app: App, deps: HubDeps, metrics: HubMetrics): void {
  const takeBatch = batchTaker(deps);
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
      const { messages, storeEpoch, ...extras } = request.body;
      const nameless = messages.findIndex((message) => messageId(message) === null);
      if (nameless >= 0) return refuse(reply, deps.clock, 'badRequest', `body/messages/${nameless}/id is not a UUIDv7`);
      // Sealed to a key that another instance has just made: `unknownKey` would be for ever.
      if (messages.some((message) => !isKeyKnown(deps.keys, message))) await deps.keys.refresh();
      const sender = { deviceId: request.signer, kiosk: request.kiosk, storeEpoch };
      const taken = await takeBatch(sender, messages, extras);
      metrics.batch(taken.verdicts);
      const accepted = taken.verdicts.filter((verdict) => verdict.verdict === 'accepted').length;
      deps.log('hub.batch.taken', { deviceId: request.signer, count: messages.length, accepted });
      if (extras.previousEpoch !== undefined) {
        deps.log('hub.epoch.followed', { deviceId: request.signer, lastSeq: extras.previousEpoch.lastSeq });
      }
      const { audit, ...proof } = taken.proof;
      const told = extras.audit;
      if (audit !== null && told !== undefined && isCut(audit, told)) {
        deps.log('hub.audit.cut', { deviceId: request.signer, knownSeq: audit.seq, toldSeq: told.seq });
      }
      return {
        hubTime: isoTime(deps.clock.wallMs()),
        verdicts: [...taken.verdicts],
        ...proof,
        ...(audit === null ? {} : { audit }),
      };
    },
  );
}
