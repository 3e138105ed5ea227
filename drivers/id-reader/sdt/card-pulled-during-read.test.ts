import { describe, expect, it } from 'vitest';
import { card, isFreeOfPersonalData, readerRig } from './rig.test-data.ts';

describe('a card that cannot be read', () => {
  it('pulled away during the read: asks again and reads the next placing', async () => {
    const rig = readerRig();
    await rig.ready();
    const call = rig.read();
    await rig.clock.advance(100);
    rig.simulator.inject({ type: 'lift' }, { on: 'readTextPhoto' });
    rig.simulator.place(card);
    await rig.clock.advance(4_000);
    expect(call.result).toBeNull();
    expect(rig.phases).toEqual(['waitingUser', 'reading', 'liftAndPlaceAgain', 'waitingUser']);
    rig.simulator.place(card);
    await rig.clock.advance(3_000);
    expect(call.result).toMatchObject({ ok: true });
    await rig.reader.close();
  });

  it('pulled away three times: E_NO_MEDIA, nothing has happened', async () => {
    const rig = readerRig();
    await rig.ready();
    const call = rig.read();
    rig.simulator.inject({ type: 'lift' }, { on: 'readTextPhoto', times: 3 });
    for (let i = 0; i < 3; i += 1) {
      rig.simulator.place(card);
      await rig.clock.advance(5_000);
    }
    expect(call.result).toMatchObject({
      ok: false,
      error: { code: 'E_NO_MEDIA', outcome: 'notDone', userFixable: true, vendor: { code: '41' } },
    });
    await rig.reader.close();
  });

  it('not readable three times in a row: E_MEDIA_INVALID with the vendor code', async () => {
    const rig = readerRig();
    await rig.ready();
    const call = rig.read();
    await rig.clock.advance(100);
    rig.simulator.inject({ type: 'sw3', code: 0x32 }, { on: 'readTextPhoto', times: 3 });
    rig.simulator.place(card);
    await rig.clock.advance(8_000);
    expect(call.result).toMatchObject({
      ok: false,
      error: { code: 'E_MEDIA_INVALID', outcome: 'notDone', mediaAt: 'inside', vendor: { code: '32' } },
    });
    expect(rig.simulator.commands.filter((command) => command === 'resetSam').length).toBe(3);
    expect(rig.logged.at(-1)).toEqual({
      id: 'device.call.failed',
      fields: { deviceId: 'idReader', call: 'readCard', code: 'E_MEDIA_INVALID', outcome: 'notDone', vendor: '32' },
    });
    await rig.reader.close();
  });

  it('another kind of card: refused at once, whichever command says so', async () => {
    const foreign = { ...card, text: card.text.slice() };
    foreign.text.set([0x5a, 0], 248);
    const cases = [
      { on: 'findCard', vendor: '40', laid: card },
      { on: 'selectCard', vendor: '40', laid: card },
      { on: 'readTextPhoto', vendor: '40', laid: card },
      { on: null, vendor: 'cardFlag', laid: foreign },
    ] as const;
    for (const { on, vendor, laid } of cases) {
      const rig = readerRig();
      await rig.ready();
      const call = rig.read();
      await rig.clock.advance(400);
      if (on !== null) rig.simulator.inject({ type: 'sw3', code: 0x40 }, { on });
      rig.simulator.place(laid);
      await rig.clock.advance(3_000);
      expect(call.result).toMatchObject({ ok: false, error: { code: 'E_MEDIA_INVALID', vendor: { code: vendor } } });
      expect(rig.reader.presence()).toBe('presentFailed');
      expect(isFreeOfPersonalData([call, rig.logged])).toBe(true);
      await rig.reader.close();
      expect(rig.clock.pending).toBe(0);
    }
  });

  it('select fails once: tried again in the same placing', async () => {
    const rig = readerRig();
    await rig.ready();
    const call = rig.read();
    await rig.clock.advance(100);
    rig.simulator.inject({ type: 'sw3', code: 0x81 }, { on: 'selectCard' });
    rig.simulator.place(card);
    await rig.clock.advance(2_500);
    expect(call.result).toMatchObject({ ok: true });
    await rig.reader.close();
  });
});
