import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningHub } from './main.ts';
import { byToken, type HubFixture, openHubFixture } from './testing/hub-fixture.ts';

let f: HubFixture;
let overTls: RunningHub;
beforeAll(async () => {
  f = await openHubFixture();
  overTls = await f.another({ publicUrl: 'https://hub.example', isWorking: false });
});
afterAll(() => f.close());

/** What every answer must carry, whoever asked for what. */
function expectGuarded(headers: Headers): void {
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(Object.fromEntries(headers)).toMatchObject({
    ...{ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'x-frame-options': 'DENY' },
    ...{ 'cache-control': expect.any(String), 'content-type': expect.any(String) },
  });
  for (const name of ['server', 'x-powered-by', 'access-control-allow-origin']) expect(headers.get(name)).toBeNull();
}

/** Sends these bytes; resolves with all that comes back before the hub ends the connection. */
function raw(bytes: string): Promise<string> {
  const { hostname, port } = new URL(f.hub.url);
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.on('data', (part: Buffer) => parts.push(part));
    socket.on('close', () => resolve(Buffer.concat(parts).toString()));
    socket.on('error', reject);
  });
}

describe('no answer can be run, framed, guessed, kept or traced by a browser', () => {
  test.each([
    ['data', '/v1/health', 200],
    ['the description', '/v1/openapi.json', 200],
    ['figures', '/metrics', 200],
    ['no such route', '/v1/nothing', 404],
    ['nobody signed in', '/v1/console/machines', 401],
    ['an address that cannot be read', '/v1/%c0%ae', 400],
    ['an address with NUL', '/v1/console/machines?after=a%00b', 400],
    ['the page of a certificate', '/v1/verify/ABC', 200],
  ])('%s', async (_what, path, status) => {
    const reply = await fetch(f.hub.url + path, {
      headers: { accept: path.includes('verify') ? 'text/html' : '*/*', origin: 'https://evil.example' },
    });
    await reply.text();
    expect(reply.status).toBe(status);
    expectGuarded(reply.headers);
    expect(reply.headers.get('cache-control')).toBe('no-store');
  });

  test('an answer is dated by the hub’s clock: pages that reckon by another one would tell wrong ages', async () => {
    f.clock.shiftMs = 3_600_000;
    const reply = await fetch(`${f.hub.url}/v1/health`);
    const offMs = Date.parse(reply.headers.get('date') ?? '') - f.clock.wallMs();
    f.clock.shiftMs = 0;
    expect(Math.abs(offMs)).toBeLessThan(60_000);
  });

  test('a stream of events, and asking only for its head holds nothing', async () => {
    const stop = new AbortController();
    const reply = await fetch(`${f.hub.url}/v1/console/events`, { headers: byToken, signal: stop.signal });
    expectGuarded(reply.headers);
    stop.abort();
    const head = await fetch(`${f.hub.url}/v1/console/events`, { method: 'HEAD', headers: byToken });
    expect(head.status).toBe(404);
  });

  test('what is no HTTP, and a head without end, end the connection in the form of every refusal', async () => {
    for (const [bytes, status, error] of [
      ['HELLO\r\n\r\n', '400', 'badRequest'],
      [`GET /${'x'.repeat(20_000)} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`, '413', 'tooLarge'],
      [
        'POST /v1/enrolments HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n',
        '400',
        'badRequest',
      ],
    ] as const) {
      const answer = await raw(bytes);
      const [head = '', body = ''] = answer.split('\r\n\r\n');
      expect([bytes.slice(0, 8), head.split(' ')[1]]).toEqual([bytes.slice(0, 8), status]);
      expect(JSON.parse(body)).toEqual({ error, detail: expect.any(String), hubTime: expect.any(String) });
      const pairs = head
        .split('\r\n')
        .slice(1)
        .map((line) => line.split(': ') as [string, string]);
      expectGuarded(new Headers(pairs));
    }
    // A body behind the answer to a HEAD would be read as the next answer (a connection that a gateway keeps).
    const ofHead = await raw(`HEAD /${'x'.repeat(20_000)} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`);
    expect(ofHead.split('\r\n\r\n')).toEqual([expect.stringMatching(/^HTTP\/1\.1 413 /), '']);
    const refusals = f.logLines.filter((line) => line.includes('"route":"","status":413'));
    expect(refusals).toHaveLength(2);
  });
});

test('data that is opened as an address is put away under a fixed name; a page is shown', async () => {
  const data = await fetch(`${f.hub.url}/v1/health?filename=evil.bat`);
  expect([data.status, data.headers.get('content-disposition')]).toEqual([200, 'attachment; filename="api.json"']);
  const page = await fetch(`${f.hub.url}/v1/verify/ABC`, { headers: { accept: 'text/html' } });
  expect(page.headers.get('content-disposition')).toBeNull();
});

test('browsers are told to come over TLS only where people come over TLS', async () => {
  const plain = await fetch(`${f.hub.url}/v1/health`);
  expect(plain.headers.get('strict-transport-security')).toBeNull();
  const secure = await fetch(`${overTls.url}/v1/nothing`);
  expect(secure.headers.get('strict-transport-security')).toMatch(/^max-age=31536000; includeSubDomains$/);
});

test('a body that is not JSON by its own word is not read: 415, also plain text, which any page may send', async () => {
  for (const type of [
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
  ]) {
    const reply = await fetch(`${f.hub.url}/v1/console/session`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: JSON.stringify({ token: 'test-operator-token' }),
    });
    const said = (await reply.json()) as { readonly error: string };
    expect([type, reply.status, said.error]).toEqual([type, 415, 'mediaType']);
    expect(reply.headers.getSetCookie()).toEqual([]);
  }
});

test('a method that no route has is refused and told to the log', async () => {
  for (const method of ['DELETE', 'PATCH', 'OPTIONS', 'PROPFIND']) {
    const reply = await fetch(`${f.hub.url}/v1/console/session`, { method, headers: byToken });
    expect([method, reply.status]).toEqual([method, 404]);
    expectGuarded(reply.headers);
  }
});
