import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AuditPage, auditAreas } from '../../contract/console/audit.ts';
import { ConsoleClient } from '../testing/console-client.ts';
import { byToken, type HubFixture, openHubFixture } from '../testing/hub-fixture.ts';

/** Every route by which people change something, and the acts that it leaves in the audit. Who makes a new one says here what it leaves. */
const actsOf: Readonly<Record<string, readonly string[]>> = {
  accounts: ['account.added'],
  'accounts/{id}': ['account.changed'],
  'accounts/{id}/end': ['account.ended'],
  'accounts/{id}/reset': ['account.reset'],
  'accounts/{id}/sign-out': ['account.signedOut'],
  'alerts/acknowledge': ['alert.acknowledged'],
  'alerts/mutes': ['alert.muted'],
  'alerts/mutes/{id}/end': ['alert.unmuted'],
  assignments: ['release.assigned'],
  'bundles/open': ['bundle.opened'],
  commands: ['command.sent'],
  'commands/withdraw': ['command.withdrawn'],
  'enrolments/claim': ['machine.enrolled'],
  'enrolments/tickets': ['machine.invited'],
  'keys/rotate': ['hubKey.rotated'],
  'keys/rewrap': ['hubKey.rewrapped'],
  'machines/{kiosk}/revoke': ['machine.revoked'],
  'machines/{kiosk}/unknown-acts/{actId}/seen': ['machine.actSeen'],
  rollouts: ['rollout.proposed'],
  'rollouts/{id}/acts': ['rollout.paused', 'rollout.resumed', 'rollout.halted', 'rollout.reverted'],
  'rollouts/{id}/approve': ['rollout.approved'],
  'staff/{staffId}': ['staff.changed'],
  'staff/{staffId}/cards': ['staff.cardRegistered'],
  'staff/{staffId}/cards/revoke': ['staff.cardRevoked'],
  'staff/{staffId}/one-time-code': ['staff.codeGiven'],
  'staff/{staffId}/pin': ['staff.pinSet'],
  switches: ['catalogue.switched'],
  'work-orders': ['order.opened'],
  'work-orders/{id}/assign': ['order.assigned'],
  'work-orders/{id}/close': ['order.closed'],
};
/** Change nothing, or play the rest of the world in a demonstration. */
const leavesNothing: readonly string[] = [
  'rollouts/preview',
  'cases/{receiptNo}/decide',
  'departments/{code}',
  'orders/{orderId}/pay',
  'signatures/{phoneCode}',
];

let f: HubFixture;
beforeAll(async () => {
  f = await openHubFixture();
});
afterAll(() => f.close());

test('every route by which people change something says what it leaves in the audit', async () => {
  const reply = await fetch(`${f.hub.url}/v1/openapi.json`);
  const { paths } = (await reply.json()) as { readonly paths: Readonly<Record<string, object>> };
  const acting = Object.entries(paths)
    .filter(
      ([path, methods]) => path.startsWith('/v1/operator/') && Object.keys(methods).some((method) => method !== 'get'),
    )
    .map(([path]) => path.replace('/v1/operator/', ''));
  expect(acting.sort()).toEqual([...Object.keys(actsOf), ...leavesNothing].sort());
});

test('no act is of an area that the console cannot be asked for, and it offers none in which nothing is ever written', () => {
  const areas = Object.values(actsOf).flatMap((acts) => acts.map((act) => act.slice(0, act.indexOf('.'))));
  // Signing in and out is no route of operators.
  expect([...new Set([...areas, 'session'])].sort()).toEqual([...auditAreas].sort());
});

test('what operators do to machines, staff, switches, keys and orders stands in the audit, once each, and what was refused does not', async () => {
  const machine = await f.machine();
  const { kiosk, deviceId } = machine.claimed;
  const client = new ConsoleClient(f.hub.url);
  const post = async (path: string, body: object, status = 200) => {
    const answer = await client.post(`/v1/operator/${path}`, body, byToken);
    expect([path, answer.status, status === 200 ? '' : answer.body]).toEqual([
      path,
      status,
      status === 200 ? '' : expect.anything(),
    ]);
    return answer.body;
  };
  await post('enrolments/tickets', { kiosk: 'TH0900', place: 'Hall 9', keeperPhone: '' });
  await post('enrolments/tickets', { kiosk, place: 'Hall 9', keeperPhone: '' }, 400);
  await post('staff/100001', { name: '钥匙', role: 'keeper', machines: [kiosk] });
  await post('staff/100002', { isRevoked: true }, 404);
  await post('staff/100001/pin', {});
  const { cardId } = (await post('staff/100001/cards', {})) as { readonly cardId: string };
  await post('staff/100001/cards/revoke', { cardId });
  await post('staff/100001/cards/revoke', { cardId }, 404);
  await post('switches', { off: [{ item: 'si.card.loss', reason: 'trial' }] });
  for (const ifVersion of [1_000_000, 2 ** 31, 2 ** 53]) await post('switches', { off: [], ifVersion }, 400);
  await post('keys/rotate', { purpose: 'seal' });
  const [order] = await f.sql<{ id: string }[]>`
    insert into maintenance_order (device_id, kind, opened_ms) values (${deviceId}, 'test:printer', 1) returning id`;
  await post(`work-orders/${order?.id}/assign`, { staffId: '100001' });
  await post(`work-orders/${order?.id}/assign`, { staffId: '999999' }, 404);
  await post(`work-orders/${order?.id}/close`, {});
  await post(`work-orders/${order?.id}/close`, {}, 404);
  await post(`machines/${kiosk}/revoke`, { reason: 'stolen' });
  await post('machines/ZZ9999/revoke', { reason: 'stolen' }, 404);

  const page = (await client.get('/v1/console/audit?limit=500', byToken)).body as AuditPage;
  expect(page.rows.map(({ act, subject }) => [act, subject.replace(/^hubKey:.*/, 'hubKey:')]).reverse()).toEqual([
    ['machine.enrolled', `machine:${kiosk}`],
    ['machine.invited', 'machine:TH0900'],
    ['staff.changed', 'staff:100001'],
    ['staff.pinSet', 'staff:100001'],
    ['staff.cardRegistered', 'staff:100001'],
    ['staff.cardRevoked', 'staff:100001'],
    ['catalogue.switched', 'catalogue:items'],
    ['hubKey.rotated', 'hubKey:'],
    ['order.assigned', `order:${order?.id}`],
    ['order.closed', `order:${order?.id}`],
    ['machine.revoked', `machine:${kiosk}`],
  ]);
  for (const { act } of page.rows) expect(Object.values(actsOf).flat()).toContain(act);
  expect(JSON.stringify(page.rows)).not.toContain('钥匙');
});
