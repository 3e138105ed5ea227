import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { AccountInvitation } from '../../contract/console/accounts.ts';
import type { OwnAccount } from '../../contract/console/own-account.ts';
import type { ConsoleSession } from '../../contract/console/session.ts';
import { tidy } from '../housekeeping.ts';
import type { RunningHub } from '../main.ts';
import { ConsoleClient, newPerson, type TestPerson, testPassword } from '../testing/console-client.ts';
import { byToken, type HubFixture, openHubFixture, operatorToken, tablesWith } from '../testing/hub-fixture.ts';
import { browserLifeMs } from './cookie.ts';
import { totpCode } from './totp.ts';
import { tryLimits } from './try-bound.ts';

let f: HubFixture;
let other: RunningHub;
let wang: TestPerson;
const stepMs = 30_000;
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
beforeAll(async () => {
  f = await openHubFixture({ trustProxy: '127.0.0.1' });
  other = await f.another();
  wang = await newPerson(f.hub.url, {
    account: 'wang.li',
    roles: ['operator'],
    token: operatorToken,
    nowMs: f.clock.wallMs(),
  });
});
afterAll(() => f.close());
beforeEach(async () => {
  await f.sql`delete from sign_in_try`;
  // Codes of steps that went by are spent.
  f.clock.shiftMs += 2 * stepMs;
});

const now = () => f.clock.wallMs();
const browser = (url = f.hub.url) => new ConsoleClient(url);
const refusal = (said: unknown) => (said as { readonly error?: string }).error;

test('account, password and code together let in, and each alone does not; what was wrong is not told', async () => {
  const answers = [
    await browser().signIn('wang.li', 'wrong-password-1', wang.code(now())),
    await browser().signIn('wang.li', testPassword, '000000'),
    await browser().signIn('nobody.here', testPassword, wang.code(now())),
  ];
  const said = answers.map(({ status, body }) => [status, { ...(body as object), hubTime: '' }]);
  const same = { error: 'signInWrong', detail: 'that does not fit, or is not good any more', hubTime: '' };
  expect(said).toEqual([401, 401, 401].map((status) => [status, same]));
  const good = await browser().signIn('wang.li', testPassword, wang.code(now()));
  expect(good.body).toMatchObject({ session: { actor: { kind: 'account', id: wang.id, roles: ['operator'] } } });
});

test('a code lets in once, also when two come at the same moment at two instances', async () => {
  const code = wang.code(now());
  const both = await Promise.all(
    [f.hub.url, other.url].map((url) => browser(url).signIn('wang.li', testPassword, code)),
  );
  expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
  expect((await browser().signIn('wang.li', testPassword, code)).status).toBe(401);
  // Its owner and the auditors can see that it was tried again; behind a wrong password nobody learns that a code is right.
  await browser().signIn('wang.li', 'wrong-password-1', code);
  const told =
    await f.sql`select 1 from audit_entry where act = 'session.codeReused' and subject = ${`account:${wang.id}`}`;
  expect(told).toHaveLength(2);
});

test('a recovery code lets in once, and does not open dangerous acts', async () => {
  const [first = '', second = ''] = wang.recoveryCodes;
  expect((await browser().signIn('wang.li', testPassword, first.toLowerCase())).status).toBe(200);
  expect((await browser().signIn('wang.li', testPassword, first)).status).toBe(401);
  expect(refusal((await wang.client.post('/v1/console/session/step-up', { code: second })).body)).toBe('signInWrong');
  const session = (await wang.client.get('/v1/console/session')).body;
  expect(session).toMatchObject({ session: { recoveryCodes: wang.recoveryCodes.length - 1 } });
});

test('after a few wrong tries the right password does not help either, at no instance, until a quarter of an hour is over', async () => {
  const wrong = Array.from({ length: tryLimits.pair + 3 }, (_, i) =>
    browser(i % 2 === 0 ? f.hub.url : other.url).signIn('wang.li', `wrong-password-${i}`, '000000'),
  );
  const codes = (await Promise.all(wrong)).map(({ status }) => status).sort();
  expect(codes).toEqual([...Array(tryLimits.pair).fill(401), 429, 429, 429]);
  expect((await browser(other.url).signIn('wang.li', testPassword, wang.code(now()))).status).toBe(429);
  f.clock.shiftMs += 15 * 60_000;
  expect((await browser(other.url).signIn('wang.li', testPassword, wang.code(now()))).status).toBe(200);
});

