import { describe, expect, it } from 'vitest';
import { fittingReaders } from './fitting-readers.ts';
import { slot, smartCardRig } from './rig.test-data.ts';

describe('the PC/SC service', () => {
  it('does not run: offOrAbsent, calls fail at once, back within 5 s after it was started', async () => {
    const rig = smartCardRig();
    rig.simulator.stopService();
    await rig.ready();
    await rig.clock.advance(60_000);
    expect(rig.reader.status()).toMatchObject({ link: 'offOrAbsent', media: 'unknown' });
    const call = await rig.read();
    await rig.clock.advance(0);
    expect(call.result).toMatchObject({ ok: false, error: { code: 'E_NO_DEVICE', outcome: 'notStarted' } });
    rig.simulator.startService();
    await rig.clock.advance(5_000);
    expect(rig.reader.status()).toMatchObject({ link: 'up', media: 'none', faults: [] });
    await rig.reader.close();
    expect(rig.clock.pending).toBe(0);
  });

  it.each([
    ['while a card is awaited', 0],
    ['in the middle of a read', 400],
  ])('goes away %s: E_LINK_LOST, notDone', async (_when, afterMs) => {
    const rig = smartCardRig();
    await rig.ready();
    const call = await rig.read();
    await rig.clock.advance(10);
    if (afterMs > 0) rig.insert('v2');
    await rig.clock.advance(afterMs);
    expect(call.result).toBeNull();
    rig.simulator.stopService();
    await rig.clock.advance(1);
    expect(call.result).toMatchObject({ ok: false, error: { code: 'E_LINK_LOST', outcome: 'notDone' } });
    expect(rig.reader.status()).toMatchObject({ link: 'lost', media: 'unknown', activity: 'idle' });
    expect(rig.simulator.connectedCards).toBe(0);
    await rig.reader.close();
    rig.simulator.stop();
    expect(rig.clock.pending).toBe(0);
  });
});

describe('the reader', () => {
  it('is unplugged in the middle of a read: E_LINK_LOST; it comes back by itself', async () => {
    const rig = smartCardRig();
    await rig.ready();
    const call = await rig.read();
    rig.insert('v2');
    await rig.clock.advance(400);
    rig.simulator.detach(slot);
    await rig.clock.advance(1);
    expect(call.result).toMatchObject({ ok: false, error: { code: 'E_LINK_LOST', outcome: 'notDone' } });
    await rig.clock.advance(30_000);
    expect(rig.reader.status().link).toBe('lost');
    rig.simulator.attach(slot);
    await rig.clock.advance(5_000);
    expect(rig.reader.status()).toMatchObject({ link: 'up', media: 'none' });
    await rig.reader.close();
  });

  it('was never there: absent', async () => {
    const rig = smartCardRig({ readers: [] });
    await rig.ready();
    expect(rig.reader.status().link).toBe('absent');
    await rig.reader.close();
  });

  it('one of two, by name: a card in the other one means nothing', async () => {
    const rig = smartCardRig({ readers: ['Other Reader 00 00', slot], reader: 'Simulated Reader' });
    await rig.ready();
    expect(rig.reader.status().link).toBe('up');
    const call = await rig.read();
    await rig.clock.advance(10);
    const { SmartCardChip, syntheticCard } = await import('../../simulators/smart-card-chip.ts');
    const foreign = new SmartCardChip(syntheticCard('v1'));
    rig.simulator.insert('Other Reader 00 00', foreign);
    await rig.clock.advance(1_000);
    expect(call.result).toBeNull();
    rig.simulator.detach('Other Reader 00 00');
    rig.insert('v2');
    await rig.clock.advance(2_000);
    expect(call.result).toMatchObject({ ok: true, value: { version: '2.00' } });
    expect(foreign.instructions).toEqual([]);
    await rig.reader.close();
  });

  it('two and no name: none is chosen, told once, cured by unplugging one', async () => {
    const rig = smartCardRig({ readers: ['Virtual PCD 00 00', 'Virtual PCD 00 01'] });
    await rig.ready();
    await rig.clock.advance(20_000);
    expect(rig.reader.status()).toMatchObject({ link: 'offOrAbsent' });
    expect(rig.reader.status().faults.map(({ code }) => code)).toContain('E_ROLE_AMBIGUOUS');
    expect(rig.logged.filter(({ id }) => id === 'device.role.ambiguous')).toEqual([
      { id: 'device.role.ambiguous', fields: { role: 'smartCard', ports: 'Virtual PCD 00 00, Virtual PCD 00 01' } },
    ]);
    rig.simulator.detach('Virtual PCD 00 01');
    await rig.clock.advance(5_000);
    expect(rig.reader.status()).toMatchObject({ link: 'up', faults: [] });
    await rig.reader.close();
  });

  it('is found with and without the numbers that PC/SC lite counts', () => {
    const names = ['Virtual PCD 00 00', 'Virtual PCD 00 01', 'ACS ACR39U ICC Reader 01 00'];
    expect(fittingReaders('Virtual PCD 00 01', names)).toEqual(['Virtual PCD 00 01']);
    expect(fittingReaders('ACS ACR39U ICC Reader', names)).toEqual(['ACS ACR39U ICC Reader 01 00']);
    expect(fittingReaders('Virtual PCD', names)).toHaveLength(2);
    expect(fittingReaders('Virtual', names)).toEqual([]);
    expect(fittingReaders('', names)).toEqual(names);
  });
});
