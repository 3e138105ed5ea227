import { describe, expect, it, test } from 'vitest';
import { makeHubSide, takeAll } from '../store/testing/temporary-store.ts';
import type { IssuePhase } from './issue-request.ts';
import { cardRig, dispenserId } from './testing/card-rig.test-data.ts';

const states = (rig: Awaited<ReturnType<typeof cardRig>>) =>
  rig.store.custody.ofDevice(dispenserId).map(({ state }) => state);

describe('a card is handed out', () => {
  it('is taken: one feed, record taken, voice at half and at four fifths of the time', async () => {
    await using rig = await cardRig();
    const phases: IssuePhase[] = [];
    const issued = rig.issue({ onPhase: (phase) => phases.push(phase) });
    await rig.clock.advance(26_000);
    expect(rig.world.card).toMatchObject({ place: 'exit' });
    rig.world.take();
    expect(await rig.within(issued)).toEqual({
      outcome: 'done',
      media: 'taken',
      custodyId: expect.any(String),
      feeds: 1,
    });
    expect(phases).toEqual(['feeding', 'presenting', 'offered', 'offeredHalf', 'offeredLate'].slice(0, phases.length));
    expect(phases).toContain('offeredHalf');
    expect(states(rig)).toEqual(['taken']);
    expect(rig.world.fed).toBe(1);
  });

  it('is forgotten: it goes to the bin, and the page may not say otherwise', async () => {
    await using rig = await cardRig();
    const result = await rig.within(rig.issue({ takeTimeoutMs: 10_000 }));
    expect(result).toMatchObject({
      outcome: 'partial',
      media: 'retracted',
      bin: 'retain',
      fault: { code: 'E_MEDIA_RETRACTED' },
    });
    expect(rig.world).toMatchObject({ fed: 1, captured: 1, card: null });
    expect(states(rig)).toEqual(['retracted']);
  });

  it.each(['before', 'during'] as const)('is pulled %s the capture: taken, not retracted', async (at) => {
    await using rig = await cardRig();
    rig.world.inject({ type: 'snatch', in: 'capture', at });
    const result = await rig.within(rig.issue({ takeTimeoutMs: 5_000 }));
    expect(result).toMatchObject({ outcome: 'done', media: 'taken' });
    expect(rig.world).toMatchObject({ fed: 1, captured: 0 });
    expect(states(rig)).toEqual(['taken']);
  });

  it('is not there: an empty hopper is said before anything moves', async () => {
    await using rig = await cardRig({ world: { hopper: 0 } });
    const result = await rig.within(rig.issue());
    expect(result).toMatchObject({ outcome: 'notStarted', media: 'none', fault: { code: 'E_SUPPLY_OUT' } });
    expect(rig.world.fed).toBe(0);
  });

  it('does not begin while an abandoned card would have nowhere to go', async () => {
    await using rig = await cardRig({ world: { binCapacity: 0 } });
    expect(await rig.within(rig.issue())).toMatchObject({
      outcome: 'notStarted',
      media: 'none',
      fault: { code: 'E_BIN_FULL' },
    });
    expect(rig.world.fed).toBe(0);
    expect(states(rig)).toEqual([]);
  });

  it('does not begin while another record of the device is open', async () => {
    await using rig = await cardRig();
    const first = rig.issue();
    await rig.clock.advance(8_000);
    expect(await rig.issue({ session: 's-2' })).toMatchObject({ outcome: 'notStarted', fault: { code: 'E_OCCUPIED' } });
    rig.world.take();
    expect(await rig.within(first)).toMatchObject({ media: 'taken' });
    expect(rig.world.fed).toBe(1);
  });
});

test('the hub hears of every step in its order: fed, presented, taken, without a word about a person', async () => {
  const hub = await makeHubSide();
  await using rig = await cardRig({ identity: hub.identity });
  const result = await rig.within(rig.issue({ onPhase: (phase) => phase === 'offered' && rig.world.take() }));
  expect(result).toMatchObject({ outcome: 'done', media: 'taken' });
  const told = await Promise.all(takeAll(rig.store).map((envelope) => hub.open(envelope, rig.store.epoch)));
  expect(told).toMatchObject([
    { act: { kind: 'feed', outcome: 'done' }, custody: { state: 'held' } },
    { act: { kind: 'present', outcome: 'done' }, custody: { state: 'offered' } },
    { act: null, custody: { state: 'taken', isOrphan: false } },
  ]);
});

