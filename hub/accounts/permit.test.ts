import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { csrfHeader, liveHeader } from '../../contract/console/session.ts';
import { ConsoleClient, newPerson, type TestPerson } from '../testing/console-client.ts';
import { byToken, type HubFixture, openHubFixture, operatorToken } from '../testing/hub-fixture.ts';

let f: HubFixture;
let admin: TestPerson;
let auditor: TestPerson;
let operator: TestPerson;
const minute = 60_000;
beforeAll(async () => {
  f = await openHubFixture();
  const make = (account: string, role: 'administrator' | 'auditor' | 'operator') =>
    newPerson(f.hub.url, { account, roles: [role], token: operatorToken, nowMs: f.clock.wallMs() });
  [admin, auditor, operator] = await Promise.all([
    make('admin.wu', 'administrator'),
    make('he', 'auditor'),
    make('lin', 'operator'),
  ]);
});
afterAll(() => f.close());
beforeEach(async () => {
  await f.sql`delete from sign_in_try`;
  // Codes of steps that went by are spent.
  f.clock.shiftMs += minute;
});

const refusal = (said: unknown) => (said as { readonly error?: string }).error;
const ticket = { kiosk: 'TH0900', place: 'Hall', keeperPhone: '020-00000000' };
/** Somebody's session from before, for what the clock did to it. */
const fresh = async (person: TestPerson) => {
  f.clock.shiftMs += minute;
  const client = new ConsoleClient(f.hub.url);
  const { status } = await client.signIn(person.account, person.password, person.code(f.clock.wallMs()));
  expect(status).toBe(200);
  return client;
};

test('a role may do what it may and nothing else', async () => {
  const may = async (client: ConsoleClient) => [
    (await client.get('/v1/console/transactions')).status,
    (await client.post('/v1/operator/switches', {})).status,
    (await client.post('/v1/operator/enrolments/tickets', ticket)).status,
    (await client.get('/v1/operator/sms')).status,
    (await client.get('/v1/operator/staff')).status,
  ];
  expect(await may(admin.client)).toEqual([200, 403, 200, 403, 200]);
  expect(await may(auditor.client)).toEqual([200, 403, 403, 403, 200]);
  expect(await may(operator.client)).toEqual([200, 403, 403, 403, 200]);
  const token = new ConsoleClient(f.hub.url);
  await token.signInByToken(operatorToken);
  expect(await may(token)).toEqual([200, 200, 200, 200, 200]);
});

test('a page of another site that makes the browser send the cookie changes nothing', async () => {
  const client = await fresh(admin);
  const csrf = client.csrf ?? '';
  expect((await client.post('/v1/operator/enrolments/tickets', ticket)).status).toBe(200);
  client.csrf = null;
  const without = await client.post('/v1/operator/enrolments/tickets', ticket);
  expect([without.status, refusal(without.body)]).toEqual([403, 'forbidden']);
  const others = auditor.client.csrf ?? '';
  for (const wrong of ['', others, `${csrf}x`])
    expect((await client.post('/v1/operator/enrolments/tickets', ticket, { [csrfHeader]: wrong })).status).toBe(403);
  expect((await client.post('/v1/console/session/end', { everywhere: true }, { [csrfHeader]: others })).status).toBe(
    403,
  );
  expect((await client.get('/v1/console/transactions')).status).toBe(200);
});

test('the cookie is out of the reach of scripts and of other sites, and over TLS of neighbours', async () => {
  const over = async (url: string, headers: Readonly<Record<string, string>> = {}) =>
    (
      await new ConsoleClient(url).post('/v1/console/session', { token: operatorToken }, headers)
    ).headers.getSetCookie();
  const [plain = ''] = await over(f.hub.url);
  expect(plain).toMatch(/^yitiji=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict$/i);
  const gateway = await f.another({ trustProxy: '127.0.0.1' });
  const [secure = ''] = await over(gateway.url, { 'x-forwarded-proto': 'https' });
  expect(secure).toMatch(/^__Host-yitiji=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/i);
  expect((await over(f.hub.url, { 'x-forwarded-proto': 'https' }))[0]).toMatch(/^yitiji=/);
});

test('a session ends when nobody does anything, and what the page does by itself is nobody', async () => {
  const idle = await fresh(operator);
  const busy = await fresh(operator);
  const streams: number[] = [];
  for (let i = 0; i < 4; i += 1) {
    f.clock.shiftMs += 9 * minute;
    await idle.get('/v1/console/transactions', { [liveHeader]: '1' });
    // A gateway that cuts its stream, or a network that comes and goes, makes a browser open it again.
    const stream = await fetch(`${f.hub.url}/v1/console/events`, {
      headers: { cookie: idle.cookie ?? '', accept: 'text/event-stream' },
    });
    streams.push(stream.status);
    await stream.body?.cancel();
    expect((await busy.get('/v1/console/transactions')).status).toBe(200);
  }
  expect(streams).toEqual([200, 200, 200, 401]);
  expect((await idle.get('/v1/console/transactions')).status).toBe(401);
  expect((await idle.get('/v1/console/session')).body).toMatchObject({ session: null });
});

