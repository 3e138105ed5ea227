import { describe, expect, it } from 'vitest';
import { noLog } from '../../contract/log.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { LinkedLine } from '../transport/linked-transport.ts';
import { openScanner, scannerDrivers } from './drivers.ts';
import { code, hidRig, serialRig } from './scanner-rig.test-data.ts';
import { createSerialScanner } from './serial/serial-scanner.ts';

describe('what is known about the link', () => {
  it('a unit that answers: up is proven', async () => {
    const rig = serialRig();
    await rig.ready();
    expect(rig.scanner.capabilities).toEqual({ hasTrigger: true, provesLink: true, tellsSymbology: false });
    expect(rig.scanner.status()).toMatchObject({ link: 'up', via: 'event' });
    await rig.end();
  });

  it('a unit that never answers: up is an assumption, until its first scan', async () => {
    const rig = serialRig({ model: 'generic' });
    const told: string[] = [];
    rig.scanner.onStatus(({ link, via }) => told.push(`${link} ${via}`));
    await rig.ready();
    expect(rig.scanner.capabilities.provesLink).toBe(false);
    expect(rig.scanner.status()).toMatchObject({ link: 'up', via: 'assumed' });
    expect(told).toContain('up assumed');
    rig.simulator.scanNow({ text: code });
    await rig.clock.advance(200);
    expect(rig.scanner.status()).toMatchObject({ link: 'up', via: 'event' });
    rig.line.unplug();
    rig.line.plug();
    await rig.clock.advance(1_000);
    expect(rig.scanner.status()).toMatchObject({ link: 'up', via: 'assumed', epoch: 2 });
    await rig.end();
  });

  it('a unit that answers and falls silent while idle is noticed within 31 s, and found again', async () => {
    const rig = serialRig();
    await rig.ready();
    rig.simulator.setSilent(true);
    await rig.clock.advance(31_500);
    expect(rig.scanner.status().link).not.toBe('up');
    rig.simulator.setSilent(false);
    await rig.clock.advance(15_000);
    expect(rig.scanner.status().link).toBe('up');
    await rig.end();
    rig.simulator.restart();
    expect(rig.clock.pending).toBe(0);
  });

  it.each([
    { name: 'is silent', answer: () => null },
    { name: 'echoes', answer: (bytes: Uint8Array) => bytes },
    { name: 'talks another protocol', answer: () => new TextEncoder().encode('OK\r\n') },
  ])(
    'a device that $name is not taken for a Newland, and nothing but the question is sent (C10)',
    async ({ answer }) => {
      const clock = new VirtualClock();
      const line = new LinkedLine({ clock });
      const written = new Set<string>();
      line.onHostBytes((bytes) => {
        written.add(Buffer.from(bytes).toString('latin1'));
        const reply = answer(bytes);
        if (reply !== null) line.send(reply);
      });
      const scanner = createSerialScanner({ id: 's', transport: line.transport, clock, log: noLog, model: 'newland' });
      scanner.start();
      await clock.advance(20_000);
      expect(scanner.status()).toMatchObject({ link: 'offOrAbsent', faults: [{ code: 'E_NO_DEVICE' }] });
      expect([...written]).toEqual(['~\u00010000#SCNMOD*;\u0003']);
      await scanner.close();
      expect(clock.pending).toBe(0);
    },
  );
});

