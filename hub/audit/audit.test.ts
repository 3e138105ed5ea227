import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { transaction } from '../database/pool.ts';
import { type HubFixture, openHubFixture } from '../testing/hub-fixture.ts';
import { type Act, auditAct } from './audit.ts';
import { auditPage, auditRows, proveAudit } from './read-audit.ts';

let f: HubFixture;
beforeAll(async () => {
  f = await openHubFixture();
});
afterAll(() => f.close());

const wang = { kind: 'account', id: 'account-1', name: '王' } as const;
const paused = (more: Partial<Act> = {}): Act => ({
  actor: wang,
  act: 'rollout.paused',
  subject: 'rollout:12',
  detail: { exposed: 25 },
  nowMs: 1_790_000_000_000,
  ...more,
});
const act = (more?: Partial<Act>) => transaction(f.sql, (tx) => auditAct(tx, paused(more)));
const count = async () => Number((await f.sql`select count(*) as n from audit_entry`)[0]?.n);

/** Does something to the table that nobody may do, and undoes it after `look`. */
async function tampered(change: string, look: () => Promise<void>): Promise<void> {
  await f.sql.unsafe('create table kept as select * from audit_entry; alter table audit_entry disable trigger all');
  try {
    await f.sql.unsafe(change);
    await look();
  } finally {
    await f.sql.unsafe(
      'truncate audit_entry; insert into audit_entry select * from kept; drop table kept; alter table audit_entry enable trigger all',
    );
  }
}

test('acts of the same moment stand one behind the other, without a gap', async () => {
  await Promise.all(Array.from({ length: 12 }, (_, i) => act({ subject: `rollout:${i}` })));
  expect(await proveAudit(f.sql, null)).toMatchObject({ isWhole: true, fault: null, upTo: await count() });
  expect(await count()).toBeGreaterThanOrEqual(12);
});

test('whoever has the audit or the accounts open hears of each act: what another one did was seen after a reload only', async () => {
  const told: string[] = [];
  const { unlisten } = await f.sql.listen('yitiji', (hint) => void told.push(hint));
  const undone = transaction(f.sql, async (tx) => {
    await auditAct(tx, paused());
    throw new Error('changed my mind');
  });
  await expect(undone).rejects.toThrow('changed my mind');
  await act({ subject: 'account:account-2' });
  await vi.waitFor(() => expect(told).toContain('account:account-2'));
  await unlisten();
  // One of each: nothing is said of what was not done.
  expect(told.filter((hint) => hint === 'console:audit=')).toHaveLength(1);
});

test('an act that was not done is not written down, and leaves no gap', async () => {
  const before = await count();
  const failed = transaction(f.sql, async (tx) => {
    await auditAct(tx, paused());
    throw new Error('changed my mind');
  });
  await expect(failed).rejects.toThrow('changed my mind');
  expect(await count()).toBe(before);
  await act();
  expect(await proveAudit(f.sql, null)).toMatchObject({ isWhole: true, upTo: before + 1 });
});

test('what PostgreSQL cannot hold does not break the chain', async () => {
  await act({
    actor: { ...wang, name: 'a\0b\ud800' },
    subject: 'order:\udc00\0',
    detail: { reason: 'x\0y\ud800z \\u0000', share: 0.1, big: 1e21, deep: [{ a: null }, '\\ud800'] },
  });
  const [row] = await auditRows(f.sql, {}, { before: null, limit: 1 });
  expect(row?.detail).toEqual({
    reason: 'x\ufffdy\ufffdz \\u0000',
    share: 0.1,
    big: 1e21,
    deep: [{ a: null }, '\\ud800'],
  });
  expect(await proveAudit(f.sql, null)).toMatchObject({ isWhole: true });
});

test('an act or a subject of another form is refused before anything is written', async () => {
  const before = await count();
  await expect(act({ act: 'paused' })).rejects.toThrow('no act');
  await expect(act({ subject: '12' })).rejects.toThrow('no subject');
  await expect(act({ detail: { long: 'x'.repeat(20_000) } })).rejects.toThrow('too large');
  expect(await count()).toBe(before);
});

test('nothing that was written is changed or taken away by a statement that slipped in', async () => {
  await act();
  for (const statement of [
    `update audit_entry set act = 'rollout.resumed'`,
    'delete from audit_entry where seq = 1',
    'truncate audit_entry',
  ])
    await expect(f.sql.unsafe(statement)).rejects.toThrow('only ever added to');
});

test('whoever changes, takes out or cuts off entries in the database is found', async () => {
  await act();
  const last = await act();
  await tampered(`update audit_entry set detail = '{"exposed":24}' where seq = 2`, async () => {
    expect(await proveAudit(f.sql, null)).toMatchObject({ isWhole: false, fault: 'changed', upTo: 1 });
  });
  await tampered(`update audit_entry set detail = 'none' where seq = 2`, async () => {
    expect(await proveAudit(f.sql, null)).toMatchObject({ fault: 'changed', upTo: 1 });
  });
  await tampered('delete from audit_entry where seq = 3', async () => {
    expect(await proveAudit(f.sql, null)).toMatchObject({ fault: 'gap', upTo: 2 });
  });
  await tampered(`delete from audit_entry where seq = ${last.seq}`, async () => {
    expect(await proveAudit(f.sql, null)).toMatchObject({ fault: 'cut', upTo: last.seq - 1 });
  });
  expect(await proveAudit(f.sql, null)).toMatchObject({ isWhole: true, head: last });
});

test('a chain that was forged as a whole does not fit a place that was noted elsewhere', async () => {
  const noted = await act();
  await act();
  expect(await proveAudit(f.sql, noted)).toMatchObject({ isWhole: true });
  expect(await proveAudit(f.sql, { ...noted, hash: 'f'.repeat(64) })).toMatchObject({ isWhole: false, fault: 'other' });
});

test('a filter finds a kind and not what only begins like it, and its signs are no wildcards', async () => {
  await act({ act: 'alert.muted', subject: 'alert:1', nowMs: 1000 });
  await act({ act: 'alertRule.changed', subject: 'alertRule:1', nowMs: 2000 });
  const acts = async (filter: Parameters<typeof auditRows>[1]) =>
    (await auditRows(f.sql, filter, { before: null, limit: 100 })).map((row) => row.act);
  expect(await acts({ act: 'alert' })).toEqual(['alert.muted']);
  expect(await acts({ subject: 'alertRule' })).toEqual(['alertRule.changed']);
  expect(await acts({ subject: 'alert%' })).toEqual([]);
  expect(await acts({ fromMs: 1000, toMs: 2000 })).toEqual(['alert.muted']);
  expect(await acts({ actor: 'token' })).toEqual([]);
});

test('pages hold every entry once, newest first, while new ones come', async () => {
  const n = await count();
  const paged: number[] = [];
  for (let after: string | undefined; ; ) {
    const page = await auditPage(f.sql, { limit: 5, ...(after === undefined ? {} : { after }) });
    paged.push(...page.rows.map(({ seq }) => seq));
    await act();
    if (page.next === null) break;
    after = page.next;
  }
  expect(paged).toEqual(Array.from({ length: n }, (_, i) => n - i));
});
