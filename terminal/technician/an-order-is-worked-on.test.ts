import { describe, expect, it } from 'vitest';
import { verifyText } from '../../contract/signing.ts';
import { type WorkRecord, workRecordText } from '../../contract/technician/work-orders.ts';
import { line as checkLine } from '../checks/line.ts';
import { dispenserId } from '../devices/testing/card-rig.test-data.ts';
import { blockOf, type TechnicianRig, technicianRig } from './testing-rig.test-data.ts';

const bodies = (rig: TechnicianRig): WorkRecord[] =>
  rig.records.flatMap((record) => (record.topic === 'tech.work' ? [record.body] : []));
const printer = (verdict: 'pass' | 'fail') => checkLine('device.link', 'receiptPrinter', verdict);
const find = (rig: TechnicianRig, ...lines: TechnicianRig['found']) => rig.found.splice(0, rig.found.length, ...lines);

describe('a work order at the machine', () => {
  it('is followed step by step, tested by the machine, and closed by a record that it signs', async () => {
    await using rig = await technicianRig();
    await rig.hearOrders([{ id: 41, kind: 'test:receiptPrinter' }]);
    find(rig, printer('fail'));
    await rig.comeIn();
    expect(rig.view().nav.find(({ id }) => id === 'go:orders')?.mark?.text.text).toContain('1');
    rig.press('go:orders');
    expect(blockOf(rig, 'devices').rows.map(({ id, name }) => [id, name.text])).toEqual([['41', '小票打印机有故障']]);
    rig.press('order:41');
    expect(blockOf(rig, 'code').qr.label.text).toBe('http://hub/#order-41');
    // Nothing is ticked or closed before somebody has begun.
    expect(rig.session.press('order.step:open').ok).toBe(false);
    rig.press('order.begin');
    await rig.until('the first record', () => bodies(rig).length === 1);
    rig.press('order.step:open');
    rig.press('order.step:close');
    rig.press('order.step:close');
    expect(rig.session.press('order.close').ok).toBe(false);
    // The click alone mends nothing.
    rig.press('order.fixed');
    await rig.until('the failed test', () => rig.view().blocks.some(({ type }) => type === 'choice'));
    expect(rig.work.orders.work(41)).toMatchObject({ stage: 'onSite', after: { verdict: 'fail' } });
    expect(bodies(rig).map(({ event }) => event)).toEqual(['onSite']);
    find(rig, printer('pass'));
    rig.press('order.fixed');
    await rig.until('the passed test', () => rig.view().actions.main?.id === 'order.close');
    expect(blockOf(rig, 'table').rows[0]?.map(({ text }) => text)).toEqual(['自检结果', '不通过', '通过']);
    rig.press('order.close');
    await rig.until('the list', () => rig.at() === 'orders');
    const [, closing] = bodies(rig);
    if (closing === undefined) throw new Error('no record');
    expect(closing).toMatchObject({
      ...{ event: 'closed', orderId: 41, staff: '100001', steps: ['open'] },
      ...{ before: { verdict: 'fail' }, after: { verdict: 'pass' } },
    });
    expect(verifyText(closing.publicKey, workRecordText(closing), closing.signature)).toBe(true);
    // Gone from the list at once, although the hub has not answered yet; also after a restart.
    expect(rig.work.orders.orders()).toEqual([]);
    await rig.restart();
    expect(rig.work.orders.orders()).toEqual([]);
    expect(rig.store.outbox.list().map(({ topic }) => topic)).toEqual(['tech.work', 'tech.work']);
    const acts = rig.audits.filter(([type]) => type === 'tech.action');
    expect(acts.map(([, { action, result }]) => `${action} ${result}`)).toEqual([
      ...['order.begin.41 begun', 'order.test.41 begun', 'order.test.41 fail', 'order.test.41 begun'],
      ...['order.test.41 pass', 'order.close.41 done'],
    ]);
  });

  it('waits for a part with a reason where the test fails, over a restart, and is taken up by somebody else', async () => {
    await using rig = await technicianRig();
    await rig.hearOrders([{ id: 42, kind: 'test:receiptPrinter' }]);
    find(rig, printer('fail'));
    await rig.comeIn();
    rig.press('go:orders');
    rig.press('order:42');
    rig.press('order.begin');
    await rig.until('the record', () => bodies(rig).length === 1);
    // No reason before the machine has said that it is not mended.
    expect(rig.session.press('order.wait').ok).toBe(false);
    rig.press('order.fixed');
    await rig.until('the failed test', () => rig.view().blocks.some(({ type }) => type === 'choice'));
    rig.choose('order.note', 'part');
    rig.press('order.wait');
    await rig.until('the record', () => bodies(rig).length === 2);
    expect(bodies(rig)[1]).toMatchObject({ event: 'waitingPart', note: 'part', after: { verdict: 'fail' } });
    await rig.restart();
    expect(rig.work.orders.work(42)).toMatchObject({ stage: 'waitingPart', note: 'part' });
  });

  it('what the board remembers of tampering ends with the signed record of whoever has looked at the cabinet: nothing else could end it', async () => {
    await using rig = await technicianRig();
    rig.board.turn('tamper', 'closed');
    await rig.hearOrders([
      { id: 51, kind: 'asked:cabinet' },
      { id: 52, kind: 'test:receiptPrinter' },
    ]);
    find(rig, checkLine('cabinet.tamper', 'cabinet', 'pass'), printer('pass'));
    await rig.comeIn();
    for (const [id, vouched] of [
      [52, 0],
      [51, 1],
    ] as const) {
      const before = bodies(rig).length;
      rig.press('go:orders');
      rig.press(`order:${id}`);
      rig.press('order.begin');
      await rig.until('the record', () => bodies(rig).length === before + 1);
      rig.press('order.fixed');
      await rig.until('the passed test', () => rig.view().actions.main?.id === 'order.close');
      rig.press('order.close');
      await rig.until('the list', () => rig.at() === 'orders');
      expect(bodies(rig).at(-1)).toMatchObject({ event: 'closed', orderId: id });
      expect(rig.board.vouched).toBe(vouched);
    }
  });

  it('a passed test is forgotten when whoever stood there leaves', async () => {
    await using rig = await technicianRig();
    await rig.hearOrders([{ id: 43, kind: 'test:receiptPrinter' }]);
    find(rig, printer('pass'));
    await rig.comeIn();
    rig.press('go:orders');
    rig.press('order:43');
    rig.press('order.begin');
    await rig.until('the record', () => bodies(rig).length === 1);
    rig.press('order.fixed');
    await rig.until('the passed test', () => rig.view().actions.main?.id === 'order.close');
    rig.press('leave');
    await rig.until('the citizens', () => rig.session.name() === 'A0');
    expect(rig.work.orders.work(43)).toMatchObject({ stage: 'onSite', after: null });
  });

  it('stays in the hand of whoever mends it when the hub ends it by the machine’s own report, and is gone when he leaves without a record', async () => {
    await using rig = await technicianRig();
    const kind = 'test:receiptPrinter';
    await rig.hearOrders([{ id: 46, kind }]);
    find(rig, printer('pass'));
    await rig.comeIn();
    rig.press('go:orders');
    rig.press('order:46');
    rig.press('order.begin');
    await rig.until('the record', () => bodies(rig).length === 1);
    await rig.hearOrders([{ id: 47, kind: 'low:receiptPrinter.paper' }]);
    expect(rig.work.orders.orders()?.map(({ id }) => id)).toEqual([46, 47]);
    rig.press('order.fixed');
    await rig.until('the passed test', () => rig.view().actions.main?.id === 'order.close');
    rig.press('order.close');
    await rig.until('the list', () => rig.at() === 'orders');
    expect(bodies(rig).at(-1)).toMatchObject({ event: 'closed', orderId: 46, after: { verdict: 'pass' } });
    rig.press('order:47');
    rig.press('order.begin');
    await rig.until('the record', () => bodies(rig).length === 3);
    await rig.hearOrders([]);
    expect(rig.work.orders.orders()?.map(({ id }) => id)).toEqual([47]);
    rig.press('leave');
    await rig.until('the citizens', () => rig.session.name() === 'A0');
    expect(rig.work.orders.orders()).toEqual([]);
  });

  it('a keeper looks at every order and works on those of a keeper alone', async () => {
    await using rig = await technicianRig();
    await rig.hearOrders([
      { id: 44, kind: 'test:receiptPrinter' },
      { id: 45, kind: 'low:receiptPrinter.paper' },
    ]);
    await rig.comeIn('200001');
    rig.press('go:orders');
    rig.press('order:44');
    expect(rig.session.press('order.begin').ok).toBe(false);
    rig.technician.intent({ kind: 'press', id: 'order.begin', epoch: 'e1', revision: 0 });
    await rig.cards.clock.advance(1_000);
    expect(rig.records).toEqual([]);
    rig.press('go:orders');
    rig.press('order:45');
    rig.press('order.begin');
    await rig.until('the record', () => bodies(rig).length === 1);
    rig.press('order.fixed');
    // Its part has been looked at by now: the printer of this rig has paper.
    await rig.until('the passed test', () => rig.view().actions.main?.id === 'order.close');
    expect(rig.work.orders.work(45)?.after?.verdict).toBe('pass');
  });
});

