import { describe, expect, it } from 'vitest';
import type { OrderReply } from '../../../contract/hub-services.ts';
import { err, ok, type Result } from '../../../contract/result.ts';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import { hubClock } from '../../store/hub-clock.ts';
import { temporaryStore } from '../../store/testing/temporary-store.ts';
import type { HubCallError } from '../../sync/hub-call-error.ts';
import { PaidOrders } from './paid-orders.ts';
import { payPort } from './pay-port.ts';
import { away, contextWith, fakeHub, itemWith, paidOrder, portRig, visitAt } from './testing/port-rig.test-data.ts';

const item = itemWith('ss.card.replace', { fee: { rules: [{ when: 'always', amountFen: 2000 }] } });
const pending: OrderReply = {
  ...paidOrder,
  state: 'pending',
  expiresAt: new Date(new VirtualClock().wallMs() + 120_000).toISOString(),
};

function rig(
  orders: readonly Result<OrderReply, HubCallError>[],
  opened: Result<OrderReply, HubCallError> = ok(pending),
) {
  const temporary = temporaryStore(null);
  const keys: string[] = [];
  let asked = 0;
  const ports = portRig(temporary, {
    openOrder: ({ key, amountFen }) => {
      keys.push(`${key} ${amountFen}`);
      return Promise.resolve(opened);
    },
    order: async () => {
      const answer = orders[Math.min(asked, orders.length - 1)] ?? err(away);
      asked += 1;
      await temporary.clock.advance(1_000);
      return answer;
    },
  });
  const run = async (visit = visitAt(item, 'pay'), seconds = 240) => {
    const stop = payPort({ ...ports, clock: hubClock(temporary.clock, temporary.store) })(visit, ports.send);
    for (let i = 0; i < seconds; i += 1) await temporary.clock.advance(1_000);
    stop();
    return ports.of('ORDER').map(({ order }) => order.state);
  };
  return { ...ports, temporary, run, paidKeys: keys, [Symbol.dispose]: () => temporary[Symbol.dispose]() };
}

describe('an application is being committed while its visit ends', () => {
  it('nothing goes back when it is on its way, everything when the disk did not take it', async () => {
    for (const isCommitted of [true, false]) {
      using temporary = temporaryStore(null);
      const { orders, refunds } = portRig(temporary);
      orders.paid('order-1', 'visit-1');
      orders.committing('order-1');
      orders.visitEnded('visit-1');
      await temporary.clock.advance(1_000);
      expect(refunds).toEqual([]);
      orders.submitted('order-1');
      orders.settled('order-1', isCommitted, 'visit-1');
      await temporary.clock.advance(1_000);
      expect(refunds.map(({ orderId }) => orderId)).toEqual(isCommitted ? [] : ['order-1']);
      expect(orders.entries).toEqual([]);
    }
  });
});

describe('a program that starts anew', () => {
  it('tells every refund that the hub has not heard of, however many there are, and one bad entry costs no other', () => {
    using temporary = temporaryStore(null);
    const { store } = temporary;
    const options = { store, services: () => null, newKey: () => 'key' };
    new PaidOrders(options).refund('order-0', 'offline', 'visit-1');
    const [one] = JSON.parse(store.meta.get('orders.open') ?? '[]') as object[];
    const ids = Array.from({ length: 300 }, (_, n) => `order-${n}`);
    const stored = [{ ...one, waitsFor: 'else' }, null, ...ids.map((orderId) => ({ ...one, orderId }))];
    store.meta.set('orders.open', JSON.stringify(stored));
    expect(new PaidOrders(options).entries.map(({ orderId }) => orderId)).toEqual(ids);
  });
});

describe('payment', () => {
  it('only the provider’s word is "paid"; what was paid stands on the disk until it has bought something', async () => {
    using r = rig([ok(pending), ok(paidOrder)]);
    expect(await r.run()).toEqual(['opening', 'pending', 'paid']);
    expect(r.orders.entries).toMatchObject([{ orderId: 'order-1', waitsFor: 'application' }]);
    expect(r.paidKeys).toEqual([expect.stringMatching(/ 2000$/)]);
  });

  it('a clock that is five minutes ahead: the order is followed to its end by the hub, and the page counts down to the same moment', async () => {
    const nowMs = new VirtualClock().wallMs();
    const until = (ms: number) => new Date(nowMs + ms).toISOString();
    const open: OrderReply = { ...pending, expiresAt: until(120_000) };
    using r = rig([...Array.from({ length: 60 }, () => ok(open)), ok(paidOrder)], ok(open));
    // Minutes later by its own clock, at this moment by the hub's.
    await r.temporary.clock.advance(300_000);
    r.store.followHub(() => -300_000);
    expect(await r.run()).toEqual(['opening', 'pending', 'paid']);
    expect(r.of('ORDER')[1]?.order).toMatchObject({ order: { expiresAt: until(120_000) } });
  });

  it('hub away from the start: nothing was opened and nobody is asked to pay', async () => {
    using r = rig([], err(away));
    expect(await r.run()).toEqual(['opening', 'away']);
  });

  it('hub away while the citizen pays: unknown at its end, never paid and never "not paid"', async () => {
    using r = rig([err(away)]);
    expect(await r.run()).toEqual(['opening', 'pending', 'unknown']);
    expect(r.orders.entries).toEqual([]);
  });

  it('a lost answer opens no second order, an expired one does: whoever tries again is shown no code that nobody takes any more', async () => {
    const retried = visitAt(item, 'pay', { order: { state: 'opening' } });
    using lost = rig([], err(away));
    await lost.run();
    await lost.run(retried);
    expect(new Set(lost.paidKeys).size).toBe(1);
    using expired = rig([ok({ ...pending, state: 'expired' as const })]);
    expect(await expired.run()).toEqual(['opening', 'pending', 'expired']);
    await expired.run(retried);
    expect(new Set(expired.paidKeys).size).toBe(2);
  });
});

