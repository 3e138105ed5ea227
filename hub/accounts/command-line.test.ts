import { afterAll, beforeAll, expect, test } from 'vitest';
import { UsageError } from '../../contract/command.ts';
import type { AuditRow } from '../../contract/console/audit.ts';
import { auditAct } from '../audit/audit.ts';
import { watchAudit } from '../audit/watch-audit.ts';
import { hubAccountAdd, hubAccountEnd, hubAccountList, hubAccountReset } from '../cli/hub-account.ts';
import { hubAuditList, hubAuditVerify } from '../cli/hub-audit.ts';
import { transaction } from '../database/pool.ts';
import { ConsoleClient, newPerson } from '../testing/console-client.ts';
import { byToken, type HubFixture, openHubFixture, operatorToken } from '../testing/hub-fixture.ts';

let f: HubFixture;
beforeAll(async () => {
  f = await openHubFixture();
});
afterAll(() => f.close());

const io = { out: () => undefined, note: () => undefined, signal: new AbortController().signal };
const run = (command: typeof hubAccountAdd, options: Readonly<Record<string, string>> = {}) =>
  command.run(
    { options: { hub: f.hub.url, 'operator-token': operatorToken, limit: '50', ...options }, positionals: [] },
    io,
  );

test('accounts are made, listed, reset and ended from the command line, and the audit says by whom', async () => {
  const added = await run(hubAccountAdd, { account: 'wang.li', name: '王丽', roles: 'operator,auditor' });
  expect(added).toMatchObject({ exit: 0, json: { account: { account: 'wang.li', roles: ['operator', 'auditor'] } } });
  expect(added.text).toContain(String(added.json.invitation));
  expect((await run(hubAccountAdd, { account: 'wang.li', name: 'x', roles: 'operator' })).exit).toBe(1);
  await expect(run(hubAccountAdd, { account: 'Wang', name: 'x', roles: 'operator' })).rejects.toThrow(UsageError);
  await expect(run(hubAccountAdd, { account: 'wang', name: 'x', roles: 'king' })).rejects.toThrow('releaseManager');
  expect((await run(hubAccountList)).text).toContain('wang.li  invited  operator,auditor  王丽  never signed in');
  const reset = await run(hubAccountReset, { account: 'wang.li' });
  expect(reset.json.invitation).not.toBe(added.json.invitation);
  expect((await run(hubAccountReset, { account: 'nobody' })).text).toContain('hub account list');
  expect((await run(hubAccountEnd, { account: 'wang.li', reason: 'left the office' })).text).toBe('wang.li: ended');
  const acts = (await run(hubAuditList, { subject: 'account' })).json.rows as readonly AuditRow[];
  expect(acts.map(({ act, actor, detail }) => [act, actor.id, detail])).toEqual([
    ['account.ended', 'token', { reason: 'left the office' }],
    ['account.reset', 'token', {}],
    ['account.added', 'token', { account: 'wang.li', roles: ['operator', 'auditor'] }],
  ]);
});

test('the audit is proven from the command line, against a noted place too, and a break ends with 1', async () => {
  const whole = await run(hubAuditVerify);
  expect(whole).toMatchObject({ exit: 0, json: { isWhole: true } });
  const noted = /note (\d+:[0-9a-f]{64})$/.exec(whole.text)?.[1] ?? '';
  await run(hubAccountAdd, { account: 'he.wan', name: 'He', roles: 'auditor' });
  expect((await run(hubAuditVerify, { noted })).exit).toBe(0);
  expect(
    (await run(hubAuditVerify, { noted: noted.replace(/.$/, (last) => (last === '0' ? '1' : '0')) })).text,
  ).toContain('BROKEN');
  await expect(run(hubAuditVerify, { noted: '12' })).rejects.toThrow(UsageError);
  const lines = () => f.logLines.map((line) => JSON.parse(line) as { readonly event: string; readonly seq?: number });
  const log = (event: string) => lines().filter((line) => line.event === event);
  const deps = {
    sql: f.sql,
    log: (event: string, fields: object) => f.logLines.push(JSON.stringify({ event, ...fields })),
  };
  await watchAudit(deps);
  expect(log('hub.audit.head').length).toBeGreaterThan(0);
  expect(log('hub.audit.broken')).toEqual([]);
  await f.sql`update audit_head set seq = seq + 1`;
  expect(await run(hubAuditVerify)).toMatchObject({ exit: 1, json: { fault: 'cut' } });
  await watchAudit(deps);
  expect(log('hub.audit.broken')).toMatchObject([{ fault: 'cut' }]);
  await f.sql`update audit_head set seq = seq - 1`;
});

test('the audit is read by auditors alone, as pages and as a file that no spreadsheet takes for formulas', async () => {
  const make = (account: string, roles: readonly ['auditor'] | readonly ['operator']) =>
    newPerson(f.hub.url, { account, roles, token: operatorToken, nowMs: f.clock.wallMs() });
  const [auditor, operator] = [await make('zhao', ['auditor']), await make('lin', ['operator'])];
  for (const path of ['audit', 'audit.csv', 'audit/proof', 'accounts']) {
    expect([path, (await operator.client.get(`/v1/console/${path}`)).status]).toEqual([path, 403]);
    expect([path, (await auditor.client.get(`/v1/console/${path}`)).status]).toEqual([path, 200]);
  }
  const actor = { kind: 'token', id: 'token', name: '=1+1' } as const;
  await transaction(f.sql, (tx) =>
    auditAct(tx, { actor, act: 'alert.muted', subject: 'alert:1', detail: { reason: 'a "b", c' }, nowMs: 0 }),
  );
  const file = await (await fetch(`${f.hub.url}/v1/console/audit.csv?act=alert`, { headers: byToken })).text();
  const [head, line, end] = file.split('\r\n');
  expect(head).toBe('\uFEFFseq,at,actorKind,actorId,actorName,act,subject,detail,hash'.replace('\uFEFF', ''));
  expect(line).toMatch(
    /^\d+,1970-01-01T00:00:00.000Z,token,token,'=1\+1,alert.muted,alert:1,"\{""reason"":""a \\""b\\"", c""\}",[0-9a-f]{64}$/,
  );
  expect(end).toBe('');
  expect((await new ConsoleClient(f.hub.url).get('/v1/console/audit?after=x', byToken)).status).toBe(200);
});
