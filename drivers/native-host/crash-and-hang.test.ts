import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import type { Log } from '../../contract/log.ts';
import { openIdReader } from '../id-reader/drivers.ts';
import type { IdReader, Presence } from '../id-reader/id-reader.ts';
import { card } from '../id-reader/sdt/rig.test-data.ts';
import { PtyLine } from '../simulators/pty.ts';
import { SdtSimulator } from '../simulators/sdt-simulator.ts';
import type { Transport } from '../transport/transport.ts';
import { isolatedPorts } from './isolated-transport.ts';
import type { TestFault } from './messages.ts';
import { NativeHost, type NativeHostProfile } from './native-host.ts';

/** Each costs the start of a process; `native-host.test.ts` does hundreds with a made-up one. */
const crashes = 15;

let folder = '';
let line: PtyLine;
let host: NativeHost;
let deaths: string[] = [];
const toldOfDeath: () => void = () => undefined;

const log: Log = (id, fields) => {
  if (id !== 'device.native.died') return;
  deaths.push(JSON.stringify(fields));
  toldOfDeath();
};

function newHost(profile: Partial<NativeHostProfile> = {}): NativeHost {
  // Patient with a loaded machine, except where a test is about patience.
  return new NativeHost({
    clock: systemClock,
    log,
    isForTests: true,
    profile: { deadMs: 15_000, backOffFirstMs: 1, backOffMaxMs: 20, ...profile },
  });
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yitiji-host-'));
  line = new PtyLine(join(folder, 'port'));
  await line.plug();
  deaths = [];
  host = newHost();
});

