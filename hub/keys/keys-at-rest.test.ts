import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPool, type Sql, transaction } from '../database/pool.ts';
import { silentHubLog } from '../log.ts';
import type { HubOptions } from '../main.ts';
import { application, call, operator, people, submit } from '../testing/case-kit.ts';
import { ConsoleClient, newPerson } from '../testing/console-client.ts';
import { type HubFixture, openHubFixture, operatorToken, tablesWith } from '../testing/hub-fixture.ts';
import { loadHubKeys, rotateHubKey } from './hub-keys.ts';
import { readKeyRows } from './key-rows.ts';
import { newWrappingKey, parseWrappingKeys } from './wrapping-key.ts';
import { wrappingKeysIn, wrappingKeysOf, writeWrappingKeys } from './wrapping-keys.ts';

let f: HubFixture;
let dir = '';
beforeAll(async () => {
  f = await openHubFixture();
  dir = mkdtempSync(join(tmpdir(), 'yitiji-wrapping-'));
});
afterAll(async () => {
  await f.close();
  rmSync(dir, { recursive: true, force: true });
});

const opened = async (wrapping = f.wrapping) => {
  const read = await transaction(f.sql, (tx) => readKeyRows(tx, wrapping, new Map()));
  if (!read.ok) throw new Error(read.error);
  return read.value.rows;
};
const nowMs = () => Date.now();
/** Samples of private keys that PostgreSQL keeps for its plans. */
const statistics = async (sql: Sql) => {
  const [row] = await sql<{ n: number }[]>`
    select count(*)::int as n from pg_stats where tablename = 'hub_key' and attname = 'private_key'`;
  return row?.n ?? 0;
};
/** Starts a hub that must not start; what it says. */
const refusal = (options: Partial<HubOptions>) =>
  f.another({ dataDir: join(dir, 'elsewhere'), ...options }).then(
    async (started) => {
      await started.close();
      return 'it started';
    },
    (cause: unknown) => String(cause),
  );

test('whoever has the database and not the wrapping key opens nothing: no private key, no seed of an authenticator stands in it', async () => {
  const rows = await opened();
  expect(rows.map(({ purpose }) => purpose).sort()).toEqual(['code', 'reply', 'seal', 'store']);
  for (const { privateKey } of rows) expect(await tablesWith(f.sql, privateKey)).toEqual([]);
  const [key] = parseWrappingKeys(readFileSync(f.wrapping.where, 'utf8')) ?? [];
  expect(await tablesWith(f.sql, key?.text ?? '?')).toEqual([]);
  expect(statSync(f.wrapping.where).mode & 0o777).toBe(0o600);
  const other = await transaction(f.sql, (tx) => readKeyRows(tx, wrappingKeysOf(newWrappingKey().text), new Map()));
  expect(other).toMatchObject({ ok: false, error: expect.stringContaining(key?.id ?? '?') });
  expect(f.logLines.filter((line) => line.includes(key?.text ?? '?'))).toEqual([]);
});

test('a wrapped key that was changed, or moved into another row, is not taken for one', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.nat(), (about, text, at) => {
      const key = newWrappingKey();
      const wrapped = key.wrap(about, text);
      const bytes = Buffer.from(wrapped, 'base64url');
      bytes.writeUInt8((bytes.readUInt8(at % bytes.byteLength) + 1) % 256, at % bytes.byteLength);
      return (
        key.unwrap(about, wrapped) === text &&
        key.unwrap(`${about}.`, wrapped) === null &&
        key.unwrap(about, bytes.toString('base64url')) === null &&
        newWrappingKey().unwrap(about, wrapped) === null
      );
    }),
  );
});

test('a hub without its wrapping key does not start with new keys in place of the old: it says which one is missing, and where', async () => {
  const before = await f.sql`select * from hub_key order by kid`;
  const [key] = parseWrappingKeys(readFileSync(f.wrapping.where, 'utf8')) ?? [];
  const none = await refusal({});
  expect(none).toContain(`wrapped with ${key?.id}`);
  expect(none).toContain(join(dir, 'elsewhere', 'wrapping.key'));
  expect(none).toContain('does not exist');
  const stranger = newWrappingKey();
  expect(await refusal({ wrappingKeyText: stranger.text })).toContain(`has only ${stranger.id}`);
  expect(await refusal({ wrappingKeyText: 'not a key' })).toContain('one a line, 43 signs each');
  const open = join(dir, 'open.key');
  writeWrappingKeys(open, [stranger]);
  chmodSync(open, 0o640);
  expect(await refusal({ wrappingKeyFile: open })).toContain(`chmod 600 ${open}`);
  expect(await f.sql`select * from hub_key order by kid`).toEqual(before);
});