describe('cards that are not what the ledger says', () => {
  const refill = async (rig: TechnicianRig, found: string) => {
    await rig.until('the devices', () => rig.claims.inUse.length === 3);
    rig.press('go:supplies');
    rig.press('refill:cards');
    rig.type('staff2', '200001');
    rig.type('pin2', '739504');
    await rig.until('the count', () => rig.view().blocks.some((block) => block.type === 'supplies'));
    rig.type('count:found', found);
    rig.type('count:after', '100');
    if (found !== '40') rig.choose('refill.reason', 'miscount');
    rig.press('refill.confirm');
    await rig.until('the end', () => rig.at() === 'supplies');
  };
  const counted = async (rig: TechnicianRig) => {
    const begun = await rig.store.bins.beginExchange({ id: 'x', deviceId: dispenserId, operator: 'test' });
    expect(begun.ok).toBe(true);
    await rig.cards.within(rig.store.bins.endExchange('x', { hopper: 40, retain: 0 }));
  };

  it('stop the issue, over a restart, until the hub says that an operator has accepted exactly this count', async () => {
    await using rig = await technicianRig();
    await counted(rig);
    await rig.comeIn();
    await refill(rig, '39');
    expect(rig.work.cardLock.fault).toBe('E_COUNT_DIFFERS');
    expect(JSON.stringify(rig.view().blocks)).toContain('运维核实前');
    const [held] = rig.work.cardLock.held;
    expect(held).toMatchObject({ isTold: true, record: { difference: -1, staff: ['100001', '200001'] } });
    await rig.restart();
    expect(rig.work.cardLock.fault).toBe('E_COUNT_DIFFERS');
    await rig.hearOrders([], ['another one']);
    expect(rig.work.cardLock.fault).toBe('E_COUNT_DIFFERS');
    await rig.hearOrders([], [held?.record.id ?? '']);
    expect(rig.work.cardLock.fault).toBeNull();
    await rig.restart();
    expect(rig.work.cardLock.fault).toBeNull();
  });

  it('a count that agrees stops nothing', async () => {
    await using rig = await technicianRig();
    await counted(rig);
    await rig.comeIn();
    await refill(rig, '40');
    expect(rig.work.cardLock.held).toEqual([]);
  });
});
