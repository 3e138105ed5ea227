import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { Command } from '../../contract/command.ts';
import { hubAccountList } from './hub-account.ts';
import { hubAssignments } from './hub-assign.ts';
import { hubRevoke } from './hub-keys.ts';
import { hubStaff } from './hub-staff.ts';

let server: Server | null = null;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise<void>((done) => (server === null ? done() : server.close(() => done())));
  server = null;
});

/** Something that stands where a hub is looked for. */
async function answering(listener: RequestListener): Promise<string> {
  const made = createServer(listener);
  server = made;
  await new Promise<void>((done) => made.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(made.address() as AddressInfo).port}`;
}

const run = (command: Command, hub: string, more: Readonly<Record<string, string>> = {}) =>
  command.run(
    { options: { hub, 'operator-token': 'a-token-of-tests', ...more }, positionals: [] },
    { out: () => undefined, note: () => undefined, signal: new AbortController().signal },
  );
const revoke = (hub: string) => run(hubRevoke, hub, { kiosk: 'TH0017', reason: 'stolen' });

test('a line that breaks behind an order says that nobody knows, not that the hub is away', async () => {
  const hub = await answering((request) => request.on('data', () => request.socket.destroy()));
  const { exit, text } = await revoke(hub);
  expect([exit, text]).toEqual([
    1,
    expect.stringMatching(/has not answered \(\w+\): nobody knows whether it was done/),
  ]);
  expect(text).not.toContain('cannot be reached');
});

test('a gateway that gives up is no refusal of the hub', async () => {
  const hub = await answering((_request, reply) => reply.writeHead(504).end('<html>504</html>'));
  expect(await revoke(hub)).toMatchObject({
    ...{ exit: 1, text: 'the hub failed: HTTP 504: nobody knows whether it was done, so look before you do it again' },
  });
  // Who only looks has done nothing.
  expect(await run(hubAssignments, hub)).toMatchObject({ exit: 1, text: 'the hub failed: HTTP 504' });
});

test('nobody there: nothing was done, and where to look', async () => {
  const hub = await answering(() => undefined);
  await new Promise<void>((done) => server?.close(() => done()));
  server = null;
  const { exit, text } = await revoke(hub);
  expect([exit, text]).toEqual([1, expect.stringContaining('cannot be reached (ECONNREFUSED): does it run there?')]);
});

test('another program at the address is told as one, and ends no command with a stack', async () => {
  const hub = await answering((_request, reply) => reply.end('<html>a printer</html>'));
  for (const command of [hubAccountList, hubAssignments]) {
    expect(await run(command, hub)).toMatchObject({
      exit: 1,
      text: expect.stringContaining(`what answers at ${hub} is no hub`),
    });
  }
});

test('an address without its scheme is wrong usage', async () => {
  await expect(run(hubAssignments, 'hub.example:8470')).rejects.toThrow(
    '--hub is an address such as https://hub.example',
  );
});

test('the text of a new card is shown once, also where what was asked behind it has failed', async () => {
  const hub = await answering((request, reply) => {
    if (request.url?.endsWith('/pin') === true)
      return void reply.writeHead(500).end('{"error":"internal","detail":"x"}');
    reply.end(
      JSON.stringify(request.url?.endsWith('/cards') === true ? { cardId: 'c1', content: 'YTJS1:synthetic' } : {}),
    );
  });
  const options = { staff: '100002', 'new-card': true, 'reset-pin': true } as unknown as Record<string, string>;
  const { exit, text, json } = await run(hubStaff, hub, options);
  expect(exit).toBe(1);
  expect(text).toMatch(
    /^100002: changed\n100002: card c1, print as a QR code: YTJS1:synthetic\nthe hub failed: HTTP 500/,
  );
  expect(json).toMatchObject({
    cards: ['100002: card c1, print as a QR code: YTJS1:synthetic'],
    error: expect.any(String),
  });
});