describe('bin full when the time is over', () => {
  it('a unit that can draws the card back in; it stays on record and the device off', async () => {
    await using rig = await cardRig({ profile: { canRetract: true }, world: { binCapacity: 1 } });
    const issued = rig.issue({ takeTimeoutMs: 5_000 });
    await rig.clock.advance(4_000);
    rig.world.stuck = { isBinFull: true };
    expect(await rig.within(issued)).toMatchObject({
      outcome: 'partial',
      media: 'inside',
      fault: { code: 'E_BIN_FULL' },
    });
    expect(states(rig)).toEqual(['held']);
    expect(rig.custodian.isNeeded(dispenserId)).toBe(true);
    rig.world.stuck = null;
    expect(await rig.within(rig.custodian.settle(dispenserId))).toBe('settled');
    expect(states(rig)).toEqual(['retained']);
    expect(rig.world.captured).toBe(1);
  });

  it('a unit that cannot leaves it at the exit; a hand may still take it', async () => {
    await using rig = await cardRig({ world: { binCapacity: 1 } });
    const issued = rig.issue({ takeTimeoutMs: 5_000 });
    await rig.clock.advance(4_000);
    rig.world.stuck = { isBinFull: true };
    expect(await rig.within(issued)).toMatchObject({
      outcome: 'partial',
      media: 'atExit',
      fault: { code: 'E_BIN_FULL' },
    });
    expect(states(rig)).toEqual(['offered']);
  });
});

describe('abort', () => {
  it('before the first byte: nothing moves', async () => {
    await using rig = await cardRig();
    const controller = new AbortController();
    controller.abort('user');
    const result = await rig.within(rig.issue({ signal: controller.signal }));
    expect(result).toMatchObject({ outcome: 'notStarted', media: 'none', fault: { code: 'E_CANCELLED' } });
    expect(rig.world.fed).toBe(0);
  });

  it('between feed and present: to the bin, never offered', async () => {
    await using rig = await cardRig();
    const controller = new AbortController();
    const issued = rig.issue({ signal: controller.signal });
    await rig.clock.advance(300);
    controller.abort('deadline');
    expect(await rig.within(issued)).toMatchObject({
      outcome: 'partial',
      media: 'retained',
      fault: { code: 'E_TIMEOUT' },
    });
    expect(states(rig)).toEqual(['retained']);
    expect(rig.world).toMatchObject({ fed: 1, captured: 1 });
  });

  it('while it is offered: to the bin, unless a hand was quicker', async () => {
    await using rig = await cardRig();
    const controller = new AbortController();
    const issued = rig.issue({ signal: controller.signal });
    await rig.clock.advance(8_000);
    controller.abort('user');
    expect(await rig.within(issued)).toMatchObject({
      outcome: 'partial',
      media: 'retracted',
      fault: { code: 'E_CANCELLED' },
    });
    const second = new AbortController();
    const again = rig.issue({ session: 's-2', signal: second.signal });
    await rig.clock.advance(8_000);
    rig.world.take();
    second.abort('user');
    expect(await rig.within(again)).toMatchObject({ outcome: 'done', media: 'taken' });
    expect(states(rig)).toEqual(['retracted', 'taken']);
  });

  it('a claim that is gone moves nothing more', async () => {
    await using rig = await cardRig();
    const lost = { ...(await rig.dispenser.awaitTaken({ userMs: 1 })) };
    if (lost.ok) throw new Error('no card stands there');
    expect(await rig.within(rig.issue({ mayAct: () => lost.error }))).toMatchObject({
      media: 'none',
      fault: { code: 'E_SEQUENCE' },
    });
    expect(rig.world.fed).toBe(0);
    expect(states(rig)).toEqual([]);
  });
});

