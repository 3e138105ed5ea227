import { describe, expect, it } from 'vitest';
import { SmartCardChip, syntheticCard } from '../../simulators/smart-card-chip.ts';
import { slot, smartCardRig } from './rig.test-data.ts';

describe('a card that nobody has asked for', () => {
  it('lies there when the reader comes up: it must be taken out first', async () => {
    const rig = smartCardRig();
    rig.insert('v2');
    await rig.ready();
    expect(rig.reader.presence()).toBe('presentFailed');
    const call = await rig.read();
    await rig.clock.advance(5_000);
    expect(call.result).toBeNull();
    expect(rig.phases).toEqual(['takeOutFirst']);
    rig.remove();
    await rig.clock.advance(100);
    rig.insert('v2');
    await rig.clock.advance(2_000);
    expect(call.result).toMatchObject({ ok: true });
    expect(rig.phases).toEqual(['takeOutFirst', 'waitingUser', 'reading']);
    await rig.reader.close();
  });

  it('was put in between two calls, or left behind after a read: never read for the next person', async () => {
    const rig = smartCardRig();
    await rig.ready();
    const chip = rig.insert('v2');
    await rig.clock.advance(1_000);
    const first = await rig.read({ userMs: 3_000 });
    await rig.clock.advance(4_000);
    expect(first.result).toMatchObject({ ok: false, error: { code: 'E_TIMEOUT', outcome: 'notDone' } });
    expect(chip.instructions).toEqual([]);
    rig.remove();
    const second = await rig.read();
    await rig.clock.advance(10);
    const left = rig.insert('v2');
    await rig.clock.advance(2_000);
    expect(second.result).toMatchObject({ ok: true });
    const commands = left.instructions.length;
    const third = await rig.read({ userMs: 3_000 });
    await rig.clock.advance(4_000);
    expect(third.result).toMatchObject({ ok: false, error: { code: 'E_TIMEOUT' } });
    expect(left.instructions.length).toBe(commands);
    await rig.reader.close();
  });

  it('another card was swapped in faster than a picture: it counts as a new one', async () => {
    const rig = smartCardRig();
    rig.insert('v2');
    await rig.ready();
    const call = await rig.read();
    await rig.clock.advance(10);
    // Out and in within one turn: the reader's listener sees two pictures, both with a card.
    rig.simulator.remove(slot);
    rig.simulator.insert(slot, new SmartCardChip(syntheticCard('v1')));
    await rig.clock.advance(2_000);
    expect(call.result).toMatchObject({ ok: true, value: { version: '1.00' } });
    await rig.reader.close();
  });

  it('is in the reader when the PC/SC service comes back: old, since nobody saw it come', async () => {
    const rig = smartCardRig();
    await rig.ready();
    rig.simulator.stopService();
    rig.insert('v2');
    await rig.clock.advance(1_000);
    rig.simulator.startService();
    await rig.clock.advance(5_000);
    expect(rig.reader.status()).toMatchObject({ link: 'up', media: 'inside' });
    expect(rig.reader.presence()).toBe('presentFailed');
    await rig.reader.close();
  });
});
