import { expect, test } from 'vitest';
import { availability } from '../../../contract/device.ts';
import { f2Rig } from './rig.test-data.ts';

test('bin full: no card is fed, a capture is refused and the card stays at the exit', async () => {
  const rig = f2Rig({ world: { binCapacity: 1 } });
  await rig.ready();
  await rig.atExit();
  await rig.until(rig.device.capture(rig.act()));
  expect(rig.device.status()).toMatchObject({ bins: { retain: { level: 'full' } }, faults: [{ code: 'E_BIN_FULL' }] });
  expect(availability(rig.device.status())).toBe('unavailable');
  expect(await rig.until(rig.device.feed(rig.act()))).toMatchObject({
    error: { code: 'E_BIN_FULL', outcome: 'notStarted' },
  });
  rig.world.emptyBin();
  rig.device.setCount('retain', 0);
  await rig.clock.advance(3_000);
  expect(rig.device.status()).toMatchObject({ bins: { retain: { level: 'ok', count: 0 } }, faults: [] });
  await rig.atExit();
  // The sensor is late: the unit refuses what its status allowed.
  rig.sim.inject({ type: 'error', code: 'A1' }, { on: 'moveBin' });
  expect(await rig.until(rig.device.capture(rig.act()))).toMatchObject({
    error: { code: 'E_BIN_FULL', outcome: 'notDone', mediaAt: 'atExit', action: 'emptyBin' },
  });
  expect(rig.device.status()).toMatchObject({ media: 'atExit', bins: { retain: { level: 'full' } } });
  expect(rig.world.card).toMatchObject({ id: 2, place: 'exit' });
  await rig.device.close();
});

test('hopper low, then empty: ready with a warning, then off, and on again by itself when somebody fills it', async () => {
  const rig = f2Rig({ world: { hopper: 2, lowAt: 1 } });
  await rig.ready();
  await rig.until(rig.device.feed(rig.act()));
  expect(rig.device.status().bins).toMatchObject({ hopper: { level: 'low' } });
  expect(availability(rig.device.status())).toBe('ready');
  await rig.until(rig.device.capture(rig.act()));
  await rig.until(rig.device.feed(rig.act()));
  await rig.until(rig.device.capture(rig.act()));
  expect(rig.device.status()).toMatchObject({
    bins: { hopper: { level: 'empty' } },
    faults: [{ code: 'E_SUPPLY_OUT' }],
  });
  expect(availability(rig.device.status())).toBe('unavailable');
  expect(await rig.until(rig.device.feed(rig.act()))).toMatchObject({
    error: { code: 'E_SUPPLY_OUT', outcome: 'notStarted', action: 'replenish' },
  });
  rig.world.fillHopper(50);
  await rig.clock.advance(3_000);
  expect(rig.device.status().faults).toEqual([]);
  expect(await rig.until(rig.device.feed(rig.act()))).toMatchObject({ ok: true });
  await rig.device.close();
});

test('the unit says empty although its sensor does not: notDone, and the hopper counts as empty until a card comes', async () => {
  const rig = f2Rig();
  await rig.ready();
  rig.device.setCount('hopper', 50);
  rig.world.inject({ type: 'misfeed' });
  expect(await rig.until(rig.device.feed(rig.act()))).toMatchObject({
    error: { code: 'E_SUPPLY_OUT', outcome: 'notDone' },
  });
  expect(rig.device.status().bins).toMatchObject({ hopper: { level: 'empty', count: 50 } });
  expect(await rig.until(rig.device.feed(rig.act()))).toMatchObject({ ok: true });
  expect(rig.device.status()).toMatchObject({ bins: { hopper: { level: 'ok', count: 49 } }, faults: [] });
  await rig.device.close();
});

test('counts follow positions and survive a foreign card', async () => {
  const rig = f2Rig();
  await rig.ready();
  rig.device.setCount('hopper', 0);
  rig.device.setCount('retain', 0);
  await rig.until(rig.device.feed(rig.act()));
  expect(rig.device.status().bins).toMatchObject({ hopper: { count: 0, initial: 0 } });
  expect(() => rig.device.setCount('hopper', -1)).toThrow('whole number');
  await rig.device.close();
});
