import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { fastify } from 'fastify';
import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import type { App } from '../http.ts';
import { consoleFiles } from './files.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

function rig(files: Readonly<Record<string, string>>): { readonly app: App; readonly put: typeof write } {
  const outer = mkdtempSync(join(tmpdir(), 'console-'));
  const dir = join(outer, 'console');
  writeFileSync(join(outer, 'secret.txt'), 'secret');
  const write = (more: Readonly<Record<string, string>>) => {
    mkdirSync(join(dir, 'assets'), { recursive: true });
    for (const [name, text] of Object.entries(more)) writeFileSync(join(dir, name), text);
  };
  if (Object.keys(files).length > 0) write(files);
  const app = fastify() as unknown as App;
  app.decorateReply('refusal', null);
  app.get('/v1/known', async () => ({ known: true }));
  app.setNotFoundHandler(consoleFiles({ clock: systemClock }, dir));
  ends.push(
    () => rmSync(outer, { recursive: true }),
    () => app.close(),
  );
  return { app, put: write };
}

const built = { 'index.html': '<p>page</p>', 'assets/main-1.js': 'console', 'assets/font.woff2': 'font' };
const html = { accept: 'text/html,*/*' };

test('every address of the console shows the page, and the strict policy goes with it', async () => {
  const { app } = rig(built);
  for (const url of ['/', '/machines/TH0017?tab=orders', '/orders/12']) {
    const reply = await app.inject({ url, headers: html });
    expect([reply.statusCode, reply.body]).toEqual([200, '<p>page</p>']);
    expect(reply.headers['content-security-policy']).toContain("script-src 'self'; style-src 'self'");
    expect(reply.headers['cache-control']).toBe('no-cache');
  }
});

test('an unknown route of the hub stays an error in JSON, also for a browser, and a known one is not hidden', async () => {
  const { app } = rig(built);
  const unknown = await app.inject({ url: '/v1/nothing', headers: html });
  expect([unknown.statusCode, unknown.json().error]).toEqual([404, 'notFound']);
  expect((await app.inject({ url: '/other' })).statusCode).toBe(404);
  expect((await app.inject({ url: '/machines', method: 'POST', headers: html })).statusCode).toBe(404);
  expect((await app.inject({ url: '/v1/known' })).json()).toEqual({ known: true });
});

test('no address leads out of the folder', async () => {
  const { app } = rig(built);
  for (const url of ['/../secret.txt', '/%2e%2e/secret.txt', '/assets/..%2f..%2fsecret.txt']) {
    const reply = await app.inject({ url });
    expect([url, reply.statusCode]).toEqual([url, 404]);
  }
});

test('built files are kept for ever by browsers and packed for those that take it', async () => {
  const { app } = rig(built);
  const packed = await app.inject({ url: '/assets/main-1.js', headers: { 'accept-encoding': 'gzip, br' } });
  expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
  expect(packed.headers['cache-control']).toContain('immutable');
  expect(gunzipSync(packed.rawPayload).toString()).toBe('console');
  expect((await app.inject({ url: '/assets/main-1.js' })).body).toBe('console');
  const font = await app.inject({ url: '/assets/font.woff2', headers: { 'accept-encoding': 'gzip' } });
  expect([font.headers['content-encoding'], font.headers['content-type']]).toEqual([undefined, 'font/woff2']);
});

test('a hub without a built console says what to do, and shows it once it is built', async () => {
  const { app, put } = rig({});
  const before = await app.inject({ url: '/', headers: html });
  expect(before.statusCode).toBe(503);
  expect(before.body).toContain('npm run build');
  put(built);
  expect((await app.inject({ url: '/', headers: html })).body).toBe('<p>page</p>');
  put({ 'index.html': '<p>built anew</p>' });
  expect((await app.inject({ url: '/', headers: html })).body).toBe('<p>built anew</p>');
});
