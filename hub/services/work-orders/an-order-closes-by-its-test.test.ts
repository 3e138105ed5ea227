import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { newSigningKey, readPrivateKey } from '../../../contract/signing.ts';
import type { ReplenishBody } from '../../../contract/technician/staff.ts';
import {
  type WorkEvidence,
  type WorkOrderDetail,
  type WorkOrderRow,
  type WorkOrdersReply,
  type WorkRecord,
  workRecordText,
} from '../../../contract/technician/work-orders.ts';
import { operator } from '../../testing/case-kit.ts';
import { type HubFixture, openHubFixture } from '../../testing/hub-fixture.ts';
import type { TestMachine } from '../../testing/machine.ts';

let f: HubFixture;
beforeAll(async () => {
  f = await openHubFixture();
});
afterAll(async () => {
  await f.close();
});

const beat = async (machine: TestMachine, more: object) => {
  const answer = await machine.send('POST', machine.path('heartbeats'), {
    ...{ version: '1', bootId: 'b', wallMs: 0, monoMs: 0, devices: [], durability: 'ok' },
    outbox: { pending: 0, dead: 0, oldestAgeMs: null },
    ...{ work: '', ...more },
  });
  expect(answer.status).toBe(200);
  return answer.body.work as string;
};
const failing = (...failed: readonly string[]) => ({
  selfTest: { atMs: 1, counts: { pass: 20, warn: 0, fail: failed.length, notFitted: 3 }, failed },
});
const told = async (machine: TestMachine) =>
  (await machine.send('GET', machine.path('work-orders'), null)).body as unknown as WorkOrdersReply;
const listed = async (machine: TestMachine, state: 'open' | 'closed') =>
  (await operator(f.hub.url, `work-orders?kiosk=${machine.claimed.kiosk}&state=${state}`))
    .body as unknown as WorkOrderRow[];
const detail = async (id: number) =>
  (await operator(f.hub.url, `work-orders/${id}`)).body as unknown as WorkOrderDetail;

const evidence = (verdict: WorkEvidence['verdict']): WorkEvidence => ({
  at: '2026-11-28T08:00:00.000Z',
  device: { link: 'up', condition: 'ok', faults: [], supplies: { paper: 'ok' }, bins: {} },
  counters: { 'print.done': 12 },
  lines: [],
  verdict,
});

/** A record as its machine signs it. */
function record(machine: TestMachine, more: Partial<WorkRecord> & Pick<WorkRecord, 'orderId' | 'kind'>): WorkRecord {
  const body = {
    ...{ format: 'yitiji-work/1' as const, id: randomUUID(), event: 'closed' as const, staff: '100001', note: null },
    ...{ steps: ['open'], before: evidence('fail'), after: evidence('pass'), at: '2026-11-28T08:00:00.000Z' },
    publicKey: machine.signing.publicKey,
    ...more,
  };
  return {
    ...body,
    signature: more.signature ?? readPrivateKey(machine.signing.privateKey).sign(workRecordText(body)),
  };
}
const send = async (machine: TestMachine, body: WorkRecord) => {
  await machine.batch([await machine.message(body, { orderKey: `work-${body.orderId}` }, 'tech.work')]);
  await vi.waitFor(
    async () => expect((await detail(body.orderId)).records.map((one) => one.record.id)).toContain(body.id),
    { timeout: 10_000 },
  );
};
const only = async (machine: TestMachine): Promise<WorkOrderRow> => {
  const [order, ...others] = await listed(machine, 'open');
  if (order === undefined || others.length > 0) throw new Error('not one open order');
  return order;
};

