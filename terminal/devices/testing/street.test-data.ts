import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect } from 'vitest';
import { VirtualClock } from '../../../contract/virtual-clock.ts';
import type { CardDispenser } from '../../../drivers/card-dispenser/card-dispenser.ts';
import type { CardWorld, WorldFault } from '../../../drivers/simulators/card-world.ts';
import type { LinkedLine } from '../../../drivers/transport/linked-transport.ts';
import type { CustodyState } from '../custody.ts';
import type { IssueResult } from '../issue-request.ts';
import { dispenserId } from './card-rig.test-data.ts';
import { type KillPoint, WalkingTerminal } from './walking-terminal.test-data.ts';

/** Something that happens on the street. Time passes after each. */
export type Step<Fault> =
  | { readonly type: 'visit'; readonly takeTimeoutMs: number }
  | { readonly type: 'take' | 'foreignCard' | 'unplug' | 'plug' | 'powerOn' | 'powerOff' | 'abort' | 'kill' }
  | { readonly type: 'disk'; readonly isFull: boolean }
  | { readonly type: 'clock'; readonly years: number }
  | { readonly type: 'killAt'; readonly point: KillPoint }
  | { readonly type: 'world'; readonly fault: WorldFault }
  | { readonly type: 'wire'; readonly fault: Fault };

/** Walks of up to 14 steps, each with the time that passes after it, milliseconds. */
export function walkOf<Fault>(worldFault: fc.Arbitrary<WorldFault>, wireFault: fc.Arbitrary<Fault>) {
  const timeouts = fc.constantFrom(3_000, 12_000);
  const points = fc.record({ at: fc.constantFrom('before', 'after'), writes: fc.integer({ min: 1, max: 9 }) });
  const others = ['foreignCard', 'unplug', 'plug', 'powerOn', 'powerOff', 'abort', 'kill'] as const;
  const step: fc.Arbitrary<Step<Fault>> = fc.oneof(
    { weight: 5, arbitrary: fc.record({ type: fc.constant('visit' as const), takeTimeoutMs: timeouts }) },
    { weight: 4, arbitrary: fc.constant({ type: 'take' } as const) },
    { weight: 4, arbitrary: fc.constantFrom(...others.map((type) => ({ type }))) },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('killAt' as const), point: points }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('world' as const), fault: worldFault }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('disk' as const), isFull: fc.boolean() }) },
    {
      weight: 1,
      arbitrary: fc.record({ type: fc.constant('clock' as const), years: fc.constantFrom(-56, -1, 1, 20) }),
    },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('wire' as const), fault: wireFault }) },
  );
  return fc.array(fc.tuple(step, fc.constantFrom(0, 700, 1_900, 5_000)), { minLength: 2, maxLength: 14 });
}

/** A unit of any family, as the street sees it. */
export interface StreetUnit<Fault> {
  readonly world: CardWorld;
  readonly line: LinkedLine;
  readonly simulator: { powerOn(): void; powerOff(): void; clearFaults(): void; stop(): void };
  /** A new driver on the port. */
  facade(): CardDispenser;
  /** What goes wrong with the next command of its kind. */
  breakWire(fault: Fault): void;
}

/** Cards in the hopper at the beginning. */
export const hopper = 20;

/** One machine in a street: the unit, the terminal that lives, and what each visit was told. */
export class Street<Fault> {
  readonly clock = new VirtualClock();
  readonly unit: StreetUnit<Fault>;
  readonly told: {
    readonly result: IssueResult;
    readonly fed: number;
    readonly taken: number;
    readonly captured: number;
  }[] = [];
  readonly #all: WalkingTerminal[] = [];
  readonly #root: string;
  #terminal: WalkingTerminal;
  #next: string | null = null;
  #visits = 0;
  #foreign = 0;
  #abort = new AbortController();
  #visit: Promise<void> | null = null;

  readonly #mayCountForeign: boolean;