describe.each([
  { name: 'serial', make: () => serialRig() },
  { name: 'HID-POS', make: () => hidRig() },
])('$name: link lost', ({ make }) => {
  it('while armed: E_LINK_LOST; after the return the trigger is off and the next code is read (C9)', async () => {
    const rig = make();
    await rig.ready();
    const call = rig.scan();
    await rig.clock.advance(100);
    rig.line.unplug();
    await rig.clock.advance(10);
    expect(call.result).toMatchObject({ ok: false, error: { code: 'E_LINK_LOST', outcome: 'notDone', epoch: 1 } });
    rig.line.plug();
    await rig.clock.advance(3_000);
    expect(rig.scanner.status()).toMatchObject({ link: 'up', epoch: 2, faults: [], activity: 'idle' });
    expect(rig.simulator.isLit).toBe(false);
    const again = rig.scan();
    await rig.clock.advance(100);
    rig.simulator.show({ text: code });
    await rig.clock.advance(500);
    expect(again.result).toMatchObject({ ok: true });
    expect(rig.line.maxOpen).toBe(1);
    await rig.end();
  });

  it('half a scan before the cable was pulled does not grow together with the next', async () => {
    const rig = make();
    await rig.ready();
    const call = rig.scan();
    await rig.clock.advance(100);
    rig.simulator.inject({ type: 'gaps', ms: 30 });
    rig.simulator.scanNow({ text: code.repeat(4) });
    await rig.clock.advance(40);
    rig.line.unplug();
    rig.simulator.restart();
    rig.line.plug();
    await rig.clock.advance(3_000);
    expect(call.result).toMatchObject({ ok: false });
    const again = rig.scan();
    await rig.clock.advance(100);
    rig.simulator.show({ text: 'whole' });
    await rig.clock.advance(500);
    expect(again.result).toMatchObject({ ok: true, value: { text: 'whole' } });
    await rig.end();
  });

  it('1,000 reconnects leave no timer behind (C8)', async () => {
    const rig = make();
    rig.scanner.start();
    const pending = new Set<number>();
    for (let i = 0; i < 1_000; i += 1) {
      await rig.clock.advance(600);
      expect(rig.scanner.status().link).toBe('up');
      pending.add(rig.clock.pending);
      rig.line.unplug();
      rig.line.plug();
    }
    expect(pending.size).toBe(1);
    await rig.end();
    expect(rig.clock.pending).toBe(0);
  });

  it('a port that takes no bytes hangs nobody', async () => {
    const rig = make();
    await rig.ready();
    rig.line.failWrites(new Error('EIO'));
    const call = rig.scan();
    await rig.clock.advance(100);
    expect(call.result).toMatchObject({ ok: false, error: { code: 'E_LINK_LOST' } });
    rig.line.failWrites(null);
    await rig.clock.advance(15_000);
    expect(rig.scanner.status().link).toBe('up');
    await rig.end();
  });
});

it.each([
  { name: 'serial, set up first', make: () => serialRig() },
  { name: 'serial, up at once', make: () => serialRig({ model: 'generic' }) },
  { name: 'HID-POS', make: () => hidRig() },
])('$name: the rest of a code that was already coming in when the port was opened is no code', async ({ make }) => {
  const rig = make();
  rig.simulator.inject({ type: 'gaps', ms: 60 });
  rig.simulator.scanNow({ text: code.repeat(4) });
  await rig.clock.advance(50);
  rig.scanner.start();
  await rig.clock.advance(1);
  const call = rig.scan({ userMs: 20_000 });
  await rig.clock.advance(8_000);
  expect(call.result).toBeNull();
  expect(rig.logged).toContainEqual({
    id: 'device.scan.dropped',
    fields: { deviceId: 'scanner', reason: expect.stringMatching(/notArmed|incomplete/), bytes: expect.any(Number) },
  });
  rig.simulator.scanNow({ text: 'whole' });
  await rig.clock.advance(500);
  expect(call.result).toMatchObject({ ok: true, value: { text: 'whole' } });
  await rig.end();
});

