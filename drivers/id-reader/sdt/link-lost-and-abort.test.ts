import { describe, expect, it } from 'vitest';
import { card, isFreeOfPersonalData, readerRig } from './rig.test-data.ts';

describe('link lost', () => {
  it('during a read: E_LINK_LOST, and the next placing after the return is read (C9)', async () => {
    const rig = readerRig();
    await rig.ready();
    const call = rig.read();
    await rig.clock.advance(100);
    rig.simulator.inject({ type: 'unplug' }, { on: 'readTextPhoto' });
    rig.simulator.place(card);
    await rig.clock.advance(3_000);
    expect(call.result).toMatchObject({
      ok: false,
      error: { code: 'E_LINK_LOST', outcome: 'notDone', phase: 'moving' },
    });
    expect(isFreeOfPersonalData([call, rig.logged])).toBe(true);
    expect(rig.reader.presence()).toBe('unknown');
    rig.simulator.remove();
    rig.line.plug();
    await rig.clock.advance(3_000);
    expect(rig.reader.status()).toMatchObject({ link: 'up', epoch: 2, faults: [], activity: 'idle' });
    expect(rig.line.maxOpen).toBe(1);
    const again = rig.read();
    await rig.clock.advance(100);
    rig.simulator.place(card);
    await rig.clock.advance(3_000);
    expect(again.result).toMatchObject({ ok: true });
    await rig.reader.close();
    expect(rig.clock.pending).toBe(0);
  });

  it('nothing on the port: E_NO_DEVICE, not started', async () => {
    const rig = readerRig();
    rig.line.unplug();
    rig.reader.start();
    const call = rig.read();
    await rig.clock.advance(10);
    expect(call.result).toMatchObject({ ok: false, error: { code: 'E_NO_DEVICE', outcome: 'notStarted' } });
    expect(rig.reader.status()).toMatchObject({ link: 'absent' });
    await rig.reader.close();
  });

  it('1,000 reconnects leave no timer behind (C8)', async () => {
    const rig = readerRig();
    rig.reader.start();
    const pending = new Set<number>();
    for (let i = 0; i < 1_000; i += 1) {
      await rig.clock.advance(600);
      expect(rig.reader.status().link).toBe('up');
      pending.add(rig.clock.pending);
      rig.line.unplug();
      rig.line.plug();
    }
    expect(pending.size).toBe(1);
    await rig.reader.close();
    expect(rig.clock.pending).toBe(0);
  });
});

describe('end of a call', () => {
  it.each([
    ['user', 'E_CANCELLED'],
    ['sessionEnd', 'E_CANCELLED'],
    ['deadline', 'E_TIMEOUT'],
  ] as const)('abort (%s) while waiting, at any moment, settles at once', async (reason, code) => {
    for (const atMs of [0, 1, 40, 60, 360, 1_234]) {
      const rig = readerRig();
      await rig.ready();
      const idle = rig.clock.pending;
      const controller = new AbortController();
      const call = rig.read({ signal: controller.signal, userMs: 0 });
      await rig.clock.advance(atMs);
      controller.abort(reason);
      await rig.clock.advance(0);
      if (atMs > 0) expect(call.result).toMatchObject({ ok: false, error: { code } });
      await rig.clock.advance(2_000);
      expect(call.result).toMatchObject({ ok: false, error: { code } });
      expect(rig.reader.status().activity).toBe('idle');
      expect(rig.clock.pending).toBeLessThanOrEqual(idle + 1);
      await rig.reader.close();
      expect(rig.clock.pending).toBe(0);
    }
  });

  it('abort during a read stops it, gives no card and leaves nothing armed', async () => {
    for (const atMs of [20, 60, 400, 710]) {
      const rig = readerRig({ simulator: { firstFindFails: false } });
      await rig.ready();
      const controller = new AbortController();
      const call = rig.read({ signal: controller.signal });
      await rig.clock.advance(500);
      rig.simulator.place(card);
      while (rig.reader.presence() !== 'reading') await rig.clock.advance(10);
      await rig.clock.advance(atMs);
      controller.abort('sessionEnd');
      await rig.clock.advance(4_000);
      expect(call.result).toMatchObject({ ok: false, error: { code: 'E_CANCELLED', outcome: 'notDone' } });
      expect(rig.reader.status().activity).toBe('idle');
      expect(rig.simulator.reads).toBeLessThanOrEqual(1);
      await rig.reader.close();
      expect(rig.clock.pending).toBe(0);
    }
  });

  it('time over while waiting: E_TIMEOUT; time over during a read: the card wins', async () => {
    const rig = readerRig({ simulator: { firstFindFails: false } });
    await rig.ready();
    const slow = rig.read({ userMs: 1_000 });
    await rig.clock.advance(1_000);
    expect(slow.result).toMatchObject({ ok: false, error: { code: 'E_TIMEOUT', outcome: 'notDone' } });
    const last = rig.read({ userMs: 1_000 });
    await rig.clock.advance(500);
    rig.simulator.place(card);
    await rig.clock.advance(500);
    expect(last.result).toBeNull();
    await rig.clock.advance(2_000);
    expect(last.result).toMatchObject({ ok: true });
    await rig.reader.close();
  });

  it('closing the driver ends a waiting call, in every phase', async () => {
    for (const atMs of [1, 500, 900, 1_200]) {
      const rig = readerRig();
      await rig.ready();
      const call = rig.read();
      await rig.clock.advance(400);
      rig.simulator.place(card);
      await rig.clock.advance(atMs);
      const wasDone = call.result !== null;
      await rig.reader.close();
      await rig.reader.close();
      rig.simulator.restart();
      expect(rig.clock.pending).toBe(0);
      if (!wasDone) expect(call.result).toMatchObject({ ok: false, error: { code: 'E_CANCELLED' } });
      const after = rig.read();
      await rig.clock.advance(0);
      expect(after.result).toMatchObject({ ok: false, error: { code: 'E_DISABLED', outcome: 'notStarted' } });
    }
  });

  it('status and presence listeners can leave', async () => {
    const rig = readerRig();
    const heard: string[] = [];
    const leave = [rig.reader.onStatus((s) => heard.push(s.link)), rig.reader.onPresence((p) => heard.push(p))];
    await rig.ready();
    expect(heard).toContain('up');
    expect(heard).toContain('absent');
    for (const unsubscribe of leave) unsubscribe();
    const before = heard.length;
    rig.simulator.place(card);
    await rig.clock.advance(3_000);
    expect(heard.length).toBe(before);
    await rig.reader.close();
  });
});
