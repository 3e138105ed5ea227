import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerialPort } from 'serialport';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../contract/clock.ts';
import { noLog } from '../../contract/log.ts';
import { PtyLine } from '../simulators/pty.ts';
import { SdtSimulator } from '../simulators/sdt-simulator.ts';
import { SerialTransport } from '../transport/serial-transport.ts';
import { openIdReader } from './drivers.ts';
import type { IdReader, Presence } from './id-reader.ts';
import { card } from './sdt/rig.test-data.ts';

let folder = '';
let line: PtyLine;
let simulator: SdtSimulator;
let reader: IdReader;

/** Resolves when the condition of the status or presence holds; the test's own time limit is the only one. */
function until(condition: () => boolean): Promise<void> {
  if (condition()) return Promise.resolve();
  return new Promise((resolve) => {
    const check = () => {
      if (!condition()) return;
      leaveStatus();
      leavePresence();
      resolve();
    };
    const leaveStatus = reader.onStatus(check);
    const leavePresence = reader.onPresence(check);
  });
}

const isUp = () => reader.status().link === 'up';
const isPresence = (presence: Presence) => () => reader.presence() === presence;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yitiji-pty-'));
  line = new PtyLine(join(folder, 'id-reader'));
  simulator = new SdtSimulator({
    clock: systemClock,
    send: (bytes) => line.send(bytes),
    unplug: () => void line.unplug(),
    latencyMs: { findCard: 5, selectCard: 5, readTextPhoto: 50 },
  });
  line.onHostBytes((bytes) => simulator.receive(bytes));
  await line.plug();
  reader = openIdReader('sdt', { port: line.path, clock: systemClock, log: noLog });
});

afterEach(async () => {
  await reader.close();
  await line.unplug();
  rmSync(folder, { recursive: true, force: true });
});

describe('reader on a real port', () => {
  it('reads a fresh card, twice, with the port closed and opened in between', async () => {
    reader.start();
    await until(isPresence('absent'));
    const first = reader.readCard({ userMs: 10_000 });
    simulator.place(card);
    expect(await first).toMatchObject({ ok: true, value: { card: { name: '黎赟', number: '440199199203150026' } } });
    await reader.close();
    simulator.remove();
    reader = openIdReader('sdt', { port: line.path, clock: systemClock, log: noLog });
    reader.start();
    await until(isPresence('absent'));
    const second = reader.readCard({ userMs: 10_000 });
    simulator.place(card);
    expect(await second).toMatchObject({ ok: true });
  });

  it('unplugged during a read: typed error; plugged in again: back within five seconds', async () => {
    reader.start();
    await until(isPresence('absent'));
    simulator.inject({ type: 'unplug' }, { on: 'readTextPhoto' });
    const call = reader.readCard({ userMs: 10_000 });
    simulator.place(card);
    expect(await call).toMatchObject({ ok: false, error: { code: 'E_LINK_LOST', outcome: 'notDone', epoch: 1 } });
    expect(reader.status()).toMatchObject({ link: 'lost', faults: [{ code: 'E_LINK_LOST' }] });
    simulator.remove();
    simulator.restart();
    const startMs = systemClock.monoMs();
    await line.plug();
    await until(isUp);
    expect(systemClock.monoMs() - startMs).toBeLessThan(5_000);
    expect(reader.status()).toMatchObject({ epoch: 2, faults: [] });
    await until(isPresence('absent'));
    const again = reader.readCard({ userMs: 10_000 });
    simulator.place(card);
    expect(await again).toMatchObject({ ok: true });
  });

  it('a port that another program holds is named as such', async () => {
    const holder = new SerialTransport({ path: line.path, baudRate: 115_200 });
    const deaf = { bytes: () => undefined, closed: () => undefined };
    await holder.open(deaf, new AbortController().signal);
    const other = new SerialTransport({ path: line.path, baudRate: 115_200 });
    await expect(other.open(deaf, new AbortController().signal)).rejects.toMatchObject({ failure: 'inUse' });
    await holder.close();
    await other.open(deaf, new AbortController().signal);
    await other.close();
    await other.close();
    await line.unplug();
    await expect(other.open(deaf, new AbortController().signal)).rejects.toMatchObject({ failure: 'absent' });
  });

  it('leaves no copy of what was written behind: on another wire it would be a citizen’s slip', async () => {
    using written = vi.spyOn(SerialPort.prototype, 'write');
    const heard = new Promise<string>((resolve) => {
      line.onHostBytes((bytes) => resolve(Buffer.from(bytes).toString('latin1')));
    });
    const port = new SerialTransport({ path: line.path, baudRate: 115_200 });
    const { signal } = new AbortController();
    await port.open({ bytes: () => undefined, closed: () => undefined }, signal);
    await port.write(Buffer.from('a slip'), signal);
    expect(await heard).toBe('a slip');
    expect(written.mock.calls.map(([copy]) => copy)).toEqual([Buffer.alloc(6)]);
    await port.close();
  });
});
