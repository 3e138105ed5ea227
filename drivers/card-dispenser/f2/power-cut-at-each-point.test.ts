import { describe, expect, test } from 'vitest';
import type { PowerPoint } from '../../simulators/f2-simulator.ts';
import type { CardMotion } from '../card-dispenser.ts';
import type { F2Command } from './codec.ts';
import { f2Rig } from './rig.test-data.ts';

const commands = { feed: 'moveRf', present: 'moveGate', capture: 'moveBin' } as const satisfies Partial<
  Record<CardMotion, F2Command>
>;
type Motion = keyof typeof commands;
const points: readonly PowerPoint[] = ['beforeAck', 'afterAck', 'midMotion', 'afterMotion'];
const motions = Object.keys(commands) as Motion[];

async function cut(motion: Motion, at: PowerPoint, backMs: number) {
  const rig = f2Rig();
  await rig.ready();
  if (motion !== 'feed') await rig.until(rig.device.feed(rig.act()));
  if (motion === 'capture') await rig.until(rig.device.present(rig.act()));
  const before = { fed: rig.world.fed, captured: rig.world.captured };
  rig.sim.inject({ type: 'powerCut', at, backMs }, { on: commands[motion] });
  const result = await rig.until(rig.device[motion](rig.act()));
  return { rig, result, before };
}

/** What the driver says and what is so, when the unit comes back after a second: the whole table (C7). */
const told: Readonly<Record<Motion, Readonly<Record<PowerPoint, string>>>> = {
  feed: {
    beforeAck: 'indeterminate none',
    afterAck: 'indeterminate none',
    midMotion: 'partial inside',
    afterMotion: 'partial inside',
  },
  present: {
    beforeAck: 'notDone inside',
    afterAck: 'notDone inside',
    midMotion: 'notDone inside',
    afterMotion: 'done exit',
  },
  capture: {
    beforeAck: 'notDone atExit',
    afterAck: 'notDone atExit',
    midMotion: 'partial inside',
    afterMotion: 'indeterminate none',
  },
};

describe.each(motions)('power cut during %s', (motion) => {
  test.each(points)(
    '%s, back after a second: the right outcome, one motion, the card is where the driver says',
    async (at) => {
      const { rig, result, before } = await cut(motion, at, 1_000);
      const text = result.ok ? `done ${result.value.position}` : `${result.error.outcome} ${result.error.mediaAt}`;
      expect(text).toBe(told[motion][at]);
      await rig.clock.advance(60_000);
      expect(rig.world.fed - before.fed).toBeLessThanOrEqual(motion === 'feed' ? 1 : 0);
      expect(rig.world.captured - before.captured).toBeLessThanOrEqual(motion === 'capture' ? 1 : 0);
      const { position } = rig.world.sensors;
      expect([rig.device.status().link, rig.device.position()]).toEqual(['up', position]);
      // INITIALISE that keeps the card is all that was sent by itself.
      const own = rig.sim.commands.filter((command) => command.startsWith('move') || command.startsWith('init'));
      expect(own.filter((command) => command === commands[motion]).length).toBeLessThanOrEqual(1);
      expect([...new Set(own.filter((command) => command.startsWith('init')))]).toEqual(['initialiseKeep']);
      await rig.device.close();
      rig.sim.stop();
      expect(rig.clock.pending).toBe(0);
    },
  );

  test.each(points)('%s, and it stays off: indeterminate, out of reach, back when the power is', async (at) => {
    const { rig, result, before } = await cut(motion, at, 0);
    expect(result).toMatchObject({ ok: false, error: { outcome: 'indeterminate', code: 'E_IO_TIMEOUT' } });
    await rig.clock.advance(120_000);
    expect(rig.device.status()).toMatchObject({ link: 'lost', media: 'unknown' });
    expect(await rig.until(rig.device.feed(rig.act()))).toMatchObject({
      error: { code: 'E_NO_DEVICE', outcome: 'notStarted' },
    });
    rig.sim.powerOn();
    await rig.clock.advance(30_000);
    expect(rig.device.status()).toMatchObject({ link: 'up', faults: [] });
    const [journalled] = rig.journal.slice(-1);
    if (journalled === undefined) throw new Error('nothing was journalled');
    const verdict = await rig.until(rig.device.reconcile(motion, journalled));
    const moved = motion === 'feed' ? rig.world.fed - before.fed : rig.world.captured - before.captured;
    if (verdict.outcome === 'notDone') expect(moved).toBe(0);
    if (verdict.outcome === 'done' && motion !== 'present') expect(moved).toBe(1);
    expect(verdict.position).toBe(rig.world.sensors.position);
    await rig.device.close();
  });
});

test('not initialised when the service starts: INITIALISE that keeps the card, then ready; the card stays', async () => {
  const rig = f2Rig({ simulator: { isInitialised: false } });
  rig.world.begin('feed');
  rig.world.end();
  await rig.ready();
  await rig.clock.advance(3_000);
  expect(rig.device.status()).toMatchObject({ link: 'up', media: 'inside' });
  expect(rig.sim.commands.filter((command) => command.startsWith('init'))).toEqual(['initialiseKeep']);
  await rig.device.close();
});

test('restarted while idle: seen at the next look, initialised again, no card moved', async () => {
  const rig = f2Rig();
  await rig.ready();
  await rig.until(rig.device.feed(rig.act()));
  rig.sim.powerOff();
  rig.sim.powerOn();
  const refused = await rig.until(rig.device.present(rig.act()));
  expect(refused).toMatchObject({ error: { code: 'E_NOT_READY', outcome: 'notStarted', vendor: { code: 'E1E0=B0' } } });
  await rig.clock.advance(5_000);
  expect(rig.device.status()).toMatchObject({ link: 'up', media: 'inside', epoch: 2 });
  expect(await rig.until(rig.device.present(rig.act()))).toMatchObject({ ok: true });
  await rig.device.close();
});

test('a unit that INITIALISE does not cure is asked three times in ten minutes, not for ever', async () => {
  const rig = f2Rig({ simulator: { isInitialised: false } });
  rig.sim.inject({ type: 'error', code: '51' }, { on: 'initialiseKeep', times: Number.POSITIVE_INFINITY });
  await rig.ready();
  await rig.clock.advance(500_000);
  expect(rig.sim.commands.filter((command) => command === 'initialiseKeep')).toHaveLength(3);
  expect(rig.device.status().link).not.toBe('up');
  rig.sim.clearFaults();
  await rig.clock.advance(150_000);
  expect(rig.device.status().link).toBe('up');
  await rig.device.close();
});
