import { describe, expect, it } from 'vitest';
import { k720Rig } from './rig.test-data.ts';

describe('hopper', () => {
  it('empty: seen before anything is sent', async () => {
    const rig = k720Rig({ world: { hopper: 0 } });
    await rig.ready();
    expect(rig.dispenser.status().bins.hopper).toMatchObject({ level: 'empty' });
    expect(await rig.act('feed')).toMatchObject({ ok: false, error: { code: 'E_SUPPLY_OUT', outcome: 'notStarted' } });
    expect(rig.sent).toEqual([]);
    rig.world.fillHopper(30);
    expect(await rig.act('feed')).toMatchObject({ ok: true });
    await rig.dispenser.close();
  });

  it('the last card: fed, counted, then out of supply; a next card that cannot be prepared is no fault', async () => {
    const rig = k720Rig({ world: { hopper: 1, lowAt: 1 } });
    await rig.ready();
    rig.dispenser.setCount('hopper', 1);
    expect(rig.dispenser.status().bins.hopper).toMatchObject({ level: 'low', count: 1 });
    await rig.withCardAtExit();
    rig.world.take();
    await rig.clock.advance(3_000);
    expect(rig.dispenser.status()).toMatchObject({ condition: 'ok', bins: { hopper: { level: 'empty', count: 0 } } });
    await rig.dispenser.close();
  });

  it('a next card that could not be prepared does not keep this one from its owner', async () => {
    const rig = k720Rig({ simulator: { dcStopsInside: true } });
    await rig.ready();
    rig.simulator.inject({ type: 'prepareFailed' }, { on: 'DC' });
    expect(await rig.act('feed')).toMatchObject({ ok: true, value: { position: 'inside' } });
    expect(await rig.act('present')).toMatchObject({ ok: true, value: { position: 'exit' } });
    rig.world.take();
    await rig.clock.advance(3_000);
    expect(await rig.act('feed')).toMatchObject({ ok: false, error: { code: 'E_HARDWARE', outcome: 'notStarted' } });
    await rig.dispenser.close();
  });

  it('misfeed: the device says dispense error; nothing came out, and nobody claims to know more', async () => {
    const rig = k720Rig();
    await rig.ready();
    rig.world.inject({ type: 'misfeed' });
    expect(await rig.act('feed')).toMatchObject({ ok: false, error: { code: 'E_HARDWARE', outcome: 'indeterminate' } });
    expect(rig.dispenser.status().condition).toBe('faulted');
    expect(rig.motions()).toEqual(['DC']);
    expect(await rig.act('recover')).toMatchObject({ ok: true });
    expect(rig.motions()).toEqual(['DC', 'RS']);
    expect(rig.dispenser.status().condition).toBe('ok');
    expect(await rig.act('feed')).toMatchObject({ ok: true });
    await rig.dispenser.close();
  });
});
