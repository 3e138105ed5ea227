import { describe, expect, it } from 'vitest';
import { card, readerRig } from './rig.test-data.ts';

/** A card was read, and still lies there. */
async function readOnce(rig: ReturnType<typeof readerRig>) {
  await rig.ready();
  const first = rig.read();
  await rig.clock.advance(100);
  rig.simulator.place(card);
  await rig.clock.advance(3_000);
  expect(first.result).toMatchObject({ ok: true });
}

/** The same, and somebody else waits for one. */
async function readAndAskedAgain(rig: ReturnType<typeof readerRig>) {
  await readOnce(rig);
  const second = rig.read({ userMs: 30_000 });
  await rig.clock.advance(1_000);
  return second;
}

describe('a card that already lies on the pad belongs to nobody', () => {
  it('laid down while nobody waited: must be lifted first', async () => {
    const rig = readerRig();
    await rig.ready();
    rig.simulator.place(card);
    await rig.clock.advance(3_000);
    expect(rig.reader.presence()).toBe('presentFailed');
    const call = rig.read();
    await rig.clock.advance(5_000);
    expect(call.result).toBeNull();
    expect(rig.phases).toEqual(['liftAndPlaceAgain']);
    rig.simulator.remove();
    await rig.clock.advance(2_000);
    expect(rig.phases).toEqual(['liftAndPlaceAgain', 'waitingUser']);
    rig.simulator.place(card);
    await rig.clock.advance(3_000);
    expect(call.result).toMatchObject({ ok: true });
    expect(rig.simulator.reads).toBe(1);
    await rig.reader.close();
  });

  it('left behind before the program started: never read', async () => {
    for (const firstFindFails of [true, false]) {
      const rig = readerRig({ simulator: { firstFindFails } });
      rig.simulator.place(card);
      rig.reader.start();
      const call = rig.read({ userMs: 5_000 });
      await rig.clock.advance(6_000);
      expect(call.result).toMatchObject({
        ok: false,
        error: { code: 'E_TIMEOUT', outcome: 'notDone', mediaAt: 'inside' },
      });
      expect(rig.simulator.reads).toBe(0);
      await rig.reader.close();
    }
  });

  it('read for the citizen before and never lifted: seen after a restart of the program too', async () => {
    const rig = readerRig();
    await readOnce(rig);
    const second = rig.read({ userMs: 5_000 });
    await rig.clock.advance(6_000);
    expect(second.result).toMatchObject({ ok: false, error: { code: 'E_TIMEOUT' } });
    rig.line.unplug();
    rig.line.plug();
    await rig.clock.advance(2_000);
    expect(rig.reader.presence()).toBe('presentRead');
    expect(rig.simulator.reads).toBe(1);
    await rig.reader.close();
  });

  it('read for the citizen before and never lifted: the next one does not get it when the module loses its power and forgets it', async () => {
    for (const [firstFindFails, silences] of [
      [true, 0],
      [false, 0],
      [true, 1],
      [true, 2],
    ] as const) {
      const rig = readerRig({ simulator: { firstFindFails } });
      const second = await readAndAskedAgain(rig);
      // It takes a moment until it answers again.
      if (silences > 0) rig.simulator.inject({ type: 'silence' }, { on: 'readNewestAddress', times: silences });
      await rig.clock.advance(silences * 1_800);
      rig.simulator.restart();
      await rig.clock.advance(10_000);
      expect([second.result, rig.simulator.reads]).toEqual([null, 1]);
      rig.simulator.remove();
      await rig.clock.advance(2_000);
      rig.simulator.place(card);
      await rig.clock.advance(3_000);
      expect([second.result?.ok, rig.simulator.reads]).toEqual([true, 2]);
      await rig.reader.close();
    }
  });

  it('exchanged for another one within a second: the other one is read', async () => {
    for (const gapMs of [600, 800, 1_000]) {
      const rig = readerRig();
      const second = await readAndAskedAgain(rig);
      rig.simulator.remove();
      await rig.clock.advance(gapMs);
      rig.simulator.place(card);
      await rig.clock.advance(5_000);
      expect([second.result?.ok, rig.simulator.reads]).toEqual([true, 2]);
      await rig.reader.close();
    }
  });

  it('a unit that cannot tell says unknown, then takes the next card', async () => {
    const rig = readerRig({ profile: { presenceTest: false } });
    await rig.ready();
    expect(rig.reader.capabilities.hasPresenceSensor).toBe(false);
    const first = rig.read();
    await rig.clock.advance(100);
    rig.simulator.place(card);
    await rig.clock.advance(3_000);
    expect(first.result).toMatchObject({ ok: true });
    expect(rig.reader.presence()).toBe('unknown');
    await rig.clock.advance(12_000);
    expect(rig.reader.presence()).toBe('absent');
    await rig.reader.close();
  });
});
