import { createServer, type Server } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { maxBundleBytes } from '../../contract/bundle.ts';
import { type Nginx, startNginx } from '../support/nginx.ts';

let hub: Server;
let nginx: Nginx;
beforeAll(async () => {
  // Stands for the three instances: says how much has come through.
  hub = createServer((asked, reply) => {
    let bytes = 0;
    asked.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength;
    });
    asked.on('end', () => reply.end(String(bytes)));
  });
  await new Promise<void>((done) => hub.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(hub.address() as AddressInfo).port}`;
  nginx = await startNginx([url, url, url], false);
});
afterAll(async () => {
  await nginx.stop();
  hub.closeAllConnections();
  await new Promise<void>((done) => hub.close(() => done()));
});

const post = (path: string, body: Buffer) =>
  new Promise<{ readonly status: number; readonly text: string }>((settle, fail) => {
    const asked = request(`${nginx.url}${path}`, { method: 'POST', ca: nginx.authority, agent: false }, (reply) => {
      let text = '';
      reply.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      reply.on('end', () => settle({ status: reply.statusCode ?? 0, text }));
    });
    asked.on('error', fail);
    asked.setHeader('content-length', body.byteLength);
    // A gateway that refuses the length need not read the body.
    asked.setHeader('expect', '100-continue');
    asked.on('continue', () => asked.end(body));
    asked.flushHeaders();
  });

test('the largest bundle comes to the hub through the gateway of the documentation: whoever mends a machine from afar got 413', async () => {
  const largest = Buffer.alloc(Math.ceil(maxBundleBytes / 3) * 4 + 4096, 0x41);
  expect(await post('/v1/operator/bundles/open', largest)).toEqual({ status: 200, text: String(largest.byteLength) });
  expect((await post('/v1/operator/staff', Buffer.alloc(2 * 1024 * 1024))).status).toBe(413);
});
