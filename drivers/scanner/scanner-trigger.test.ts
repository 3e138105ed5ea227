import { describe, expect, it } from 'vitest';
import { code, hidRig, serialRig } from './scanner-rig.test-data.ts';

const rigs = [
  { name: 'serial, Newland', make: () => serialRig(), setUp: ['query', 'init 1', 'triggerOff'] },
  { name: 'serial, Honeywell', make: () => serialRig({ model: 'honeywell' }), setUp: ['triggerOff'] },
  { name: 'HID-POS', make: () => hidRig(), setUp: ['triggerOff'] },
] as const;

describe.each(rigs)('trigger of $name', ({ make, setUp }) => {
  it('off after opening, on while armed, off afterwards', async () => {
    const rig = make();
    await rig.ready();
    expect(rig.simulator.commands).toEqual(setUp);
    const call = rig.scan();
    await rig.clock.advance(100);
    expect(rig.simulator.isLit).toBe(true);
    rig.simulator.show({ text: code });
    await rig.clock.advance(1_000);
    expect(call.result).toMatchObject({ ok: true });
    expect(rig.simulator.isLit).toBe(false);
    expect(rig.simulator.commands).toEqual([...setUp, 'triggerOn', 'triggerOff']);
    await rig.end();
  });

  it('on again after 20 s, since engines switch themselves off', async () => {
    const rig = make();
    await rig.ready();
    const call = rig.scan({ userMs: 50_000 });
    await rig.clock.advance(49_000);
    expect(rig.simulator.commands.filter((name) => name === 'triggerOn')).toHaveLength(3);
    expect(rig.simulator.isLit).toBe(true);
    await rig.clock.advance(2_000);
    expect(call.result).toMatchObject({ ok: false, error: { code: 'E_TIMEOUT' } });
    expect(rig.simulator.isLit).toBe(false);
    const before = rig.simulator.commands.length;
    await rig.clock.advance(25_000);
    expect(rig.simulator.commands.slice(before)).not.toContain('triggerOn');
    await rig.end();
  });

  it.each(['user', 'sessionEnd', 'deadline'] as const)('off after an abort (%s), at any moment', async (reason) => {
    for (const atMs of [0, 1, 4, 50, 20_001]) {
      const rig = make();
      await rig.ready();
      const controller = new AbortController();
      const call = rig.scan({ userMs: 0, signal: controller.signal });
      await rig.clock.advance(atMs);
      controller.abort(reason);
      await rig.clock.advance(1_100);
      const expected = reason === 'deadline' ? 'E_TIMEOUT' : 'E_CANCELLED';
      expect(call.result).toMatchObject({ ok: false, error: { code: expected } });
      expect(rig.simulator.isLit).toBe(false);
      expect(rig.scanner.status().activity).toBe('idle');
      await rig.end();
      rig.simulator.restart();
      expect(rig.clock.pending).toBe(0);
    }
  });

  it('off before the port is closed', async () => {
    const rig = make();
    await rig.ready();
    const call = rig.scan();
    await rig.clock.advance(100);
    // What the host gives to an open port; the simulated line forgets what is on its way when it is closed.
    const written: Uint8Array[] = [];
    rig.line.onHostWrite((bytes) => {
      written.push(bytes);
      rig.simulator.receive(bytes);
    });
    const closing = rig.scanner.close();
    await rig.clock.advance(10);
    await closing;
    expect(call.result).toMatchObject({ ok: false, error: { code: 'E_CANCELLED', outcome: 'notDone' } });
    expect(written).toHaveLength(1);
    expect(rig.simulator.commands.at(-1)).toBe('triggerOff');
    rig.simulator.restart();
    expect(rig.clock.pending).toBe(0);
  });
});

describe('a unit that answers its trigger', () => {
  it('refuses it: E_UNSUPPORTED with its own word, and nobody is asked to show a code', async () => {
    const rig = serialRig();
    await rig.ready();
    rig.simulator.setMood('unknownCommand');
    const call = rig.scan();
    await rig.clock.advance(50);
    expect(call.result).toMatchObject({
      ok: false,
      error: { code: 'E_UNSUPPORTED', outcome: 'notDone', vendor: { code: 'unknownCommand' } },
    });
    await rig.end();
  });

  it('has died in the meantime: E_IO_TIMEOUT, the link is given up and comes back', async () => {
    const rig = serialRig();
    await rig.ready();
    rig.simulator.setSilent(true);
    const call = rig.scan();
    await rig.clock.advance(2_500);
    expect(call.result).toMatchObject({ ok: false, error: { code: 'E_IO_TIMEOUT', outcome: 'notDone' } });
    expect(rig.scanner.status().link).not.toBe('up');
    rig.simulator.setSilent(false);
    await rig.clock.advance(15_000);
    expect(rig.scanner.status()).toMatchObject({ link: 'up', faults: [] });
    const again = rig.scan();
    await rig.clock.advance(100);
    rig.simulator.show({ text: code });
    await rig.clock.advance(500);
    expect(again.result).toMatchObject({ ok: true });
    await rig.end();
  });

  it('reads faster than it answers', async () => {
    const rig = serialRig({ line: { delayMs: 3 } });
    await rig.ready();
    const call = rig.scan();
    await rig.clock.advance(1);
    rig.simulator.inject({ type: 'replyInMiddle' });
    rig.simulator.scanNow({ text: code });
    await rig.clock.advance(300);
    expect(call.result).toMatchObject({ ok: true, value: { text: code } });
    await rig.end();
  });

  it('takes a setting not: it works, and the technician sees it', async () => {
    const rig = serialRig();
    rig.simulator.setMood('badValue');
    await rig.ready();
    expect(rig.scanner.status()).toMatchObject({
      link: 'up',
      condition: 'degraded',
      faults: [{ code: 'E_UNSUPPORTED' }],
    });
    expect(rig.logged).toContainEqual({
      id: 'device.call.failed',
      fields: {
        deviceId: 'scanner',
        call: 'setUp',
        code: 'E_UNSUPPORTED',
        outcome: 'notDone',
        vendor: 'init 1: badValue',
      },
    });
    rig.simulator.setMood('ok');
    rig.line.unplug();
    rig.line.plug();
    await rig.clock.advance(1_000);
    expect(rig.scanner.status()).toMatchObject({ link: 'up', condition: 'ok', faults: [] });
    await rig.end();
  });
});
