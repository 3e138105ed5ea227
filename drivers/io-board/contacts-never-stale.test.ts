import { describe, expect, it } from 'vitest';
import { boardRig } from './board-rig.test-data.ts';
import { encodeLine } from './codec.ts';

describe('contacts', () => {
  it('are unknown before the board has answered, then as they are', async () => {
    const rig = boardRig();
    rig.simulator.setContact('door', 'open');
    await rig.clock.advance(100);
    expect(rig.board.contact('door')).toBe('unknown');
    expect(rig.board.capabilities()).toBeNull();
    await rig.ready();
    expect(rig.board.contact('door')).toBe('open');
    expect(rig.board.contact('headset')).toBe('unplugged');
    expect(rig.board.contact('presence')).toBe('absent');
    expect(rig.board.contact('serviceKey')).toBe('off');
    await rig.end();
  });

  it('changes are told once, debounced', async () => {
    const rig = boardRig();
    await rig.ready();
    rig.changes.length = 0;
    rig.simulator.setContact('headset', 'plugged');
    await rig.clock.advance(20);
    rig.simulator.setContact('headset', 'unplugged');
    await rig.clock.advance(100);
    expect(rig.changes).toEqual([]);
    rig.simulator.setContact('headset', 'plugged');
    await rig.clock.advance(50);
    expect(rig.changes).toEqual([{ contact: 'headset', state: 'plugged' }]);
    expect(rig.logged).toContainEqual({
      id: 'device.contact.changed',
      fields: { deviceId: 'ioBoard', contact: 'headset', state: 'plugged' },
    });
    await rig.end();
  });

  it('a board without a contact says null, not closed', async () => {
    const rig = boardRig({ simulator: { channels: [{ kind: 'contact', name: 'door', isLatched: false }] } });
    await rig.ready();
    expect(rig.board.contact('door')).toBe('closed');
    expect(rig.board.contact('presence')).toBeNull();
    expect(rig.board.capabilities()).toEqual({ lamps: [], contacts: ['door'], hasBeeper: false });
    await rig.end();
  });

  it('link lost: unknown at once, never a stale "closed"; back: as they are then, logged only when changed', async () => {
    const rig = boardRig();
    await rig.ready();
    expect(rig.board.contact('door')).toBe('closed');
    rig.changes.length = 0;
    const logs = () => rig.logged.filter(({ id }) => id === 'device.contact.changed').length;
    const before = logs();
    rig.line.unplug();
    await rig.clock.advance(0);
    expect(rig.board.contact('door')).toBe('unknown');
    expect(rig.changes).toContainEqual({ contact: 'door', state: 'unknown' });
    rig.simulator.setContact('door', 'open');
    await rig.clock.advance(100);
    rig.line.plug();
    await rig.clock.advance(3_000);
    expect(rig.board.contact('door')).toBe('open');
    expect(rig.board.contact('headset')).toBe('unplugged');
    expect(logs()).toBe(before + 1);
    await rig.end();
  });

  it('a link that fails after the first reading has told nothing', async () => {
    const rig = boardRig();
    rig.line.onHostBytes((bytes) => {
      if (Buffer.from(bytes).includes('SET')) rig.line.unplug();
    });
    rig.board.start();
    await rig.clock.advance(20_000);
    expect(rig.simulator.commands).toContain('READ');
    expect(rig.board.contact('door')).toBe('unknown');
    expect(rig.changes).toEqual([]);
    await rig.end();
  });

  it('a board that falls silent is noticed within two seconds', async () => {
    const rig = boardRig();
    await rig.ready();
    rig.simulator.setSilent(true);
    await rig.clock.advance(2_000);
    expect(rig.board.contact('door')).toBe('unknown');
    expect(rig.board.status().link).not.toBe('up');
    await rig.end();
  });

  it.each([1, 2, 3])('%i lost events are noticed by the next one or by the heartbeat (B7)', async (count) => {
    const rig = boardRig();
    await rig.ready();
    rig.simulator.loseEvents(count);
    rig.simulator.setContact('door', 'open');
    rig.simulator.setContact('headset', 'plugged');
    rig.simulator.setContact('serviceKey', 'on');
    await rig.clock.advance(1_200);
    expect(rig.board.contact('door')).toBe('open');
    expect(rig.board.contact('headset')).toBe('plugged');
    expect(rig.board.contact('serviceKey')).toBe('on');
    await rig.end();
  });

  it('the counter goes round after 256 events without a reading', async () => {
    const rig = boardRig();
    await rig.ready();
    const reads = () => rig.simulator.commands.filter((body) => body === 'READ').length;
    const before = reads();
    for (let i = 0; i < 300; i += 1) {
      rig.simulator.setContact('presence', i % 2 === 0 ? 'present' : 'absent');
      await rig.clock.advance(40);
    }
    expect(rig.board.contact('presence')).toBe('absent');
    expect(reads()).toBe(before);
    await rig.end();
  });

  it('a board gone mad, whose every event comes out of turn, does not fill the line with readings', async () => {
    const rig = boardRig();
    await rig.ready();
    let readings = 0;
    rig.line.onHostWrite((bytes) => {
      if (Buffer.from(bytes).includes('READ')) readings += 1;
    });
    for (let i = 0; i < 500; i += 1) {
      rig.line.send(encodeLine({ kind: 'event', number: (i * 7) & 0xff, body: 'CONTACT presence 1' }));
      await rig.clock.advance(2);
    }
    expect(readings).toBeGreaterThan(5);
    expect(readings).toBeLessThanOrEqual(22);
    await rig.end();
  });

  it('a repeated event is one event', async () => {
    const rig = boardRig();
    await rig.ready();
    rig.changes.length = 0;
    rig.simulator.inject({ type: 'twice' });
    rig.simulator.setContact('door', 'open');
    await rig.clock.advance(40);
    expect(rig.changes).toEqual([{ contact: 'door', state: 'open' }]);
    await rig.end();
  });
});

