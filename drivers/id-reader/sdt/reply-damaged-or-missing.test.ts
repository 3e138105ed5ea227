import { describe, expect, it } from 'vitest';
import type { SdtFault } from '../../simulators/sdt-simulator.ts';
import type { SdtCommand } from './codec.ts';
import { card, isFreeOfPersonalData, readerRig } from './rig.test-data.ts';

const commands = ['findCard', 'selectCard', 'readTextPhoto'] as const satisfies readonly SdtCommand[];
const faults: readonly SdtFault[] = [
  { type: 'checksum' },
  { type: 'length', by: 300 },
  { type: 'length', by: -2 },
  { type: 'length', by: 40_000 },
  { type: 'preamble' },
  { type: 'noise', bytes: 40 },
  { type: 'silence' },
  { type: 'late', ms: 4_000 },
  { type: 'older' },
  { type: 'half' },
  { type: 'vendorTimeout' },
];

describe('one damaged or missing reply does not disturb the citizen', () => {
  for (const on of commands) {
    it.each(faults.map((fault) => [fault.type, fault] as const))(`${on}: %s`, async (_name, fault) => {
      const rig = readerRig();
      await rig.ready();
      const call = rig.read();
      await rig.clock.advance(500);
      rig.simulator.inject(fault, { on });
      rig.simulator.place(card);
      await rig.clock.advance(10_000);
      expect(call.result).toMatchObject({ ok: true, value: { card: { number: '440199199203150026' } } });
      expect(rig.reader.status()).toMatchObject({ link: 'up', condition: 'ok', epoch: 1 });
      expect(isFreeOfPersonalData(rig.logged)).toBe(true);
      await rig.reader.close();
      expect(rig.clock.pending).toBe(0);
    });
  }
});

describe('a line that stays bad', () => {
  it('every read damaged: typed error after three tries, no byte of the card in it (C15)', async () => {
    const rig = readerRig();
    await rig.ready();
    const call = rig.read();
    await rig.clock.advance(100);
    rig.simulator.inject({ type: 'checksum' }, { on: 'readTextPhoto', times: Number.POSITIVE_INFINITY });
    rig.simulator.place(card);
    await rig.clock.advance(4_000);
    expect(rig.phases).toContain('liftAndPlaceAgain');
    // The module took the card for read, so each further try needs another placing.
    for (let i = 0; i < 2; i += 1) {
      rig.simulator.remove();
      await rig.clock.advance(2_000);
      rig.simulator.place(card);
      await rig.clock.advance(4_000);
    }
    expect(call.result).toMatchObject({ ok: false, error: { code: 'E_PROTOCOL', outcome: 'notDone' } });
    expect(rig.logged.some(({ id }) => id === 'device.frame.dropped')).toBe(true);
    expect(isFreeOfPersonalData([call, rig.logged])).toBe(true);
    await rig.reader.close();
  });

  it('every find damaged while a card lies there: it is not called present for as long as the line is bad', async () => {
    const rig = readerRig();
    await rig.ready();
    rig.simulator.place(card);
    await rig.clock.advance(5_000);
    expect(rig.reader.presence()).toBe('presentFailed');
    rig.simulator.inject({ type: 'checksum' }, { on: 'findCard', times: Number.POSITIVE_INFINITY });
    await rig.clock.advance(10_000);
    expect(rig.reader.status()).toMatchObject({ link: 'up', condition: 'degraded' });
    expect(rig.reader.presence()).toBe('unknown');
    const asked = rig.simulator.commands.length;
    await rig.clock.advance(10_000);
    expect(rig.simulator.commands.length - asked).toBeLessThan(150);
    rig.simulator.clearFaults();
    await rig.clock.advance(5_000);
    expect(rig.reader.presence()).toBe('presentFailed');
    await rig.reader.close();
  });

  it('every find damaged: degraded, the caller is told, and it heals by itself', async () => {
    const rig = readerRig();
    await rig.ready();
    const call = rig.read();
    await rig.clock.advance(100);
    rig.simulator.inject({ type: 'checksum' }, { on: 'findCard', times: Number.POSITIVE_INFINITY });
    await rig.clock.advance(5_000);
    expect(call.result).toMatchObject({ ok: false, error: { code: 'E_PROTOCOL', outcome: 'notDone' } });
    expect(rig.reader.status()).toMatchObject({ link: 'up', condition: 'degraded' });
    rig.simulator.clearFaults();
    await rig.clock.advance(3_000);
    expect(rig.reader.status()).toMatchObject({ condition: 'ok' });
    await rig.reader.close();
  });

  it('silent for good: the link is given up and comes back with the device', async () => {
    const rig = readerRig();
    await rig.ready();
    const call = rig.read();
    rig.simulator.inject({ type: 'silence' }, { times: Number.POSITIVE_INFINITY });
    await rig.clock.advance(5_000);
    expect(call.result).toMatchObject({ ok: false, error: { code: 'E_LINK_LOST', outcome: 'notDone' } });
    expect(rig.reader.status()).toMatchObject({ link: 'lost', faults: [{ code: 'E_LINK_LOST' }] });
    const refused = rig.read();
    await rig.clock.advance(5_000);
    expect(refused.result).toMatchObject({ ok: false, error: { code: 'E_NO_DEVICE', outcome: 'notStarted' } });
    rig.simulator.clearFaults();
    await rig.clock.advance(15_000);
    expect(rig.reader.status()).toMatchObject({ link: 'up', faults: [] });
    await rig.reader.close();
    expect(rig.clock.pending).toBe(0);
  });
});
