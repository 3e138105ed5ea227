import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fastify } from 'fastify';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import type { HubDeps } from '../deps.ts';
import type { App, TypeBoxProvider } from '../http.ts';
import { silentHubLog } from '../log.ts';
import { buildServer } from '../server.ts';
import { releaseRoutes } from './serve.ts';

const content = Buffer.from(Array.from({ length: 300_000 }, (_, at) => at % 251));
const hash = createHash('sha256').update(content).digest('hex');
const file = `/releases/files/${hash.slice(0, 2)}/${hash}`;
const manifest = `/releases/targets/app/${hash}.2026.11.1.json`;
const scoped = `/releases/targets/catalogue/gz-tianhe/${hash}.1.json`;

/** More than the sockets hold between them: the stream waits for the reader. */
const bigBytes = Buffer.alloc(64 * 1024 * 1024, 7);
const bigHash = createHash('sha256').update(bigBytes).digest('hex');
const big = `/releases/files/${bigHash.slice(0, 2)}/${bigHash}`;

let dir: string;
let app: App;
let url: string;
const stop = new AbortController();
const put = (path: string, bytes: string | Buffer) => {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), bytes);
};

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-served-'));
  put('secret.json', 'secret');
  put(`repository${file.slice('/releases'.length)}`, content);
  put(`repository${manifest.slice('/releases'.length)}`, '{"manifest":1}');
  put(`repository${scoped.slice('/releases'.length)}`, '{"manifest":2}');
  put(`repository${big.slice('/releases'.length)}`, bigBytes);
  put('repository/metadata/timestamp.json', '{"timestamp":1}');
  put('repository/metadata/3.catalogue-gz.json', '{"role":1}');
  const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  put(`repository/files/e3/${empty}`, '');
  symlinkSync(join(dir, 'secret.json'), join(dir, 'repository/metadata/9.app.json'));
  mkdirSync(join(dir, 'repository/metadata/8.app.json'));
  // Nothing here asks the database.
  app = buildServer({
    ...{ clock: systemClock, log: silentHubLog, operatorToken: 'test-operator-token', keys: {}, hostNames: [] },
    ...{
      publicUrl: () => 'http://127.0.0.1',
      stop: stop.signal,
      signals: { on: () => () => undefined, onResume: () => () => undefined },
    },
    releasesDir: join(dir, 'repository'),
  } as unknown as HubDeps);
  url = await app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  stop.abort();
  await app.close();
  rmSync(dir, { recursive: true, force: true });
});

