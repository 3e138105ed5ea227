import { describe, expect, it } from 'vitest';
import { k720Rig, type RigOptions } from './rig.test-data.ts';

describe('who the card is', () => {
  it.each<[string, RigOptions, string]>([
    ['S50', {}, '5A030001'],
    ['S50, result behind CM PM', { simulator: { markFirst: false } }, '5A030001'],
    ['type A', { simulator: { reader: 'typeA' } }, '045A03F2030001'],
  ])('%s', async (_name, options, id) => {
    const rig = k720Rig(options);
    await rig.ready();
    await rig.withCardInside();
    expect(await rig.run(rig.dispenser.readChip())).toEqual({ ok: true, value: { interface: 'contactless', id } });
    await rig.dispenser.close();
  });

  it('a mute chip is E_CHIP; the card can be captured', async () => {
    const rig = k720Rig();
    await rig.ready();
    await rig.withCardInside();
    rig.simulator.inject({ type: 'muteChip' }, { on: '3B30' });
    expect(await rig.run(rig.dispenser.readChip())).toMatchObject({
      ok: false,
      error: { code: 'E_CHIP', vendor: { code: '3B30 N41' } },
    });
    expect(await rig.act('capture')).toMatchObject({ ok: true });
    await rig.dispenser.close();
  });

  it.each<[string, RigOptions]>([
    ['a unit without reader', { simulator: { reader: 'none' } }],
    ['a reader of its own (PC/SC)', { profile: { chipReader: 'pcsc:reader 0' } }],
    ['the older framing', { profile: { lengthField: false }, simulator: { lengthField: false } }],
  ])('%s: E_UNSUPPORTED', async (_name, options) => {
    const rig = k720Rig(options);
    await rig.ready();
    await rig.withCardInside();
    expect(await rig.run(rig.dispenser.readChip())).toMatchObject({ ok: false, error: { code: 'E_UNSUPPORTED' } });
    await rig.dispenser.close();
  });

  it('no UID is in any log or error', async () => {
    const rig = k720Rig();
    await rig.ready();
    await rig.withCardInside();
    await rig.run(rig.dispenser.readChip());
    rig.simulator.inject({ type: 'garbledReply' }, { on: '3B31', times: 3 });
    const failed = await rig.run(rig.dispenser.readChip());
    expect(failed.ok).toBe(false);
    expect(JSON.stringify([rig.logged, failed])).not.toContain('5A0300');
    await rig.dispenser.close();
  });
});
