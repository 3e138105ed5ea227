import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { WorldFault } from '../../simulators/card-world.ts';
import type { K720Fault } from '../../simulators/k720-simulator.ts';
import { k720Rig, type RigOptions } from './rig.test-data.ts';

const soak = Number(process.env.YITIJI_SOAK ?? '1');
const numRuns = Math.round(60 * (Number.isFinite(soak) && soak > 0 ? soak : 1));

const motions = ['DC', 'FC7', 'FC4', 'CP', 'RS'] as const;
const acts = ['feed', 'feed', 'present', 'capture', 'retract', 'recover'] as const;

const wireFault: fc.Arbitrary<K720Fault> = fc.oneof(
  fc.constantFrom<K720Fault>(
    { type: 'silence' },
    { type: 'noAck' },
    { type: 'nak' },
    { type: 'lostEnq' },
    { type: 'noReply' },
    { type: 'halfReply' },
    { type: 'garbledReply' },
    { type: 'duplicateReply' },
    { type: 'stuckBits' },
    { type: 'cannotExecute' },
    { type: 'dispenseError' },
    { type: 'captureError' },
    { type: 'prepareFailed' },
    { type: 'lateAck', ms: 310 },
    { type: 'nakStorm', count: 4 },
    { type: 'noise', bytes: 20 },
    { type: 'unplug', at: 'afterEnq' },
    { type: 'unplug', at: 'frame' },
  ),
  fc
    .constantFrom('beforeEnq' as const, 'afterEnq' as const, 'midMotion' as const, 'afterMotion' as const)
    .map((at) => ({ type: 'power' as const, at, offMs: 2_000 })),
);
const worldFault = fc.constantFrom<WorldFault>(
  { type: 'misfeed' },
  { type: 'overlap' },
  { type: 'jam', in: 'feedToExit', cure: 'reset' },
  { type: 'jam', in: 'capture', cure: 'person' },
  { type: 'snatch', in: 'capture', at: 'during' },
  { type: 'snatch', in: 'feedToExit', at: 'after' },
);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('act' as const), act: fc.constantFrom(...acts) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wire' as const),
      fault: wireFault,
      on: fc.constantFrom(undefined, 'AP', ...motions),
      times: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('world' as const), fault: worldFault }) },
  { weight: 1, arbitrary: fc.constantFrom({ do: 'take' as const }, { do: 'plug' as const }) },
);
const models = fc.constantFrom<RigOptions>({}, { profile: { feedBy: 'FC7' } }, { simulator: { dcStopsInside: true } });

it('no command is carried out twice in one act, no act takes two cards out of the hopper, and no outcome lies', async () => {
  await fc.assert(
    fc.asyncProperty(models, fc.array(step, { minLength: 3, maxLength: 14 }), async (model, steps) => {
      const rig = k720Rig(model);
      await rig.ready();
      for (const one of steps) {
        if (one.do === 'wire') {
          rig.simulator.inject(one.fault, { times: one.times, ...(one.on === undefined ? {} : { on: one.on }) });
        } else if (one.do === 'world') rig.world.inject(one.fault);
        else if (one.do === 'take') rig.world.take();
        else if (one.do === 'plug') {
          rig.line.plug();
          await rig.clock.advance(12_000);
        } else {
          const begun = rig.simulator.executed.length;
          const { fed } = rig.world;
          const result = await rig.act(one.act);
          const executed = rig.simulator.executed.slice(begun);
          const told = JSON.stringify([one.act, executed, result.ok || [result.error.code, result.error.outcome]]);
          expect(new Set(executed).size, told).toBe(executed.length);
          expect(rig.world.fed - fed, told).toBeLessThanOrEqual(one.act === 'feed' ? 1 : 0);
          if (one.act === 'feed' && result.ok)
            expect([rig.world.fed - fed, rig.world.card?.place], told).toEqual([1, 'inside']);
          if (!result.ok && ['notStarted', 'notDone'].includes(result.error.outcome))
            expect(rig.world.fed, told).toBe(fed);
          if (!result.ok && result.error.outcome === 'notStarted') expect(executed, told).toEqual([]);
          expect(rig.isBalanced(), told).toBe(true);
        }
      }
      const closing = rig.dispenser.close();
      await rig.clock.advance(0);
      await closing;
      rig.simulator.stop();
      expect(rig.clock.pending).toBe(0);
    }),
    { numRuns },
  );
});
