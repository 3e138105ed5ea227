import { describe, expect, test } from 'vitest';
import { f2Rig } from './rig.test-data.ts';

describe('present: the hand is quicker', () => {
  test('after the reply and before the look: done, and taken', async () => {
    const rig = f2Rig();
    await rig.ready();
    await rig.until(rig.device.feed(rig.act()));
    // The unit reports the gate; the card is gone when the STATUS behind it comes.
    rig.sim.inject({ type: 'late', ms: 0 }, { on: 'moveGate' });
    const present = rig.device.present(rig.act());
    for (let i = 0; i < 5_000 && rig.sim.commands.at(-1) !== 'moveGate'; i += 1) await rig.clock.advance(1);
    await rig.clock.advance(5 + 800 + 12);
    expect(rig.world.take()).toBe(true);
    const result = await rig.until(present);
    expect(result).toMatchObject({ ok: true, value: { position: 'none', after: { values: { row: 'takenByHand' } } } });
    expect(rig.world.taken).toEqual([1]);
    await rig.device.close();
  });

  test('pulled while it comes out: the unit says so, the channel is empty: done, and taken', async () => {
    const rig = f2Rig();
    await rig.ready();
    await rig.until(rig.device.feed(rig.act()));
    rig.world.inject({ type: 'snatch', in: 'present', at: 'during' });
    expect(await rig.until(rig.device.present(rig.act()))).toMatchObject({ ok: true, value: { position: 'none' } });
    expect(rig.world.taken).toEqual([1]);
    await rig.device.close();
  });

  test('never seen at the exit: not called presented, since some units carry it into the bin', async () => {
    const rig = f2Rig({ profile: { presentParam: '39' }, simulator: { outGoesToBin: true } });
    await rig.ready();
    await rig.until(rig.device.feed(rig.act()));
    expect(await rig.until(rig.device.present(rig.act()))).toMatchObject({
      error: { code: 'E_NO_MEDIA', outcome: 'indeterminate' },
    });
    expect(rig.world.bin).toEqual([1]);
    await rig.device.close();
  });
});

describe('capture races a hand', () => {
  test.each(['before', 'during'] as const)('%s: E_NO_MEDIA, notDone, position none: the citizen has it', async (at) => {
    const rig = f2Rig();
    await rig.ready();
    rig.device.setCount('retain', 0);
    await rig.atExit();
    rig.world.inject({ type: 'snatch', in: 'capture', at });
    const result = await rig.until(rig.device.capture(rig.act()));
    expect(result).toMatchObject({ error: { code: 'E_NO_MEDIA', outcome: 'notDone', mediaAt: 'none' } });
    expect(rig.world.taken).toEqual([1]);
    expect(rig.device.status()).toMatchObject({ media: 'none', bins: { retain: { count: 0 } }, faults: [] });
    await rig.device.close();
  });

  test('between the look and the motion, and the answer is lost, too: nobody can say, so nobody does', async () => {
    const rig = f2Rig();
    await rig.ready();
    await rig.atExit();
    rig.sim.inject({ type: 'silence' }, { on: 'moveBin' });
    const result = await rig.until(rig.device.capture(rig.act({ hooks: { sent: () => void rig.world.take() } })));
    expect(result).toMatchObject({ error: { code: 'E_IO_TIMEOUT', outcome: 'indeterminate' } });
    await rig.device.close();
  });

  test('a unit that counts its bin can say it: taken, or captured', async () => {
    for (const isQuick of [true, false]) {
      const rig = f2Rig({ profile: { hasBinCounter: true }, simulator: { binCounts: true } });
      await rig.ready();
      await rig.atExit();
      rig.sim.inject({ type: 'silence' }, { on: 'moveBin' });
      const sent = () => {
        if (isQuick) rig.world.take();
      };
      const result = await rig.until(rig.device.capture(rig.act({ hooks: { sent } })));
      if (isQuick) expect(result).toMatchObject({ error: { code: 'E_NO_MEDIA', outcome: 'notDone' } });
      else expect(result).toMatchObject({ ok: true, value: { position: 'bin' } });
      expect([rig.world.taken, rig.world.bin]).toEqual(isQuick ? [[1], []] : [[], [1]]);
      await rig.device.close();
    }
  });
});

describe('waiting for a hand', () => {
  test('taken exactly when the time is over: taken wins', async () => {
    const rig = f2Rig();
    await rig.ready();
    await rig.atExit();
    const taken = rig.device.awaitTaken({ userMs: 3_000 });
    rig.clock.after(3_000, () => void rig.world.take());
    expect(await rig.until(taken)).toEqual({ ok: true, value: 'taken' });
    await rig.device.close();
  });

  test('a sensor that blinks once is no hand', async () => {
    const rig = f2Rig();
    await rig.ready();
    await rig.atExit();
    const taken = rig.device.awaitTaken({ userMs: 5_000 });
    await rig.clock.advance(1_000);
    rig.world.stuck = { position: 'none' };
    await rig.clock.advance(300);
    rig.world.stuck = null;
    expect(await rig.until(taken)).toEqual({ ok: true, value: 'notTaken' });
    await rig.device.close();
  });

  test('another caller looks in between: two looks at once are one', async () => {
    const rig = f2Rig();
    await rig.ready();
    await rig.atExit();
    const taken = rig.device.awaitTaken({ userMs: 5_000 });
    await rig.clock.advance(1_000);
    rig.world.stuck = { position: 'none' };
    await Promise.all([rig.until(rig.device.refresh()), rig.until(rig.device.refresh())]);
    rig.world.stuck = null;
    expect(await rig.until(taken)).toEqual({ ok: true, value: 'notTaken' });
    await rig.device.close();
  });

  test('our own capture is no hand: the wait ends, and never with "taken"', async () => {
    const rig = f2Rig();
    await rig.ready();
    await rig.atExit();
    const taken = rig.device.awaitTaken({ userMs: 0 });
    await rig.clock.advance(1_000);
    const capture = rig.device.capture(rig.act());
    await rig.clock.advance(400);
    expect(await rig.device.awaitTaken({ userMs: 0 })).toMatchObject({ error: { outcome: 'notStarted' } });
    expect(await rig.until(capture)).toMatchObject({ ok: true });
    expect(await taken).toMatchObject({ error: { code: 'E_CANCELLED', outcome: 'notDone' } });
    await rig.device.close();
  });
});

test('retract on a unit that feeds when its channel is empty is refused; where it is allowed, the danger is real', async () => {
  const careful = f2Rig();
  await careful.ready();
  await careful.atExit();
  expect(await careful.until(careful.device.retract(careful.act()))).toMatchObject({
    error: { code: 'E_UNSUPPORTED' },
  });
  expect(careful.world.fed).toBe(1);
  await careful.device.close();
  const bold = f2Rig({ profile: { canRetract: true } });
  await bold.ready();
  await bold.atExit();
  expect(await bold.until(bold.device.retract(bold.act()))).toMatchObject({ ok: true, value: { position: 'inside' } });
  await bold.until(bold.device.present(bold.act()));
  await bold.until(bold.device.retract(bold.act({ hooks: { sent: () => void bold.world.take() } })));
  // This is why the default is no.
  expect(bold.world.fed).toBe(2);
  await bold.device.close();
});
