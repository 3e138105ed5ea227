import { VideoCheckReply, VideoCheckRequest } from '../../../contract/hub-services.ts';
import type { HubDeps } from '../../deps.ts';
import { type App, failures, WaitQuery } from '../../http.ts';
import { personToken } from '../../keys/store-key.ts';
import { waitFor } from '../../signals.ts';
import { idParams, keyedRoute, notFound } from '../device-route.ts';
import { newId } from '../ids.ts';

/** How long the demonstration clerk looks, and how long a check stays open. */
const clerkMs = 4000;
const openMs = 5 * 60_000;

/**
 * Video clerk as an equal way to prove who stands here. The reference hub has a demonstration clerk: agrees after four seconds, sees nobody, and says so
 * (`assurance: demonstration`). Nothing is recorded.
 */
export function videoRoutes(app: App, deps: HubDeps): void {
  keyedRoute(app, deps, {
    path: 'video-checks',
    body: VideoCheckRequest,
    reply: VideoCheckReply,
    async handle(tx, { person }, { deviceId, nowMs }) {
      const checkId = newId('video');
      await tx`insert into video_check (id, device_id, person, state, answer_ms, closes_ms)
        values (${checkId}, ${deviceId}, ${personToken(deps.keys.store, person.idNumber)}, 'good', ${nowMs + clerkMs}, ${nowMs + openMs})`;
      return { checkId, state: 'waiting' as const, assurance: 'demonstration' as const };
    },
  });

  const one = 'video-checks/:checkId';
  app.get(
    `/v1/devices/:deviceId/${one}`,
    {
      config: { signer: 'device' },
      schema: { params: idParams(one), querystring: WaitQuery, response: { 200: VideoCheckReply, ...failures } },
    },
    async (request, reply) => {
      const { checkId = '' } = request.params as Record<string, string>;
      const found = await waitFor({
        ...deps,
        hint: `video:${checkId}`,
        waitMs: (request.query.wait ?? 0) * 1000,
        look: () => readCheck(deps, request.signer, checkId),
        isFinal: (check) => check === null || check.state !== 'waiting',
      });
      return found ?? notFound(deps, reply);
    },
  );
}

async function readCheck(deps: HubDeps, deviceId: string, checkId: string): Promise<VideoCheckReply | null> {
  const [row] = await deps.sql<{ state: 'good' | 'refused'; answer_ms: string; closes_ms: string }[]>`
    select state, answer_ms, closes_ms from video_check where id = ${checkId} and device_id = ${deviceId}`;
  if (row === undefined) return null;
  const nowMs = deps.clock.wallMs();
  const state = nowMs < Number(row.answer_ms) ? 'waiting' : nowMs > Number(row.closes_ms) ? 'closed' : row.state;
  return { checkId, state, assurance: 'demonstration' };
}
