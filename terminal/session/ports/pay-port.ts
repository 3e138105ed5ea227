import { type Clock, sleep } from '../../../contract/clock.ts';
import type { OrderReply } from '../../../contract/hub-services.ts';
import { feeOf } from '../rules/fee.ts';
import type { SessionWork } from '../session-ports.ts';
import { type PortDeps, personOf, untilLeft, visitScope } from './port-deps.ts';

/** One question waits so long at the hub, seconds. */
const waitS = 20;
/** Between two tries while the hub is away, milliseconds. */
const againMs = 2_000;
/** Beyond the order's own end: what is not known then is known to the hub alone, milliseconds. */
const graceMs = 30_000;

/**
 * Opens an order for the fee of the visit and follows it. The same order again while it stands open, a new one when it has expired. Only the provider's word
 * `paid` is passed on as such; that the hub cannot be asked is `unknown`, never `paid` and never "not paid" (F-19).
 */
export function payPort(deps: PortDeps): SessionWork {
  const { services, clock, keys, orders, store } = deps;
  return (visit, send) =>
    untilLeft(async (signal, tell) => {
      tell({ type: 'ORDER', order: { state: 'opening' } });
      const hub = services();
      const amountFen = feeOf(visitScope(deps, visit));
      if (hub === null || visit.actor === null || amountFen <= 0) {
        tell({ type: 'ORDER', order: { state: 'away' } });
        return;
      }
      const key = keys.of(visit.id, 'order');
      const opened = await hub.openOrder(
        { key, itemId: visit.item.id, amountFen, person: personOf(visit.actor) },
        signal,
      );
      if (!opened.ok) {
        tell({ type: 'ORDER', order: { state: 'away' } });
        return;
      }
      let order = opened.value;
      const report = (next: OrderReply) => {
        if (next.state === 'paid') orders.paid(next.orderId, visit.id);
        // The next one is another order: with this key the hub would give the answer once more that it gave when this one was open.
        if (next.state === 'expired') keys.renew(visit.id, 'order');
        if (next.state !== order.state) store.audit('pay', { order: next.orderId, state: next.state }, visit.id);
        order = next;
        tell({ type: 'ORDER', order: { state: next.state, order: next } });
      };
      store.audit('pay', { order: order.orderId, state: order.state }, visit.id);
      report(order);
      const endMs = clock.monoMs() + leftMs(order, clock) + graceMs;
      while (isOpen(order) && !signal.aborted && clock.monoMs() < endMs) {
        const next = await hub.order(order.orderId, waitS, signal);
        if (signal.aborted) return;
        if (next.ok) {
          if (next.value.state !== order.state) report(next.value);
          continue;
        }
        if (leftMs(order, clock) <= 0 && order.state !== 'unknown') report({ ...order, state: 'unknown' });
        await sleep(clock, againMs, signal);
      }
    }, send);
}

const isOpen = ({ state }: OrderReply): boolean => state === 'pending' || state === 'unknown';

/** The hub names the end by its own clock, which is that of the ports and of the page (terminal/store/hub-clock.ts). */
function leftMs({ expiresAt }: OrderReply, clock: Clock): number {
  const endMs = Date.parse(expiresAt);
  return Number.isNaN(endMs) ? 120_000 : Math.max(0, endMs - clock.wallMs());
}
