import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CardWorld, type WorldFault, type WorldMotion, worldMotions } from './card-world.ts';

const motion = fc.constantFrom(...worldMotions);
const fault: fc.Arbitrary<WorldFault> = fc.oneof(
  fc.record({
    type: fc.constant('jam' as const),
    in: motion,
    cure: fc.constantFrom('reset' as const, 'person' as const),
  }),
  fc.constantFrom<WorldFault>({ type: 'misfeed' }, { type: 'overlap' }),
  fc.record({
    type: fc.constant('snatch' as const),
    in: motion,
    at: fc.constantFrom('before' as const, 'during' as const, 'after' as const),
  }),
);
const step = fc.oneof(
  { weight: 6, arbitrary: motion.map((one) => (world: CardWorld) => void (world.begin(one) ?? world.end())) },
  { weight: 1, arbitrary: motion.map((one) => (world: CardWorld) => void (world.begin(one) ?? world.interrupt())) },
  { weight: 2, arbitrary: fault.map((one) => (world: CardWorld) => world.inject(one)) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<(world: CardWorld) => void>(
      (world) => void world.take(),
      (world) => void world.insertForeign(),
      (world) => world.fillHopper(3),
      (world) => world.emptyBin(),
      (world) => world.clearByHand(),
    ),
  },
);

function run(world: CardWorld, one: WorldMotion) {
  return world.begin(one) ?? world.end();
}

describe('the world of cards', () => {
  it('loses and makes no card, and has one card in the channel at most, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), fc.integer({ min: 0, max: 6 }), (steps, hopper) => {
        const world = new CardWorld({ hopper, hopperCapacity: 8, binCapacity: 2 });
        for (const one of steps) {
          const before = world.fed;
          one(world);
          expect(world.accountedFor).toBe(world.stocked);
          expect(world.fed - before).toBeLessThanOrEqual(1);
          expect(world.hopper).toBeGreaterThanOrEqual(0);
          expect(world.bin.length).toBeLessThanOrEqual(world.binCapacity);
          expect(new Set([...world.taken, ...world.bin]).size).toBe(world.taken.length + world.bin.length);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('goes the way of a card: hopper, inside, exit, hand', () => {
    const events: string[] = [];
    const world = new CardWorld({ hopper: 2, lowAt: 1, onEvent: (event, id) => events.push(`${event} ${id}`) });
    expect(world.sensors).toMatchObject({ position: 'none', hopper: 'ok' });
    expect(run(world, 'feed')).toBe('done');
    expect(world.sensors).toMatchObject({ position: 'inside', hopper: 'low' });
    expect(run(world, 'feed')).toBe('occupied');
    expect(run(world, 'present')).toBe('done');
    expect(world.take()).toBe(true);
    expect(run(world, 'feed')).toBe('done');
    expect(run(world, 'capture')).toBe('done');
    expect(run(world, 'feed')).toBe('hopperEmpty');
    expect(events).toEqual(['fed 1', 'atExit 1', 'taken 1', 'fed 2', 'captured 2']);
  });

  it('jams until it is reset, or until a person comes', () => {
    const world = new CardWorld();
    world.inject({ type: 'jam', in: 'feed', cure: 'reset' });
    expect(run(world, 'feed')).toBe('jammed');
    expect(world.sensors.position).toBe('between');
    expect(run(world, 'capture')).toBe('jammed');
    expect(run(world, 'resetToBin')).toBe('done');
    expect(world.bin).toEqual([1]);
    world.inject({ type: 'jam', in: 'feed', cure: 'person' });
    expect(run(world, 'feed')).toBe('jammed');
    expect(run(world, 'resetToBin')).toBe('jammed');
    world.clearByHand();
    expect(run(world, 'feed')).toBe('done');
  });

  it('leaves no card on the way without a mark: a stranded card is pulled in by the reset that keeps it', () => {
    const world = new CardWorld();
    expect(world.begin('feed')).toBeNull();
    expect(world.take()).toBe(false);
    world.interrupt();
    expect(world.card).toMatchObject({ id: 1, place: 'between' });
    expect(run(world, 'resetKeep')).toBe('done');
    expect(world.sensors.position).toBe('inside');
  });

  it('lets a hand be quicker at each moment', () => {
    for (const at of ['before', 'during', 'after'] as const) {
      const world = new CardWorld();
      run(world, 'feed');
      run(world, 'present');
      world.inject({ type: 'snatch', in: 'retract', at });
      expect(run(world, 'retract')).toBe({ before: 'noCard', during: 'pulled', after: 'done' }[at]);
      // After a retract the card is out of reach: that hand comes too late.
      expect(world.taken).toEqual(at === 'after' ? [] : [1]);
    }
  });

  it('draws a foreign card in only when told, and does not mistake it for stock', () => {
    const world = new CardWorld();
    expect(world.insertForeign()).toBe(true);
    expect(run(world, 'capture')).toBe('noCard');
    expect(run(world, 'accept')).toBe('done');
    expect(run(world, 'capture')).toBe('done');
    expect(world.bin).toEqual([-1]);
    expect(world.fed).toBe(0);
  });
});