  /**
   * @param o.mayCountForeign a card that somebody pushes into the mouth while nobody can look is the same to this unit as one that it has fed there
   */
  constructor(
    root: string,
    unit: (clock: VirtualClock) => StreetUnit<Fault>,
    o: { readonly mayCountForeign: boolean } = { mayCountForeign: false },
  ) {
    this.#root = root;
    this.#mayCountForeign = o.mayCountForeign;
    this.unit = unit(this.clock);
    mkdirSync(root);
    this.#terminal = this.#start(join(root, 'a'));
  }

  async begin(): Promise<void> {
    const { bins } = this.#terminal.store;
    await bins.beginExchange({ id: 'x-0', deviceId: dispenserId, operator: 'op-1' });
    await bins.endExchange('x-0', { hopper, retain: 0 });
    this.#terminal.boot();
    await this.clock.advance(500);
  }

  async go(what: Step<Fault>): Promise<void> {
    const { world, simulator, line } = this.unit;
    switch (what.type) {
      case 'visit':
        this.#startVisit(what.takeTimeoutMs);
        return;
      case 'take':
        world.take();
        return;
      case 'foreignCard':
        if (world.insertForeign()) this.#foreign += 1;
        return;
      case 'unplug':
        line.unplug();
        return;
      case 'plug':
        line.plug();
        return;
      case 'powerOn':
        simulator.powerOn();
        return;
      case 'powerOff':
        simulator.powerOff();
        return;
      case 'abort':
        this.#abort.abort('user');
        return;
      case 'kill':
        this.#terminal.kill();
        return;
      case 'disk':
        this.#terminal.isDiskFull = what.isFull;
        return;
      case 'clock':
        this.clock.jumpWall(what.years * 365 * 86_400_000);
        return;
      case 'killAt':
        this.#terminal.killAt(what.point);
        return;
      case 'world':
        world.inject(what.fault);
        return;
      case 'wire':
        this.unit.breakWire(what.fault);
        return;
    }
  }

  /** A killed terminal is started again by its supervisor. */
  async pass(ms: number): Promise<void> {
    await this.clock.advance(ms);
    if (this.#next === null) return;
    this.#visit = null;
    this.#terminal = this.#start(this.#next);
    this.#next = null;
    this.#terminal.boot();
    await this.clock.advance(100);
  }

  /** How often the terminal was started. */
  get starts(): number {
    return this.#all.length;
  }

  /** Cable, power, bin and mechanics are well again; a technician comes when the machine cannot help itself, and attests what nobody could see. */
  async heal(): Promise<void> {
    const { world, simulator, line } = this.unit;
    for (let minutes = 0; minutes === 0 || !this.#isQuiet() || world.card?.place === 'entering'; minutes += 1) {
      // Again each time: a fault may have been on its way.
      world.clearFaults();
      simulator.clearFaults();
      simulator.powerOn();
      line.plug();
      this.#terminal.isDiskFull = false;
      // A foreign card half in the slot is seen by no sensor of this family; its owner takes it back.
      if (world.card?.place === 'entering') world.take();
      if (minutes === 3) world.clearByHand();
      if (minutes > 30) break;
      await this.pass(minutes === 0 ? 8_000 : 60_000);
    }
    this.#terminal.disarm();
    for (const { id } of this.#terminal.store.custody.unattested()) {
      const attested = { type: 'attested', as: 'lost', operator: 'op-1' } as const;
      await this.#terminal.store.custody.change(id, attested, { by: 'operator', evidence: null });
    }
  }

  /** Nobody's visit, nothing held by the custodian, nothing open. */
  #isQuiet(): boolean {
    const { claims, store } = this.#terminal;
    return this.#next === null && this.#visit === null && claims.held.length === 0 && store.custody.open().length === 0;
  }

