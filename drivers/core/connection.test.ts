import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { deviceError } from '../../contract/device.ts';
import { noLog } from '../../contract/log.ts';
import { err, ok } from '../../contract/result.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { LinkedLine } from '../transport/linked-transport.ts';
import { type Transport, TransportError } from '../transport/transport.ts';
import { DeviceConnection, type Link } from './connection.ts';
import { ReplySlot } from './reply-slot.ts';
import { StatusTracker } from './status-tracker.ts';

/** A device that answers each byte with the same byte plus one; byte 1 is "who are you". */
function echoDevice() {
  const clock = new VirtualClock();
  const line = new LinkedLine({ clock, id: 'port-a' });
  const device = { isSilent: false, identity: 2 };
  line.onHostBytes((bytes) => {
    const first = bytes[0] ?? 0;
    if (!device.isSilent) line.send(Uint8Array.of(first === 1 ? device.identity : first + 1));
  });
  const status = new StatusTracker({ id: 'echo', clock, log: noLog });
  const replies = new ReplySlot<number>(clock);
  const unsolicited: number[] = [];
  const lost: string[] = [];
  const ask = async (link: Link, byte: number) => {
    const reply = replies.wait(100, link.signal);
    const written = await link.write(Uint8Array.of(byte));
    const answer = await reply;
    if (!written.ok) return written;
    if (answer.ok) return ok(answer.value);
    const at = { deviceId: 'echo', epoch: link.epoch, phase: 'preparing', cause: link.signal.reason } as const;
    return err(deviceError(link.signal.aborted ? 'E_LINK_LOST' : 'E_IO_TIMEOUT', 'indeterminate', at));
  };
  const connection = new DeviceConnection({
    transport: line.transport,
    clock,
    status,
    random: () => 0.5,
    receive: (bytes) => {
      for (const byte of bytes) if (!replies.offer(byte)) unsolicited.push(byte);
    },
    identify: async (link) => {
      const reply = await ask(link, 1);
      if (!reply.ok) return reply;
      if (reply.value === 2) return ok(undefined);
      return err(deviceError('E_WRONG_DEVICE', 'notDone', { deviceId: 'echo', epoch: link.epoch, phase: 'preparing' }));
    },
    lost: (cause) => lost.push(cause.message),
  });
  return { clock, line, device, status, connection, ask, unsolicited, lost };
}

/** A port of its own kind, without a question of identity. */
function connectionTo(clock: VirtualClock, transport: Transport): DeviceConnection {
  const status = new StatusTracker({ id: transport.id, clock, log: noLog });
  return new DeviceConnection({
    transport,
    clock,
    status,
    random: () => 0.5,
    receive: () => undefined,
    identify: async () => ok(undefined),
  });
}

