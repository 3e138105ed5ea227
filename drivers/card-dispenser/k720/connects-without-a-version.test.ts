import { describe, expect, it } from 'vitest';
import type { K720Fault } from '../../simulators/k720-simulator.ts';
import { k720Rig } from './rig.test-data.ts';

describe('a unit that does not know GV', () => {
  it.each<K720Fault>([
    { type: 'silence' },
    { type: 'nak' },
    { type: 'noReply' },
    { type: 'halfReply' },
    { type: 'garbledReply' },
    { type: 'lostEnq' },
  ])('$type: connected within 3 s, no version, no fault', async (fault) => {
    const rig = k720Rig();
    rig.simulator.inject(fault, { on: 'GV', times: Number.POSITIVE_INFINITY });
    rig.dispenser.start();
    await rig.clock.advance(3_000);
    expect(rig.dispenser.status()).toMatchObject({ link: 'up', media: 'none', faults: [] });
    expect(rig.dispenser.firmware()).toBeNull();
    expect(await rig.act('feed')).toMatchObject({ ok: true });
    await rig.dispenser.close();
  });
});