describe('a work order reaches its machine and closes by what the machine measured', () => {
  test('the answer of a heartbeat says that there is something new, and each change says it again', async () => {
    const machine = await f.machine();
    expect(await beat(machine, {})).toBe('0.0');
    // A machine of an earlier release knows no such member, and one that has them all is told nothing.
    expect(await beat(machine, { work: undefined })).toBeUndefined();
    expect(await beat(machine, { work: '0.0' })).toBeUndefined();
    const first = await beat(machine, failing('receiptPrinter'));
    const { revision, orders } = await told(machine);
    expect([revision, orders]).toMatchObject([
      first,
      [{ kind: 'test:receiptPrinter', state: 'new', assignedTo: null }],
    ]);
    expect(orders[0]?.due).not.toBeNull();
    const [order] = orders;
    await operator(f.hub.url, 'staff/310001', { name: '庚', role: 'technician', machines: ['*'] });
    const assign = await operator(f.hub.url, `work-orders/${order?.id}/assign`, { staffId: '310001' });
    expect(assign.status).toBe(200);
    // The page that the code at the machine leads to says the same, and not who was sent.
    const shown = await (await fetch(`${f.hub.url}/v1/console/work-orders/${order?.id}`)).json();
    expect(shown).toMatchObject({ kind: 'test:receiptPrinter', state: 'assigned', severity: 'limit' });
    expect(JSON.stringify(shown)).not.toContain('310001');
    const second = await beat(machine, failing('receiptPrinter'));
    expect(second).not.toBe(first);
    expect((await told(machine)).orders).toMatchObject([{ state: 'assigned', assignedTo: '310001' }]);
    expect((await operator(f.hub.url, `work-orders/${order?.id}/assign`, { staffId: '999999' })).status).toBe(404);
    expect(await beat(machine, failing())).toBe('0.0');
    expect((await told(machine)).orders).toEqual([]);
  });

  test('the second of two who send somebody is told whom the other one has sent, and undoes it only knowingly', async () => {
    const machine = await f.machine();
    await beat(machine, failing('camera'));
    const { id } = await only(machine);
    for (const staffId of ['310002', '310003'])
      await operator(f.hub.url, `staff/${staffId}`, { name: '庚', role: 'technician', machines: ['*'] });
    const assign = async (staffId: string | null, ifAssignedTo: string | null) =>
      (await operator(f.hub.url, `work-orders/${id}/assign`, { staffId, ifAssignedTo })).body;
    // Both look at an order for which nobody was sent.
    expect(await assign('310002', null)).toEqual({ id, meanwhile: null });
    expect(await assign('310003', null)).toEqual({ id, meanwhile: { assignedTo: '310002' } });
    expect(await assign(null, '310003')).toEqual({ id, meanwhile: { assignedTo: '310002' } });
    expect((await only(machine)).assignedTo).toBe('310002');
    // The same person once more, or an answer that was lost: no quarrel.
    expect(await assign('310002', null)).toEqual({ id, meanwhile: null });
    expect(await assign('310003', '310002')).toEqual({ id, meanwhile: null });
    expect((await only(machine)).assignedTo).toBe('310003');
    // Who mistypes a number is told of the number, and not that there is no such order.
    const nobody = await operator(f.hub.url, `work-orders/${id}/assign`, { staffId: '999999', ifAssignedTo: '310003' });
    expect([nobody.status, nobody.body]).toMatchObject([404, { detail: expect.stringMatching(/^staff: /) }]);
  });

  test('a signed record whose after-test passed closes; the same record twice is one', async () => {
    const machine = await f.machine();
    await beat(machine, failing('idReader'));
    const { id: orderId, kind } = await only(machine);
    await send(machine, record(machine, { orderId, kind, event: 'onSite', after: null }));
    expect(await only(machine)).toMatchObject({ state: 'onSite', cause: 'idReader', severity: 'limit' });
    await send(machine, record(machine, { orderId, kind, event: 'waitingPart', note: 'part', after: null }));
    expect((await only(machine)).state).toBe('waitingPart');
    const closing = record(machine, { orderId, kind });
    await send(machine, closing);
    await send(machine, closing);
    const { order, records } = await detail(orderId);
    expect(order).toMatchObject({ state: 'closed', isVerified: true });
    expect(records.map(({ record: { event }, isSigned }) => [event, isSigned])).toEqual([
      ['onSite', true],
      ['waitingPart', true],
      ['closed', true],
    ]);
    // Broken again soon after: it was not mended.
    await beat(machine, failing('idReader'));
    expect((await only(machine)).state).toBe('reopened');
  });

  test('neither a failed after-test nor a signature of somebody else closes; both are kept to be seen', async () => {
    const machine = await f.machine();
    await beat(machine, failing('scanner'));
    const { id: orderId, kind } = await only(machine);
    await send(machine, record(machine, { orderId, kind, after: evidence('fail') }));
    const stranger = newSigningKey();
    const forged = record(machine, { orderId, kind, publicKey: stranger.publicKey, signature: '' });
    const own = record(machine, { orderId, kind });
    const { signature: _, ...unsigned } = forged;
    await send(machine, {
      ...unsigned,
      signature: readPrivateKey(stranger.privateKey).sign(workRecordText(unsigned)),
    });
    await send(machine, { ...own, staff: '100002' });
    expect((await only(machine)).id).toBe(orderId);
    expect((await detail(orderId)).records.map(({ isSigned }) => isSigned)).toEqual([true, false, false]);
  });

  test('what a newer machine measured closes its order at this hub too, and a word that it does not know is kept and moves nothing', async () => {
    const machine = await f.machine();
    await beat(machine, failing('camera'));
    const { id: orderId, kind } = await only(machine);
    await send(machine, record(machine, { orderId, kind, event: 'onSite', after: null }));
    await send(machine, record(machine, { orderId, kind, event: 'posted' as never, note: 'storm' as never }));
    expect((await only(machine)).state).toBe('onSite');
    const line = { ...{ id: 'device.glare', part: 'camera', verdict: 'pass', measured: 3 }, unit: 'lux', limit: 5 };
    const after = { ...evidence('pass'), lines: [{ ...line, word: null, todo: null, detail: null }] };
    await send(machine, record(machine, { orderId, kind, after: after as never }));
    const { order, records } = await detail(orderId);
    expect(order).toMatchObject({ state: 'closed', isVerified: true });
    expect(records.map((one) => [one.record.event, one.isSigned])).toEqual([
      ['onSite', true],
      ['posted', true],
      ['closed', true],
    ]);
  });

  test('a record that could be read only after a later one does not move its order back', async () => {
    const machine = await f.machine();
    await beat(machine, failing('idReader'));
    const { id: orderId, kind } = await only(machine);
    const early = record(machine, { orderId, kind, event: 'onSite', after: null });
    const sealed = await machine.message(early, { orderKey: 'apart' }, 'tech.work');
    await send(machine, record(machine, { orderId, kind, event: 'waitingPart', note: 'part', after: null }));
    await machine.batch([sealed]);
    await vi.waitFor(async () => expect((await detail(orderId)).records).toHaveLength(2), { timeout: 10_000 });
    expect((await only(machine)).state).toBe('waitingPart');
  });

  test('no machine closes the order of another one', async () => {
    const [machine, other] = [await f.machine(), await f.machine()];
    await beat(machine, failing('scanner'));
    const { id: orderId, kind } = await only(machine);
    await send(other, record(other, { orderId, kind }));
    expect((await only(machine)).id).toBe(orderId);
  });
});

