import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { DeviceError } from '../../../contract/device.ts';
import type { Result } from '../../../contract/result.ts';
import type { WorldFault } from '../../simulators/card-world.ts';
import type { F2Fault } from '../../simulators/f2-simulator.ts';
import type { MotionDone } from '../card-dispenser.ts';
import type { F2Command } from './codec.ts';
import { type F2Rig, f2Rig } from './rig.test-data.ts';

const wireFault = fc.record({
  fault: fc.constantFrom<F2Fault>(
    ...([{ type: 'noAck' }, { type: 'ackLost' }, { type: 'nak' }, { type: 'silence' }, { type: 'deaf' }] as const),
    ...([
      { type: 'late', ms: 16_000 },
      { type: 'badBcc', replies: 1 },
      { type: 'badBcc', replies: 5 },
    ] as const),
    ...([{ type: 'half' }, { type: 'duplicate' }, { type: 'noise', bytes: 20 }, { type: 'unsolicited' }] as const),
    ...([
      { type: 'powerCut', at: 'afterAck', backMs: 700 },
      { type: 'powerCut', at: 'midMotion', backMs: 9_000 },
    ] as const),
    ...([
      { type: 'powerCut', at: 'afterMotion', backMs: 300 },
      { type: 'error', code: '12' },
    ] as const),
  ),
  on: fc.constantFrom<F2Command | undefined>('moveRf', 'moveGate', 'moveBin', 'status', 'initialiseKeep', undefined),
});
const worldFault = fc.constantFrom<WorldFault>(
  ...(['feed', 'present', 'capture'] as const).map((motion) => ({
    type: 'jam' as const,
    in: motion,
    cure: 'reset' as const,
  })),
  ...([{ type: 'misfeed' }, { type: 'overlap' }, { type: 'snatch', in: 'capture', at: 'during' }] as const),
  ...([
    { type: 'snatch', in: 'present', at: 'during' },
    { type: 'snatch', in: 'capture', at: 'before' },
  ] as const),
);
const citizen = fc.record({
  wire: fc.array(wireFault, { maxLength: 2 }),
  world: fc.array(worldFault, { maxLength: 1 }),
  /** When the card is taken, milliseconds after it was offered; null = never. */
  takesAfterMs: fc.option(fc.integer({ min: 0, max: 6_000 })),
  /** The cable is pulled so long after the visit began; it comes back later. */
  pullsAfterMs: fc.option(fc.integer({ min: 0, max: 8_000 }), { freq: 4 }),
});

/** What the driver said, added up: so many for sure, so many perhaps. */
class Told {
  sure = 0;
  perhaps = 0;

  add(result: Result<MotionDone, DeviceError>, counts: (done: MotionDone) => boolean): void {
    if (result.ok) this.sure += counts(result.value) ? 1 : 0;
    else if (result.error.outcome === 'indeterminate') this.perhaps += 1;
  }
}

/** One visit as a flow makes it; every result goes into the books. */
async function visit(rig: F2Rig, books: { fed: Told; taken: Told; captured: Told }, takesAfterMs: number | null) {
  const { device } = rig;
  // Something lies in the channel from before: away with it.
  if (device.position() !== 'none' || device.status().faults.length > 0) {
    const recovered = await rig.until(device.recover(rig.act()));
    books.captured.add(recovered, ({ position }) => position === 'bin');
    // A card that stuck where no sensor is went with it.
    if (recovered.ok && recovered.value.position === 'none') books.captured.perhaps += 1;
  }
  const fed = await rig.until(device.feed(rig.act()));
  books.fed.add(fed, () => true);
  if (!fed.ok && fed.error.outcome === 'partial') books.fed.sure += 1;
  if (!fed.ok) return;
  await rig.until(device.readChip());
  const presented = await rig.until(device.present(rig.act()));
  books.taken.add(presented, ({ position }) => position === 'none');
  if (device.position() !== 'exit') return;
  if (takesAfterMs !== null) rig.clock.after(takesAfterMs, () => void rig.world.take());
  const taken = await rig.until(device.awaitTaken({ userMs: 4_000 }));
  if (taken.ok && taken.value === 'taken') {
    books.taken.sure += 1;
    return;
  }
  // Nobody could look: the hand may have been there.
  if (!taken.ok) books.taken.perhaps += 1;
  const captured = await rig.until(device.capture(rig.act()));
  books.captured.add(captured, () => true);
  if (!captured.ok && captured.error.code === 'E_NO_MEDIA' && taken.ok) books.taken.sure += 1;
  else if (!captured.ok && captured.error.outcome !== 'notDone') books.taken.perhaps += 1;
}

it('whatever goes wrong: no card twice, and what the driver says adds up to what the world shows', async () => {
  let fedInAll = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(citizen, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 20 }),
      fc.constantFrom('0' as const, '2' as const),
      async (citizens, chunk, strandedSt0) => {
        const rig = f2Rig({ line: { chunks: [chunk, 1, 2] }, simulator: { strandedSt0 } });
        const { device, world, sim, line } = rig;
        await rig.ready();
        device.setCount('hopper', world.hopper);
        const books = { fed: new Told(), taken: new Told(), captured: new Told() };
        for (const { wire, world: faults, takesAfterMs, pullsAfterMs } of citizens) {
          for (const { fault, on } of wire) sim.inject(fault, { on });
          for (const fault of faults) world.inject(fault);
          if (pullsAfterMs !== null) {
            rig.clock.after(pullsAfterMs, () => line.unplug());
            rig.clock.after(pullsAfterMs + 4_000, () => line.plug());
          }
          const feeds = world.fed;
          await visit(rig, books, takesAfterMs);
          expect(world.fed - feeds).toBeLessThanOrEqual(1);
          await rig.clock.advance(30_000);
          if (world.card?.place === 'exit' && takesAfterMs !== null) books.taken.perhaps += world.take() ? 1 : 0;
        }
        expect(world.fed).toBeGreaterThanOrEqual(books.fed.sure);
        expect(world.fed).toBeLessThanOrEqual(books.fed.sure + books.fed.perhaps);
        expect(world.taken.length).toBeGreaterThanOrEqual(books.taken.sure);
        expect(world.captured).toBeGreaterThanOrEqual(books.captured.sure);
        expect(world.captured).toBeLessThanOrEqual(books.captured.sure + books.captured.perhaps);
        const { count } = device.status().bins.hopper ?? { count: null };
        // A card that had stuck unseen and comes back into sight is taken for the one whose feed nobody saw the end of.
        expect(count).toBeGreaterThanOrEqual(world.hopper - books.fed.perhaps);
        expect(count).toBeLessThanOrEqual(world.hopper + books.fed.perhaps);
        expect(world.accountedFor).toBe(world.stocked);
        expect(line.maxOpen).toBeLessThanOrEqual(1);
        fedInAll += world.fed;
        await device.close();
        sim.stop();
        await rig.clock.advance(20_000);
        expect(rig.clock.pending).toBe(0);
      },
    ),
    { numRuns: 150 },
  );
  // The walk walks: it is no proof when nothing ever comes out.
  expect(fedInAll).toBeGreaterThan(150);
});
