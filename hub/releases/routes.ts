import { Type } from 'typebox';
import { AssignmentRow, AssignReply, AssignRequest } from '../../contract/release/fleet.ts';
import { actorOf, permit } from '../accounts/permit.ts';
import { noteBy } from '../audit/audit.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures, refuse } from '../http.ts';
import { assign, assignmentRows } from './assignments.ts';

/** Which machine gets which release: what operators say, and what became of it. */
export function assignmentRoutes(app: App, deps: HubDeps): void {
  app.post(
    '/v1/operator/assignments',
    {
      onRequest: permit(deps, 'rollout.manage'),
      schema: { body: AssignRequest, response: { 200: AssignReply, ...failures } },
    },
    async (request, reply) => {
      const nowMs = Math.round(deps.clock.wallMs());
      const done = await assign(deps.sql, request.body, {
        releasesDir: deps.releasesDir,
        nowMs,
        note: noteBy(actorOf(request), nowMs),
      });
      if (!done.ok) {
        const code = done.error.fault === 'badTarget' ? 'badRequest' : 'notFound';
        return refuse(reply, deps.clock, code, done.error.detail);
      }
      const { target } = request.body;
      for (const { kiosk, counter } of done.value.machines)
        deps.log('hub.release.assigned', { kiosk, target, counter });
      return done.value;
    },
  );

  app.get(
    '/v1/operator/assignments',
    {
      onRequest: permit(deps, 'fleet.read'),
      schema: {
        querystring: Type.Object(
          { kiosk: Type.Optional(Type.String({ pattern: '^[A-Z]{2}[0-9]{4}$' })) },
          { additionalProperties: false },
        ),
        response: { 200: Type.Array(AssignmentRow), ...failures },
      },
    },
    async (request) => [
      ...(await assignmentRows(deps.sql, request.query.kiosk ?? null, Math.round(deps.clock.wallMs()))),
    ],
  );
}