test('an account that does not exist is bounded like one that does', async () => {
  const statuses: number[] = [];
  for (let i = 0; i <= tryLimits.pair; i += 1)
    statuses.push((await browser().signIn('nobody.here', 'some-password-1', '000000')).status);
  expect(statuses).toEqual([...Array(tryLimits.pair).fill(401), 429]);
});

test('who got in has his earlier mistakes forgiven', async () => {
  for (let i = 1; i < tryLimits.pair; i += 1) await browser().signIn('wang.li', 'wrong-password-1', '000000');
  expect((await browser().signIn('wang.li', testPassword, wang.code(now()))).status).toBe(200);
  expect((await browser().signIn('wang.li', 'wrong-password-1', '000000')).status).toBe(401);
});

test('the operator token lets in, guessing it is bounded, and another token ends its sessions', async () => {
  const client = browser();
  expect((await client.signInByToken(operatorToken)).body).toMatchObject({
    session: { actor: { kind: 'token', id: 'token' } },
  });
  const changed = await f.another({ operatorToken: 'another-token-of-tests' });
  const later = new ConsoleClient(changed.url);
  later.cookie = client.cookie;
  expect((await later.get('/v1/console/session')).body).toMatchObject({ session: null });
  expect((await client.get('/v1/console/session')).body).toMatchObject({ session: { actor: { kind: 'token' } } });
  const statuses: number[] = [];
  for (let i = 0; i <= tryLimits.pair; i += 1) statuses.push((await browser().signInByToken(`guess-${i}`)).status);
  expect(statuses).toEqual([...Array(tryLimits.pair).fill(401), 429]);
});

