import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { type FetchFileOptions, fetchFile, usualLimits } from './fetch-file.ts';
import { FileStore, unsureBytes } from './file-store.ts';

const bytes = Buffer.alloc(3 * 1024 * 1024 + 17, 0).map((_, n) => (n * 31 + (n >> 8)) & 0xff);
const sha256 = createHash('sha256').update(bytes).digest('hex');
const fast = { ...usualLimits, capBytesPerSecond: null };

let dir: string;
let store: FileStore;
let server: Server;
let answer: (request: IncomingMessage, reply: ServerResponse) => void;
let ranges: (string | undefined)[];

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-files-'));
  store = new FileStore(dir);
  ranges = [];
  answer = withRanges;
  server = createServer((request, reply) => {
    ranges.push(request.headers.range);
    answer(request, reply);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(dir, { recursive: true, force: true });
});

function withRanges({ headers }: IncomingMessage, reply: ServerResponse): void {
  const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
  if (from > 0) reply.writeHead(206, { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` });
  reply.end(bytes.subarray(from));
}

/** Answers with so many bytes and breaks the connection. */
const cutAfter = (count: number) => (request: IncomingMessage, reply: ServerResponse) => {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  reply.writeHead(from > 0 ? 206 : 200, {
    'content-length': bytes.length - from,
    ...(from > 0 ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}),
  });
  reply.write(bytes.subarray(from, from + count), () => request.socket.destroy());
};

const get = (change: Partial<FetchFileOptions> = {}) =>
  fetchFile({
    ...{ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/f`, sha256, size: bytes.length },
    ...{ store, clock: systemClock, limits: fast },
    ...change,
  });
const isWhole = () => store.has(sha256) && readFileSync(store.pathOf(sha256)).equals(bytes);

describe('download of a file', () => {
  test('a cut line costs what was under way, not what was here', async () => {
    answer = cutAfter(2 * 1024 * 1024);
    expect(await get()).toMatchObject({ ok: false, error: { code: 'unreachable' } });
    const kept = store.partialSize(sha256);
    expect(kept).toBeGreaterThan(2 * 1024 * 1024 - unsureBytes);
    answer = withRanges;
    expect(await get()).toEqual({ ok: true, value: bytes.length - kept });
    expect(ranges).toEqual([undefined, `bytes=${kept}-`]);
    expect(isWhole()).toBe(true);
  });

  test('what is here is not fetched again', async () => {
    expect(await get()).toEqual({ ok: true, value: bytes.length });
    expect(await get()).toEqual({ ok: true, value: 0 });
    expect(ranges).toHaveLength(1);
  });

  test('a server without ranges is taken from the start, and nothing is written twice', async () => {
    writeFileSync(store.partialPathOf(sha256), bytes.subarray(0, unsureBytes + 1000));
    answer = (_, reply) => void reply.end(bytes);
    expect(await get()).toEqual({ ok: true, value: bytes.length });
    expect(isWhole()).toBe(true);
  });

  test('a server that answers another range than was asked for is not followed', async () => {
    writeFileSync(store.partialPathOf(sha256), bytes.subarray(0, unsureBytes + 1000));
    answer = (_, reply) => {
      reply.writeHead(206, { 'content-range': `bytes 0-${bytes.length - 1}/${bytes.length}` });
      reply.end(bytes);
    };
    expect(await get()).toMatchObject({ ok: false, error: { code: 'badStatus' } });
    expect(store.has(sha256)).toBe(false);
  });

  test('a file that was tampered with never gets a name, and none of it is used again', async () => {
    answer = (_, reply) => void reply.end(Buffer.from(bytes).fill(0, 5, 9));
    expect(await get()).toMatchObject({ ok: false, error: { code: 'wrongBytes' } });
    expect(store.has(sha256)).toBe(false);
    expect(store.partialSize(sha256)).toBe(0);
  });

  test('what an earlier cut has spoilt is found by the hash, and the next try begins anew', async () => {
    writeFileSync(store.partialPathOf(sha256), Buffer.alloc(unsureBytes + 5000, 1));
    expect(await get()).toMatchObject({ ok: false, error: { code: 'wrongBytes' } });
    expect(await get()).toEqual({ ok: true, value: bytes.length });
    expect(isWhole()).toBe(true);
  });

  test('behind a power cut the last part may be garbage of the right length: it is fetched again, and nothing else', async () => {
    const had = 2 * 1024 * 1024;
    const spoilt = Buffer.concat([bytes.subarray(0, had - unsureBytes), Buffer.alloc(unsureBytes)]);
    writeFileSync(store.partialPathOf(sha256), spoilt);
    expect(await get()).toEqual({ ok: true, value: bytes.length - had + unsureBytes });
    expect(isWhole()).toBe(true);
    // One that was all there is taken as it is.
    store.drop(sha256);
    writeFileSync(store.partialPathOf(sha256), bytes);
    expect(await get()).toEqual({ ok: true, value: 0 });
    expect(isWhole()).toBe(true);
  });

  test('a file without end is left after the bytes that were promised', async () => {
    answer = (_, reply) => {
      const more = () => {
        while (reply.write(bytes));
        reply.once('drain', more);
      };
      more();
    };
    let came = 0;
    const got = await get({ onBytes: (count) => (came += count) });
    expect(got).toMatchObject({ ok: false, error: { code: 'tooLong' } });
    expect(came).toBeLessThanOrEqual(bytes.length);
    expect(store.partialSize(sha256)).toBe(0);
  });

  test('a server that drips does not hold an update for ever, and what came is kept', async () => {
    const clock = new VirtualClock();
    let sent: () => void = () => undefined;
    const written = new Promise<void>((resolve) => {
      sent = resolve;
    });
    answer = (_, reply) => {
      reply.writeHead(200, { 'content-length': bytes.length });
      reply.write(bytes.subarray(0, 100));
    };
    const getting = get({ clock, onBytes: () => sent() });
    await written;
    await clock.advance(usualLimits.patienceMs);
    expect(await getting).toMatchObject({ ok: false, error: { code: 'tooSlow' } });
    expect(store.partialSize(sha256)).toBe(100);
    expect(clock.pending).toBe(0);
  });

  test('no more than the line’s share is used', async () => {
    const clock = new VirtualClock();
    const cap = 1024 * 1024;
    const getting = get({ clock, limits: { ...usualLimits, leastBytesPerSecond: 0, capBytesPerSecond: cap } });
    let isOver = false;
    const over = getting.finally(() => {
      isOver = true;
    });
    while (!isOver) await clock.advance(50);
    expect(await over).toMatchObject({ ok: true });
    expect(clock.monoMs()).toBeGreaterThanOrEqual(((bytes.length / cap) * 1000) | 0);
  });

  test('given up by its caller it ends, says so, and leaves no timer', async () => {
    const clock = new VirtualClock();
    const stop = new AbortController();
    answer = (_, reply) => void reply.write(bytes.subarray(0, 10));
    const getting = get({ clock, signal: stop.signal, onBytes: () => stop.abort() });
    expect(await getting).toMatchObject({ ok: false, error: { code: 'aborted' } });
    expect(clock.pending).toBe(0);
  });
});
