import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { beforeAll, expect, test } from 'vitest';
import { makeCertificate } from '../testing/certificate.ts';
import { askTypesNoMore, isDatabaseAway, openPool } from './pool.ts';

let certificate: { readonly cert: string; readonly key: Buffer };
beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'yitiji-pool-'));
  const cert = makeCertificate(folder, 'server', { subject: 'database', signer: null });
  certificate = { cert, key: readFileSync(join(folder, 'server.key')) };
  rmSync(folder, { recursive: true });
});

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

test.each([
  ...[{ how: 'end', line: 'clear' } as const, { how: 'reset', line: 'clear' } as const],
  ...[{ how: 'end', line: 'tls' } as const, { how: 'reset', line: 'tls' } as const],
])(
  'what is asked on a connection while it ends is refused, too, and holds nobody for ever: $how, $line',
  async ({ how, line }) => {
    const ready = message('Z', Buffer.from('I'));
    const nothing = [message('1', Buffer.alloc(0)), message('n', Buffer.alloc(0)), message('2', Buffer.alloc(0))];
    const talk = (socket: Socket, wire: Socket) => {
      for (const one of [socket, wire]) one.on('error', () => undefined);
      const answers = [
        Buffer.concat([message('R', Buffer.from([0, 0, 0, 0])), ready]),
        Buffer.concat([...nothing, message('C', Buffer.from('SELECT 0\0')), ready]),
      ];
      socket.on('data', () => {
        const next = answers.shift();
        if (next !== undefined) socket.write(next);
        else if (how === 'end') socket.end();
        else wire.resetAndDestroy();
      });
    };
    const server = await listen(line === 'clear' ? (socket) => talk(socket, socket) : (wire) => secure(wire, talk));
    const { port } = server.address() as { readonly port: number };
    const sql = openPool(
      `postgres://hub:secret@127.0.0.1:${port}/hub?sslmode=${line === 'tls' ? 'require' : 'disable'}`,
      1,
    );
    askTypesNoMore(sql);
    expect(await sql`select 1`).toHaveLength(0);
    const cut = await sql`select 2`.catch((cause: unknown) => cause);
    expect(cut).toSatisfy(isDatabaseAway);
    await expect(sql`select 3`).rejects.toSatisfy(isDatabaseAway);
    await sql.end({ timeout: 0 });
    server.close();
  },
);

/** SSLRequest in, `S` out, then TLS. Source: PostgreSQL manual, “SSL Session Encryption”. */
function secure(wire: Socket, talk: (socket: Socket, wire: Socket) => void): void {
  wire.once('data', () => {
    wire.write('S');
    talk(new TLSSocket(wire, { isServer: true, ...certificate }), wire);
  });
}

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