test('an invitation sets up one account once, and runs out', async () => {
  const add = (account: string) =>
    browser().post('/v1/operator/accounts', { account, name: 'Chen', roles: ['auditor'] }, byToken);
  const made = (await add('chen')).body as AccountInvitation;
  expect(made.account).toMatchObject({ account: 'chen', state: 'invited', lastSignInAt: null });
  expect((await add('chen')).body).toMatchObject({ error: 'badRequest', detail: expect.stringMatching(/^taken: /) });
  const open = (invitation: string, account = 'chen') =>
    browser().post('/v1/console/session/invitation', { account, invitation });
  expect((await open(made.invitation, 'wang.li')).status).toBe(401);
  expect((await open('AAAA-AAAA-AAAA-AAAA')).status).toBe(401);
  const { secret } = (await open(made.invitation.toLowerCase())).body as { readonly secret: string };
  const setUp = (more: object) =>
    browser().post('/v1/console/session/set-up', {
      account: 'chen',
      invitation: made.invitation,
      password: testPassword,
      code: totpCode(secret, now()),
      ...more,
    });
  expect((await setUp({ password: 'password1234' })).body).toMatchObject({
    error: 'badRequest',
    detail: 'password: tooPlain',
  });
  expect((await setUp({ code: '000000' })).status).toBe(401);
  const both = await Promise.all([setUp({}), setUp({})]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
  expect((await open(made.invitation)).status).toBe(401);

  const late = (await add('late')).body as AccountInvitation;
  f.clock.shiftMs += 73 * 3_600_000;
  expect((await open(late.invitation, 'late')).status).toBe(401);
});

test('whoever was reset or has ended is out at once, and stays out with the old password', async () => {
  const zhao = await newPerson(f.hub.url, { account: 'zhao', roles: ['operator'], token: operatorToken, nowMs: now() });
  const post = (act: string, body: object = {}) =>
    browser().post(`/v1/operator/accounts/${zhao.id}${act}`, body, byToken);
  const isIn = async () =>
    ((await zhao.client.get('/v1/console/session')).body as { readonly session: unknown }).session !== null;
  expect(await isIn()).toBe(true);
  expect((await post('/reset')).body).toMatchObject({ account: { state: 'invited', sessions: 0 } });
  expect(await isIn()).toBe(false);
  f.clock.shiftMs += 2 * stepMs;
  expect((await browser().signIn('zhao', testPassword, zhao.code(now()))).status).toBe(401);
  expect((await post('/end', { reason: 'left' })).body).toMatchObject({ state: 'ended' });
  expect((await post('/reset')).status).toBe(400);
});

test('a reset and a sign-out take the reason that the console asks for, and the audit has it', async () => {
  const sun = await newPerson(f.hub.url, { account: 'sun', roles: ['operator'], token: operatorToken, nowMs: now() });
  const post = (act: string, body: object) => browser().post(`/v1/operator/accounts/${sun.id}/${act}`, body, byToken);
  expect((await post('sign-out', { reason: 'left the room' })).body).toMatchObject({ sessions: 0 });
  expect((await post('reset', { reason: 'lost the phone' })).body).toMatchObject({ account: { state: 'invited' } });
  const told = await f.sql<{ act: string; detail: string }[]>`
    select act, detail from audit_entry where subject = ${`account:${sun.id}`} and act in ('account.signedOut', 'account.reset') order by seq`;
  expect(told.map(({ act, detail }) => [act, JSON.parse(detail)])).toEqual([
    ['account.signedOut', { reason: 'left the room' }],
    ['account.reset', { reason: 'lost the phone' }],
  ]);
});

test('one’s own new password ends the other sessions, and a weak one is refused', async () => {
  const li = await newPerson(f.hub.url, { account: 'li.na', roles: ['operator'], token: operatorToken, nowMs: now() });
  f.clock.shiftMs += 2 * stepMs;
  const second = browser();
  expect((await second.signIn('li.na', testPassword, li.code(now()))).status).toBe(200);
  f.clock.shiftMs += 2 * stepMs;
  const change = (newPassword: string, password = testPassword) =>
    li.client.post('/v1/console/session/password', { password, newPassword, code: li.code(now()) });
  expect((await change('li.na is my name')).body).toMatchObject({ detail: 'password: holdsAccount' });
  expect((await change('blue-tractor-moss', 'wrong-password-1')).status).toBe(401);
  expect((await change('blue-tractor-moss')).status).toBe(200);
  expect((await second.get('/v1/console/session')).body).toMatchObject({ session: null });
  f.clock.shiftMs += 2 * stepMs;
  expect((await second.signIn('li.na', testPassword, li.code(now()))).status).toBe(401);
  expect((await second.signIn('li.na', 'blue-tractor-moss', li.code(now()))).status).toBe(200);
});

test('passwords, secrets, codes and cookies stand nowhere in the database and in no log', async () => {
  await tidy({ sql: f.sql, clock: f.clock });
  const log = f.logLines.join('');
  const cookie = wang.client.cookie?.split('=')[1] ?? '';
  expect(cookie).toHaveLength(43);
  for (const secret of [
    testPassword,
    cookie,
    ...wang.recoveryCodes,
    ...wang.recoveryCodes.map((code) => code.replace('-', '')),
  ]) {
    expect([secret, await tablesWith(f.sql, secret)]).toEqual([secret, []]);
    expect(log).not.toContain(secret);
  }
});

/** An account that is looked at from within. */
const newOne = (account: string) =>
  newPerson(f.hub.url, { account, roles: ['operator'], token: operatorToken, nowMs: now() });
const own = async (client: ConsoleClient) => (await client.get('/v1/console/account')).body as OwnAccount;
const unread = async (client: ConsoleClient) =>
  ((await client.get('/v1/console/session')).body as { readonly session: ConsoleSession }).session.unreadNotices;
const whatIsNew = async (client: ConsoleClient) =>
  (await own(client)).notices.filter(({ isNew }) => isNew).map(({ what }) => what);
const read = async (client: ConsoleClient) =>
  client.post('/v1/console/session/notices', { upTo: (await own(client)).notices[0]?.seq ?? 0 });

/** In the browser that the client is, or another one. */
async function signInAs(person: TestPerson, client = browser(), code?: string) {
  // Codes of steps that went by are spent.
  f.clock.shiftMs += 2 * stepMs;
  const body = { account: person.account, password: person.password, code: code ?? person.code(now()) };
  const headers = { 'user-agent': firefox, 'x-forwarded-for': '10.20.30.40' };
  expect((await client.post('/v1/console/session', body, headers)).status).toBe(200);
  return client;
}

test('one sees the own sessions and nobody else’s, with browser and place, and ends them with a fresh code alone', async () => {
  const lu = await newOne('lu.xia');
  const wu = await newOne('wu.qi');
  const second = await signInAs(lu);
  const third = await signInAs(lu);
  const { sessions } = await own(third);
  expect(sessions.map(({ isThis, place }) => [isThis, place])).toEqual([
    [true, '10.20.30.40'],
    [false, '10.20.30.40'],
    [false, '127.0.0.1'],
  ]);
  expect(sessions[0]).toMatchObject({ browser: { browser: 'firefox', system: 'linux' } });
  expect((await own(wu.client)).sessions).toHaveLength(1);

  const others = (await own(wu.client)).sessions[0]?.no ?? 0;
  const end = (client: ConsoleClient, no: number | null) => client.post('/v1/console/session/end-others', { no });
  expect((await end(third, others)).body).toMatchObject({ ended: 0 });
  expect((await end(third, sessions[0]?.no ?? 0)).body).toMatchObject({ ended: 0 });
  expect((await end(third, sessions[1]?.no ?? 0)).body).toMatchObject({ ended: 1 });
  expect([(await second.get('/v1/console/account')).status, (await own(wu.client)).sessions.length]).toEqual([401, 1]);

  f.clock.shiftMs += 11 * 60_000;
  expect((await end(third, null)).body).toMatchObject({ error: 'stepUp' });
  expect((await own(third)).sessions).toHaveLength(2);
  await third.post('/v1/console/session/step-up', { code: lu.code(now()) });
  expect((await end(third, null)).body).toMatchObject({ ended: 1 });
  expect((await lu.client.get('/v1/console/account')).status).toBe(401);
  expect(await f.sql`select detail from audit_entry where act = 'session.othersEnded'`).toHaveLength(2);
  // Whose window was shut learns at the next sign-in that it was done from another one.
  expect((await whatIsNew(await signInAs(lu)))[1]).toBe('session.othersEnded');
});

test('whoever gets in from elsewhere cannot take the notice of it away from the owner', async () => {
  const he = await newOne('he.jun');
  expect(await whatIsNew(he.client)).toEqual([]);
  const thief = await signInAs(he);
  // Whoever sits at the own desk hears of it now, and not tomorrow.
  expect([await unread(he.client), await whatIsNew(he.client)]).toEqual([1, ['account.browserAdded']]);
  expect(await whatIsNew(thief)).toEqual(['account.browserAdded', 'account.setUp']);
  const session = (await read(thief)).body as { readonly session: ConsoleSession };
  expect([session.session.unreadNotices, await unread(thief)]).toEqual([0, 0]);
  await signInAs(he, he.client);
  expect(await unread(he.client)).toBe(2);
  const [notice] = (await own(he.client)).notices;
  expect(notice).toMatchObject({ by: null, browser: { browser: 'firefox', system: 'linux' }, isNew: true });
  await read(he.client);
  // The same browser once more is no other one; what was read stays read.
  await signInAs(he, he.client);
  expect([await unread(he.client), (await own(he.client)).notices.length]).toEqual([0, 2]);
});

test('what was changed on an account is told to its owner at the next sign-in: by whom, and until it was read', async () => {
  const gu = await newOne('gu.wen');
  const post = (act: string, body: object = {}) =>
    browser().post(`/v1/operator/accounts/${gu.id}${act}`, body, byToken);
  f.clock.shiftMs += 2 * stepMs;
  const newPassword = 'blue-tractor-moss';
  const code = gu.code(now());
  const change = { password: testPassword, newPassword, code };
  expect((await gu.client.post('/v1/console/session/password', change)).status).toBe(200);
  // Who just did it knows.
  expect(await unread(gu.client)).toBe(0);
  expect((await post('', { roles: ['auditor'] })).status).toBe(200);
  expect(await whatIsNew(gu.client)).toEqual(['account.changed']);
  await signInAs({ ...gu, password: newPassword }, gu.client, gu.recoveryCodes[0]);
  expect(await whatIsNew(gu.client)).toEqual([
    ...['recoveryUsed', 'account.changed', 'account.passwordChanged', 'account.setUp'],
  ]);
  expect((await own(gu.client)).notices[1]).toMatchObject({ by: { kind: 'token' }, roles: ['auditor'] });
  await post('/sign-out', { reason: 'left the room' });
  await signInAs({ ...gu, password: newPassword }, gu.client);
  expect((await whatIsNew(gu.client))[0]).toBe('account.signedOut');
  await read(gu.client);
  expect(await unread(gu.client)).toBe(0);
  const { passwordSince, authenticatorSince, recoveryCodes } = await own(gu.client);
  expect([recoveryCodes, Date.parse(passwordSince ?? '') > Date.parse(authenticatorSince ?? '')]).toEqual([9, true]);
  // A month later nobody is told any more.
  f.clock.shiftMs += 31 * 24 * 3_600_000;
  await signInAs({ ...gu, password: newPassword }, gu.client);
  expect((await own(gu.client)).notices).toEqual([]);
});

/** How often the event stream of a window has told that something was done to its account. */
async function newsOf(client: ConsoleClient) {
  const stop = new AbortController();
  const { body } = await fetch(`${client.url}/v1/console/events`, {
    headers: { cookie: client.cookie ?? '' },
    signal: stop.signal,
  });
  let text = '';
  const ended = (async () => {
    for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) text += chunk;
  })().catch(() => undefined);
  return { times: () => text.split('event: account\n').length - 1, ended, close: () => stop.abort() };
}

