import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VirtualClock } from '../../contract/virtual-clock.ts';
import type { WorldFault } from '../../drivers/simulators/card-world.ts';
import type { F2Fault } from '../../drivers/simulators/f2-simulator.ts';
import type { CustodyState } from './custody.ts';
import type { IssueResult } from './issue-card.ts';
import { dispenserId, passTime, SimulatedUnit } from './testing/card-rig.test-data.ts';
import { type KillPoint, WalkingTerminal } from './testing/walking-terminal.test-data.ts';

/** Something that happens on the street. Time passes after each. */
type Step =
  | { readonly type: 'visit'; readonly takeTimeoutMs: number }
  | { readonly type: 'take' | 'foreignCard' | 'unplug' | 'plug' | 'powerOn' | 'powerOff' | 'abort' | 'kill' }
  | { readonly type: 'killAt'; readonly point: KillPoint }
  | { readonly type: 'world'; readonly fault: WorldFault }
  | { readonly type: 'wire'; readonly fault: F2Fault; readonly on: 'moveRf' | 'moveGate' | 'moveBin' | 'status' };

const hopper = 20;
const points = ['beforeAck', 'afterAck', 'midMotion', 'afterMotion'] as const;
const motions = ['feed', 'present', 'capture'] as const;

const wireFault: fc.Arbitrary<F2Fault> = fc.oneof(
  fc.constantFrom<F2Fault>(
    { type: 'noAck' },
    { type: 'ackLost' },
    { type: 'nak' },
    { type: 'silence' },
    { type: 'deaf' },
  ),
  fc.constantFrom<F2Fault>(
    { type: 'late', ms: 16_000 },
    { type: 'badBcc', replies: 3 },
    { type: 'half' },
    { type: 'duplicate' },
  ),
  fc.record({ type: fc.constant('unplug' as const), at: fc.constantFrom(...points) }),
  fc.record({
    type: fc.constant('powerCut' as const),
    at: fc.constantFrom(...points),
    backMs: fc.constantFrom(500, 9_000),
  }),
);
const worldFault: fc.Arbitrary<WorldFault> = fc.oneof(
  fc.record({
    type: fc.constant('jam' as const),
    in: fc.constantFrom(...motions),
    cure: fc.constantFrom('reset', 'person'),
  }),
  fc.constantFrom<WorldFault>({ type: 'misfeed' }, { type: 'overlap' }),
  fc.record({
    type: fc.constant('snatch' as const),
    in: fc.constantFrom('present' as const, 'capture' as const),
    at: fc.constantFrom('before', 'during', 'after'),
  }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ type: fc.constant('visit' as const), takeTimeoutMs: fc.constantFrom(3_000, 12_000) }),
  },
  { weight: 4, arbitrary: fc.constant<Step>({ type: 'take' }) },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Step>(
      ...(['foreignCard', 'unplug', 'plug', 'powerOn', 'powerOff', 'abort', 'kill'] as const).map((type) => ({ type })),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('killAt' as const),
      point: fc.record({ at: fc.constantFrom('before', 'after'), writes: fc.integer({ min: 1, max: 9 }) }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('world' as const), fault: worldFault }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('wire' as const),
      fault: wireFault,
      on: fc.constantFrom('moveRf', 'moveGate', 'moveBin', 'status'),
    }),
  },
);
const walk = fc.array(fc.tuple(step, fc.constantFrom(0, 700, 1_900, 5_000)), { minLength: 2, maxLength: 14 });

/** One machine in a street: the unit, the terminal that lives, and what each visit was told. */
class Street {
  readonly clock = new VirtualClock();
  readonly unit: SimulatedUnit;
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

  /** @param hasBinCounter the unit counts what it captures, which tells a hand from the bin after the fact */
  constructor(root: string, hasBinCounter: boolean) {
    this.#root = root;
    this.unit = new SimulatedUnit(this.clock, {
      world: { hopper, binCapacity: 30 },
      unit: { binCounts: hasBinCounter },
      profile: { hasBinCounter },
    });
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

  async go(what: Step): Promise<void> {
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
      case 'killAt':
        this.#terminal.killAt(what.point);
        return;
      case 'world':
        world.inject(what.fault);
        return;
      case 'wire':
        simulator.inject(what.fault, { on: what.on });
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
    expect(counted).toBeLessThanOrEqual(world.fed);
    expect(world.fed).toBeLessThanOrEqual(counted + unknownFeeds);
    expect(counts.retain?.count).toBeLessThanOrEqual(world.captured);
    expect(world.captured).toBeLessThanOrEqual((counts.retain?.count ?? 0) + uncertain);
    if (this.#foreign === 0) for (const { result, ...world } of this.told) tellsTheTruth(result, world);
  }

  async close(): Promise<void> {
    await passTime(this.clock, Promise.all(this.#all.map((terminal) => terminal.end())));
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

/** What a disk keeps is tested elsewhere; here thousands of commits need not wait for one. */
const folder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const soak = Number(process.env.YITIJI_SOAK ?? '1');
const numRuns = Math.round(200 * (Number.isFinite(soak) && soak > 0 ? soak : 1));

test(
  'whatever people, cables, mains and the process do: the ledger equals the world, and nothing is dispensed twice',
  async () => {
    const root = mkdtempSync(join(folder, 'yitiji-walk-'));
    let run = 0;
    try {
      await fc.assert(
        fc.asyncProperty(walk, fc.boolean(), async (steps, hasBinCounter) => {
          const street = new Street(join(root, String(run++)), hasBinCounter);
          try {
            await street.begin();
            for (const [what, pauseMs] of steps) {
              await street.go(what);
              await street.pass(pauseMs);
            }
            await street.heal();
            street.check();
          } finally {
            await street.close();
          }
        }),
        { numRuns, timeout: 20_000 },
      );
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  },
  60_000 + numRuns * 200,
);

/** Feed, present and either the hand or the capture: intended, sent and settled each; a hand is one write. */
test.each([
  { how: 'taken', writes: 7 },
  { how: 'forgotten', writes: 9 },
] as const)(
  'killed before or after any of the journal writes of a card that is $how: nothing is fed again, the ledger is right',
  async ({ how, writes }) => {
    const root = mkdtempSync(join(folder, 'yitiji-kill-'));
    try {
      for (const at of ['before', 'after'] as const) {
        for (let n = 1; n <= writes; n += 1) {
          const street = new Street(join(root, `${at}-${n}`), false);
          try {
            await street.begin();
            await street.go({ type: 'killAt', point: { at, writes: n } });
            await street.go({ type: 'visit', takeTimeoutMs: 5_000 });
            await street.pass(4_000);
            if (how === 'taken') await street.go({ type: 'take' });
            await street.pass(10_000);
            expect(street.starts, `${at} write ${n}`).toBe(2);
            await street.heal();
            street.check();
          } finally {
            await street.close();
          }
        }
      }
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  },
);
