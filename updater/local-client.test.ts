import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Type } from 'typebox';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { channelLimits } from '../contract/channel-limits.ts';
import { lineOf, localAddress } from '../contract/local-channel.ts';
import { VirtualClock } from '../contract/virtual-clock.ts';
import { connectLocal } from './local-client.ts';

let dir = '';
let server: Server;
let served: (socket: Socket) => void = () => undefined;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-client-'));
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    served(socket);
  });
  await new Promise<void>((resolve) => server.listen(localAddress(dir), resolve));
});
afterEach(async () => {
  await new Promise<void>((resolve) => server.close(() => resolve()));
  rmSync(dir, { recursive: true, force: true });
});

async function connected(clock = new VirtualClock()) {
  const client = await connectLocal(dir, clock);
  if (!client.ok) throw new Error(client.error.code);
  return client.value;
}

it('whatever a service that has lost its mind writes, a call ends as a value, and nothing is taken for news', async () => {
  const line = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.concat([bytes, Buffer.from('\n')])),
    fc.jsonValue().map((value) => Buffer.from(lineOf(value))),
    fc.constant(Buffer.from(`${'['.repeat(100_000)}${']'.repeat(100_000)}\n`)),
    fc.constant(Buffer.from(lineOf({ type: 'reply', id: 0, ok: true, output: { extra: 1 }, more: 1 }))),
    fc.constant(Buffer.from(lineOf({ type: 'event', event: { name: 'update.granted', lease: null } }))),
  );
  await fc.assert(
    fc.asyncProperty(line, async (bytes) => {
      served = (socket) => socket.once('data', () => socket.end(bytes));
      const client = await connected();
      const news: unknown[] = [];
      client.onNews((item) => news.push(item));
      const answer = await client.call(
        'update.look',
        {},
        Type.Object({ a: Type.Number() }, { additionalProperties: false }),
      );
      expect(answer).toMatchObject({ ok: false, error: { code: expect.stringMatching(/^(away|malformed)$/) } });
      await client.closed;
      expect(news).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

it('a service that never stops talking is left: the agent has other work', async () => {
  const talk = lineOf({ type: 'reply', id: 7, ok: true, output: null });
  served = (socket) => void socket.write(talk.repeat(channelLimits.local.burst + 1));
  const client = await connected();
  await client.closed;
  expect(client.isClosed).toBe(true);
});