test('a window that stands open hears at once what is done to the account, also by another session of it, and nothing of other accounts', async () => {
  const qi = await newOne('qi.yun');
  const tang = await newOne('tang.ke');
  const [own, others] = await Promise.all([newsOf(qi.client), newsOf(tang.client)]);
  const told = (times: number) => vi.waitFor(() => expect(own.times()).toBe(times), 10_000);
  const thief = await signInAs(qi);
  await told(1);
  expect(await whatIsNew(qi.client)).toEqual(['account.browserAdded']);
  await read(qi.client);
  f.clock.shiftMs += 2 * stepMs;
  const code = qi.code(now());
  expect((await thief.post('/v1/console/session/recovery-codes', { code })).status).toBe(200);
  await told(2);
  // Not done in this session, though under this name; whoever did it knows.
  expect([await whatIsNew(qi.client), (await whatIsNew(thief)).includes('account.recoveryRenewed')]).toEqual([
    ['account.recoveryRenewed'],
    false,
  ]);
  expect((await browser().signIn(qi.account, testPassword, code)).status).toBe(401);
  await told(3);
  expect((await whatIsNew(qi.client))[0]).toBe('session.codeReused');
  await browser().post(`/v1/operator/accounts/${qi.id}`, { roles: ['auditor'] }, byToken);
  await told(4);
  expect(others.times()).toBe(0);
  // Signed out by somebody else: the stream ends now and not with its next sign of life.
  await browser().post(`/v1/operator/accounts/${qi.id}/sign-out`, { reason: 'left the room' }, byToken);
  await own.ended;
  others.close();
});

test('the operator token has no account to look at, and ends nobody’s sessions', async () => {
  const client = browser();
  await client.signInByToken(operatorToken);
  expect((await client.get('/v1/console/account')).status).toBe(403);
  expect((await client.post('/v1/console/session/end-others', { no: null })).status).toBe(403);
  expect((await client.post('/v1/console/session/notices', { upTo: 1 })).status).toBe(200);
  expect(client.browser).toBeNull();
});

test('address and cookie of a browser stand nowhere in clear, and a browser that stays away is forgotten', async () => {
  const xu = await newOne('xu.fei');
  const client = await signInAs(xu);
  const value = client.browser?.split('=')[1] ?? '';
  expect(value).toHaveLength(43);
  for (const secret of [value, '10.20.30.40', 'Firefox'])
    expect([secret, await tablesWith(f.sql, secret), f.logLines.join('').includes(secret)]).toEqual([
      secret,
      [],
      false,
    ]);
  f.clock.shiftMs += browserLifeMs;
  await tidy({ sql: f.sql, clock: f.clock });
  expect(await f.sql`select 1 from account_browser where account_id = ${xu.id}`).toHaveLength(0);
});
