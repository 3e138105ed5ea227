import { describe, expect, test } from 'vitest';
import { f2Rig } from './rig.test-data.ts';

describe('a jam', () => {
  test.each([
    ['feed', '0', 'indeterminate'],
    ['feed', '2', 'partial'],
    ['present', '0', 'indeterminate'],
    ['present', '2', 'notDone'],
    ['present', '1', 'partial'],
    ['capture', '2', 'partial'],
    ['capture', '1', 'notDone'],
    ['capture', '0', 'indeterminate'],
  ] as const)(
    'in %s, with ST0 %s for the stuck card: %s, and the path is closed',
    async (motion, strandedSt0, outcome) => {
      const rig = f2Rig({ simulator: { strandedSt0 } });
      await rig.ready();
      if (motion !== 'feed') await rig.until(rig.device.feed(rig.act()));
      if (motion === 'capture') await rig.until(rig.device.present(rig.act()));
      rig.world.inject({ type: 'jam', in: motion, cure: 'reset' });
      // A present that ends as "partial" looks to the sensors as if it had succeeded, but the unit says that it did not.
      expect(await rig.until(rig.device[motion](rig.act()))).toMatchObject({
        error: { code: 'E_MEDIA_JAM', outcome, action: 'clearMedia', vendor: { code: 'E1E0=10' } },
      });
      expect(rig.device.status()).toMatchObject({ paths: { channel: 'jammed' }, faults: [{ code: 'E_MEDIA_JAM' }] });
      expect(rig.world.card).toMatchObject({ id: 1, place: 'jammed' });
      // One recovery: the card goes to the bin, never to the citizen.
      const told = {
        0: { ok: true, value: { position: 'none' } },
        // A card that a hand can reach may have gone with the hand.
        1: { error: { code: 'E_NO_MEDIA', outcome: 'indeterminate' } },
        2: { ok: true, value: { position: 'bin' } },
      };
      expect(await rig.until(rig.device.recover(rig.act()))).toMatchObject(told[strandedSt0]);
      expect(rig.device.status()).toMatchObject({
        media: 'none',
        paths: { channel: 'clear' },
        faults: [],
        condition: 'ok',
      });
      expect(rig.world.bin).toEqual([1]);
      expect(rig.world.fed).toBe(1);
      await rig.device.close();
    },
  );

  test('that only a person cures: three recoveries in ten minutes, then faulted until somebody was there', async () => {
    const rig = f2Rig();
    await rig.ready();
    rig.world.inject({ type: 'jam', in: 'feed', cure: 'person' });
    await rig.until(rig.device.feed(rig.act()));
    for (let i = 0; i < 3; i += 1) {
      expect(await rig.until(rig.device.recover(rig.act()))).toMatchObject({ error: { code: 'E_MEDIA_JAM' } });
    }
    expect(await rig.until(rig.device.recover(rig.act()))).toMatchObject({
      error: { code: 'E_DISABLED', outcome: 'notStarted' },
    });
    expect(rig.device.status().condition).toBe('faulted');
    expect(rig.sim.commands.filter((command) => command === 'initialiseToBin')).toHaveLength(3);
    await rig.clock.advance(700_000);
    expect(await rig.until(rig.device.recover(rig.act()))).toMatchObject({ error: { code: 'E_DISABLED' } });
    rig.world.clearByHand();
    rig.device.setCount('hopper', 40);
    await rig.clock.advance(3_000);
    expect(rig.device.status()).toMatchObject({
      condition: 'ok',
      faults: [],
      paths: { channel: 'clear' },
      media: 'none',
    });
    expect(await rig.until(rig.device.feed(rig.act()))).toMatchObject({ ok: true });
    await rig.device.close();
  });

  test('two cards at the gate of the hopper: blocked, none came out, one recovery frees it', async () => {
    const rig = f2Rig();
    await rig.ready();
    rig.world.inject({ type: 'overlap' });
    expect(await rig.until(rig.device.feed(rig.act()))).toMatchObject({
      error: { code: 'E_MEDIA_JAM', outcome: 'indeterminate' },
    });
    expect(rig.world.fed).toBe(0);
    expect(await rig.until(rig.device.recover(rig.act()))).toMatchObject({ ok: true, value: { position: 'none' } });
    expect(await rig.until(rig.device.feed(rig.act()))).toMatchObject({ ok: true });
    await rig.device.close();
  });

  test('a motor that does not turn: faulted, nothing moved, and never called done', async () => {
    const rig = f2Rig();
    await rig.ready();
    rig.world.hasMotorFault = true;
    expect(await rig.until(rig.device.feed(rig.act()))).toMatchObject({
      error: { code: 'E_HARDWARE', vendor: { code: 'E1E0=51' } },
    });
    expect(rig.device.status()).toMatchObject({ condition: 'faulted' });
    expect(rig.world.fed).toBe(0);
    await rig.device.close();
  });

  test('an error that no table knows is a fault, with both characters kept', async () => {
    const rig = f2Rig();
    await rig.ready();
    rig.sim.inject({ type: 'error', code: '7Z' }, { on: 'moveRf' });
    expect(await rig.until(rig.device.feed(rig.act()))).toMatchObject({
      error: { code: 'E_HARDWARE', outcome: 'indeterminate', vendor: { code: 'E1E0=7Z' } },
    });
    await rig.device.close();
  });
});
