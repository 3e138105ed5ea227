import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { oneOf, strict } from '../../contract/closed-shapes.ts';
import { pageQuery } from '../../contract/console/page.ts';
import {
  ApproveRequest,
  RolloutActRequest,
  RolloutDetail,
  RolloutMachinePage,
  RolloutPreview,
  RolloutReply,
  RolloutRequest,
  RolloutSummary,
  rolloutMachineStates,
} from '../../contract/console/rollouts.ts';
import type { Result } from '../../contract/result.ts';
import { actorOf, permit } from '../accounts/permit.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures, refuse } from '../http.ts';
import { actOnRollout, approveRollout } from './acts.ts';
import { rolloutDetail, rolloutMachines, rolloutSummaries } from './read.ts';
import { previewRollout, proposeRollout, type Refusal } from './start.ts';

const params = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) }, strict);

/** Staged roll-outs: what people see, start, approve and stop (docs/fleet.md). */
export function rolloutRoutes(app: App, deps: HubDeps): void {
  const reading = permit(deps, 'fleet.read');
  const managing = permit(deps, 'rollout.manage');
  const nowMs = () => Math.round(deps.clock.wallMs());
  const given = () => ({ releasesDir: deps.releasesDir, nowMs: nowMs() });
  const answer = <T>(reply: FastifyReply, done: Result<T, Refusal>): T | FastifyReply =>
    done.ok ? done.value : refuse(reply, deps.clock, done.error.code, done.error.detail);

  app.get(
    '/v1/console/rollouts',
    { onRequest: reading, schema: { response: { 200: Type.Array(RolloutSummary), ...failures } } },
    async () => [...(await rolloutSummaries(deps.sql))],
  );

  app.get(
    '/v1/console/rollouts/:id',
    { onRequest: reading, schema: { params, response: { 200: RolloutDetail, ...failures } } },
    async (request, reply) =>
      (await rolloutDetail(deps.sql, request.params.id)) ?? refuse(reply, deps.clock, 'notFound', 'no such roll-out'),
  );

  app.get(
    '/v1/console/rollouts/:id/machines',
    {
      onRequest: reading,
      schema: {
        params,
        querystring: Type.Object(
          {
            ring: Type.Optional(Type.Integer({ minimum: 0, maximum: 99 })),
            state: Type.Optional(oneOf(rolloutMachineStates)),
            ...pageQuery,
          },
          strict,
        ),
        response: { 200: RolloutMachinePage, ...failures },
      },
    },
    async ({ params: { id }, query }) =>
      await rolloutMachines(deps.sql, id, {
        ...{ ring: query.ring ?? null, state: query.state ?? null },
        ...{ after: query.after ?? '', limit: query.limit ?? 100 },
      }),
  );

  app.post(
    '/v1/operator/rollouts/preview',
    { onRequest: managing, schema: { body: RolloutRequest, response: { 200: RolloutPreview, ...failures } } },
    async (request, reply) => answer(reply, await previewRollout(deps.sql, request.body, given())),
  );

  app.post(
    '/v1/operator/rollouts',
    { onRequest: managing, schema: { body: RolloutRequest, response: { 200: RolloutReply, ...failures } } },
    async (request, reply) =>
      answer(reply, await proposeRollout(deps.sql, request.body, { ...given(), actor: actorOf(request) })),
  );

  app.post(
    '/v1/operator/rollouts/:id/approve',
    {
      onRequest: permit(deps, 'rollout.approve'),
      schema: { params, body: ApproveRequest, response: { 200: RolloutReply, ...failures } },
    },
    async (request, reply) => {
      const { ring, reason = null } = request.body;
      const person = { actor: actorOf(request), reason, nowMs: nowMs(), ring };
      return answer(reply, await approveRollout(deps.sql, request.params.id, person));
    },
  );

  app.post(
    '/v1/operator/rollouts/:id/acts',
    { onRequest: managing, schema: { params, body: RolloutActRequest, response: { 200: RolloutReply, ...failures } } },
    async (request, reply) => {
      const { act, reason, ifHalt } = request.body;
      const person = { actor: actorOf(request), reason, nowMs: nowMs(), ifHalt };
      return answer(reply, await actOnRollout(deps.sql, request.params.id, act, person));
    },
  );
}
