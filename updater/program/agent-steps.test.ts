import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReleaseId } from '../../contract/release/release-id.ts';
import { type BootRecord, firstBoot, isQuarantined } from '../boot/boot-record.ts';
import { failed, install, passed, startStep } from '../boot/boot-steps.ts';
import { releaseNamed } from '../testing/installation.ts';
import {
  type AgentEffect,
  type AgentEvent,
  type AgentState,
  agentStep,
  firstStep,
  type Wanted,
} from './agent-steps.ts';
import { noWindow, type WindowCount } from './windows.ts';

const releases = [1, 2, 3].map(releaseNamed);
const at = '2026-11-28T12:00:00.000Z';
const wantedOf = (release: ReleaseId, counter: number): Wanted => ({
  ...{ target: `app/${release.split('-')[0]}.json`, release, sha256: 'a'.repeat(64), counter, expiresAtMs: 1e15 },
});

/** A machine: disk, process, and everything that the agent asks for, done when the test says so. */
class World {
  record: BootRecord = firstBoot(releases[0] ?? '');
  link: ReleaseId | null = this.record.current;
  running = this.record.current;
  wanted: Wanted | null = null;
  windows = new Map<number, WindowCount>();
  isLeased = false;
  state: AgentState = { at: 'idle', job: 0 };
  /** Work of which the end was not heard yet. */
  open: AgentEffect[] = [];
  /** Which work was done for which counter, in this process. */
  done = new Map<number, Set<string>>();
  starts = 0;

  constructor() {
    this.boot();
  }

  /** Power is back, or the launcher goes on: whatever was under way is gone. */
  boot(): void {
    let isCounted = false;
    for (;;) {
      const step = startStep(this.record, this.link, isCounted, at);
      if (step.do === 'run') {
        this.running = step.release;
        break;
      }
      if (step.do === 'link') this.link = step.to;
      else {
        isCounted = step.record.phase === 'trying' && step.record.triesLeft < this.record.triesLeft;
        this.record = step.record;
      }
    }
    this.starts += 1;
    this.isLeased = false;
    this.open = [];
    this.done = new Map();
    const { state, effects } = firstStep(this.record);
    this.state = state;
    this.run(effects);
    this.hear();
  }

  hear(): void {
    if (this.wanted === null) return;
    this.tell({
      type: 'assigned',
      wanted: this.wanted,
      windows: this.windows.get(this.wanted.counter) ?? noWindow,
    });
  }

  tell(event: AgentEvent): void {
    const { state, effects } = agentStep(this.state, event, this.record);
    this.state = state;
    this.run(effects);
  }

  run(effects: readonly AgentEffect[]): void {
    for (const effect of effects) {
      switch (effect.do) {
        case 'abort':
          this.open = [];
          this.isLeased = false;
          break;
        case 'keepWindows':
          this.windows.set(effect.counter, effect.windows);
          break;
        case 'refuse':
          break;
        case 'commit': {
          const next = passed(this.record, effect.isConfirmed, at);
          if (!next.ok) throw new Error(`commits ${next.error}`);
          this.record = next.value;
          break;
        }
        case 'goBack': {
          const next = failed(this.record, effect.cause);
          if (!next.ok) throw new Error(`goes back ${next.error}`);
          this.record = next.value;
          break;
        }
        case 'hear':
          this.hear();
          break;
        case 'exit':
          expect(['switching', 'returning'], 'ended without a word to the launcher').toContain(this.record.phase);
          this.boot();
          return;
        case 'switch': {
          const had = [...(this.done.get(effect.wanted.counter) ?? [])];
          expect(had, 'switched without its work').toEqual(expect.arrayContaining(['check', 'fetch', 'build']));
          expect(this.isLeased, 'switched without the lease').toBe(true);
          this.open.push(effect);
          break;
        }
        default:
          this.open.push(effect);
      }
    }
  }

  /** The end of some work that is open. @param good as it should, or not */
  finish(which: number, good: boolean): void {
    const effect = this.open[which % Math.max(1, this.open.length)];
    if (effect === undefined) return;
    this.open = this.open.filter((one) => one !== effect);
    switch (effect.do) {
      case 'check':
      case 'fetch':
      case 'build': {
        const { job, wanted } = effect;
        if (good) this.done.set(wanted.counter, (this.done.get(wanted.counter) ?? new Set()).add(effect.do));
        const bad =
          which % 2 === 0 ? ({ is: 'later', code: 'x' } as const) : ({ is: 'refused', cause: 'forged' } as const);
        this.tell({ type: 'ended', job, end: good ? { is: 'done' } : bad });
        break;
      }
      case 'switch': {
        const next = install(this.record, effect.wanted.release);
        if (good && next.ok) this.record = next.value;
        const end = good && next.ok ? ({ is: 'done' } as const) : ({ is: 'later', code: 'x' } as const);
        this.tell({ type: 'ended', job: effect.job, end });
        break;
      }
      case 'ask':
        this.isLeased = good;
        this.tell(good ? { type: 'granted', job: effect.job } : { type: 'notGranted', job: effect.job, code: 'away' });
        break;
      case 'pause':
        this.tell({ type: 'due', job: effect.job });
        break;
      case 'prove':
        this.tell({ type: 'judged', job: effect.job, verdict: good ? 'pass' : 'unhealthy' });
        break;
      case 'leave':
        this.tell({ type: 'free', job: effect.job });
        break;
      default:
        throw new Error(effect.do);
    }
  }