const get = (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
  fetch(url + path, { method, headers });
const bytesOf = async (reply: Response) => Buffer.from(await reply.arrayBuffer());

test('a file comes whole, as it is, and may be kept for ever', async () => {
  const reply = await get(file, { 'accept-encoding': 'gzip, br' });
  expect(reply.status).toBe(200);
  expect(Object.fromEntries(reply.headers)).toMatchObject({
    ...{ 'content-length': '300000', 'accept-ranges': 'bytes', etag: `"${hash}"` },
    'cache-control': 'public, max-age=31536000, immutable',
  });
  expect(reply.headers.get('content-encoding')).toBeNull();
  expect((await bytesOf(reply)).equals(content)).toBe(true);
  expect(await (await get(manifest)).text()).toBe('{"manifest":1}');
  expect(await (await get(scoped)).text()).toBe('{"manifest":2}');
  expect(await (await get('/releases/metadata/3.catalogue-gz.json')).text()).toBe('{"role":1}');
  const empty = await get('/releases/files/e3/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect([empty.status, await empty.text()]).toEqual([200, '']);
});

test('a cut download goes on where it was, and only where the file is still the same', async () => {
  const rest = await get(file, { range: 'bytes=299990-' });
  expect([rest.status, rest.headers.get('content-range')]).toEqual([206, 'bytes 299990-299999/300000']);
  expect((await bytesOf(rest)).equals(content.subarray(299_990))).toBe(true);
  const same = await get(file, { range: 'bytes=5-9', 'if-range': `"${hash}"` });
  expect([same.status, (await bytesOf(same)).equals(content.subarray(5, 10))]).toEqual([206, true]);
  const other = await get(file, { range: 'bytes=5-9', 'if-range': '"other"' });
  expect([other.status, (await bytesOf(other)).byteLength]).toEqual([200, 300_000]);
  const beyond = await get(file, { range: 'bytes=300000-' });
  expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */300000']);
});

test('who has it already is told so without the bytes', async () => {
  const known = await get(file, { 'if-none-match': `"${hash}"` });
  expect([known.status, (await bytesOf(known)).byteLength]).toEqual([304, 0]);
  const head = await get(file, {}, 'HEAD');
  expect([head.status, head.headers.get('content-length')]).toEqual([200, '300000']);
});

test('the timestamp is asked for anew each time, and a root that is not there yet is not remembered as missing', async () => {
  const path = '/releases/metadata/timestamp.json';
  const first = await get(path);
  const etag = first.headers.get('etag') ?? '';
  expect(first.headers.get('cache-control')).toBe('no-cache');
  expect((await get(path, { 'if-none-match': etag })).status).toBe(304);
  put('repository/metadata/timestamp.json', '{"timestamp":2}');
  const second = await get(path, { 'if-none-match': etag });
  expect([second.status, await second.text()]).toEqual([200, '{"timestamp":2}']);
  const missing = await get('/releases/metadata/2.root.json');
  expect([missing.status, missing.headers.get('cache-control')]).toEqual([404, 'no-store']);
});

describe('nothing else is reached', () => {
  /** As it stands: `fetch` would tidy the path before it asks. */
  const raw = (path: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () => {
        socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
      });
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString();
      });
      socket.on('end', () => resolve(text));
      socket.on('error', reject);
    });

  test.each([
    '/releases/metadata/../../secret.json',
    '/releases/metadata/..%2f..%2fsecret.json',
    '/releases/metadata/%2e%2e/%2e%2e/secret.json',
    '/releases/metadata/..\\..\\secret.json',
    '/releases/metadata//secret.json',
    '/releases/files/../../secret.json',
    '/releases/files/aa/..%2f..%2f..%2fsecret.json',
    '/releases/targets/app/%2e%2e%2f%2e%2e%2fsecret.json',
    '/releases/metadata/secret.json%00.json',
    '/releases/metadata/',
    '/releases/',
    '/releases/metadata/8.app.json',
    '/releases/metadata/9.app.json',
    `/releases/files/${hash.slice(0, 2)}/${hash.toUpperCase()}`,
  ])('%s', async (path) => {
    const text = await raw(path);
    expect(text).toMatch(/^HTTP\/1\.1 40[04] /);
    expect(text.split('\r\n\r\n')[1]).not.toBe('secret');
  });
});

test('a hub that stops does not wait for a machine on a slow line', async () => {
  const ended = new AbortController();
  const slow = buildServer({
    ...{ clock: systemClock, log: silentHubLog, operatorToken: 'test-operator-token', keys: {}, hostNames: [] },
    ...{
      publicUrl: () => 'http://127.0.0.1',
      stop: ended.signal,
      signals: { on: () => () => undefined, onResume: () => () => undefined },
    },
    releasesDir: join(dir, 'repository'),
  } as unknown as HubDeps);
  const at = await slow.listen({ port: 0, host: '127.0.0.1' });
  const reply = await fetch(at + big);
  const reader = reply.body?.getReader();
  await reader?.read();
  ended.abort();
  await slow.close();
  await expect(
    (async () => {
      for (let piece = await reader?.read(); piece?.done === false; piece = await reader?.read());
    })(),
  ).rejects.toThrow();
});

test('who comes on top is told to come back, and does when one of the others has gone', async () => {
  const own: App = fastify().withTypeProvider<TypeBoxProvider>();
  own.decorateReply('refusal', null);
  const never = new AbortController();
  releaseRoutes(own, { clock: systemClock, releasesDir: join(dir, 'repository'), stop: never.signal }, 1);
  const at = await own.listen({ port: 0, host: '127.0.0.1' });
  const together = await Promise.all([1, 2, 3, 4].map(() => fetch(at + big)));
  expect(together.map(({ status }) => status).sort()).toEqual([200, 503, 503, 503]);
  for (const { body } of together) await body?.cancel();
  const first = await vi.waitFor(async () => {
    const reply = await fetch(at + big);
    expect(reply.status).toBe(200);
    return reply;
  }, 10_000);
  const second = await fetch(at + big);
  expect([second.status, second.headers.get('retry-after')]).toEqual([503, '2']);
  expect((await fetch(at + big, { method: 'HEAD' })).status).toBe(200);
  await first.body?.cancel();
  await vi.waitFor(async () => {
    const third = await fetch(at + big, { headers: { range: 'bytes=0-9' } });
    expect([third.status, (await bytesOf(third)).byteLength]).toEqual([206, 10]);
  }, 10_000);
  await own.close();
});
