import { describe, expect, it } from 'vitest';
import { code, hidRig, isFreeOfContent, serialRig } from './scanner-rig.test-data.ts';

const rigs = [
  { name: 'serial, Newland', make: () => serialRig() },
  { name: 'serial, Honeywell', make: () => serialRig({ model: 'honeywell' }) },
  { name: 'serial, looks all the time', make: () => serialRig({ model: 'generic' }) },
  { name: 'HID-POS, Honeywell', make: () => hidRig() },
  { name: 'HID-POS, Newland', make: () => hidRig({ model: 'newland' }) },
] as const;

const dropped = (logged: readonly { readonly id: string; readonly fields: unknown }[]) =>
  logged.filter(({ id }) => id === 'device.scan.dropped').map(({ fields }) => fields);

describe.each(rigs)('$name', ({ make }) => {
  it('reads a code while armed, and tells neither log nor status what it holds', async () => {
    const rig = make();
    await rig.ready();
    expect(rig.scanner.status()).toMatchObject({ link: 'up', activity: 'idle', condition: 'ok', faults: [] });
    const call = rig.scan();
    await rig.clock.advance(100);
    expect(rig.scanner.status().activity).toBe('waitingUser');
    expect(rig.simulator.isLit).toBe(true);
    rig.simulator.show({ text: code });
    await rig.clock.advance(500);
    expect(call.result).toMatchObject({ ok: true, value: { text: code, charset: 'utf-8' } });
    expect(rig.scanner.status().activity).toBe('idle');
    expect(isFreeOfContent([rig.logged, rig.scanner.status()])).toBe(true);
    expect(rig.logged).toContainEqual({
      id: 'device.scan.read',
      fields: { deviceId: 'scanner', bytes: Buffer.from(code).length, charset: 'utf-8' },
    });
    if (call.result?.ok) {
      expect(isFreeOfContent(JSON.stringify({ scan: call.result.value }))).toBe(true);
      call.result.value.wipe();
      expect(call.result.value.text).toBe('');
      expect(call.result.value.bytes.every((byte) => byte === 0)).toBe(true);
    }
    await rig.end();
    rig.simulator.restart();
    expect(rig.clock.pending).toBe(0);
  });

  it('a code that nobody asked for is thrown away unread, and does not count for the next caller (S8)', async () => {
    const rig = make();
    await rig.ready();
    rig.simulator.scanNow({ text: code });
    await rig.clock.advance(1_000);
    expect(dropped(rig.logged)).toEqual([{ deviceId: 'scanner', reason: 'notArmed', bytes: Buffer.from(code).length }]);
    const call = rig.scan({ userMs: 3_000 });
    await rig.clock.advance(3_050);
    expect(call.result).toMatchObject({ ok: false, error: { code: 'E_TIMEOUT', outcome: 'notDone' } });
    expect(isFreeOfContent([rig.logged, call.result])).toBe(true);
    await rig.end();
  });

  it('a code that had begun before anybody asked is thrown away, never taken in half', async () => {
    const rig = make();
    await rig.ready();
    rig.simulator.inject({ type: 'gaps', ms: 30 });
    rig.simulator.scanNow({ text: code.repeat(4) });
    await rig.clock.advance(45);
    const call = rig.scan({ userMs: 8_000 });
    await rig.clock.advance(7_000);
    expect(call.result).toBeNull();
    expect(dropped(rig.logged)).toMatchObject([{ reason: 'notArmed' }]);
    rig.simulator.scanNow({ text: 'fresh' });
    await rig.clock.advance(500);
    expect(call.result).toMatchObject({ ok: true, value: { text: 'fresh' } });
    await rig.end();
  });

  it('one showing is one scan: the same text within 1.5 s is a repetition, later it is not (S6)', async () => {
    const rig = make();
    await rig.ready();
    const first = rig.scan();
    await rig.clock.advance(100);
    rig.simulator.inject({ type: 'double', afterMs: 700 });
    rig.simulator.scanNow({ text: code });
    await rig.clock.advance(300);
    expect(first.result).toMatchObject({ ok: true });
    const second = rig.scan();
    await rig.clock.advance(700);
    expect(second.result).toBeNull();
    expect(dropped(rig.logged)).toMatchObject([{ reason: 'repeated' }]);
    // Another code is not held up by it.
    await rig.clock.advance(2_000);
    rig.simulator.scanNow({ text: code });
    await rig.clock.advance(300);
    expect(second.result).toMatchObject({ ok: true, value: { text: code } });
    const third = rig.scan();
    await rig.clock.advance(100);
    rig.simulator.scanNow({ text: 'another' });
    await rig.clock.advance(300);
    expect(third.result).toMatchObject({ ok: true, value: { text: 'another' } });
    await rig.end();
  });

  it('bytes that are no text are dropped, and the window stays open (S4)', async () => {
    const rig = make();
    await rig.ready();
    const call = rig.scan();
    await rig.clock.advance(100);
    rig.simulator.scanNow({ bytes: Uint8Array.of(0x41, 0xff, 0xff) });
    await rig.clock.advance(300);
    expect(dropped(rig.logged)).toMatchObject([{ reason: 'unreadable', bytes: 3 }]);
    rig.simulator.scanNow({ text: '广州 ABC', charset: 'gb18030' });
    await rig.clock.advance(300);
    expect(call.result).toMatchObject({ ok: true, value: { text: '广州 ABC', charset: 'gb18030' } });
    await rig.end();
  });

  it('5,000 bytes are dropped and reported, and the window stays open (S2)', async () => {
    const rig = make();
    await rig.ready();
    const call = rig.scan();
    await rig.clock.advance(100);
    rig.simulator.scanNow({ bytes: new Uint8Array(5_000).fill(0x37) });
    await rig.clock.advance(1_000);
    expect(dropped(rig.logged)).toMatchObject([{ reason: 'tooLong', bytes: 5_000 }]);
    expect(call.result).toBeNull();
    await rig.end();
    expect(call.result).toMatchObject({ ok: false, error: { code: 'E_CANCELLED', outcome: 'notDone' } });
  });
});

it('a code that stays in view of a unit that looks all the time stays one scan, however long it lies there', async () => {
  const rig = serialRig({ model: 'generic', simulator: { rereadMs: 400 } });
  await rig.ready();
  const first = rig.scan();
  rig.simulator.show({ text: code });
  await rig.clock.advance(300);
  expect(first.result).toMatchObject({ ok: true });
  await rig.clock.advance(10_000);
  const second = rig.scan({ userMs: 5_000 });
  await rig.clock.advance(4_000);
  expect(second.result).toBeNull();
  rig.simulator.takeAway();
  rig.simulator.show({ text: 'the next one' });
  await rig.clock.advance(500);
  expect(second.result).toMatchObject({ ok: true, value: { text: 'the next one' } });
  await rig.end();
  rig.simulator.restart();
});