  look(): void {
    const { state, record } = this;
    // Everything but rest is waited for by something that will come: no state is a dead end.
    if (state.at !== 'idle')
      expect(this.open.map((effect) => ('job' in effect ? effect.job : -1))).toEqual([state.job]);
    expect(this.open.length, 'two works at once').toBeLessThanOrEqual(1);
    expect(this.running).toBe(record.candidate ?? record.current);
    if ('wanted' in state) expect(isQuarantined(record, state.wanted.release)).toBe(false);
  }
}

type Act = readonly [what: 'assign' | 'finish' | 'fail' | 'stale' | 'cut' | 'wait', which: number];
const act: fc.Arbitrary<Act> = fc.tuple(
  fc.constantFrom('assign', 'finish', 'finish', 'finish', 'finish', 'fail', 'stale', 'cut', 'wait'),
  fc.nat(8),
);

function perform(world: World, [what, which]: Act): void {
  switch (what) {
    case 'assign':
      world.wanted = wantedOf(
        releases[which % releases.length] ?? '',
        (world.wanted?.counter ?? 0) + (which % 4 === 0 ? 0 : 1),
      );
      world.hear();
      break;
    case 'finish':
      world.finish(which, true);
      break;
    case 'fail':
      world.finish(which, false);
      break;
    case 'stale':
      world.tell({ type: 'ended', job: world.state.job - 1, end: { is: 'done' } });
      world.tell({ type: 'granted', job: world.state.job - 1 });
      world.tell({ type: 'judged', job: world.state.job - 1, verdict: 'hubLost' });
      break;
    case 'cut':
      world.boot();
      break;
    case 'wait':
      world.tell({
        type: 'waiting',
        job: world.state.job,
        codes: which % 2 === 0 ? ['window.closed'] : ['visit.open'],
      });
      break;
  }
  world.look();
}

describe('agent', () => {
  test('whatever comes, in whatever order, and wherever it is cut: nothing is switched without its work and the lease, and no state is a dead end', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const world = new World();
        for (const one of acts) perform(world, one);
        // From then on all goes well: what is assigned runs, unless this machine has given it up.
        for (let n = 0; n < 40; n += 1) perform(world, ['finish', 0]);
        const { wanted, record } = world;
        if (wanted === null || isQuarantined(record, wanted.release)) return;
        expect(record).toMatchObject({ phase: 'committed', current: wanted.release });
      }),
      { numRuns: 3_000 },
    );
  });

  test('a release that is tried is called back by assigning what ran before; any other waits for the verdict', () => {
    const world = new World();
    const [old, tried, other] = releases;
    world.wanted = wantedOf(tried ?? '', 1);
    world.hear();
    for (let n = 0; n < 5; n += 1) world.finish(0, true);
    expect(world.running).toBe(tried);
    world.wanted = wantedOf(other ?? '', 2);
    world.hear();
    expect(world.state.at).toBe('proving');
    world.wanted = wantedOf(old ?? '', 3);
    world.hear();
    expect(world.state).toMatchObject({ at: 'leaving', cause: 'recalled' });
    world.finish(0, true);
    expect(world.running).toBe(old);
    expect(world.record.quarantined).toMatchObject([{ release: tried, cause: 'recalled' }]);
  });

  test('after two windows without an idle moment it asks for any hour, once, and remembers it over a cut', () => {
    const world = new World();
    world.wanted = wantedOf(releases[1] ?? '', 1);
    world.hear();
    for (let n = 0; n < 3; n += 1) world.finish(0, true);
    const tell = (codes: readonly ('window.closed' | 'visit.open' | 'freeze.period')[]) =>
      world.tell({ type: 'waiting', job: world.state.job, codes });
    expect(world.open).toMatchObject([{ do: 'ask', isOverdue: false }]);
    tell(['window.closed']);
    tell(['visit.open']);
    tell(['window.closed', 'visit.open']);
    world.boot();
    for (let n = 0; n < 3; n += 1) world.finish(0, true);
    expect(world.open).toMatchObject([{ do: 'ask', isOverdue: false }]);
    tell(['visit.open']);
    tell(['window.closed']);
    expect(world.open).toMatchObject([{ do: 'ask', isOverdue: true }]);
    expect(world.open).toHaveLength(1);
    tell(['visit.open']);
    tell(['freeze.period']);
    expect(world.open).toHaveLength(1);
  });

  test('what failed here before is refused without a byte of it being fetched', () => {
    const world = new World();
    const bad = releases[1] ?? '';
    world.record = { ...world.record, quarantined: [{ release: bad, cause: 'unhealthy', at }] };
    const step = agentStep(
      world.state,
      { type: 'assigned', wanted: wantedOf(bad, 1), windows: noWindow },
      world.record,
    );
    expect(step.state.at).toBe('idle');
    expect(step.effects).toMatchObject([{ do: 'refuse', cause: 'quarantined' }]);
  });
});
