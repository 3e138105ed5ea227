import { createServer, type Server, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { askTypesNoMore, isDatabaseAway, openPool } from './pool.ts';

test('a server that goes away while a connection is being made refuses a query and does not take the hub with it', async () => {
  const server = await listen((socket) => {
    // Startup message in, AuthenticationOk and ReadyForQuery out; the first query meets the end.
    socket.once('data', () => {
      socket.write(Buffer.concat([message('R', Buffer.from([0, 0, 0, 0])), message('Z', Buffer.from('I'))]));
      socket.once('data', () =>
        socket.end(message('E', Buffer.from('SFATAL\0VFATAL\0C57P01\0Mterminating connection\0\0'))),
      );
    });
  });
  const { port } = server.address() as { readonly port: number };
  const sql = openPool(`postgres://hub:secret@127.0.0.1:${port}/hub`, 1);
  // A rejection that nobody catches would end this test run as it would end the hub.
  askTypesNoMore(sql);
  await expect(sql`select 1`).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  await sql.end({ timeout: 0 });
  server.close();
});

test('while a database starts up a query is refused, and is not asked for again and again until it is there: the one before was cut in the middle', async () => {
  let connections = 0;
  const server = await listen((socket) => {
    connections += 1;
    const isFirst = connections === 1;
    socket.on('error', () => undefined);
    socket.once('data', () => {
      if (!isFirst) {
        socket.end(message('E', Buffer.from('SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0')));
        return;
      }
      socket.write(Buffer.concat([message('R', Buffer.from([0, 0, 0, 0])), message('Z', Buffer.from('I'))]));
      socket.once('data', () => socket.end());
    });
  });
  const { port } = server.address() as { readonly port: number };
  const sql = openPool(`postgres://hub:secret@127.0.0.1:${port}/hub`, 1);
  askTypesNoMore(sql);
  await expect(sql`select 1`).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  await expect(sql`select 2`).rejects.toSatisfy(isDatabaseAway);
  expect(connections).toBe(2);
  await sql.end({ timeout: 0 });
  server.close();
});

async function listen(onSocket: (socket: Socket) => void): Promise<Server> {
  const server = createServer(onSocket);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** PostgreSQL's protocol, version 3: type, length with itself, content. */
function message(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(content.length + 4, 1);
  return Buffer.concat([head, content]);
}