describe('chip', () => {
  it('that is bad: captured, and the next card is fed, each with acts and a record of its own', async () => {
    await using rig = await cardRig();
    let looks = 0;
    const issued = rig.issue({ checkChip: () => ++looks === 2 });
    await rig.clock.advance(25_000);
    rig.world.take();
    expect(await rig.within(issued)).toMatchObject({ outcome: 'done', media: 'taken', feeds: 2 });
    expect(states(rig)).toEqual(['retained', 'taken']);
    expect(rig.world).toMatchObject({ fed: 2, captured: 1 });
  });

  it('three times bad: given up, three cards in the bin', async () => {
    await using rig = await cardRig();
    const result = await rig.within(rig.issue({ checkChip: () => false }));
    expect(result).toMatchObject({ outcome: 'partial', media: 'retained', fault: { code: 'E_CHIP' }, feeds: 3 });
    expect(rig.world).toMatchObject({ fed: 3, captured: 3 });
  });
});

test('no further card is fed once a bad one has filled the bin: whatever it was, there would be nowhere to take it back to', async () => {
  await using rig = await cardRig({ world: { binCapacity: 1 } });
  const result = await rig.within(rig.issue({ checkChip: () => false }));
  expect(result).toMatchObject({ outcome: 'partial', media: 'retained', fault: { code: 'E_CHIP' }, feeds: 1 });
  expect(rig.world).toMatchObject({ fed: 1, captured: 1 });
  expect(states(rig)).toEqual(['retained']);
});

test('a bad card that was the last of the hopper is in the bin, and is not called never fed', async () => {
  await using rig = await cardRig({ world: { hopper: 1 } });
  const result = await rig.within(rig.issue({ checkChip: () => false }));
  expect(result).toMatchObject({ outcome: 'partial', media: 'retained', fault: { code: 'E_SUPPLY_OUT' }, feeds: 1 });
  expect(rig.world).toMatchObject({ fed: 1, captured: 1 });
});

describe('the link is lost', () => {
  test.each(['beforeAck', 'afterAck', 'midMotion', 'afterMotion'] as const)(
    'while feeding, %s, and comes back: at most one card, and what is said is true',
    async (at) => {
      await using rig = await cardRig();
      rig.unit.simulator.inject({ type: 'powerCut', at, backMs: 3_000 }, { on: 'moveRf' });
      const result = await rig.within(rig.issue({ takeTimeoutMs: 5_000 }));
      expect(rig.world.fed).toBeLessThanOrEqual(1);
      if (result.media === 'retracted' || result.media === 'retained') expect(rig.world.captured).toBe(1);
      else if (result.media === 'inside') expect(rig.world.card).not.toBeNull();
      else expect(['none', 'unknown']).toContain(result.media);
      if (result.media === 'none') expect(rig.world.fed).toBe(0);
    },
  );

  it('while it is offered, and a hand takes it in the dark: nobody claims that it was taken', async () => {
    await using rig = await cardRig();
    const issued = rig.issue();
    await rig.clock.advance(8_000);
    rig.unit.line.unplug();
    rig.world.take();
    await rig.clock.advance(2_000);
    rig.unit.line.plug();
    expect(await rig.within(issued)).toMatchObject({ outcome: 'indeterminate', media: 'unknown' });
    expect(states(rig)).toEqual(['offeredUnverifiable']);
  });

  it('while it is offered, and it still stands there afterwards: goes on waiting', async () => {
    await using rig = await cardRig();
    const issued = rig.issue();
    await rig.clock.advance(8_000);
    rig.unit.line.unplug();
    await rig.clock.advance(2_000);
    rig.unit.line.plug();
    await rig.clock.advance(5_000);
    rig.world.take();
    expect(await rig.within(issued)).toMatchObject({ outcome: 'done', media: 'taken' });
  });

  it('and does not come back: unknown, the record stays open, the custodian brings the card in when it does', async () => {
    await using rig = await cardRig();
    const issued = rig.issue();
    await rig.clock.advance(8_000);
    rig.unit.line.unplug();
    expect(await rig.within(issued)).toMatchObject({ outcome: 'indeterminate', media: 'unknown' });
    expect(states(rig)).toEqual(['offered']);
    const settling = rig.custodian.settle(dispenserId);
    await rig.clock.advance(120_000);
    expect(rig.custodian.blockedBy(dispenserId)).toBe('E_NO_DEVICE');
    rig.unit.line.plug();
    expect(await rig.within(settling)).toBe('settled');
    expect(rig.custodian.blockedBy(dispenserId)).toBeNull();
    expect(states(rig)).toEqual(['retracted']);
  });
});
