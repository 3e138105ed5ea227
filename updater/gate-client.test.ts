import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LineReader, lineOf, localAddress, messageOf } from '../contract/local-channel.ts';
import { updateGate } from './cli/update-gate.ts';
import { connectGate, type GateClient } from './gate-client.ts';

let dir = '';
let server: Server | null = null;
const peers: Socket[] = [];
const clients: GateClient[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'yitiji-gate-'));
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const peer of peers.splice(0)) peer.destroy();
  await new Promise<void>((resolve) => (server === null ? resolve() : server.close(() => resolve())));
  server = null;
  rmSync(dir, { recursive: true, force: true });
});

/** A terminal service that answers each call as it is told. */
async function serve(answer: (method: string, input: unknown) => readonly object[]): Promise<void> {
  server = createServer((socket) => {
    peers.push(socket);
    const reader = new LineReader();
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      const lines = reader.push(chunk);
      if (!lines.ok) throw new Error(lines.error);
      for (const line of lines.value) {
        const { id, method, input } = messageOf(line) as { id: number; method: string; input: unknown };
        for (const message of answer(method, input)) {
          socket.write(lineOf('event' in message ? message : { id, ...message }));
        }
      }
    });
  });
  await new Promise<void>((resolve) => server?.listen(localAddress(dir), resolve));
}

async function client(): Promise<GateClient> {
  const connected = await connectGate(dir);
  if (!connected.ok) throw new Error(connected.error.code);
  clients.push(connected.value);
  return connected.value;
}

const lease = { leaseId: 'l', endsInMs: 30_000, limitInMs: 900_000 };
const reply = (output: unknown) => ({ type: 'reply', ok: true, output });
const run = () =>
  updateGate.run(
    { options: { data: dir }, positionals: [] },
    { out: () => undefined, note: () => undefined, signal: new AbortController().signal },
  );

const open = { isOpen: true, reasons: [], held: null, waiting: 0 };

describe('updater at the gate', () => {
  it('nobody there, and nobody any more: away, for what is asked and for what is waited for', async () => {
    expect(await connectGate(dir)).toMatchObject({ ok: false, error: { code: 'away' } });
    await serve((method) => (method === 'update.look' ? [reply(open)] : []));
    const gate = await client();
    expect(await gate.look()).toEqual({ ok: true, value: open });
    const asked = gate.ask({ estimateSeconds: 60 });
    const granted = gate.granted();
    for (const peer of peers) peer.destroy();
    expect(await asked).toMatchObject({ ok: false, error: { code: 'away' } });
    expect(await granted).toMatchObject({ ok: false, error: { code: 'away' } });
    await gate.closed;
    expect(await gate.look()).toMatchObject({ ok: false, error: { code: 'away' } });
    expect(await gate.granted()).toMatchObject({ ok: false, error: { code: 'away' } });
  });

  it('a lease that is pushed before anybody waits for it is not lost, and reasons are heard as they change', async () => {
    const reasons = [{ code: 'home.inUse', acts: 'citizen' }];
    const waiting = { type: 'event', event: { name: 'update.waiting', reasons } };
    const granted = { type: 'event', event: { name: 'update.granted', lease } };
    await serve((method) =>
      method === 'update.ask' ? [reply({ state: 'waiting', reasons: [] }), waiting, granted] : [reply(null)],
    );
    const gate = await client();
    const heard: unknown[] = [];
    gate.onWaiting((now) => heard.push(now));
    expect(await gate.ask({ estimateSeconds: null })).toMatchObject({ ok: true, value: { state: 'waiting' } });
    // Answered behind what was pushed.
    expect(await gate.release('x')).toEqual({ ok: true, value: null });
    expect(heard).toEqual([reasons]);
    expect(await gate.granted()).toEqual({ ok: true, value: lease });
  });

  it('a refusal keeps its code; an answer of another version is no answer', async () => {
    const unknown = { type: 'reply', ok: false, error: { code: 'unknownLease', message: 'x' } };
    await serve((method) => [method === 'update.renew' ? unknown : reply({ isOpen: 'maybe' })]);
    const gate = await client();
    expect(await gate.renew({ leaseId: 'l' })).toMatchObject({ ok: false, error: { code: 'unknownLease' } });
    expect(await gate.look()).toMatchObject({ ok: false, error: { code: 'malformed' } });
  });

  it('what is no message ends the connection instead of being guessed at', async () => {
    await serve(() => [{ type: 'nonsense' }]);
    const gate = await client();
    expect(await gate.look()).toMatchObject({ ok: false, error: { code: 'away' } });
    await gate.closed;
  });
});

describe('update gate', () => {
  it('says whether, and why not and who ends it; exit 0 only when an update might begin', async () => {
    let look: object = open;
    await serve(() => [reply(look)]);
    expect(await run()).toMatchObject({ exit: 0, json: open, text: 'open: an update may begin now' });
    const reasons = [
      { code: 'visit.open', acts: 'citizen' },
      { code: 'window.closed', acts: 'time' },
    ];
    look = { isOpen: false, reasons, held: { endsInMs: 29_001 }, waiting: 1 };
    const { exit, json, text } = await run();
    expect([exit, json]).toEqual([1, look]);
    expect(text.split('\n')).toEqual([
      'closed: an update has to wait',
      expect.stringMatching(/^visit\.open .*a citizen is served.*citizen$/),
      expect.stringMatching(/^window\.closed .*time$/),
      'held by an update, for 30 s unless it is renewed',
      '1 waiting',
    ]);
  });

  it('without a terminal service: away, exit 1', async () => {
    expect(await run()).toMatchObject({ exit: 1, json: { error: { code: 'away' } } });
  });
});
