import { expect, it } from 'vitest';
import { card, readerRig } from './rig.test-data.ts';

it.each([0x60, 0x66] as const)(
  'SW3 %i while waiting: out of service at once, revived after five minutes',
  async (code) => {
    const rig = readerRig();
    await rig.ready();
    const call = rig.read();
    await rig.clock.advance(100);
    rig.simulator.setHealth(code);
    await rig.clock.advance(1_000);
    const vendor = { code: code.toString(16) };
    expect(call.result).toMatchObject({ ok: false, error: { code: 'E_NOT_READY', outcome: 'notDone', vendor } });
    expect(rig.reader.status()).toMatchObject({ link: 'up', condition: 'faulted', faults: [{ code: 'E_NOT_READY' }] });
    const refused = rig.read();
    await rig.clock.advance(1);
    expect(refused.result).toMatchObject({ ok: false, error: { code: 'E_NOT_READY', outcome: 'notStarted', vendor } });
    const asked = rig.simulator.commands.length;
    await rig.clock.advance(200_000);
    expect(rig.simulator.commands.length).toBe(asked);
    rig.simulator.setHealth(0x90);
    await rig.clock.advance(110_000);
    expect(rig.reader.status()).toMatchObject({ condition: 'ok', faults: [] });
    const again = rig.read();
    rig.simulator.place(card);
    await rig.clock.advance(5_000);
    expect(again.result).toMatchObject({ ok: true });
    await rig.reader.close();
    expect(rig.clock.pending).toBe(0);
  },
);

it.each([
  ['has been read', true],
  ['lies there unread', false],
])(
  'a card that %s is not called present for as long as the module is out of service: nobody would see it go',
  async (_, isRead) => {
    const rig = readerRig();
    await rig.ready();
    const call = isRead ? rig.read() : null;
    rig.simulator.place(card);
    await rig.clock.advance(5_000);
    if (call !== null) expect(call.result).toMatchObject({ ok: true });
    expect(rig.reader.presence()).toBe(isRead ? 'presentRead' : 'presentFailed');
    rig.simulator.setHealth(0x60);
    await rig.clock.advance(2_000);
    expect(rig.reader.status()).toMatchObject({ condition: 'faulted' });
    expect(rig.reader.presence()).toBe('unknown');
    rig.simulator.setHealth(0x90);
    await rig.clock.advance(310_000);
    expect(rig.reader.presence()).toBe(isRead ? 'presentRead' : 'presentFailed');
    await rig.reader.close();
  },
);

it('broken from the start: connected, but faulted', async () => {
  const rig = readerRig();
  rig.simulator.setHealth(0x60);
  await rig.ready();
  expect(rig.reader.status()).toMatchObject({ link: 'up', condition: 'faulted' });
  await rig.reader.close();
});
