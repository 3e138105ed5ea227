import { describe, expect, it } from 'vitest';
import { k720Rig } from './rig.test-data.ts';

describe('the cable is pulled', () => {
  it('right after the ENQ of DC: indeterminate, and the card that came out meanwhile is found by the next look', async () => {
    const rig = k720Rig();
    await rig.ready();
    rig.simulator.inject({ type: 'unplug', at: 'afterEnq' }, { on: 'DC' });
    const fed = await rig.act('feed');
    expect(fed).toMatchObject({ ok: false, error: { code: 'E_LINK_LOST', outcome: 'indeterminate', phase: 'moving' } });
    const [act] = rig.sent;
    rig.line.plug();
    await rig.clock.advance(10_000);
    expect(rig.dispenser.position()).toBe('exit');
    if (act === undefined) throw new Error('hooks.sent was not called');
    expect(await rig.run(rig.dispenser.reconcile('feed', act.evidence))).toMatchObject({
      outcome: 'partial',
      position: 'exit',
    });
    // Unknown history: into the bin (rule D4).
    expect(await rig.act('capture')).toMatchObject({ ok: true, value: { position: 'bin' } });
    expect(rig.motions()).toEqual(['DC', 'CP']);
    expect(rig.isBalanced()).toBe(true);
    await rig.dispenser.close();
  });

  it('while the frame is under way: nothing has begun', async () => {
    const rig = k720Rig();
    await rig.ready();
    rig.simulator.inject({ type: 'unplug', at: 'frame' }, { on: 'DC' });
    const fed = await rig.act('feed');
    expect(fed.ok).toBe(false);
    if (!fed.ok) expect(['notStarted', 'notDone']).toContain(fed.error.outcome);
    expect(rig.motions()).toEqual([]);
    expect(rig.world.fed).toBe(0);
    await rig.dispenser.close();
  });

  it('while a capture runs: never "done" and never a second CP', async () => {
    const rig = k720Rig();
    await rig.ready();
    await rig.withCardAtExit();
    rig.simulator.inject({ type: 'unplug', at: 'afterEnq' }, { on: 'CP' });
    expect(await rig.act('capture')).toMatchObject({
      ok: false,
      error: { outcome: 'indeterminate', code: 'E_LINK_LOST' },
    });
    rig.line.plug();
    await rig.clock.advance(10_000);
    expect(rig.motions().filter((name) => name === 'CP')).toHaveLength(1);
    expect(rig.world.bin).toEqual([1]);
    expect(rig.dispenser.position()).toBe('none');
    await rig.dispenser.close();
  });

  it('while a hand is waited for: nobody can say, and nothing is left behind', async () => {
    const rig = k720Rig();
    await rig.ready();
    await rig.withCardAtExit();
    const taken = rig.dispenser.awaitTaken({ userMs: 30_000 });
    await rig.clock.advance(1_000);
    rig.line.unplug();
    await rig.clock.advance(1_000);
    expect(await taken).toMatchObject({ ok: false, error: { code: 'E_LINK_LOST', outcome: 'indeterminate' } });
    await rig.dispenser.close();
    rig.simulator.stop();
    expect(rig.clock.pending).toBe(0);
  });
});