describe('end of a call', () => {
  it('time over while a code is coming in: the code wins; time over without one: E_TIMEOUT', async () => {
    const rig = serialRig();
    await rig.ready();
    const call = rig.scan({ userMs: 1_000 });
    await rig.clock.advance(950);
    rig.simulator.inject({ type: 'gaps', ms: 5 });
    rig.simulator.scanNow({ text: code });
    await rig.clock.advance(60);
    expect(call.result).toBeNull();
    await rig.clock.advance(600);
    expect(call.result).toMatchObject({ ok: true, value: { text: code } });
    await rig.end();
  });

  it('a code that is coming in at the end and comes to nothing: E_TIMEOUT, no later than a second after the time', async () => {
    const rig = serialRig({ profile: { framing: 'terminator' } });
    await rig.ready();
    const call = rig.scan({ userMs: 1_000 });
    await rig.clock.advance(950);
    rig.simulator.inject({ type: 'cut', bytes: 4 });
    rig.simulator.scanNow({ text: code });
    await rig.clock.advance(1_060);
    expect(call.result).toMatchObject({ ok: false, error: { code: 'E_TIMEOUT' } });
    await rig.end();
  });

  it('two callers: one after the other, and a third that cannot wait gets E_CLAIM_BUSY', async () => {
    const rig = serialRig();
    await rig.ready();
    const [first, second, third] = [rig.scan(), rig.scan({ queueMs: 30_000 }), rig.scan({ queueMs: 0 })];
    await rig.clock.advance(100);
    expect(third?.result).toMatchObject({ ok: false, error: { code: 'E_CLAIM_BUSY', outcome: 'notStarted' } });
    rig.simulator.show({ text: 'one' });
    await rig.clock.advance(1_000);
    expect(first?.result).toMatchObject({ ok: true, value: { text: 'one' } });
    expect(second?.result).toBeNull();
    rig.simulator.show({ text: 'two' });
    await rig.clock.advance(1_000);
    expect(second?.result).toMatchObject({ ok: true, value: { text: 'two' } });
    await rig.end();
  });

  it('closing ends the caller who waits and those behind it', async () => {
    const rig = serialRig();
    await rig.ready();
    const calls = [rig.scan(), rig.scan({ queueMs: 60_000 })];
    await rig.clock.advance(100);
    const closing = rig.scanner.close();
    await rig.clock.advance(600);
    await closing;
    expect(calls.map(({ result }) => result)).toMatchObject([
      { ok: false, error: { code: 'E_CANCELLED' } },
      { ok: false, error: { code: 'E_DISABLED', outcome: 'notStarted' } },
    ]);
    const after = rig.scan();
    await rig.clock.advance(0);
    expect(after.result).toMatchObject({ ok: false, error: { code: 'E_DISABLED', outcome: 'notStarted' } });
    rig.simulator.restart();
    expect(rig.clock.pending).toBe(0);
  });

  it('nothing on the port: E_NO_DEVICE; not started: E_NOT_READY', async () => {
    const rig = serialRig();
    const early = rig.scan();
    await rig.clock.advance(0);
    expect(early.result).toMatchObject({ ok: false, error: { code: 'E_NOT_READY', outcome: 'notStarted' } });
    rig.line.unplug();
    rig.scanner.start();
    await rig.clock.advance(10);
    const call = rig.scan();
    await rig.clock.advance(10);
    expect(call.result).toMatchObject({ ok: false, error: { code: 'E_NO_DEVICE', outcome: 'notStarted' } });
    expect(rig.scanner.status().link).toBe('absent');
    await rig.end();
  });
});

describe('configuration', () => {
  const base = { clock: new VirtualClock(), log: noLog };

  it('every driver opens the port that it was given', () => {
    const opened: unknown[] = [];
    const openPort = (spec: unknown) => {
      opened.push(spec);
      return new LinkedLine(base).transport;
    };
    const ports = { 'serial-scanner': '/dev/serial/by-path/x', 'hid-pos': 'hid:1eab:0d10' } as const;
    for (const driver of scannerDrivers) openScanner(driver, { ...base, port: ports[driver], openPort }).start();
    expect(opened).toEqual([
      { kind: 'serial', path: '/dev/serial/by-path/x', baudRate: 9_600 },
      { kind: 'hid', vendorId: 0x1eab, productId: 0x0d10, usagePage: 0x8c, usage: 2 },
    ]);
  });

  it('what cannot be is refused before anything is opened', () => {
    expect(() => openScanner('serial-scanner', { ...base, port: 'hid:1eab:0d10' })).toThrow(RangeError);
    expect(() => openScanner('hid-pos', { ...base, port: '/dev/ttyS0' })).toThrow(RangeError);
    const model = 'nobody' as 'generic';
    expect(() => openScanner('serial-scanner', { ...base, port: '/dev/ttyS0', profile: { model } })).toThrow(
      RangeError,
    );
    const profile = { model: 'honeywell', triggerOn: '16 5' } as const;
    expect(() => openScanner('serial-scanner', { ...base, port: '/dev/ttyS0', profile })).toThrow(RangeError);
  });
});
