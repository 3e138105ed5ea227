import { describe, expect, it } from 'vitest';
import { k720Rig, type RigOptions } from './rig.test-data.ts';

const d1801: RigOptions = { profile: { holdParam: '0', releaseParam: '4' }, simulator: { model: 'd1801' } };
const k750: RigOptions = {
  profile: { b1bit8: 'bin-full', b1bit1: 'hopper-near-full', b3bit8: 'hopper-full' },
  simulator: { model: 'k750' },
};

describe('a card from the hopper into a hand', () => {
  it.each<[string, RigOptions, readonly string[]]>([
    ['K720', {}, ['DC', 'FC7', 'FC4']],
    ['K750, which shows other bits', k750, ['DC', 'FC7', 'FC4']],
    ['D1801, FC0 and FC4 swapped', d1801, ['DC', 'FC7', 'FC0']],
    ['a unit whose FC commands show no motion bit', { simulator: { fcShowsNoBit: true } }, ['DC', 'FC7', 'FC4']],
    ['older framing', { profile: { lengthField: false }, simulator: { lengthField: false } }, ['DC', 'FC7', 'FC4']],
    ['fed straight to the read position', { profile: { feedBy: 'FC7' } }, ['FC7', 'FC4']],
    ['address 15', { profile: { address: 15 }, simulator: { address: 15 } }, ['DC', 'FC7', 'FC4']],
    ['bytes one by one', { line: { chunks: [1], delayMs: 1 } }, ['DC', 'FC7', 'FC4']],
  ])('%s', async (_name, options, motions) => {
    const rig = k720Rig(options);
    await rig.ready();
    expect(rig.dispenser.status()).toMatchObject({ link: 'up', media: 'none', condition: 'ok', activity: 'idle' });
    expect(rig.dispenser.firmware()).toMatch(/^TTCE_/);
    expect(await rig.act('feed')).toMatchObject({ ok: true, value: { position: 'inside' } });
    expect(await rig.act('present')).toMatchObject({ ok: true, value: { position: 'exit' } });
    const taken = rig.dispenser.awaitTaken({ userMs: 30_000 });
    await rig.clock.advance(5_000);
    rig.world.take();
    await rig.clock.advance(2_000);
    expect(await taken).toEqual({ ok: true, value: 'taken' });
    expect(rig.motions()).toEqual(motions);
    expect(rig.world.taken).toEqual([1]);
    expect(rig.dispenser.status().media).toBe('none');
    await rig.dispenser.close();
    rig.simulator.stop();
    expect(rig.clock.pending).toBe(0);
  });

  it('a forgotten card: not taken, back inside, out again, captured', async () => {
    const rig = k720Rig();
    await rig.ready();
    await rig.withCardAtExit();
    const taken = rig.dispenser.awaitTaken({ userMs: 3_000 });
    await rig.clock.advance(5_000);
    expect(await taken).toEqual({ ok: true, value: 'notTaken' });
    expect(await rig.act('retract')).toMatchObject({ ok: true, value: { position: 'inside' } });
    expect(await rig.act('present')).toMatchObject({ ok: true, value: { position: 'exit' } });
    expect(await rig.act('capture')).toMatchObject({ ok: true, value: { position: 'bin' } });
    expect(rig.motions()).toEqual(['DC', 'FC7', 'FC4', 'FC7', 'FC4', 'CP']);
    expect(rig.world.bin).toEqual([1]);
    expect(rig.world.fed).toBe(1);
    await rig.dispenser.close();
  });

  it('tells the journal before each motion, never after it (C6)', async () => {
    const rig = k720Rig();
    await rig.ready();
    await rig.withCardAtExit();
    await rig.act('capture');
    expect(rig.sent.map(({ executed, evidence }) => [executed, evidence.values.position])).toEqual([
      [0, 'none'],
      [2, 'inside'],
      [3, 'exit'],
    ]);
    await rig.dispenser.close();
  });
});
