import { describe, expect, it } from 'vitest';
import { k720Rig } from './rig.test-data.ts';

describe('the ENQ after DC is lost', () => {
  it('nothing moves, nothing is sent again: indeterminate after 12 s, since no sensor sees into the hopper', async () => {
    const rig = k720Rig();
    await rig.ready();
    rig.simulator.inject({ type: 'lostEnq' }, { on: 'DC' });
    const fed = await rig.act('feed');
    expect(fed).toMatchObject({
      ok: false,
      error: { code: 'E_IO_TIMEOUT', outcome: 'indeterminate', mediaAt: 'none' },
    });
    expect(rig.simulator.frames.filter((name) => name === 'DC')).toHaveLength(1);
    expect(rig.motions()).toEqual([]);
    expect(rig.world.fed).toBe(0);
    // A new act is the flow's to decide, and it works.
    expect(await rig.act('feed')).toMatchObject({ ok: true, value: { position: 'inside' } });
    expect(rig.world.fed).toBe(1);
    await rig.dispenser.close();
  });

  it('the ENQ after FC7 is lost: the card stays at the mouth, held, and the act is partial', async () => {
    const rig = k720Rig();
    await rig.ready();
    rig.simulator.inject({ type: 'lostEnq' }, { on: 'FC7' });
    expect(await rig.act('feed')).toMatchObject({
      ok: false,
      error: { outcome: 'partial', code: 'E_IO_TIMEOUT', mediaAt: 'atExit' },
    });
    expect(rig.motions()).toEqual(['DC']);
    expect(await rig.act('retract')).toMatchObject({ ok: true, value: { position: 'inside' } });
    expect(rig.world.fed).toBe(1);
    await rig.dispenser.close();
  });

  it.each([
    ['present', 'FC4', 'inside'],
    ['capture', 'CP', 'inside'],
  ] as const)('%s: the card has not moved: notDone', async (motion, command, mediaAt) => {
    const rig = k720Rig();
    await rig.ready();
    await rig.withCardInside();
    rig.simulator.inject({ type: 'lostEnq' }, { on: command });
    expect(await rig.act(motion)).toMatchObject({
      ok: false,
      error: { outcome: 'notDone', code: 'E_IO_TIMEOUT', mediaAt },
    });
    expect(await rig.act(motion)).toMatchObject({ ok: true });
    expect(rig.isBalanced()).toBe(true);
    await rig.dispenser.close();
  });
});
