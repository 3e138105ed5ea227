import { describe, expect, it } from 'vitest';
import { k720Rig } from './rig.test-data.ts';

describe('FC0 and FC4 mean the opposite on a D1801', () => {
  it.each([
    ['k750', '4'],
    ['d1801', '0'],
  ] as const)('%s holds with FC%s', async (model, holdParam) => {
    const rig = k720Rig({ profile: { holdParam, releaseParam: null }, simulator: { model } });
    await rig.ready();
    await rig.withCardAtExit();
    expect(rig.motions().at(-1)).toBe(`FC${holdParam}`);
    expect(rig.world.card?.place).toBe('exit');
    await rig.dispenser.close();
  });

  it('set the wrong way round, the card is thrown out: never said to be held at the exit', async () => {
    const rig = k720Rig({ profile: { holdParam: '4', releaseParam: '0' }, simulator: { model: 'd1801' } });
    await rig.ready();
    await rig.withCardInside();
    const presented = await rig.act('present');
    expect(presented.ok && presented.value.position).not.toBe('exit');
    expect(rig.dispenser.position()).toBe('none');
    expect(rig.motions()).toEqual(['DC', 'FC7', 'FC4']);
    await rig.dispenser.close();
  });
});
