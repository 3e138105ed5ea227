import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { maxMessageBytes } from '../../contract/channel.ts';
import { channelLimits } from '../../contract/channel-limits.ts';
import { LineReader, lineOf, localAddress, messageOf } from '../../contract/local-channel.ts';
import type { Log } from '../../contract/log.ts';
import { type LocalServer, startLocalServer } from './local-server.ts';

let dir = '';
const servers: LocalServer[] = [];
const sockets: Socket[] = [];
const events: string[] = [];
const received: unknown[] = [];
let onEnd: () => void = () => undefined;
let onReceived: () => void = () => undefined;
const log: Log = (event, fields) => void events.push(`${event} ${JSON.stringify(fields)}`);

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-local-'));
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) await server.close();
  rmSync(dir, { recursive: true, force: true });
  events.length = 0;
  received.length = 0;
});

/** Answers every message with itself, in an event. */
async function start() {
  const started = await startLocalServer({
    dataDir: dir,
    log,
    serve: (post) => ({
      receive: (raw) => {
        received.push(raw);
        onReceived();
        post({ type: 'reply', id: received.length, ok: true, output: raw });
      },
      end: () => {
        onEnd();
      },
    }),
  });
  if (started.ok) servers.push(started.value);
  return started;
}

const opened = () =>
  new Promise<Socket>((resolve, reject) => {
    const socket = connect(localAddress(dir));
    sockets.push(socket);
    socket.once('connect', () => resolve(socket));
    socket.once('error', reject);
  });
const closed = (socket: Socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()));
const answered = (socket: Socket) =>
  new Promise<string>((resolve) => socket.once('data', (chunk: Buffer) => resolve(chunk.toString())));

describe('socket of the data folder', () => {
  it('belongs to the account of the service alone, and is gone with it', async () => {
    await start();
    expect(statSync(localAddress(dir)).mode & 0o777).toBe(0o600);
    const socket = await opened();
    const answer = answered(socket);
    socket.write(lineOf({ a: 1 }));
    expect(JSON.parse(await answer)).toEqual({ type: 'reply', id: 1, ok: true, output: { a: 1 } });
    const gone = closed(socket);
    await servers.splice(0)[0]?.close();
    await gone;
    expect(existsSync(localAddress(dir))).toBe(false);
  });

  it('a program that asks and never reads its answers is ended, before they fill the memory of the service', async () => {
    await start();
    const ended = new Promise<void>((resolve) => {
      onEnd = resolve;
    });
    const socket = await opened();
    socket.on('error', () => undefined);
    const line = lineOf({ a: 'x'.repeat(maxMessageBytes / 2) });
    for (let i = 0; i < 40; i += 1) socket.write(line);
    await ended;
    expect(events.at(-1)).toContain('notRead');
  });

  it('one that a killed service left behind is taken over; one at which somebody answers is left to them', async () => {
    // What a kill leaves: the file stands, nobody listens.
    const dead = createServer();
    await new Promise<void>((resolve) => dead.listen(join(dir, 'other.sock'), resolve));
    renameSync(join(dir, 'other.sock'), localAddress(dir));
    await new Promise<void>((resolve) => dead.close(() => resolve()));
    expect(existsSync(localAddress(dir))).toBe(true);
    expect((await start()).ok).toBe(true);
    expect(events).toEqual(['terminal.local.started {"left":true}']);
    expect(await start()).toMatchObject({ ok: false, error: { code: 'inUse' } });
    const answer = answered(await opened());
    sockets.at(-1)?.write(lineOf('x'));
    expect(await answer).toContain('"output":"x"');
  });

  it('a folder that is not there is told as a value: citizens are served all the same', async () => {
    rmSync(dir, { recursive: true });
    expect(await start()).toMatchObject({ ok: false, error: { code: expect.stringMatching(/^E[A-Z]+$/) } });
  });

  it('so are a path that is too long for a socket, and something else that stands in its place', async () => {
    const short = dir;
    dir = join(dir, 'x'.repeat(120));
    mkdirSync(dir);
    expect(await start()).toMatchObject({ ok: false, error: { code: expect.stringMatching(/^E[A-Z_]+$/) } });
    dir = short;
    mkdirSync(localAddress(dir));
    expect(await start()).toMatchObject({ ok: false, error: { code: expect.stringMatching(/^E[A-Z_]+$/) } });
  });

  it('a line without an end is cut off, others go on', async () => {
    await start();
    const [bad, good] = [await opened(), await opened()];
    const gone = closed(bad);
    bad.on('error', () => undefined);
    bad.write('x'.repeat(maxMessageBytes + 10));
    await gone;
    expect(events.at(-1)).toBe('terminal.local.refused {"reason":"tooLong"}');
    const answer = answered(good);
    good.write(lineOf(1));
    expect(await answer).toContain('"output":1');
    expect(received).toEqual([1]);
  });

  it('a program that never stops talking is cut off, others go on', async () => {
    await start();
    const [bad, good] = [await opened(), await opened()];
    const gone = closed(bad);
    bad.on('error', () => undefined);
    bad.resume();
    bad.write(lineOf(0).repeat(channelLimits.local.burst * 3));
    await gone;
    expect(events.at(-1)).toBe('terminal.local.refused {"reason":"tooFast"}');
    const answer = answered(good);
    good.write(lineOf('good'));
    expect(await answer).toContain('"output":"good"');
  });

  it('the ninth connection is refused, and the next one is taken when one has gone', async () => {
    await start();
    for (let i = 0; i < 8; i += 1) {
      const socket = await opened();
      const answer = answered(socket);
      socket.write(lineOf(i));
      await answer;
    }
    const ninth = await opened();
    await closed(ninth);
    expect(events.at(-1)).toBe('terminal.local.refused {"reason":"tooMany"}');
    const freed = new Promise<void>((resolve) => {
      onEnd = resolve;
    });
    sockets[0]?.destroy();
    await freed;
    const next = await opened();
    const answer = answered(next);
    next.write(lineOf('next'));
    expect(await answer).toContain('next');
  });

  it('what is no JSON reaches the registry as nothing, which refuses it', async () => {
    await start();
    const socket = await opened();
    const read = new Promise<void>((resolve) => {
      onReceived = resolve;
    });
    socket.write('{"type":\n');
    await read;
    expect(received).toEqual([undefined]);
  });
});

describe('lines', () => {
  it('come out as they went in, wherever the stream was cut, characters of several bytes included', () => {
    const messages = fc.array(fc.oneof(fc.jsonValue(), fc.string({ unit: 'grapheme' })), { maxLength: 12 });
    fc.assert(
      fc.property(messages, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (sent, cuts) => {
        const bytes = Buffer.from(sent.map(lineOf).join(''));
        const reader = new LineReader();
        const got: unknown[] = [];
        let at = 0;
        for (let i = 0; at < bytes.length; i += 1) {
          const size = cuts[i % cuts.length] ?? 1;
          const lines = reader.push(bytes.subarray(at, at + size));
          expect(lines.ok).toBe(true);
          if (lines.ok) got.push(...lines.value.map(messageOf));
          at += size;
        }
        expect(JSON.stringify(got)).toBe(JSON.stringify(sent));
      }),
    );
  });

  it('behind one that is too long nothing is read any more', () => {
    const reader = new LineReader();
    expect(reader.push(Buffer.from(`${'x'.repeat(maxMessageBytes + 1)}\n{}\n`))).toEqual({
      ok: false,
      error: 'tooLong',
    });
    expect(reader.push(Buffer.from('{}\n'))).toEqual({ ok: false, error: 'tooLong' });
  });
});
