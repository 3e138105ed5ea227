import { expect, test } from 'vitest';
import { f2Rig } from './rig.test-data.ts';

test('feed, read the chip, present, taken: each step once, counts follow the card', async () => {
  const rig = f2Rig({ world: { hopper: 30 } });
  await rig.ready();
  const { device, world } = rig;
  device.setCount('hopper', 30);
  device.setCount('retain', 0);
  expect(device.status()).toMatchObject({ link: 'up', media: 'none', activity: 'idle', condition: 'ok', faults: [] });
  expect(device.firmware()).toBe('SIM-F2-0001');
  // Nobody can push a card in where the next one is expected from the hopper.
  expect(rig.sim.commands).toContain('entryForbid');
  const fed = await rig.until(device.feed(rig.act()));
  expect(fed).toMatchObject({
    ok: true,
    value: { position: 'inside', before: { values: { position: 'none', fed: 0 } } },
  });
  expect(device.status()).toMatchObject({ media: 'inside', bins: { hopper: { count: 29, initial: 30, level: 'ok' } } });
  expect(await rig.until(device.readChip())).toEqual({
    ok: true,
    value: { interface: 'contactless', id: '53490001' },
  });
  expect(await rig.until(device.present(rig.act()))).toMatchObject({ ok: true, value: { position: 'exit' } });
  expect(device.status().media).toBe('atExit');
  const taken = device.awaitTaken({ userMs: 30_000 });
  await rig.clock.advance(5_000);
  expect(device.status().activity).toBe('waitingUser');
  world.take();
  expect(await rig.until(taken)).toEqual({ ok: true, value: 'taken' });
  expect(device.status()).toMatchObject({ media: 'none', activity: 'idle' });
  expect(rig.logged.map(({ id }) => id)).toContain('device.media.taken');
  expect(rig.sim.commands.filter((command) => command.startsWith('move'))).toEqual(['moveRf', 'moveGate']);
  expect(rig.journal).toHaveLength(2);
  expect(world.taken).toEqual([1]);
  await device.close();
});

test('not taken: the card is captured and counted in the bin', async () => {
  const rig = f2Rig({ profile: { medium: 'contact' } });
  await rig.ready();
  rig.device.setCount('retain', 4);
  await rig.atExit();
  expect(await rig.until(rig.device.awaitTaken({ userMs: 3_000 }))).toEqual({ ok: true, value: 'notTaken' });
  expect(await rig.until(rig.device.capture(rig.act()))).toMatchObject({ ok: true, value: { position: 'bin' } });
  expect(rig.world.bin).toEqual([1]);
  expect(rig.device.status()).toMatchObject({ media: 'none', bins: { retain: { count: 5, level: 'ok' } } });
  expect(rig.sim.commands).toContain('moveIc');
  await rig.device.close();
});

test('each contact chip is told apart, too; a mute one is E_CHIP', async () => {
  const rig = f2Rig({ profile: { medium: 'contact' } });
  await rig.ready();
  expect(await rig.until(rig.device.readChip())).toMatchObject({
    error: { code: 'E_SEQUENCE', outcome: 'notStarted' },
  });
  await rig.until(rig.device.feed(rig.act()));
  expect(await rig.until(rig.device.readChip())).toEqual({
    ok: true,
    value: { interface: 'contact', id: '3B6453490001' },
  });
  rig.sim.mechanics.isChipMute = true;
  expect(await rig.until(rig.device.readChip())).toMatchObject({
    error: { code: 'E_CHIP', outcome: 'notDone', vendor: { code: 'E1E0=63' } },
  });
  rig.sim.inject({ type: 'silence' }, { on: 'cpuReset' });
  expect(await rig.until(rig.device.readChip())).toMatchObject({ error: { code: 'E_IO_TIMEOUT', outcome: 'notDone' } });
  rig.sim.mechanics.isChipMute = false;
  expect(await rig.until(rig.device.readChip())).toMatchObject({ ok: true });
  const without = f2Rig({ profile: { chipReader: 'none' } });
  expect(await without.device.readChip()).toMatchObject({ error: { code: 'E_UNSUPPORTED' } });
  await rig.device.close();
});

test('a motion from the wrong place is refused before anything is written', async () => {
  const rig = f2Rig();
  await rig.ready();
  const { device } = rig;
  expect(await rig.until(device.present(rig.act()))).toMatchObject({
    error: { code: 'E_NO_MEDIA', outcome: 'notStarted' },
  });
  expect(await rig.until(device.capture(rig.act()))).toMatchObject({
    error: { code: 'E_NO_MEDIA', outcome: 'notStarted' },
  });
  expect(await rig.until(device.retract(rig.act()))).toMatchObject({ error: { code: 'E_UNSUPPORTED' } });
  expect(await device.awaitTaken({ userMs: 1_000 })).toMatchObject({ error: { code: 'E_SEQUENCE' } });
  await rig.until(device.feed(rig.act()));
  expect(await rig.until(device.feed(rig.act()))).toMatchObject({
    error: { code: 'E_OCCUPIED', outcome: 'notStarted' },
  });
  expect(rig.journal).toHaveLength(1);
  expect(rig.world.fed).toBe(1);
  await device.close();
  expect(rig.clock.pending).toBe(0);
});
