import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createRawServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createIppClient } from './ipp-client.ts';

/** Real sockets: what Node's HTTP client tells at the edge. */
const request = Uint8Array.of(2, 0, 0, 0x0b, 0, 0, 0, 1, 3);
const document = Buffer.from('%PDF-1.7 document');
const servers: { close(): unknown; closeAllConnections?(): void }[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections?.();
    server.close();
  }
});

async function listening(server: Server | ReturnType<typeof createRawServer>): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

async function clientOf(listener: RequestListener) {
  const port = await listening(createServer(listener));
  return createIppClient({ place: { kind: 'tcp', host: '127.0.0.1', port }, path: '/printers/A4' });
}

const signal = () => new AbortController().signal;

test('request and document go out in one body, the reply comes back whole, in whatever pieces', async () => {
  const heard: { method?: string | undefined; url?: string | undefined; type?: string | undefined; body: Buffer }[] =
    [];
  const client = await clientOf((incoming, reply) => {
    const chunks: Uint8Array[] = [];
    incoming.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method, url, headers } = incoming;
      heard.push({ method, url, type: headers['content-type'], body: Buffer.concat(chunks) });
      reply.write('ab');
      reply.end('cd');
    });
  });
  expect(await client.post(request, document, signal())).toEqual({ ok: true, value: Buffer.from('abcd') });
  expect(heard).toEqual([
    { method: 'POST', url: '/printers/A4', type: 'application/ipp', body: Buffer.concat([request, document]) },
  ]);
});

test('no socket there, nobody listening: certain that nothing arrived', async () => {
  const path = join(tmpdir(), 'yitiji-no-such-socket');
  const absent = createIppClient({ place: { kind: 'socket', path }, path: '/' });
  expect(await absent.post(request, null, signal())).toMatchObject({
    error: { kind: 'absent', mayHaveArrived: false },
  });
  const server = createServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  const refused = createIppClient({ place: { kind: 'tcp', host: '127.0.0.1', port }, path: '/' });
  expect(await refused.post(request, null, signal())).toMatchObject({
    error: { kind: 'refused', mayHaveArrived: false },
  });
});

test.each([
  ['HTTP 503', 'HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n', 'http'],
  ['half a reply', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', 'lost'],
  ['an end without a reply', '', 'lost'],
  ['no HTTP', 'SSH-2.0-OpenSSH\r\n', 'lost'],
])('%s', async (_, answer, kind) => {
  const port = await listening(
    createRawServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.once('data', () => socket.end(answer));
    }),
  );
  const client = createIppClient({ place: { kind: 'tcp', host: '127.0.0.1', port }, path: '/' });
  expect(await client.post(request, null, signal())).toMatchObject({ error: { kind, mayHaveArrived: true } });
});

test('a reply without end is cut off', async () => {
  const client = await clientOf((incoming, reply) => {
    incoming.resume();
    const block = Buffer.alloc(262_144);
    for (let n = 0; n < 8; n += 1) reply.write(block);
  });
  expect(await client.post(request, null, signal())).toMatchObject({ error: { kind: 'garbled' } });
});

test('an abort settles at once, with a server that never answers', async () => {
  const controller = new AbortController();
  const client = await clientOf((incoming) => {
    incoming.resume();
    incoming.on('end', () => controller.abort());
  });
  expect(await client.post(request, null, controller.signal)).toMatchObject({
    error: { kind: 'aborted', mayHaveArrived: true },
  });
  expect(await client.post(request, null, controller.signal)).toMatchObject({ error: { mayHaveArrived: false } });
});
