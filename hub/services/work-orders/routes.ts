import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import {
  AssignReply,
  AssignRequest,
  WorkOrderDetail,
  WorkOrderRow,
  WorkOrdersReply,
} from '../../../contract/technician/work-orders.ts';
import { actorOf, permit } from '../../accounts/permit.ts';
import { noteBy } from '../../audit/audit.ts';
import type { HubDeps } from '../../deps.ts';
import { type App, failures, isoTime, refuse } from '../../http.ts';
import { idParams, notFound } from '../device-route.ts';
import { assignOrder, closeOrder, listOrders, orderById, ordersOfMachine } from './order-list.ts';
import { recordsOf } from './work-records.ts';

const ofOrder = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) });
const Done = Type.Object({ id: Type.Integer() });
const Query = Type.Object(
  {
    kiosk: Type.Optional(Type.String({ pattern: '^[A-Z]{2}[0-9]{4}$' })),
    state: Type.Optional(Type.Unsafe<'open' | 'closed'>({ type: 'string', enum: ['open', 'closed'] })),
  },
  { additionalProperties: false },
);

/** What has to be looked at, by machine: told to the machine itself, listed, given to somebody and closed by operators. */
export function workOrderRoutes(app: App, deps: HubDeps): void {
  const { sql, calendar, clock } = deps;
  const onRequest = permit(deps, 'order.act');
  const reading = permit(deps, 'fleet.read');
  const note = (request: FastifyRequest) => noteBy(actorOf(request), Math.round(clock.wallMs()));

  app.get(
    '/v1/devices/:deviceId/work-orders',
    {
      config: { signer: 'device' },
      schema: { params: idParams(''), response: { 200: WorkOrdersReply, ...failures } },
    },
    async (request) => ({
      ...(await ordersOfMachine(sql, request.signer, calendar)),
      hubTime: isoTime(clock.wallMs()),
    }),
  );

  app.get(
    '/v1/operator/work-orders',
    { onRequest: reading, schema: { querystring: Query, response: { 200: Type.Array(WorkOrderRow), ...failures } } },
    async (request) => {
      const { kiosk = null, state = 'open' } = request.query;
      return [...(await listOrders(sql, { kiosk, isOpen: state === 'open' }, calendar))];
    },
  );

  app.get(
    '/v1/operator/work-orders/:id',
    { onRequest: reading, schema: { params: ofOrder, response: { 200: WorkOrderDetail, ...failures } } },
    async (request, reply) => {
      const { id } = request.params;
      const order = await orderById(sql, id, calendar);
      return order === null ? notFound(deps, reply) : { order, records: await recordsOf(sql, id) };
    },
  );

  app.post(
    '/v1/operator/work-orders/:id/assign',
    { onRequest, schema: { params: ofOrder, body: AssignRequest, response: { 200: AssignReply, ...failures } } },
    async (request, reply) => {
      const { id } = request.params;
      const { staffId, ifAssignedTo: seen } = request.body;
      const done = await assignOrder(sql, id, { staffId, seen }, note(request));
      if (done.ok) return { id, meanwhile: null };
      if (done.error === 'order') return notFound(deps, reply);
      if (done.error === 'staff') return refuse(reply, clock, 'notFound', 'staff: nobody has this number');
      return { id, meanwhile: done.error };
    },
  );

  app.post(
    '/v1/operator/work-orders/:id/close',
    { onRequest, schema: { params: ofOrder, response: { 200: Done, ...failures } } },
    async (request, reply) => {
      const { id } = request.params;
      return (await closeOrder(sql, id, Math.round(clock.wallMs()), note(request))) ? { id } : notFound(deps, reply);
    },
  );
}