afterEach(async () => {
  await host.close();
  await line.unplug();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens the pty through the host and remembers all that is heard. */
async function openPort(port: Transport = isolatedPorts(host)({ kind: 'serial', path: line.path, baudRate: 115_200 })) {
  const heard = { bytes: [] as number[], closed: [] as (string | undefined)[] };
  let told: () => void = () => undefined;
  const next = () =>
    new Promise<void>((resolve) => {
      told = resolve;
    });
  await port.open(
    {
      bytes: (bytes) => {
        heard.bytes.push(...bytes);
        told();
      },
      closed: (cause) => {
        heard.closed.push(cause?.message);
        told();
      },
    },
    new AbortController().signal,
  );
  return { port, heard, next };
}

const signal = new AbortController().signal;

describe('a port in another process', () => {
  it('carries bytes both ways in order, whole, with back-pressure', async () => {
    const { port, heard, next } = await openPort();
    const sent = Array.from({ length: 40_000 }, (_, i) => (i * 31) & 0xff);
    const got: number[] = [];
    const all = new Promise<void>((resolve) => {
      line.onHostBytes((bytes) => {
        got.push(...bytes);
        if (got.length >= sent.length) resolve();
      });
    });
    for (let at = 0; at < sent.length; at += 4_000) {
      await port.write(Uint8Array.from(sent.slice(at, at + 4_000)), signal);
    }
    await all;
    expect(got).toEqual(sent);
    line.send(Uint8Array.from(sent));
    while (heard.bytes.length < sent.length) await next();
    expect(heard.bytes).toEqual(sent);
    await port.close();
    expect(heard.closed).toEqual([undefined]);
    await expect(port.write(Uint8Array.of(1), signal)).rejects.toMatchObject({ failure: 'failed' });
  });

  it('reports absent and in use as the port itself does, and an unplugged line once', async () => {
    const absent = isolatedPorts(host)({ kind: 'serial', path: join(folder, 'nothing'), baudRate: 9_600 });
    await expect(openPort(absent)).rejects.toMatchObject({ failure: 'absent' });
    const { heard, next, port } = await openPort();
    await expect(openPort()).rejects.toMatchObject({ failure: 'inUse' });
    const lost = next();
    await line.unplug();
    await lost;
    await port.close();
    expect(heard.closed.length).toBe(1);
    expect(heard.closed[0]).toBeTypeOf('string');
    expect(deaths).toEqual([]);
  });

  it.each([
    ['segfault', 'SIGSEGV'],
    ['abort', 'SIGABRT'],
    ['exit', 'exit 7'],
    ['garbage', 'a message that cannot be read'],
  ] as const)(
    '%s: closed once with the cause, the write under way rejects, the next open works',
    async (fault, reason) => {
      const { port, heard, next } = await openPort();
      const other = isolatedPorts(host)({ kind: 'serial', path: join(folder, 'nothing'), baudRate: 9_600 });
      const lost = next();
      host.misbehave(fault);
      const write = port.write(new Uint8Array(10), signal);
      const opening = openPort(other);
      const why = new RegExp(`the native host died: ${reason}`);
      await Promise.all([expect(write).rejects.toThrow(why), expect(opening).rejects.toThrow(why), lost]);
      expect(heard.closed).toEqual([expect.stringMatching(why)]);
      expect(deaths).toEqual([JSON.stringify({ host: 'native', reason, restarts: 1 })]);
      const again = await openPort();
      await again.port.write(Uint8Array.of(1), signal);
      await again.port.close();
    },
  );

  it('a busy loop is noticed by its silence and ended', async () => {
    await host.close();
    host = newHost({ pingMs: 200, deadMs: 1_500 });
    const { heard, next } = await openPort();
    const lost = next();
    host.misbehave('busyLoop');
    await lost;
    expect(heard.closed).toEqual(['the native host died: no sign of life for 1500 ms']);
    await (await openPort()).port.close();
  });

  it('a process that is merely slow lives on', async () => {
    await host.close();
    host = newHost({ pingMs: 100, deadMs: 4_000 });
    const { port, heard } = await openPort();
    host.misbehave('slow', 700);
    await port.write(Uint8Array.of(1), signal);
    expect(heard.closed).toEqual([]);
    expect(deaths).toEqual([]);
    await port.close();
  });

  it('killed from outside during open and during a write that hangs', async () => {
    const { port } = await openPort();
    host.misbehave('dropReplies');
    const write = port.write(Uint8Array.of(1), signal);
    const opening = openPort(isolatedPorts(host)({ kind: 'serial', path: line.path, baudRate: 9_600 }));
    process.kill(host.pid ?? Number.NaN, 'SIGKILL');
    await expect(write).rejects.toThrow('SIGKILL');
    await expect(opening).rejects.toThrow('SIGKILL');
    await (await openPort()).port.close();
  });

  it('crash after crash leaves no descriptor, no channel and no process behind', async () => {
    const first = await openPort();
    await first.port.close();
    const before = readdirSync('/proc/self/fd').length;
    for (let i = 0; i < crashes; i += 1) {
      const { heard, next } = await openPort();
      const lost = next();
      process.kill(host.pid ?? Number.NaN, 'SIGKILL');
      await lost;
      expect(heard.closed.length).toBe(1);
    }
    expect(host.channelCount).toBe(0);
    expect(host.restarts).toBe(crashes);
    await (await openPort()).port.close();
    expect(readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before + 2);
  });
});

describe('no orphan survives', () => {
  it.each(['none', 'busyLoop'])('its parent is killed; fault of the host: %s', async (fault) => {
    const entry = fileURLToPath(new URL('./real-process.test-data.ts', import.meta.url));
    const parent = spawn(process.execPath, [entry, fault], { stdio: ['ignore', 'pipe', 'pipe'] });
    await once(parent.stdout, 'data');
    parent.kill('SIGKILL');
    // The host inherited this pipe: it ends when the last process that holds it has ended.
    parent.stderr.resume();
    await once(parent.stderr, 'end');
  });
});

describe('a reader behind the host', () => {
  let reader: IdReader;
  let simulator: SdtSimulator;

  function until(condition: () => boolean): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve) => {
      const check = () => {
        if (!condition()) return;
        for (const leave of leaves) leave();
        resolve();
      };
      const leaves = [reader.onStatus(check), reader.onPresence(check)];
    });
  }
  const isPresence = (presence: Presence) => () => reader.presence() === presence;

  beforeEach(() => {
    simulator = new SdtSimulator({
      clock: systemClock,
      send: (bytes) => line.send(bytes),
      latencyMs: { findCard: 5, selectCard: 5, readTextPhoto: 50 },
    });
    line.onHostBytes((bytes) => simulator.receive(bytes));
    reader = openIdReader('sdt', { port: line.path, clock: systemClock, log, openPort: isolatedPorts(host) });
  });
  afterEach(() => reader.close());

  it.each(['segfault', 'busyLoop'] as const satisfies readonly TestFault[])(
    '%s while a card is read: the call settles, the link comes back by itself, the next card is read',
    async (fault) => {
      await host.close();
      host = newHost(fault === 'busyLoop' ? { pingMs: 200, deadMs: 1_500 } : {});
      reader = openIdReader('sdt', { port: line.path, clock: systemClock, log, openPort: isolatedPorts(host) });
      reader.start();
      await until(isPresence('absent'));
      const call = reader.readCard({ userMs: 20_000 });
      simulator.inject({ type: 'silence' }, { on: 'readTextPhoto', times: 9 });
      simulator.place(card);
      await until(isPresence('reading'));
      host.misbehave(fault);
      expect(await call).toMatchObject({ ok: false, error: { code: 'E_LINK_LOST', outcome: 'notDone' } });
      simulator.clearFaults();
      simulator.remove();
      simulator.restart();
      await until(() => reader.status().link === 'up');
      expect(reader.status()).toMatchObject({ epoch: 2, faults: [] });
      await until(isPresence('absent'));
      const again = reader.readCard({ userMs: 20_000 });
      simulator.place(card);
      expect(await again).toMatchObject({ ok: true });
      expect(deaths.length).toBe(1);
    },
  );
});
