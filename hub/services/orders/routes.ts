import { Type } from 'typebox';
import { OrderReply, OrderRequest, RefundRequest } from '../../../contract/hub-services.ts';
import { cityDay } from '../../../contract/working-days.ts';
import { onlyToken } from '../../accounts/permit.ts';
import { transaction } from '../../database/pool.ts';
import type { HubDeps } from '../../deps.ts';
import { type App, failures, WaitQuery } from '../../http.ts';
import { personToken } from '../../keys/store-key.ts';
import { waitFor } from '../../signals.ts';
import { idParams, keyedRoute, notFound } from '../device-route.ts';
import { feeOf } from './fee.ts';
import { makesCardElsewhere, openOrder, readOrder, refund, refusedOrder, takePayment } from './orders.ts';

const Payment = Type.Object(
  {
    outcome: Type.Optional(
      Type.Unsafe<'paid' | 'unknown' | 'failed'>({ type: 'string', enum: ['paid', 'unknown', 'failed'] }),
    ),
  },
  { additionalProperties: false },
);
const Newest = Type.Array(
  Type.Object({ orderId: Type.String(), itemId: Type.String(), amountFen: Type.Integer(), state: Type.String() }),
);

/** Routes of machines: open an order of payment, read it, give money back; and of the desk, which pays. */
export function orderRoutes(app: App, deps: HubDeps): void {
  keyedRoute(app, deps, {
    path: 'orders',
    body: OrderRequest,
    reply: OrderReply,
    prepare: ({ itemId, person, answers = {} }, { nowMs }) =>
      feeOf(deps.sql, { itemId, idNumber: person.idNumber, answers }, cityDay(nowMs)),
    async handle(tx, body, { deviceId, nowMs }, feeFen) {
      if (body.amountFen !== feeFen) return refusedOrder(feeFen, nowMs);
      const person = personToken(deps.keys.store, body.person.idNumber);
      return await openOrder(tx, { deviceId, itemId: body.itemId, person, amountFen: feeFen, nowMs });
    },
  });

  keyedRoute(app, deps, {
    path: 'orders/:orderId/refund',
    body: RefundRequest,
    reply: OrderReply,
    async handle(tx, { reason }, { deviceId, nowMs, params }) {
      const orderId = params.orderId ?? '';
      const mine = await readOrder(tx, deviceId, orderId, nowMs);
      if (mine === null) return null;
      // Paid here, given up, and taken on at another machine before this one was heard again: what becomes of that card decides.
      return (await makesCardElsewhere(tx, orderId, deviceId)) ? mine : await refund(tx, orderId, reason, nowMs);
    },
  });

  const one = 'orders/:orderId';
  app.get(
    `/v1/devices/:deviceId/${one}`,
    {
      config: { signer: 'device' },
      schema: { params: idParams(one), querystring: WaitQuery, response: { 200: OrderReply, ...failures } },
    },
    async (request, reply) => {
      const { orderId = '' } = request.params as Record<string, string>;
      const found = await waitFor({
        ...deps,
        hint: `order:${orderId}`,
        waitMs: (request.query.wait ?? 0) * 1000,
        look: () =>
          transaction(deps.sql, (tx) => readOrder(tx, request.signer, orderId, Math.round(deps.clock.wallMs()))),
        isFinal: (order) => order === null || !['pending', 'unknown', 'refunding'].includes(order.state),
      });
      return found ?? notFound(deps, reply);
    },
  );

  const operator = { onRequest: onlyToken(deps) };
  app.post(
    '/v1/operator/orders/:orderId/pay',
    {
      ...operator,
      schema: { body: Payment, response: { 200: OrderReply, ...failures } },
    },
    async (request, reply) => {
      const { orderId = '' } = request.params as Record<string, string>;
      const nowMs = Math.round(deps.clock.wallMs());
      const paid = await transaction(deps.sql, (tx) => takePayment(tx, orderId, request.body.outcome ?? 'paid', nowMs));
      return paid ?? notFound(deps, reply);
    },
  );
  app.get('/v1/operator/orders', { ...operator, schema: { response: { 200: Newest, ...failures } } }, async () => {
    const rows = await deps.sql<{ id: string; item_id: string; amount_fen: number; state: string }[]>`
      select id, item_id, amount_fen, state from pay_order order by created_ms desc limit 50`;
    return rows.map((row) => ({
      orderId: row.id,
      itemId: row.item_id,
      amountFen: row.amount_fen,
      state: row.state,
    }));
  });
}