test('keys of a release before, in clear, are wrapped at the next start; nothing of them is left in the pages of the table', async () => {
  const clear = await opened();
  const databaseUrl = await f.emptyDatabase();
  const wrappingKeyFile = join(dir, 'migrated.key');
  const first = await f.another({ databaseUrl, wrappingKeyFile });
  await first.close();
  const inside = openPool(databaseUrl, 2);
  await inside`truncate hub_key`;
  for (const { kid, purpose, suite, publicKey, privateKey } of clear)
    await inside`insert into hub_key (kid, purpose, suite, public_key, private_key, created_ms) values (${kid}, ${purpose}, ${suite}, ${publicKey}, ${privateKey}, 1)`;
  await inside`alter table hub_key alter column private_key set statistics 100`;
  await inside`analyze hub_key`;
  expect(await statistics(inside)).toBeGreaterThan(0);
  const [planted] = await inside<{ path: string }[]>`select pg_relation_filepath('hub_key') as path`;
  const second = await f.another({ databaseUrl, wrappingKeyFile });
  const after = await transaction(inside, (tx) => readKeyRows(tx, wrappingKeysIn(wrappingKeyFile), new Map()));
  expect(after.ok && after.value.rows.map(({ privateKey }) => privateKey).sort()).toEqual(
    clear.map(({ privateKey }) => privateKey).sort(),
  );
  expect(await statistics(inside)).toBe(0);
  // A new file of the table: what stood in the pages of the old one went with it.
  const [file] = await inside<{ path: string }[]>`select pg_relation_filepath('hub_key') as path`;
  expect(file?.path).not.toBe(planted?.path);
  for (const { privateKey } of clear) expect(await tablesWith(inside, privateKey)).toEqual([]);
  await inside.end({ timeout: 1 });
  await second.close();
});

test('rotation: the new wrapping key comes first, all rows follow at a word, the running hub serves on, the old key opens nothing any more', async () => {
  const old = f.wrapping.read();
  if (!old.ok) throw new Error(old.error);
  const next = newWrappingKey();
  writeWrappingKeys(f.wrapping.where, [next, ...old.value]);
  const before = await opened();
  expect((await operator(f.hub.url, 'keys/rewrap', {})).body).toEqual({ wrappedBy: next.id, keys: before.length });
  expect((await operator(f.hub.url, 'keys/rewrap', {})).body).toEqual({ wrappedBy: next.id, keys: 0 });
  expect([...(await f.sql`select distinct wrapped_by from hub_key`)]).toEqual([{ wrapped_by: next.id }]);
  writeWrappingKeys(f.wrapping.where, [next]);
  expect(await opened()).toEqual(before);
  const machine = await f.machine();
  const body = application(machine, 'ss.card.loss', people.liYun, {
    action: 'report',
    reason: 'lost',
    card: 'ss-0026-1',
  });
  expect(await submit(machine, body)).toMatchObject({ state: 'done' });
  expect(await refusal({ wrappingKeyText: old.value[0]?.text ?? '' })).toContain(next.id);
  const [noted] = await f.sql`select act from audit_entry where act = 'hubKey.rewrapped'`;
  expect(noted).toBeDefined();
});

test('while the wrapping key is away the hub goes on with what it has opened, makes no key, and says so', async () => {
  const keys = f.wrapping.read();
  if (!keys.ok) throw new Error(keys.error);
  writeWrappingKeys(f.wrapping.where, [newWrappingKey()]);
  // A key that another instance has made, which this one cannot open.
  const made = await rotateHubKey(
    { sql: f.sql, wrapping: wrappingKeysOf(keys.value[0]?.text ?? '') },
    'reply',
    nowMs(),
  );
  const machine = await f.machine();
  expect((await call(machine, 'drafts/new', {}, 'PUT')).status).toBe(400);
  rmSync(f.wrapping.where);
  expect((await operator(f.hub.url, 'keys/rotate', { purpose: 'seal' })).status).toBe(503);
  expect(f.logLines.some((line) => line.includes('E_WRAPPING_KEY'))).toBe(true);
  writeWrappingKeys(f.wrapping.where, keys.value);
  const loaded = await loadHubKeys(f, { nowMs, log: silentHubLog });
  expect(loaded.ok && loaded.value.replyOf('intl-1').kid).toBe(made.ok && made.value);
});

test('restored: a copy of the database with the copy of the wrapping key is the same hub, to its machines and its people', async () => {
  const person = await newPerson(f.hub.url, {
    account: 'restored',
    roles: ['auditor'],
    token: operatorToken,
    nowMs: nowMs(),
  });
  const machine = await f.machine();
  const databaseUrl = await f.emptyDatabase();
  const rows = await f.sql`select * from hub_key`;
  const [account] = await f.sql`select * from account where id = ${person.id}`;
  // A backup as far as it counts here: keys, an account, a machine.
  const empty = await f.another({ databaseUrl, wrappingKeyFile: join(dir, 'restored.key') });
  await empty.close();
  const inside = openPool(databaseUrl, 2);
  await inside`truncate hub_key`;
  await inside`insert into hub_key ${inside([...rows])}`;
  await inside`insert into account ${inside(account as Record<string, unknown>)}`;
  const devices = await f.sql`select id, kiosk, place, keeper_phone, model, claimed_ms from device`;
  const keys = await f.sql`select public_key, device_id, created_ms from device_key`;
  await inside`insert into device ${inside([...devices])}`;
  await inside`insert into device_key ${inside([...keys])}`;
  await inside.end({ timeout: 1 });
  expect(await refusal({ databaseUrl, wrappingKeyFile: join(dir, 'restored.key') })).toContain('has only wrap-');
  const restored = await f.another({ databaseUrl, wrappingKeyFile: f.wrapping.where });
  const client = new ConsoleClient(restored.url);
  expect((await client.signIn('restored', person.password, person.code(nowMs() + 30_000))).status).toBe(200);
  machine.url = restored.url;
  const told = await machine.send('GET', machine.path('switches'), null);
  expect([told.status, told.isSigned]).toEqual([200, true]);
  await restored.close();
});
