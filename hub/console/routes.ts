import { Type } from 'typebox';
import { WorkOrderRow } from '../../contract/technician/work-orders.ts';
import { actorOf, isStillIn, permit } from '../accounts/permit.ts';
import { answerHeaders } from '../answer-headers.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures, refuse } from '../http.ts';
import { orderById } from '../services/work-orders/order-list.ts';
import { openConsoleFeed } from './feed.ts';

const { assignedTo: _, ...shown } = WorkOrderRow.properties;
const ConsoleOrder = Type.Object(shown, { additionalProperties: false });

/** What the console hears as it happens, and the order that a technician's code leads to. No person appears in any of it. */
export function consoleRoutes(app: App, deps: HubDeps): void {
  const reading = permit(deps, 'fleet.read');
  app.get(
    '/v1/console/work-orders/:id',
    // Open to whoever scans the code at the machine.
    {
      schema: {
        params: Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) }),
        response: { 200: ConsoleOrder, ...failures },
      },
    },
    async (request, reply) => {
      const order = await orderById(deps.sql, request.params.id, deps.calendar);
      if (order === null) return refuse(reply, deps.clock, 'notFound', 'no such work order');
      // Nobody who only has the code learns who was sent.
      const { assignedTo: _, ...shown } = order;
      return shown;
    },
  );

  const feed = openConsoleFeed(deps);
  // No HEAD beside it: a stream has no head without itself, and would hold the connection for ever.
  app.get('/v1/console/events', { onRequest: reading, exposeHeadRoute: false }, async (request, reply) => {
    reply.hijack();
    if (feed.add(reply.raw, actorOf(request).id, () => isStillIn(deps, request))) return;
    reply.raw.writeHead(503, { ...answerHeaders, 'retry-after': '5' }).end();
  });
}