describe('tampering', () => {
  it('seen while connected: tampered, and closing the cabinet again clears nothing', async () => {
    const rig = boardRig();
    await rig.ready();
    rig.simulator.setContact('tamper', 'open');
    await rig.clock.advance(50);
    expect(rig.board.status()).toMatchObject({ condition: 'tampered', faults: [{ code: 'E_TAMPER' }] });
    rig.simulator.setContact('tamper', 'closed');
    await rig.clock.advance(5_000);
    expect(rig.board.contact('tamper')).toBe('closed');
    expect(rig.board.status()).toMatchObject({ condition: 'tampered', faults: [{ code: 'E_TAMPER' }] });
    await rig.end();
  });

  it('happened while the host was off: reported at the first reading, as suspicion', async () => {
    const rig = boardRig();
    rig.simulator.setContact('tamper', 'open');
    await rig.clock.advance(1_000);
    rig.simulator.setContact('tamper', 'closed');
    await rig.clock.advance(1_000);
    rig.simulator.reboot('power');
    await rig.ready();
    expect(rig.board.status()).toMatchObject({
      link: 'up',
      condition: 'suspectTamper',
      faults: [{ code: 'E_TAMPER' }],
    });
    await rig.end();
  });

  it('both events were lost: the latch tells it', async () => {
    const rig = boardRig();
    await rig.ready();
    rig.simulator.loseEvents(2);
    rig.simulator.setContact('tamper', 'open');
    await rig.clock.advance(50);
    rig.simulator.setContact('tamper', 'closed');
    await rig.clock.advance(1_200);
    expect(rig.board.status().condition).toBe('tampered');
    await rig.end();
  });

  it('outlives the link and a board that has forgotten it', async () => {
    const rig = boardRig();
    await rig.ready();
    rig.simulator.setContact('tamper', 'open');
    await rig.clock.advance(50);
    rig.line.unplug();
    await rig.clock.advance(10);
    expect(rig.board.status()).toMatchObject({ link: 'lost', condition: 'tampered' });
    rig.simulator.setContact('tamper', 'closed');
    await rig.clock.advance(50);
    rig.line.plug();
    await rig.clock.advance(3_000);
    expect(rig.board.status()).toMatchObject({ link: 'up', condition: 'tampered' });
    await rig.end();
  });

  it('only a person clears it, and not while the contact is open', async () => {
    const rig = boardRig();
    await rig.ready();
    rig.simulator.setContact('tamper', 'open');
    await rig.clock.advance(50);
    const early = rig.call(() => rig.board.clearTamper());
    await rig.clock.advance(50);
    expect(early.result).toMatchObject({ ok: false, error: { code: 'E_TAMPER', outcome: 'notDone' } });
    rig.simulator.setContact('tamper', 'closed');
    await rig.clock.advance(50);
    const late = rig.call(() => rig.board.clearTamper());
    await rig.clock.advance(50);
    expect(late.result).toMatchObject({ ok: true });
    expect(rig.simulator.isLatched('tamper')).toBe(false);
    expect(rig.board.status()).toMatchObject({ condition: 'ok', faults: [] });
    await rig.end();
  });

  it('opened again in the moment in which it is cleared: it stays', async () => {
    for (let openAtMs = 0; openAtMs < 12; openAtMs += 1) {
      const rig = boardRig();
      await rig.ready();
      rig.simulator.setContact('tamper', 'open');
      await rig.clock.advance(50);
      rig.simulator.setContact('tamper', 'closed');
      await rig.clock.advance(50);
      rig.simulator.setContact('tamper', 'open');
      await rig.clock.advance(20 + openAtMs);
      const call = rig.call(() => rig.board.clearTamper());
      await rig.clock.advance(200);
      expect(call.result).not.toBeNull();
      expect(rig.board.status().condition).toBe('tampered');
      await rig.end();
    }
  });
});
