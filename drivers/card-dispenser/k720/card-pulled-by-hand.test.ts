import { describe, expect, it } from 'vitest';
import { k720Rig } from './rig.test-data.ts';

describe('a hand races the motor', () => {
  it('at the mouth between DC and FC7: FC7 is not sent, since it would fetch a second card', async () => {
    const rig = k720Rig();
    await rig.ready();
    rig.world.inject({ type: 'snatch', in: 'feedToExit', at: 'after' });
    const fed = await rig.act('feed');
    expect(fed).toMatchObject({ ok: false, error: { outcome: 'indeterminate', mediaAt: 'none' } });
    expect(rig.motions()).toEqual(['DC']);
    expect(rig.world.fed).toBe(1);
    await rig.dispenser.close();
  });

  it('in the moment before FC7 that no look can see: two cards are out, and none is called the card of this act', async () => {
    const rig = k720Rig();
    await rig.ready();
    rig.world.inject({ type: 'snatch', in: 'retract', at: 'before' });
    const fed = await rig.act('feed');
    expect(fed).toMatchObject({ ok: false, error: { outcome: 'partial', code: 'E_MEDIA_INVALID', mediaAt: 'inside' } });
    expect(rig.motions()).toEqual(['DC', 'FC7']);
    expect(rig.world.taken).toEqual([1]);
    expect(await rig.act('capture')).toMatchObject({ ok: true });
    expect(rig.world.bin).toEqual([2]);
    expect(rig.isBalanced()).toBe(true);
    await rig.dispenser.close();
  });

  it('with feedBy FC7 the card is out of reach until it is presented', async () => {
    const rig = k720Rig({ profile: { feedBy: 'FC7' } });
    await rig.ready();
    rig.world.inject({ type: 'snatch', in: 'feedToExit', at: 'after' });
    rig.world.inject({ type: 'snatch', in: 'retract', at: 'before' });
    expect(await rig.act('feed')).toMatchObject({ ok: true, value: { position: 'inside' } });
    expect(rig.world.taken).toEqual([]);
    await rig.dispenser.close();
  });

  it.each(['before', 'during'] as const)('capture, %s: taken, not captured', async (at) => {
    const rig = k720Rig();
    await rig.ready();
    await rig.withCardAtExit();
    rig.dispenser.setCount('retain', 0);
    rig.world.inject({ type: 'snatch', in: 'capture', at });
    const captured = await rig.act('capture');
    expect(captured.ok).toBe(false);
    if (!captured.ok) {
      expect(['notDone', 'indeterminate']).toContain(captured.error.outcome);
      expect(captured.error.code).toBe('E_NO_MEDIA');
    }
    expect(rig.world.taken).toEqual([1]);
    expect(rig.dispenser.status().bins.retain?.count).toBe(0);
    await rig.dispenser.close();
  });

  it.each(['before', 'during'] as const)('retract, %s: never said to be back inside', async (at) => {
    const rig = k720Rig();
    await rig.ready();
    await rig.withCardAtExit();
    rig.world.inject({ type: 'snatch', in: 'retract', at });
    const retracted = await rig.act('retract');
    expect(retracted).toMatchObject({ ok: false, error: { code: 'E_NO_MEDIA' } });
    expect(rig.world.taken).toEqual([1]);
    expect(rig.isBalanced()).toBe(true);
    await rig.dispenser.close();
  });

  it('present, right after it: presented and taken', async () => {
    const rig = k720Rig();
    await rig.ready();
    await rig.withCardInside();
    rig.world.inject({ type: 'snatch', in: 'present', at: 'after' });
    expect(await rig.act('present')).toMatchObject({ ok: true, value: { position: 'none' } });
    expect(rig.world.taken).toEqual([1]);
    await rig.dispenser.close();
  });

  it('a foreign card in the slot before a feed: refused, nothing is drawn in or fed', async () => {
    const rig = k720Rig();
    await rig.ready();
    rig.world.insertForeign();
    expect(await rig.act('feed')).toMatchObject({ ok: false, error: { code: 'E_OCCUPIED', outcome: 'notStarted' } });
    expect(rig.motions()).toEqual([]);
    await rig.dispenser.close();
  });

  it.each([
    ['DC', 'exit'],
    ['FC7', 'inside'],
  ] as const)(
    'a foreign card pushed in right after the look of a feed by %s: never taken for one of ours',
    async (feedBy, place) => {
      const rig = k720Rig({ profile: { feedBy } });
      await rig.ready();
      rig.dispenser.setCount('hopper', 50);
      const call = rig.start('feed');
      // The host has looked and sends the command now.
      for (let ms = 0; !rig.simulator.frames.includes(feedBy) && ms < 2_000; ms += 1) await rig.clock.advance(1);
      expect(rig.world.insertForeign()).toBe(true);
      await rig.clock.advance(20_000);
      expect(call.result).toMatchObject({ ok: false, error: { outcome: 'indeterminate' } });
      expect([rig.world.fed, rig.world.card?.place]).toEqual([0, place === 'inside' ? 'inside' : 'entering']);
      expect(rig.dispenser.status().bins.hopper?.count).toBe(50);
      expect(rig.motions()).toEqual([feedBy]);
      rig.simulator.attend();
      await rig.clock.advance(3_000);
      expect(rig.dispenser.position()).toBe('none');
      expect(await rig.act('feed')).toMatchObject({ ok: true });
      await rig.dispenser.close();
    },
  );
});