describe('paid orders', () => {
  it('a visit that ends between payment and application gets its money back', async () => {
    using r = rig([]);
    r.orders.paid('order-1', 'visit-1');
    r.orders.visitEnded('visit-2');
    expect(r.refunds).toEqual([]);
    r.orders.visitEnded('visit-1');
    await r.temporary.clock.advance(100);
    expect(r.refunds).toMatchObject([{ orderId: 'order-1', reason: 'cancelled' }]);
    expect(r.orders.entries).toEqual([]);
  });

  it('power cut right after payment: the refund is asked for after the restart, with one key until the hub has heard it', async () => {
    using temporary = temporaryStore(null);
    const before = portRig(temporary);
    before.orders.paid('order-1', 'visit-1');
    const store = temporary.reopen();
    const heard: string[] = [];
    let isThere = false;
    const hub = fakeHub({
      refund: (orderId, { key }) => {
        heard.push(key);
        return Promise.resolve(isThere ? ok({ ...paidOrder, orderId, state: 'refunding' as const }) : err(away));
      },
    });
    const orders = new PaidOrders({ store, services: () => hub, newKey: () => 'other' });
    orders.reconcile();
    await temporary.clock.advance(100);
    const tries = heard.length;
    // No answer of the hub, no other try: nothing is asked again and again.
    await temporary.clock.advance(120_000);
    expect(heard.length).toBe(tries);
    isThere = true;
    orders.contact();
    await temporary.clock.advance(100);
    expect(new Set(heard).size).toBe(1);
    expect(heard.length).toBe(tries + 1);
    expect(orders.entries).toEqual([]);
    expect(store.meta.get('orders.open')).toBe('[]');
  });

  it('the link is back while a refund is still being told in vain: it is told once more, and not at the next occasion', async () => {
    using temporary = temporaryStore(null);
    const answers: ((isThere: boolean) => void)[] = [];
    const hub = fakeHub({
      refund: (orderId) =>
        new Promise((resolve) =>
          answers.push((isThere) =>
            resolve(isThere ? ok({ ...paidOrder, orderId, state: 'refunding' as const }) : err(away)),
          ),
        ),
    });
    const orders = new PaidOrders({ store: temporary.store, services: () => hub, newKey: () => 'key' });
    orders.refund('order-1', 'jam', 'visit-1');
    orders.contact();
    answers[0]?.(false);
    await temporary.clock.advance(100);
    answers[1]?.(true);
    await temporary.clock.advance(100);
    expect([answers.length, orders.entries]).toEqual([2, []]);
    orders.contact();
    expect(answers.length).toBe(2);
  });

  it('a refusal that is about this machine or this moment loses no refund; one about the order ends it', async () => {
    for (const [status, left] of [
      [401, 1],
      [429, 1],
      [404, 0],
    ] as const) {
      using temporary = temporaryStore(null);
      const hub = fakeHub({
        refund: () => Promise.resolve(err({ code: 'http', detail: '', status, isSigned: true } as const)),
      });
      const orders = new PaidOrders({ store: temporary.store, services: () => hub, newKey: () => 'key' });
      orders.refund('order-1', 'jam', 'visit-1');
      await temporary.clock.advance(100);
      expect(orders.entries.length, String(status)).toBe(left);
    }
  });

  it('a card that is in nobody’s hand yet decides nothing; one that was taken keeps the money, whatever dispenser the machine has since', async () => {
    using temporary = temporaryStore(null);
    const rig = portRig(temporary);
    rig.orders.awaitsCard('order-1', 'R-1', 'visit-1');
    const held = {
      id: 'c-1',
      session: 's',
      deviceId: 'dispenser',
      kind: 'issuedCard',
      direction: 'out',
      receiptNo: 'R-1',
    } as const;
    rig.store.acts.intend({ id: 'a-1', kind: 'feed', deviceId: 'dispenser', custodyId: 'c-1', session: 's' }, held);
    rig.orders.reconcile();
    expect(rig.refunds).toEqual([]);
    await rig.store.acts.settle('a-1', 'done', null, 'reply');
    await rig.store.custody.change('c-1', { type: 'presented' }, { by: 'sensor', evidence: null });
    await rig.store.custody.change('c-1', { type: 'taken' }, { by: 'sensor', evidence: null });
    rig.orders.reconcile();
    await temporary.clock.advance(100);
    expect(rig.refunds).toEqual([]);
    expect(rig.orders.entries).toEqual([]);
  });

  it('nonsense in the store is no reason not to start', () => {
    using temporary = temporaryStore(null);
    temporary.store.meta.set('orders.open', '{"not":"a list"}');
    expect(portRig(temporary).orders.entries).toEqual([]);
    expect(contextWith().online).toBe(true);
  });
});
