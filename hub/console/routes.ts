import { Type } from 'typebox';
import { ConsoleTransaction } from '../../contract/hub-api.ts';
import { WorkOrderRow } from '../../contract/technician/work-orders.ts';
import { isStillIn, permit } from '../accounts/permit.ts';
import type { HubDeps } from '../deps.ts';
import { type App, failures, refuse } from '../http.ts';
import { MachineState, machineStates } from '../machines/machine-state.ts';
import { orderById } from '../services/work-orders/order-list.ts';
import { openConsoleFeed } from './feed.ts';
import { newestTransactions } from './rows.ts';

const { assignedTo: _, ...shown } = WorkOrderRow.properties;
const ConsoleOrder = Type.Object(shown, { additionalProperties: false });

/** The operator's page: what arrives, live, and which machines there are. No person appears in any of it. */
export function consoleRoutes(app: App, deps: HubDeps): void {
  const reading = permit(deps, 'fleet.read');
  app.get(
    '/v1/console/transactions',
    {
      onRequest: reading,
      schema: {
        querystring: Type.Object(
          { limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })) },
          { additionalProperties: false },
        ),
        response: { 200: Type.Array(ConsoleTransaction), ...failures },
      },
    },
    async (request) => [...(await newestTransactions(deps.sql, request.query.limit ?? 100))],
  );

  app.get(
    '/v1/console/machines',
    { onRequest: reading, schema: { response: { 200: Type.Array(MachineState), ...failures } } },
    async () => [
      ...(await machineStates(deps.sql, Math.round(deps.clock.wallMs()), { after: '', limit: 500, onlyAlarms: false })),
    ],
  );

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
  app.get('/v1/console/events', { onRequest: reading }, async (request, reply) => {
    reply.hijack();
    if (feed.add(reply.raw, () => isStillIn(deps, request))) return;
    reply.raw.writeHead(503, { 'retry-after': '5' }).end();
  });
}
