import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { AuditRow } from '../../contract/console/audit.ts';
import { newPerson, type TestPerson } from '../../hub/testing/console-client.ts';
import { type HubFixture, openHubFixture, operatorToken } from '../../hub/testing/hub-fixture.ts';

const root = join(import.meta.dirname, '../..');
let f: HubFixture;
let person: TestPerson;
let home: string;
beforeAll(async () => {
  f = await openHubFixture();
  const roles = ['administrator', 'auditor'] as const;
  person = await newPerson(f.hub.url, { account: 'wang.li', roles, token: operatorToken, nowMs: f.clock.wallMs() });
});
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'yitiji-operator-'));
  return () => rmSync(home, { recursive: true });
});
afterAll(() => f.close());

/** As a person runs it who has no token. */
async function yitiji(args: readonly string[], input = '') {
  const { YITIJI_OPERATOR_TOKEN: _none, ...rest } = process.env;
  const child = spawn(process.execPath, [join(root, 'bin/yitiji.mjs'), ...args, '--json'], {
    env: { ...rest, XDG_STATE_HOME: home },
  });
  let [out, told] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    told += chunk.toString();
  });
  child.stdin.end(input);
  const exit = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { exit, told, json: JSON.parse(out.trim().split('\n').at(-1) ?? '{}') as Record<string, unknown> };
}
const ask = (...words: readonly string[]) => yitiji([...words, '--hub', f.hub.url]);

/** With the next code of the authenticator: each counts once. */
function signIn(password = person.password, hub = f.hub.url) {
  f.clock.shiftMs += 30_000;
  const lines = `${password}\n${person.code(f.clock.wallMs())}\n`;
  return yitiji(['hub', 'sign-in', '--account', 'wang.li', '--hub', hub], lines);
}
const kept = () => join(home, 'yitiji/operator-sessions.json');

test('what is done at the command line stands in the audit under the name of whoever did it, not of a token that many may hold', async () => {
  expect(await signIn()).toMatchObject({ exit: 0, json: { name: 'N. wang.li', roles: ['administrator', 'auditor'] } });
  const added = await ask('hub', 'account', 'add', '--account', 'he.wan', '--name', 'He', '--roles', 'operator');
  expect(added.exit).toBe(0);
  const { json } = await ask('hub', 'audit', 'list', '--act', 'account.added', '--limit', '1');
  const [row] = json.rows as readonly AuditRow[];
  expect(row?.actor).toMatchObject({ kind: 'account', id: person.id, name: 'N. wang.li' });
});

test('neither password nor code stays on the disk, and what stays is its owner’s alone', async () => {
  f.clock.shiftMs += 30_000;
  const code = person.code(f.clock.wallMs());
  const hub = ['--hub', f.hub.url];
  await yitiji(['hub', 'sign-in', '--account', 'wang.li', ...hub], `${person.password}\n${code}\n`);
  const text = readFileSync(kept(), 'utf8');
  expect([text.includes(person.password), text.includes(code)]).toEqual([false, false]);
  expect(statSync(kept()).mode & 0o777).toBe(0o600);
  expect(statSync(join(home, 'yitiji')).mode & 0o777).toBe(0o700);
});

test('a session of the command line does not open what wants a fresh code, ends, and is told so with what to do', async () => {
  await signIn();
  f.clock.shiftMs += 11 * 60_000;
  const late = await ask('hub', 'account', 'add', '--account', 'zhao', '--name', 'Zhao', '--roles', 'operator');
  expect([late.exit, late.json.error]).toEqual([1, expect.stringContaining('`yitiji hub sign-in` once more')]);
  expect((await ask('hub', 'account', 'list')).exit).toBe(0);
  f.clock.shiftMs += 31 * 60_000;
  const ended = await ask('hub', 'account', 'list');
  expect([ended.exit, ended.json.error]).toEqual([1, expect.stringContaining('sign in again')]);
});

test('whoever signs out leaves nothing that opens the hub', async () => {
  await signIn();
  const { hubs } = JSON.parse(readFileSync(kept(), 'utf8')) as {
    readonly hubs: Readonly<Record<string, { readonly session: { readonly cookie: string } | null }>>;
  };
  const cookie = hubs[f.hub.url]?.session?.cookie ?? '';
  const list = () => fetch(`${f.hub.url}/v1/console/accounts`, { headers: { cookie } });
  expect((await list()).status).toBe(200);
  expect(await ask('hub', 'sign-out')).toMatchObject({ exit: 0, json: { wasSignedIn: true } });
  expect((await list()).status).toBe(401);
  const nobody = await ask('hub', 'account', 'list');
  expect([nobody.exit, nobody.told]).toEqual([2, expect.stringContaining('hub sign-in')]);
  expect(await ask('hub', 'sign-out')).toMatchObject({ exit: 0, json: { wasSignedIn: false } });
});

test('a wrong password opens nothing, and none goes over a line that others can read', async () => {
  const wrong = await signIn('not-the-password');
  expect([wrong.exit, wrong.json.error]).toEqual([1, expect.stringContaining('does not fit')]);
  const plain = await signIn(person.password, 'http://hub.example');
  expect([plain.exit, plain.told]).toEqual([2, expect.stringContaining('https')]);
  expect((await ask('hub', 'account', 'list')).exit).toBe(2);
});
