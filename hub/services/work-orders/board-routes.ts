import { Type } from 'typebox';
import { District } from '../../../contract/console/page.ts';
import {
  OpenOrderReply,
  OpenOrderRequest,
  OrdersBoard,
  OrdersPage,
  OrdersQuery,
} from '../../../contract/console/tasks.ts';
import { cityDay } from '../../../contract/working-days.ts';
import { actorOf, permit } from '../../accounts/permit.ts';
import { allPages, pageAfter, sendCsv } from '../../console/csv.ts';
import type { HubDeps } from '../../deps.ts';
import { type App, failures, refuse } from '../../http.ts';
import { listBoard, ordersBoard } from './board.ts';
import { openOrder } from './open-order.ts';

/** The board of work orders, and the order that an operator opens. What is assigned and closed: `routes.ts` beside this. */
export function orderBoardRoutes(app: App, deps: HubDeps): void {
  const { sql, clock, calendar } = deps;
  const nowMs = () => Math.round(clock.wallMs());
  const onRequest = permit(deps, 'fleet.read');
  app.get(
    '/v1/console/work-orders',
    { onRequest, schema: { querystring: OrdersQuery, response: { 200: OrdersPage, ...failures } } },
    async ({ query }) => await listBoard(sql, query, { calendar, nowMs: nowMs() }),
  );
  app.get('/v1/console/work-orders.csv', { onRequest, schema: { querystring: OrdersQuery } }, ({ query }, reply) =>
    sendCsv(reply, {
      ...{ name: 'work-orders', day: cityDay(nowMs()) },
      columns: [
        ['id', (row) => row.id],
        ['kiosk', (row) => row.kiosk],
        ['place', (row) => row.place],
        ['district', (row) => row.district],
        ['kind', (row) => row.kind],
        ['cause', (row) => row.cause],
        ['severity', (row) => row.severity],
        ['state', (row) => row.state],
        ['openedAt', (row) => row.openedAt],
        ['due', (row) => row.due],
        ['closedAt', (row) => row.closedAt],
        ['isOverdue', (row) => row.isOverdue],
        ['assignedTo', (row) => row.assignedTo],
        ['isVerified', (row) => row.isVerified],
      ],
      pages: () => allPages((after) => listBoard(sql, { ...query, ...pageAfter(after) }, { calendar, nowMs: nowMs() })),
    }),
  );
  app.get(
    '/v1/console/work-orders/board',
    {
      onRequest,
      schema: {
        querystring: Type.Object({ district: Type.Optional(District) }, { additionalProperties: false }),
        response: { 200: OrdersBoard, ...failures },
      },
    },
    async ({ query }) => await ordersBoard(sql, query.district ?? null, { calendar, nowMs: nowMs() }),
  );
  app.post(
    '/v1/operator/work-orders',
    {
      onRequest: permit(deps, 'order.act'),
      schema: { body: OpenOrderRequest, response: { 200: OpenOrderReply, ...failures } },
    },
    async (request, reply) =>
      (await openOrder(sql, request.body, { actor: actorOf(request), nowMs: nowMs() })) ??
      refuse(reply, clock, 'notFound', 'no machine has this kiosk code'),
  );
}
