import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import { releaseIdOf } from '../../contract/release/release-id.ts';
import { makeRoot } from '../../release/metadata/make.ts';
import { metadataOf } from '../../release/metadata/shapes.ts';
import { type PublishInput, publish } from '../../release/repository/publish.ts';
import {
  delegating,
  firstRoot,
  holders,
  must,
  naming,
  onlineKeys,
  signedWith,
  TestFolder,
} from '../../release/testing/ceremony.ts';
import { FileStore } from '../../updater/files/file-store.ts';
import { openTrust, type RefreshOptions, type Trust } from '../../updater/metadata/trust.ts';

const nowMs = Date.now();
const appName = 'app/1.json';
let made: TestFolder;
let repository: string;
let input: PublishInput;
let server: Server;
let baseUrl: string;
let machine: string;
let trust: Trust;
/** Instead of what the folder holds. */
let instead: (request: IncomingMessage, reply: ServerResponse) => boolean;

beforeEach(async () => {
  made = new TestFolder();
  repository = made.at('repository');
  const built = made.build(made.application('v1', nowMs), 'build-1', { version: '1' });
  const app = naming('app', [built], { keys: ['app-1', 'app-3'], version: 1, nowMs });
  input = {
    ...{ dir: repository, builds: [built], keys: onlineKeys(), nowMs },
    incoming: {
      root: firstRoot(nowMs),
      targets: delegating({ app: [['app-1', 'app-2', 'app-3'], 2], notice: [['notice-1'], 1] }, 1, nowMs),
      roles: new Map([['app', app]]),
    },
  };
  must(publish(input));
  instead = () => false;
  server = createServer((request, reply) => {
    if (!instead(request, reply)) serve(request, reply);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/releases/`;
  machine = mkdtempSync(join(tmpdir(), 'yitiji-machine-'));
  trust = openTrust({ root: machine, shippedRoot: readFileSync(made.at('v1', 'root.json')), clock: systemClock });
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(machine, { recursive: true, force: true });
  made.remove();
});

/** Any static server. */
function serve(request: IncomingMessage, reply: ServerResponse): void {
  const path = join(repository, (request.url ?? '').replace(/^\/releases\//, ''));
  if (!existsSync(path) || !statSync(path).isFile()) reply.writeHead(404).end('none');
  else reply.end(readFileSync(path));
}

async function refresh(change: Partial<RefreshOptions> = {}): Promise<string> {
  const done = await trust.refresh({ baseUrl, names: [appName], ...change });
  return done.ok ? 'ok' : done.error.code;
}

describe('what the release tool publishes', () => {
  test('is believed by a machine that has only its first root, and is the release that was built', async () => {
    expect(await refresh()).toBe('ok');
    const [built] = input.builds;
    if (built === undefined) throw new Error('no build');
    const { sha256, length } = built.build;
    expect(trust.target(appName)).toEqual({ ok: true, value: { sha256, length } });
    const store = new FileStore(join(machine, 'cas'));
    expect(await trust.fetchManifest(appName, { baseUrl, store })).toEqual({
      ok: true,
      value: { id: releaseIdOf('1', sha256), manifest: built.manifest },
    });
  });

  test('is believed through a change of all online keys, and not by the old ones after it', async () => {
    expect(await refresh()).toBe('ok');
    const before = readFileSync(join(repository, 'metadata', 'timestamp.json'));
    const online = { snapshot: holders(['snapshot-2'], 1), timestamp: holders(['timestamp-2'], 1) };
    const root = signedWith(must(makeRoot(firstRoot(nowMs).signed, online, nowMs)), ['root-1', 'root-2']);
    const keys = onlineKeys('snapshot-2', 'timestamp-2');
    must(publish({ ...input, incoming: { root, targets: null, roles: new Map() }, builds: [], keys }));
    expect(await refresh()).toBe('ok');
    instead = (request, reply) => {
      if (request.url?.endsWith('timestamp.json') !== true) return false;
      reply.end(before);
      return true;
    };
    expect(await refresh()).toBe('forged');
    expect(trust.target(appName).ok).toBe(true);
    expect(metadataOf(root).equals(readFileSync(join(machine, 'trust', 'current', 'root.json')))).toBe(true);
  });
});

describe('a server that means no good, on a real line', () => {
  test('endless data: the machine hangs up', async () => {
    let sent = 0;
    const closed = new Promise<void>((resolve) => {
      instead = (request, reply) => {
        if (request.url?.endsWith('timestamp.json') !== true) return false;
        const more = () => {
          for (let isRoom = true; isRoom && !reply.destroyed; sent += 4096)
            isRoom = reply.write(Buffer.alloc(4096, 32));
        };
        reply.on('drain', more);
        reply.on('close', resolve);
        more();
        return true;
      };
    });
    expect(await refresh()).toBe('tooLarge');
    await closed;
    // What the buffers of both ends take.
    expect(sent).toBeLessThan(16 * 1024 * 1024);
  });

  test.each(['headers', 'body'])('a server that never ends its %s: the machine hangs up', async (part) => {
    const closed = new Promise<void>((resolve) => {
      instead = (request, reply) => {
        if (request.url?.endsWith('timestamp.json') !== true) return false;
        if (part === 'body') reply.write('{');
        request.socket.on('close', () => resolve());
        return true;
      };
    });
    expect(await refresh({ limits: { fileMs: 300, refreshMs: 10_000 } })).toBe('tooSlow');
    await closed;
  });

  test('a redirect leads nowhere', async () => {
    const asked: string[] = [];
    instead = (request, reply) => {
      asked.push(request.url ?? '');
      reply.writeHead(302, { location: '/elsewhere' }).end();
      return true;
    };
    expect(await refresh()).toBe('unreachable');
    expect(asked).toEqual(['/releases/metadata/2.root.json']);
  });

  test('a packed answer is not longer than a plain one may be', async () => {
    const { gzipSync } = await import('node:zlib');
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 32));
    instead = (request, reply) => {
      if (request.url?.endsWith('timestamp.json') !== true) return false;
      reply.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
      return true;
    };
    expect(await refresh()).toBe('tooLarge');
  });
});