test('a session ends after half a day, however busy', async () => {
  const busy = await fresh(operator);
  const statuses: number[] = [];
  for (let i = 0; i < 36; i += 1) {
    f.clock.shiftMs += 20 * minute;
    statuses.push((await busy.get('/v1/console/transactions')).status);
  }
  expect(statuses).toEqual([...Array(35).fill(200), 401]);
});

test('a dangerous act wants a fresh code again after a while; reading does not', async () => {
  const client = await fresh(admin);
  expect((await client.post('/v1/operator/enrolments/tickets', ticket)).status).toBe(200);
  f.clock.shiftMs += 11 * minute;
  const late = await client.post('/v1/operator/enrolments/tickets', ticket);
  expect([late.status, refusal(late.body)]).toEqual([403, 'stepUp']);
  expect((await client.get('/v1/console/accounts')).status).toBe(200);
  expect((await client.get('/v1/console/session')).body).toMatchObject({ session: { steppedUpUntil: null } });
  expect((await client.post('/v1/console/session/step-up', { code: '000000' })).status).toBe(401);
  const code = admin.code(f.clock.wallMs());
  expect((await client.post('/v1/console/session/step-up', { code })).body).toMatchObject({
    session: { steppedUpUntil: expect.any(String) },
  });
  expect((await client.post('/v1/console/session/step-up', { code })).status).toBe(401);
  expect((await client.post('/v1/operator/enrolments/tickets', ticket)).status).toBe(200);
});

test('whoever holds a session cannot find the fresh code by trying', async () => {
  const client = await fresh(admin);
  const statuses: number[] = [];
  for (let i = 0; i < 6; i += 1)
    statuses.push((await client.post('/v1/console/session/step-up', { code: `00000${i}` })).status);
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  f.clock.shiftMs += 16 * minute;
});

test('roles that are taken away count with the next request, and nobody gives himself any', async () => {
  const client = await fresh(admin);
  const roles = (id: string, list: readonly string[]) => client.post(`/v1/operator/accounts/${id}`, { roles: list });
  expect((await roles(admin.id, ['administrator', 'releaseManager'])).status).toBe(403);
  expect((await client.post(`/v1/operator/accounts/${admin.id}/end`, { reason: 'tired' })).status).toBe(403);
  const lin = await fresh(operator);
  expect((await lin.post('/v1/operator/switches', {})).status).toBe(403);
  expect((await roles(operator.id, ['contentEditor'])).status).toBe(200);
  expect((await lin.post('/v1/operator/switches', {})).status).toBe(200);
});

test('a role that was taken away does not come back with the change of somebody who did not see it', async () => {
  const client = await fresh(admin);
  const lu = await newPerson(f.hub.url, {
    ...{ account: 'lu.an', roles: ['administrator', 'operator'], token: operatorToken, nowMs: f.clock.wallMs() },
  });
  const change = (roles: readonly string[], ifRoles: readonly string[]) =>
    client.post(`/v1/operator/accounts/${lu.id}`, { roles, ifRoles });
  expect((await change(['operator'], ['operator', 'administrator'])).status).toBe(200);
  // Another administrator's page still shows what was: it adds a role to both.
  const late = await change(['administrator', 'operator', 'auditor'], ['administrator', 'operator']);
  expect([late.status, late.body]).toEqual([
    400,
    expect.objectContaining({ detail: expect.stringMatching(/^ifRoles:/) }),
  ]);
  expect((await lu.client.get('/v1/console/session')).body).toMatchObject({
    session: { actor: { roles: ['operator'] } },
  });
  expect((await change(['operator', 'auditor'], ['operator'])).body).toMatchObject({ roles: ['operator', 'auditor'] });
});

test('signing out everywhere ends every session of the account and no other', async () => {
  const [one, two, others] = [await fresh(operator), await fresh(operator), await fresh(auditor)];
  expect((await one.post('/v1/console/session/end', { everywhere: true })).body).toMatchObject({ session: null });
  for (const [client, status] of [
    [one, 401],
    [two, 401],
    [others, 200],
  ] as const)
    expect((await client.get('/v1/console/transactions')).status).toBe(status);
});

test('a wrong token beside a good session is refused: nobody is let in by mistake as somebody else', async () => {
  const client = await fresh(auditor);
  expect((await client.get('/v1/console/transactions', { authorization: 'Bearer wrong-token-of-tests' })).status).toBe(
    401,
  );
  expect((await client.get('/v1/console/transactions', byToken)).status).toBe(200);
});
