import { expect, test } from 'vitest';
import { ok } from '../../contract/result.ts';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import { PageFact } from '../update-health/page-fact.ts';
import { StandingBoard } from '../update-link/standing-board.ts';
import { WatchBoard } from '../watch-board.ts';
import { FleetFacts, type FleetFactsOptions } from './fleet-facts.ts';

const epoch = 'e1';

/** A machine without devices. */
function machine(meta: ReadonlyMap<string, string> = new Map()) {
  const clock = new VirtualClock(Date.UTC(2026, 10, 30));
  const standing = new StandingBoard();
  const kept = new Map(meta);
  const page = new PageFact(clock, epoch);
  const store = {
    trustedWallMs: () => clock.wallMs(),
    onWritten: () => () => undefined,
    acts: { tally: () => ({}) },
    meta: {
      get: (key: string) => kept.get(key) ?? null,
      set: (key: string, value: string) => ok(void kept.set(key, value)),
    },
  };
  const devices = { all: [], hosts: () => [], ioBoard: null, receiptPrinter: null, documentPrinter: null };
  const facts = new FleetFacts({
    ...{ clock, page, devices, standing, watchdog: new WatchBoard(clock), certificate: undefined },
    store: store as unknown as FleetFactsOptions['store'],
  });
  return { clock, page, standing, facts, kept, frames: () => facts.now().renderer?.frames };
}

test('a heartbeat says how many pictures were drawn: without it the alert of a frozen picture never opened for a real machine', () => {
  const { page, frames } = machine();
  expect(frames()).toBe(0);
  page.painted({ epoch, revision: 1 });
  page.painted({ epoch, revision: 2 });
  expect(frames()).toBe(2);
  // Nobody could read it; the page of another start.
  page.painted({ epoch, revision: 3, isBlank: true });
  page.painted({ epoch: 'e0', revision: 9 });
  expect(frames()).toBe(2);
  // Over a page that was lost and loaded again.
  page.lost();
  page.painted({ epoch, revision: 4 });
  expect(frames()).toBe(3);
});

test('a heartbeat says what draws the page, and how old the metadata of releases is: two alerts that no real machine could open', async () => {
  const { clock, page, standing, facts } = machine();
  expect([facts.now().renderer?.isSoftware, facts.now().metadataAgeMs]).toEqual([null, undefined]);
  page.drawnBy({});
  expect(facts.now().renderer?.isSoftware).toBeNull();
  page.drawnBy({ isSoftware: true });
  const told = { release: `2-${'a'.repeat(16)}`, state: 'proven', since: null, last: null } as const;
  standing.set(told);
  expect(facts.now().metadataAgeMs).toBeUndefined();
  standing.set({ ...told, metadataAt: '2026-11-29T00:00:00.000Z' });
  await clock.advance(3 * 86_400_000);
  expect([facts.now().renderer?.isSoftware, facts.now().metadataAgeMs]).toEqual([true, 4 * 86_400_000]);
});

test('a machine that never got any metadata of releases says for how long: it is as deaf as one with old metadata, and nobody heard of it', async () => {
  const { clock, standing, facts, kept } = machine();
  const dayMs = 86_400_000;
  const told = { release: `2-${'a'.repeat(16)}`, state: 'proven', since: null, last: null } as const;
  const without = () => facts.now().withoutMetadataMs;
  // Started by hand: no agent says anything, and none is missing.
  facts.told(undefined);
  await clock.advance(9 * dayMs);
  expect(without()).toBeUndefined();
  standing.set(told);
  // Counted from the first answer, when the time is known.
  expect(without()).toBeUndefined();
  facts.told(undefined);
  await clock.advance(8 * dayMs);
  facts.told(undefined);
  expect([without(), facts.now().metadataAgeMs]).toEqual([8 * dayMs, undefined]);
  // Over a restart.
  const again = machine(kept);
  again.standing.set(told);
  expect(again.facts.now().withoutMetadataMs).toBe(0);
  standing.set({ ...told, metadataAt: '2026-12-16T00:00:00.000Z' });
  facts.told(undefined);
  expect(without()).toBeUndefined();
  expect(kept.get('fleet.withoutMetadataSince')).toBe('');
});

test('a visit that a crash has cut is told as a crash by the start after it, and by later ones only until the hub has answered', () => {
  const before = machine(new Map([['visit.cuts', '1']]));
  expect(before.facts.now().crashes).toBe(1);
  const again = machine(before.kept);
  expect(again.facts.now().crashes).toBe(1);
  again.facts.told(undefined);
  // Counted since the start: what was told does not go back.
  expect(again.facts.now().crashes).toBe(1);
  expect(machine(again.kept).facts.now().crashes).toBe(0);
});
