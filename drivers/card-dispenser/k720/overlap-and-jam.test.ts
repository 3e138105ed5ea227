import { describe, expect, it } from 'vitest';
import { k720Rig } from './rig.test-data.ts';

describe('mechanics', () => {
  it('two cards at once at the gate of the hopper: jam, one RS cures it', async () => {
    const rig = k720Rig();
    await rig.ready();
    rig.world.inject({ type: 'overlap' });
    expect(await rig.act('feed')).toMatchObject({
      ok: false,
      error: { code: 'E_MEDIA_JAM', outcome: 'indeterminate' },
    });
    expect(rig.dispenser.status()).toMatchObject({ paths: { channel: 'jammed' } });
    expect(await rig.act('feed')).toMatchObject({ ok: false, error: { code: 'E_MEDIA_JAM', outcome: 'notStarted' } });
    expect(await rig.act('recover')).toMatchObject({ ok: true });
    expect(await rig.act('feed')).toMatchObject({ ok: true });
    expect(rig.world.fed).toBe(1);
    await rig.dispenser.close();
  });

  it.each([
    ['feedToExit', 'feed'],
    ['retract', 'feed'],
  ] as const)('jam in %s: told as jam; recover resets once and captures the card', async (motion, act) => {
    const rig = k720Rig();
    await rig.ready();
    rig.world.inject({ type: 'jam', in: motion, cure: 'reset' });
    const failed = await rig.act(act);
    expect(failed).toMatchObject({ ok: false, error: { code: 'E_MEDIA_JAM' } });
    if (!failed.ok) expect(['partial', 'indeterminate']).toContain(failed.error.outcome);
    expect(await rig.act('recover')).toMatchObject({ ok: true });
    expect(rig.motions().slice(-2)).toEqual(['RS', 'CP']);
    expect(rig.world.bin).toEqual([1]);
    expect(rig.dispenser.status()).toMatchObject({ media: 'none', paths: { channel: 'clear' }, condition: 'ok' });
    await rig.dispenser.close();
  });

  it('a full bin (K750): no card is fed or captured, and recover leaves the card where it is', async () => {
    const rig = k720Rig({
      profile: { b1bit8: 'bin-full', b1bit1: 'hopper-near-full', b3bit8: 'hopper-full' },
      simulator: { model: 'k750' },
      world: { binCapacity: 1 },
    });
    await rig.ready();
    await rig.withCardInside();
    expect(await rig.act('capture')).toMatchObject({ ok: true });
    expect(rig.dispenser.status().bins.retain).toMatchObject({ level: 'full' });
    expect(await rig.act('feed')).toMatchObject({ ok: false, error: { code: 'E_BIN_FULL', outcome: 'notStarted' } });
    rig.world.emptyBin();
    expect(await rig.act('feed')).toMatchObject({ ok: true });
    await rig.dispenser.close();
  });

  it.each(['cannotExecute', 'dispenseError'] as const)('%s: RS once, and the next feed works', async (type) => {
    const rig = k720Rig();
    await rig.ready();
    rig.simulator.inject({ type }, { on: 'DC' });
    expect(await rig.act('feed')).toMatchObject({ ok: false, error: { code: 'E_HARDWARE' } });
    expect(rig.dispenser.status().condition).toBe('faulted');
    expect(await rig.act('recover')).toMatchObject({ ok: true });
    expect(await rig.act('feed')).toMatchObject({ ok: true });
    expect(rig.motions().filter((name) => name === 'RS')).toHaveLength(1);
    await rig.dispenser.close();
  });

  it('a capture error with the card still at the mouth: not captured, told so', async () => {
    const rig = k720Rig();
    await rig.ready();
    await rig.withCardAtExit();
    rig.simulator.inject({ type: 'captureError' }, { on: 'CP' });
    expect(await rig.act('capture')).toMatchObject({
      ok: false,
      error: { code: 'E_HARDWARE', outcome: 'notDone', mediaAt: 'atExit' },
    });
    expect(await rig.act('recover')).toMatchObject({ ok: true, value: { position: 'bin' } });
    expect(rig.world.bin).toEqual([1]);
    await rig.dispenser.close();
  });
});