describe('cards that are not what the ledger says', () => {
  const refill = (id: string, difference: number): ReplenishBody => ({
    ...{ format: 'yitiji-replenish/1', id, unit: 'cards', device: 'cardDispenser', staff: ['100001', '200001'] },
    ...{ expected: 40, found: 40 + difference, after: 100, level: 'ok', difference, reason: 'miscount' },
    at: '2026-11-28T08:00:00.000Z',
  });

  test('are accepted by an operator alone, the machine hears of it, and what is said again opens nothing anew', async () => {
    const machine = await f.machine();
    const say = async () => {
      await machine.batch([await machine.message(refill('r-9', -1), { orderKey: 'r-9' }, 'tech.replenished')]);
    };
    await say();
    await vi.waitFor(async () => expect(await listed(machine, 'open')).toHaveLength(1), { timeout: 10_000 });
    const { id: orderId, kind } = await only(machine);
    expect(kind).toBe('cards:mismatch');
    await send(machine, record(machine, { orderId, kind }));
    expect((await only(machine)).id).toBe(orderId);
    expect((await told(machine)).accepted).toEqual([]);
    const before = await beat(machine, {});
    expect((await operator(f.hub.url, `work-orders/${orderId}/close`, {})).status).toBe(200);
    expect(await beat(machine, {})).not.toBe(before);
    expect(await told(machine)).toMatchObject({ orders: [], accepted: ['r-9'] });
    await say();
    await send(machine, record(machine, { orderId, kind, event: 'onSite' }));
    expect(await listed(machine, 'open')).toEqual([]);
  });
});