describe('device connection', () => {
  it('identifies before anybody may use the link, and lends it through the mutex', async () => {
    const { clock, connection, status, ask, line, unsolicited } = echoDevice();
    connection.start();
    connection.start();
    const early = connection.withConnection((link) => ask(link, 10), { queueMs: 1_000 });
    await clock.advance(10);
    expect(await early).toEqual(ok(11));
    expect(status.current).toMatchObject({ link: 'up', epoch: 1, faults: [] });
    line.send(Uint8Array.of(99));
    await clock.advance(1);
    expect(unsolicited).toEqual([99]);
    await connection.close();
    await connection.close();
    expect(clock.pending).toBe(0);
    expect(line.isOpen).toBe(false);
  });

  it('keeps the first cause when the cable is pulled, and returns by itself (C9)', async () => {
    const { clock, connection, status, ask, line, lost } = echoDevice();
    connection.start();
    await clock.advance(10);
    const reading = connection.withConnection(async (link) => {
      line.unplug(new Error('cable pulled'));
      return ask(link, 10);
    });
    await clock.advance(0);
    expect(await reading).toMatchObject({ ok: false, error: { code: 'E_LINK_LOST', epoch: 1 } });
    expect(lost).toEqual(['cable pulled']);
    await clock.advance(60_000);
    expect(status.current).toMatchObject({ link: 'lost', faults: [{ code: 'E_LINK_LOST' }] });
    const refused = await connection.withConnection((link) => ask(link, 10));
    expect(refused).toMatchObject({ ok: false, error: { code: 'E_NO_DEVICE', outcome: 'notStarted' } });
    line.plug();
    await clock.advance(2_500);
    expect(status.current).toMatchObject({ link: 'up', epoch: 2, faults: [] });
    await connection.close();
    expect(clock.pending).toBe(0);
  });

  it('names a missing port, a silent port and a wrong device differently', async () => {
    const { clock, connection, status, line, device } = echoDevice();
    line.unplug();
    connection.start();
    await clock.advance(10);
    expect(status.current).toMatchObject({ link: 'absent', faults: [{ code: 'E_NO_DEVICE' }] });
    line.plug();
    device.isSilent = true;
    await clock.advance(3_000);
    expect(status.current).toMatchObject({ link: 'offOrAbsent', faults: [{ code: 'E_NO_DEVICE' }] });
    device.isSilent = false;
    device.identity = 7;
    await clock.advance(15_000);
    expect(status.current).toMatchObject({ link: 'garbled', faults: [{ code: 'E_WRONG_DEVICE' }] });
    device.identity = 2;
    await clock.advance(15_000);
    expect(status.current).toMatchObject({ link: 'up', faults: [] });
    await connection.close();
    expect(clock.pending).toBe(0);
  });

  it('backs off 0.25 s doubling to 2.5 s while a device is silent: its plug or its power is no event of the system', async () => {
    const { clock, connection, line, device } = echoDevice();
    device.isSilent = true;
    connection.start();
    await clock.advance(0);
    const at = [0];
    let opens = line.opens;
    for (let ms = 0; ms < 40_000; ms += 10) {
      await clock.advance(10);
      if (line.opens > opens) at.push(clock.monoMs());
      opens = line.opens;
    }
    const gaps = at.slice(1).map((ms, i) => ms - (at[i] ?? 0) - 100);
    expect(gaps.slice(0, 7)).toEqual([250, 500, 1_000, 2_000, 2_500, 2_500, 2_500]);
    await connection.close();
  });

  it('backs off 0.25 s doubling to 10 s while the port cannot be opened though it is there', async () => {
    const clock = new VirtualClock();
    const opens: number[] = [];
    const connection = connectionTo(clock, {
      id: 'busy',
      open: async () => {
        opens.push(clock.monoMs());
        throw new TransportError('inUse', 'busy is in use by another program');
      },
      write: async () => undefined,
      close: async () => undefined,
    });
    connection.start();
    await clock.advance(40_000);
    const gaps = opens.slice(1).map((ms, i) => ms - (opens[i] ?? 0));
    expect(gaps.slice(0, 7)).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 10_000]);
    await connection.close();
  });

  it('a port that swallows a write and never says so holds neither the caller nor the lock', async () => {
    const clock = new VirtualClock();
    let opens = 0;
    const connection = connectionTo(clock, {
      id: 'wedged',
      open: async () => {
        opens += 1;
      },
      write: (_bytes, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        }),
      close: async () => undefined,
    });
    connection.start();
    await clock.advance(10);
    const stuck = connection.withConnection((link) => link.write(Uint8Array.of(1, 2, 3)));
    await clock.advance(60_000);
    expect(await stuck).toMatchObject({ ok: false, error: { code: 'E_LINK_LOST', outcome: 'indeterminate' } });
    expect(opens).toBe(2);
    await connection.close();
    expect(clock.pending).toBe(0);
  });

  it('closes what it drops when a write fails', async () => {
    const { clock, connection, line, ask, lost } = echoDevice();
    connection.start();
    await clock.advance(10);
    line.failWrites(new Error('EIO'));
    const failed = connection.withConnection((link) => ask(link, 10));
    await clock.advance(0);
    expect(await failed).toMatchObject({ ok: false, error: { code: 'E_LINK_LOST', outcome: 'indeterminate' } });
    expect(line.isOpen).toBe(false);
    expect(lost).toEqual(['EIO']);
    line.failWrites(null);
    await clock.advance(1_000);
    expect(connection.isUp).toBe(true);
    await connection.close();
  });

  it('gives a user up whose budget ends or who aborts while connecting', async () => {
    const { clock, connection, device, ask } = echoDevice();
    device.isSilent = true;
    expect(await connection.withConnection((link) => ask(link, 1))).toMatchObject({ error: { code: 'E_NOT_READY' } });
    connection.start();
    const patient = connection.withConnection((link) => ask(link, 1));
    await clock.advance(100);
    expect(await patient).toMatchObject({ error: { code: 'E_NO_DEVICE', outcome: 'notStarted' } });
    await clock.advance(260);
    const hurried = connection.withConnection((link) => ask(link, 1), { queueMs: 20 });
    await clock.advance(20);
    expect(await hurried).toMatchObject({ error: { code: 'E_CLAIM_BUSY', outcome: 'notStarted' } });
    const controller = new AbortController();
    const leaving = connection.withConnection((link) => ask(link, 1), { signal: controller.signal });
    await clock.advance(1);
    controller.abort('user');
    expect(await leaving).toMatchObject({ error: { code: 'E_CANCELLED', outcome: 'notStarted' } });
    await connection.close();
    expect(await connection.withConnection((link) => ask(link, 1))).toMatchObject({ error: { code: 'E_DISABLED' } });
    expect(clock.pending).toBe(0);
  });

  it('two devices that fit are refused by that name, not as "no device", until the choice is clear', async () => {
    const clock = new VirtualClock();
    const line = new LinkedLine({ clock, id: 'port-a' });
    let isAmbiguous = true;
    const transport: Transport = {
      id: 'port-a',
      open: async (...args) => {
        if (isAmbiguous) throw new TransportError('ambiguous', '2 readers fit the name');
        await line.transport.open(...args);
      },
      write: (...args) => line.transport.write(...args),
      close: () => line.transport.close(),
    };
    const connection = connectionTo(clock, transport);
    connection.start();
    const during = connection.withConnection(async () => ok(1));
    await clock.advance(1);
    expect(await during).toMatchObject({ error: { code: 'E_ROLE_AMBIGUOUS', outcome: 'notStarted' } });
    expect(await connection.withConnection(async () => ok(1))).toMatchObject({ error: { code: 'E_ROLE_AMBIGUOUS' } });
    isAmbiguous = false;
    await clock.advance(15_000);
    expect(await connection.withConnection(async () => ok(1))).toEqual(ok(1));
    await connection.close();
  });

  it('leaks nothing and opens once at a time over 1,000 reconnects (C8)', async () => {
    using subscribed = vi.spyOn(EventTarget.prototype, 'addEventListener');
    const { clock, connection, line, status } = echoDevice();
    connection.start();
    const pending: number[] = [];
    for (let i = 0; i < 1_000; i += 1) {
      await clock.advance(300);
      expect(connection.isUp).toBe(true);
      pending.push(clock.pending);
      line.unplug();
      line.plug();
    }
    expect(status.current.epoch).toBe(1_000);
    expect(line.maxOpen).toBe(1);
    expect(Math.max(...pending)).toBe(pending[0]);
    // Each signal that anybody ever listened to; one that outlives its link must not gather listeners.
    const signals = new Set(subscribed.mock.contexts.filter((context) => context instanceof EventTarget));
    expect(signals.size).toBeGreaterThan(1_000);
    expect(Math.max(...[...signals].map((signal) => getEventListeners(signal, 'abort').length))).toBeLessThanOrEqual(2);
    await connection.close();
    expect(clock.pending).toBe(0);
  });
});
