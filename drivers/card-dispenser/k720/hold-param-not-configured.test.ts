import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import { createK720Wire } from './k720-wire.ts';
import { defaultK720Profile, k720ProfileFault } from './profile.ts';
import { k720Rig, type RigOptions } from './rig.test-data.ts';

const unset = { holdParam: null, releaseParam: null } as const;
const rigOf = ({ profile, ...more }: RigOptions = {}) => k720Rig({ profile: { ...unset, ...profile }, ...more });

describe('FC0 and FC4 have not been tried on this unit: DC alone hands out a card', () => {
  it.each<[string, RigOptions]>([
    ['K720', {}],
    ['D1801', { simulator: { model: 'd1801' } }],
    ['feedBy FC7, which would bring it where it cannot be presented from', { profile: { feedBy: 'FC7' } }],
    ['older framing', { profile: { lengthField: false }, simulator: { lengthField: false } }],
    ['every answer in pieces', { line: { chunks: [1], delayMs: 1 } }],
    ['motors that take 7.5 s', { simulator: { motorSpeed: 0.2 } }],
    ['motors so quick that no look sees them', { simulator: { motorSpeed: 10 } }],
    ['a unit whose AP never shows a motion bit nor a card on its way', { simulator: { showsOnlyEnds: true } }],
  ])('%s: fed and offered by one motion, and taken', async (_name, options) => {
    const rig = rigOf(options);
    await rig.ready();
    rig.dispenser.setCount('hopper', 50);
    expect(rig.dispenser.capabilities.feedsTo).toBe('exit');
    expect(await rig.act('feed')).toMatchObject({ ok: true, value: { position: 'exit' } });
    expect(rig.dispenser.status()).toMatchObject({ media: 'atExit', bins: { hopper: { count: 49 } } });
    const taken = rig.dispenser.awaitTaken({ userMs: 30_000 });
    await rig.clock.advance(5_000);
    rig.world.take();
    expect(await rig.run(taken)).toEqual({ ok: true, value: 'taken' });
    expect(rig.motions()).toEqual(['DC']);
    await rig.dispenser.close();
  });

  it.each<[string, RigOptions]>([
    ['K720', {}],
    ['a unit whose AP never shows a motion bit nor a card on its way', { simulator: { showsOnlyEnds: true } }],
    ['motors that take 6 s', { simulator: { motorSpeed: 0.2 } }],
  ])('%s: a forgotten one is captured', async (_name, options) => {
    const rig = rigOf(options);
    await rig.ready();
    await rig.act('feed');
    expect(await rig.run(rig.dispenser.awaitTaken({ userMs: 2_000 }))).toEqual({ ok: true, value: 'notTaken' });
    expect(await rig.act('capture')).toMatchObject({ ok: true, value: { position: 'bin' } });
    expect(rig.world.bin).toEqual([1]);
    expect(rig.motions()).toEqual(['DC', 'CP']);
    await rig.dispenser.close();
  });

  it('present is refused before the journal hears of it and before a byte leaves; configure is what to do', async () => {
    const rig = rigOf();
    await rig.ready();
    await rig.act('feed');
    const frames = rig.simulator.frames.length;
    expect(await rig.act('present')).toMatchObject({
      ok: false,
      error: { code: 'E_NOT_READY', outcome: 'notStarted', action: 'configure', vendor: { code: 'holdParam' } },
    });
    expect(rig.sent).toHaveLength(1);
    expect(rig.simulator.frames.slice(frames).filter((name) => name.startsWith('FC'))).toEqual([]);
    await rig.dispenser.close();
  });

  it('a model whose DC stops at the read position: partial, configure, the link stays, and it can be captured', async () => {
    const rig = rigOf({ simulator: { dcStopsInside: true } });
    await rig.ready();
    expect(await rig.act('feed')).toMatchObject({
      ok: false,
      error: {
        ...{ code: 'E_NOT_READY', outcome: 'partial', action: 'configure', mediaAt: 'inside' },
        vendor: { code: 'holdParam' },
      },
    });
    expect(rig.dispenser.status()).toMatchObject({ link: 'up', epoch: 1, faults: [] });
    expect(await rig.act('capture')).toMatchObject({ ok: true, value: { position: 'bin' } });
    expect(rig.motions()).toEqual(['DC', 'CP']);
    await rig.dispenser.close();
  });

  it('a hand that takes it while the unit still prepares the next card: seen there first, so it was handed out', async () => {
    const rig = rigOf({ simulator: { motorSpeed: 0.4 } });
    await rig.ready();
    const atExit = () => {
      if (rig.world.sensors.position === 'exit') rig.clock.after(700, () => rig.world.take());
      else rig.clock.after(10, atExit);
    };
    atExit();
    expect(await rig.act('feed')).toMatchObject({ ok: true });
    expect(rig.world.taken).toHaveLength(1);
    expect(rig.motions()).toEqual(['DC']);
    await rig.dispenser.close();
  });

  it('a hand that has it before it was seen held there: nobody can say, and stock is one less', async () => {
    const rig = rigOf();
    await rig.ready();
    rig.dispenser.setCount('hopper', 50);
    rig.world.inject({ type: 'snatch', in: 'feedToExit', at: 'after' });
    expect(await rig.act('feed')).toMatchObject({
      ok: false,
      error: { code: 'E_NO_MEDIA', outcome: 'indeterminate', mediaAt: 'none' },
    });
    expect(rig.dispenser.status().bins.hopper?.count).toBe(49);
    expect(rig.motions()).toEqual(['DC']);
    await rig.dispenser.close();
  });

  it('the link is lost after the ENQ: no second DC; the look afterwards finds the card at the mouth', async () => {
    const rig = rigOf();
    await rig.ready();
    rig.simulator.inject({ type: 'unplug', at: 'afterEnq' }, { on: 'DC' });
    expect(await rig.act('feed')).toMatchObject({ ok: false, error: { outcome: 'indeterminate' } });
    const [act] = rig.sent;
    if (act === undefined) throw new Error('hooks.sent was not called');
    rig.line.plug();
    await rig.clock.advance(10_000);
    expect(await rig.run(rig.dispenser.reconcile('feed', act.evidence))).toMatchObject({
      outcome: 'done',
      position: 'exit',
    });
    expect(rig.motions()).toEqual(['DC']);
    await rig.dispenser.close();
  });

  it('a unit that has shown motion bits: a card that appears without them is not called ours', async () => {
    const rig = rigOf();
    await rig.ready();
    await rig.act('feed');
    await rig.act('capture');
    rig.simulator.inject({ type: 'lostEnq' }, { on: 'DC' });
    const call = rig.start('feed');
    await rig.clock.advance(2_000);
    expect(rig.world.insertForeign()).toBe(true);
    await rig.clock.advance(20_000);
    expect(call.result).toMatchObject({ ok: false, error: { code: 'E_OCCUPIED', outcome: 'indeterminate' } });
    expect(rig.world.fed).toBe(1);
    await rig.dispenser.close();
  });

  it('a profile that cannot be meant is refused', () => {
    expect(defaultK720Profile).toMatchObject({ holdParam: null, releaseParam: null });
    expect(k720ProfileFault(defaultK720Profile)).toBeNull();
    expect(k720ProfileFault({ ...defaultK720Profile, holdParam: '0', releaseParam: '0' })).toEqual({
      key: 'releaseParam',
    });
    expect(k720ProfileFault({ ...defaultK720Profile, address: 16 })).toEqual({ key: 'address' });
    const clock = new VirtualClock();
    expect(() => createK720Wire({ clock, profile: { holdParam: '4', releaseParam: '4' } })).toThrow(RangeError);
  });
});
