import { expect, test } from 'vitest';
import { f2Rig } from './rig.test-data.ts';

test.each(['with the power on', 'with the power off'] as const)(
  'a bin that was refused as full, then seen full, then emptied %s: usable again without a count',
  async (how) => {
    const rig = f2Rig();
    await rig.ready();
    await rig.atExit();
    rig.sim.inject({ type: 'error', code: 'A1' }, { on: 'moveBin' });
    expect(await rig.until(rig.device.capture(rig.act()))).toMatchObject({ error: { code: 'E_BIN_FULL' } });
    // The sensor is late.
    await rig.clock.advance(3_000);
    expect(rig.device.status().bins).toMatchObject({ retain: { level: 'full' } });
    rig.world.stuck = { isBinFull: true };
    await rig.clock.advance(3_000);
    if (how === 'with the power off') {
      rig.sim.powerOff();
      await rig.clock.advance(30_000);
    }
    rig.world.stuck = null;
    if (how === 'with the power off') rig.sim.powerOn();
    await rig.clock.advance(30_000);
    expect(rig.device.status()).toMatchObject({ link: 'up', bins: { retain: { level: 'ok' } }, faults: [] });
    expect(await rig.until(rig.device.capture(rig.act()))).toMatchObject({ ok: true, value: { position: 'bin' } });
    await rig.device.close();
  },
);
