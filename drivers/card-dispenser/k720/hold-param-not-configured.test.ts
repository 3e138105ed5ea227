import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import { createK720Wire } from './k720-wire.ts';
import { defaultK720Profile, k720ProfileFault } from './profile.ts';
import { k720Rig } from './rig.test-data.ts';

describe('FC0 and FC4 have not been tried on this unit', () => {
  it('present is refused before the journal hears of it and before a byte leaves; everything else works', async () => {
    const rig = k720Rig({ profile: { holdParam: null, releaseParam: null } });
    await rig.ready();
    await rig.withCardInside();
    const frames = rig.simulator.frames.length;
    expect(await rig.act('present')).toMatchObject({
      ok: false,
      error: { code: 'E_NOT_READY', outcome: 'notStarted', vendor: { code: 'holdParam' } },
    });
    expect(rig.sent).toHaveLength(1);
    expect(rig.simulator.frames.slice(frames).filter((name) => name.startsWith('FC'))).toEqual([]);
    expect(await rig.act('capture')).toMatchObject({ ok: true, value: { position: 'bin' } });
    await rig.dispenser.close();
  });

  it('there is no default, and a profile that cannot be meant is refused', () => {
    expect(defaultK720Profile).toMatchObject({ holdParam: null, releaseParam: null });
    expect(k720ProfileFault(defaultK720Profile)).toBeNull();
    expect(k720ProfileFault({ ...defaultK720Profile, holdParam: '0', releaseParam: '0' })).toEqual({
      key: 'releaseParam',
    });
    expect(k720ProfileFault({ ...defaultK720Profile, address: 16 })).toEqual({ key: 'address' });
    const clock = new VirtualClock();
    expect(() => createK720Wire({ clock, profile: { holdParam: '4', releaseParam: '4' } })).toThrow('releaseParam');
  });
});
