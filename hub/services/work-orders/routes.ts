import { Type } from 'typebox';
import { requireOperator } from '../../auth/operator-auth.ts';
import type { HubDeps } from '../../deps.ts';
import { type App, failures, isoTime } from '../../http.ts';
import { notFound } from '../device-route.ts';
import { closeWork, openWork } from './work-orders.ts';

const OpenOrders = Type.Array(
  Type.Object({
    id: Type.Integer(),
    kiosk: Type.String(),
    place: Type.String(),
    kind: Type.String(),
    openedAt: Type.String(),
  }),
);

/** What has to be looked at, by machine; closed by whoever has looked. */
export function workOrderRoutes(app: App, deps: HubDeps): void {
  app.get(
    '/v1/operator/work-orders',
    { onRequest: requireOperator(deps), schema: { response: { 200: OpenOrders, ...failures } } },
    async () => (await openWork(deps.sql)).map(({ openedMs, ...order }) => ({ ...order, openedAt: isoTime(openedMs) })),
  );
  app.post(
    '/v1/operator/work-orders/:id/close',
    {
      onRequest: requireOperator(deps),
      schema: {
        params: Type.Object({ id: Type.Integer({ minimum: 1 }) }),
        response: { 200: Type.Object({ id: Type.Integer() }), ...failures },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const isClosed = await closeWork(deps.sql, id, Math.round(deps.clock.wallMs()));
      return isClosed ? { id } : notFound(deps, reply);
    },
  );
}
