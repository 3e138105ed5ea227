import { describe, expect, it } from 'vitest';
import type { F2Fault } from '../../simulators/f2-simulator.ts';
import { f2Rig } from './rig.test-data.ts';

describe('a unit that does not know A4, or ENTRY', () => {
  it.each<F2Fault>([
    { type: 'deaf' },
    { type: 'nak' },
    { type: 'silence' },
    { type: 'half' },
    { type: 'error', code: '00' },
  ])('$type: connected within 3 s, no version, no fault', async (fault) => {
    const rig = f2Rig();
    rig.sim.inject(fault, { on: 'firmware', times: Number.POSITIVE_INFINITY });
    rig.sim.inject(fault, { on: 'entryForbid', times: Number.POSITIVE_INFINITY });
    rig.device.start();
    await rig.clock.advance(3_000);
    expect(rig.device.status()).toMatchObject({ link: 'up', media: 'none', faults: [] });
    expect(rig.device.firmware()).toBeNull();
    expect(await rig.until(rig.device.feed(rig.act()))).toMatchObject({ ok: true });
    await rig.device.close();
  });
});
