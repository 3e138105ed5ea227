import { describe, expect, it } from 'vitest';
import { k720Rig } from './rig.test-data.ts';

type Rig = ReturnType<typeof k720Rig>;

/** Lets time pass, one millisecond after the other, until it is so. */
async function until(rig: Rig, isSo: () => boolean): Promise<void> {
  for (let ms = 0; !isSo(); ms += 1) {
    if (ms > 20_000) throw new Error('it never was so');
    await rig.clock.advance(1);
  }
}

describe('a capture from the mouth', () => {
  it.each(['capture', 'recover'] as const)(
    '%s: a status is lost while the card goes and a hand pushes another in: not called notDone',
    async (motion) => {
      const rig = k720Rig();
      await rig.ready();
      await rig.withCardAtExit();
      const call = rig.start(motion);
      await until(rig, () => rig.simulator.executed.includes('CP'));
      rig.simulator.inject({ type: 'noReply' }, { on: 'AP' });
      await until(rig, () => rig.world.captured === 1);
      expect(rig.world.insertForeign()).toBe(true);
      await rig.clock.advance(30_000);
      expect(call.result).toMatchObject({ ok: false, error: { outcome: 'indeterminate', mediaAt: 'atExit' } });
      expect(rig.world.bin).toEqual([1]);
      expect(rig.motions().filter((name) => name === 'CP')).toEqual(['CP']);
      await rig.dispenser.close();
    },
  );

  it('that the unit did not hear, watched all the time: notDone, and the card is captured at the next try', async () => {
    const rig = k720Rig();
    await rig.ready();
    await rig.withCardAtExit();
    rig.simulator.inject({ type: 'lostEnq' }, { on: 'CP' });
    expect(await rig.act('capture')).toMatchObject({ ok: false, error: { outcome: 'notDone', mediaAt: 'atExit' } });
    expect(await rig.act('capture')).toMatchObject({ ok: true, value: { position: 'bin' } });
    await rig.dispenser.close();
  });

  it('that the unit refuses with a capture error, with a status lost before: notDone', async () => {
    const rig = k720Rig();
    await rig.ready();
    await rig.withCardAtExit();
    rig.simulator.inject({ type: 'captureError' }, { on: 'CP' });
    const call = rig.start('capture');
    await until(rig, () => rig.simulator.executed.includes('CP'));
    rig.simulator.inject({ type: 'noReply' }, { on: 'AP' });
    await rig.clock.advance(30_000);
    expect(call.result).toMatchObject({ ok: false, error: { outcome: 'notDone', code: 'E_HARDWARE' } });
    await rig.dispenser.close();
  });
});

describe('a feed that the unit refuses with an error', () => {
  it('and a card is pushed in right after it was seen: it did not come from the hopper', async () => {
    const rig = k720Rig();
    await rig.ready();
    rig.world.hasMotorFault = true;
    const call = rig.start('feed');
    await until(rig, () => rig.simulator.executed.includes('DC'));
    // The error has been seen, and the look that follows the motion has not been asked yet.
    const looks = rig.simulator.frames.length;
    await until(rig, () => rig.simulator.frames.length > looks);
    await rig.clock.advance(100);
    expect(rig.world.insertForeign()).toBe(true);
    await rig.clock.advance(30_000);
    expect(call.result).toMatchObject({ ok: false, error: { outcome: 'indeterminate', mediaAt: 'unknown' } });
    expect(rig.world.fed).toBe(0);
    rig.world.take();
    await rig.clock.advance(5_000);
    expect(rig.dispenser.position()).toBe('none');
    await rig.dispenser.close();
  });
});

describe('a hand takes the card from the mouth when a recovery has just begun', () => {
  it.each([
    ['before the last look', (rig: Rig) => rig.sent.length > 2],
    ['after it', (rig: Rig) => rig.simulator.frames.includes('RS')],
  ] as const)(
    '%s: the unit is reset, and nobody says that the card is in the bin, or that nothing was done',
    async (_, isNow) => {
      const rig = k720Rig();
      await rig.ready();
      await rig.withCardAtExit();
      rig.dispenser.setCount('retain', 0);
      const call = rig.start('recover');
      await until(rig, () => isNow(rig));
      expect(rig.world.take()).toBe(true);
      await rig.clock.advance(30_000);
      expect(call.result).toMatchObject({
        ok: false,
        error: { outcome: 'indeterminate', code: 'E_NO_MEDIA', mediaAt: 'none' },
      });
      expect(rig.motions().slice(3)).toEqual(['RS']);
      expect(rig.dispenser.status().bins.retain?.count).toBe(0);
      expect(await rig.act('feed')).toMatchObject({ ok: true });
      await rig.dispenser.close();
    },
  );
});