  check(): void {
    const { world } = this.unit;
    const { store } = this.#terminal;
    expect(this.#isQuiet(), 'custody or claim still open').toBe(true);
    expect(world.card, 'a card left in the path').toBeNull();
    const rows = store.custody.ofDevice(dispenserId);
    const count = (...states: readonly CustodyState[]) => rows.filter(({ state }) => states.includes(state)).length;
    const [taken, binned, uncertain] = [
      count('taken'),
      count('retained', 'retracted'),
      count('lost', 'offeredUnverifiable'),
    ];
    expect(store.custody.unattested()).toEqual([]);
    // Nothing is dispensed twice, and nothing without a visit or a record.
    expect(world.fed).toBeLessThanOrEqual(this.#visits);
    const feeds = rows.flatMap(({ id }) => store.acts.forCustody(id)).filter(({ kind }) => kind === 'feed');
    expect(feeds.filter(({ sentWallMs }) => sentWallMs !== null).length).toBeGreaterThanOrEqual(world.fed);
    expect(new Set(feeds.map(({ custodyId }) => custodyId)).size).toBe(feeds.length);
    const issued = rows.filter(({ session, state }) => session !== null && state !== 'returned').length;
    expect(issued, 'a card left the hopper and its record says that it never did').toBeGreaterThanOrEqual(world.fed);
    // Ledger == world; what nobody could see is neither claimed as taken nor as in the bin.
    expect(taken).toBeLessThanOrEqual(world.taken.length);
    expect(world.taken.length).toBeLessThanOrEqual(taken + uncertain + this.#foreign);
    expect(binned).toBeLessThanOrEqual(world.captured);
    expect(world.captured).toBeLessThanOrEqual(binned + uncertain);
    // Counts follow positions.
    const counts = store.bins.counts(dispenserId);
    const counted = hopper - (counts.hopper?.count ?? 0);
    const unknownFeeds = feeds.filter(({ state }) => state === 'unknown').length;
    expect(counted).toBeLessThanOrEqual(world.fed + (this.#mayCountForeign ? this.#foreign : 0));
    expect(world.fed).toBeLessThanOrEqual(counted + unknownFeeds);
    expect(counts.retain?.count).toBeLessThanOrEqual(world.captured);
    expect(world.captured).toBeLessThanOrEqual((counts.retain?.count ?? 0) + uncertain);
    if (this.#foreign === 0) for (const { result, ...world } of this.told) tellsTheTruth(result, world);
  }

  async close(): Promise<void> {
    await this.clock.until(Promise.all(this.#all.map((terminal) => terminal.end())));
    this.unit.simulator.stop();
    rmSync(this.#root, { recursive: true, force: true });
  }

  #start(dir: string): WalkingTerminal {
    const terminal = new WalkingTerminal(dir, this.clock, this.unit, (surviving) => {
      this.#next = surviving;
    });
    this.#all.push(terminal);
    return terminal;
  }

  #startVisit(takeTimeoutMs: number): void {
    if (this.#visit !== null || this.#terminal.isDead) return;
    this.#visits += 1;
    this.#abort = new AbortController();
    const { world } = this.unit;
    const before = { fed: world.fed, taken: world.taken.length, captured: world.captured };
    const terminal = this.#terminal;
    const visit = terminal.visit(`s-${this.#visits}`, takeTimeoutMs, this.#abort.signal).then((result) => {
      if (terminal.isDead) return;
      if (result !== null) {
        const { fed, taken, captured } = before;
        this.told.push({
          result,
          fed: world.fed - fed,
          taken: world.taken.length - taken,
          captured: world.captured - captured,
        });
      }
      this.#visit = null;
    });
    this.#visit = visit;
  }
}

/** What a visit was told, against what happened meanwhile. */
function tellsTheTruth(
  result: IssueResult,
  world: { readonly fed: number; readonly taken: number; readonly captured: number },
): void {
  const told = JSON.stringify({ ...result, fault: result.fault?.code });
  expect(world.fed, told).toBeLessThanOrEqual(1);
  if (result.media === 'taken') expect([world.fed, world.taken], told).toEqual([1, 1]);
  if (result.media === 'retracted' || result.media === 'retained') expect(world.captured, told).toBe(1);
  if (result.outcome === 'notStarted' || result.outcome === 'notDone') expect(world.fed, told).toBe(0);
  expect(result.outcome === 'done', told).toBe(result.media === 'taken');
}
