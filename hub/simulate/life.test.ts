import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isUp, lived, newLife, offered, type SimLife, type SimOutcome, told, updatePhases, visited } from './life.ts';
import {
  type Defect,
  fateOf,
  fates,
  faultAt,
  isBrieflyAway,
  isReached,
  nothingWrong,
  type Scenario,
  simRelease,
  traitsOf,
} from './scenario.ts';

const minuteMs = 60_000;
const offer = (version: string, counter = 1) => ({ counter, version, release: simRelease(version) });
const withDefects = (...defects: readonly Defect[]): Scenario => ({ ...nothingWrong, seed: 'defects', defects });
const start = (scenario: Scenario, n = 0) => newLife(scenario, traitsOf(scenario, n));

/** Lives on in steps until the update is over or two hours have passed. */
function through(scenario: Scenario, n: number, life: SimLife, stepMs = minuteMs) {
  const outcomes: SimOutcome[] = [];
  const seen = new Set<string>();
  let now = life;
  for (let at = 0; at <= 120 * minuteMs; at += stepMs) {
    const step = lived(scenario, n, now, at);
    now = step.life;
    if (step.outcome !== null) outcomes.push(step.outcome);
    if (now.update !== null) seen.add(now.update.phase);
  }
  return { life: now, outcomes, seen };
}

test('a good release goes through every phase, is told once and runs afterwards', () => {
  const { life, outcomes, seen } = through(
    nothingWrong,
    3,
    offered(nothingWrong, 3, start(nothingWrong), offer('2'), 0),
    10_000,
  );
  expect([...seen]).toEqual([...updatePhases]);
  expect(outcomes).toEqual([
    { release: simRelease('2'), from: simRelease('2026.11.1'), outcome: 'succeeded', cause: null },
  ]);
  expect(life).toMatchObject({ release: simRelease('2'), version: '2', update: null, boots: 2 });
});

test('each kind of harm does what it says', () => {
  const of = (fate: Defect['fate']) => {
    const scenario = withDefects({ version: '2', fate, part: 1 });
    return { scenario, ...through(scenario, 0, offered(scenario, 0, start(scenario), offer('2'), 0)) };
  };
  const back = of('rollsBack');
  expect(back.outcomes).toMatchObject([{ outcome: 'rolledBack', cause: 'unhealthy', from: simRelease('2026.11.1') }]);
  expect(back.life).toMatchObject({ release: simRelease('2026.11.1'), boots: 3 });
  const refused = of('refuses');
  expect(refused.outcomes).toMatchObject([{ outcome: 'refused', cause: 'damaged' }]);
  expect(refused.life.boots).toBe(1);
  const bricked = of('bricks');
  expect(bricked.outcomes).toEqual([]);
  expect(isUp(traitsOf(bricked.scenario, 0), bricked.life, 0)).toBe(false);
  // Silence is for good: also the release before, assigned again, finds nobody.
  expect(offered(bricked.scenario, 0, bricked.life, offer('1', 2), 0)).toBe(bricked.life);
  for (const fate of ['crashes', 'repels'] as const) {
    const { life, outcomes, scenario } = of(fate);
    expect(outcomes).toMatchObject([{ outcome: 'succeeded' }]);
    const after = Array.from({ length: 100 }).reduce<SimLife>((one, _, i) => visited(scenario, 0, one, i / 100, 0), {
      ...life,
      paper: 1000,
    });
    const healthy = Array.from({ length: 100 }).reduce<SimLife>(
      (one, _, i) => visited(nothingWrong, 0, one, i / 100, 0),
      { ...life, paper: 1000 },
    );
    expect(healthy.counts).toMatchObject({ completed: 90, abandoned: 6, touches: 4, crashes: 0 });
    expect(healthy.untold.map((visit) => visit.n)).toEqual(healthy.untold.map((_, i) => i + 1));
    expect(new Set(healthy.untold.map((visit) => visit.item)).size).toBe(5);
    expect(told(healthy, healthy.boots, 90).untold.map((visit) => visit.n)).toEqual([91, 92, 93, 94, 95, 96]);
    // A beat of the boot before has told nothing of this one.
    expect(told(healthy, healthy.boots - 1, 90)).toBe(healthy);
    if (fate === 'crashes') expect(after.counts.crashes).toBeGreaterThan(10);
    else expect(after.counts.completed).toBe(30);
  }
});

test('an update can be replaced until it is being activated, and not while the machine tries it', () => {
  const first = offered(nothingWrong, 0, start(nothingWrong), offer('2', 1), 0);
  expect(offered(nothingWrong, 0, first, offer('3', 2), 0).update).toMatchObject({ version: '3', counter: 2 });
  const phase = (which: 'activating' | 'probation') => {
    let life = first;
    for (let at = 0; life.update?.phase !== which; at += 1000) life = lived(nothingWrong, 0, life, at).life;
    return life;
  };
  for (const which of ['activating', 'probation'] as const) {
    const trying = phase(which);
    expect(offered(nothingWrong, 0, trying, offer('3', 2), 0)).toBe(trying);
  }
});

test('whatever the steps of time and the harm, an update ends at most once, and what runs is what was told last', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...fates, 'good' as const),
      fc.array(fc.integer({ min: 1, max: 40 * minuteMs }), { minLength: 1, maxLength: 30 }),
      fc.nat({ max: 999 }),
      (fate, steps, n) => {
        const scenario = fate === 'good' ? nothingWrong : withDefects({ version: '2', fate, part: 1 });
        let life = offered(scenario, n, start(scenario, n), offer('2'), 0);
        const outcomes: SimOutcome[] = [];
        let at = 0;
        for (const step of steps) {
          at += step;
          const after = lived(scenario, n, life, at);
          life = after.life;
          if (after.outcome !== null) outcomes.push(after.outcome);
        }
        expect(outcomes.length).toBeLessThanOrEqual(1);
        if (life.update === null) {
          expect(outcomes.length).toBe(fate === 'bricks' ? 0 : 1);
          const runs = outcomes[0]?.outcome === 'succeeded' ? simRelease('2') : simRelease(scenario.version);
          expect(life.release).toBe(runs);
        }
      },
    ),
  );
});

test('paper runs out after as many receipts as there were sheets, and a keeper brings more', () => {
  const scenario = { ...nothingWrong, paper: 5 };
  let life: SimLife = { ...start(scenario), paper: 5 };
  for (let i = 0; i < 8; i += 1) life = visited(scenario, 0, life, 0.1, 1000);
  expect(life).toMatchObject({ paper: 0, emptySinceMs: 1000 });
  expect(life.counts).toMatchObject({ started: 8, completed: 5, abandoned: 3 });
  expect(lived(scenario, 0, life, scenario.keeperMs).life.paper).toBe(0);
  expect(lived(scenario, 0, life, 1000 + scenario.keeperMs).life).toMatchObject({ paper: 5, emptySinceMs: null });
});

test('parts of a fleet are as large as the scenario says, and the same machines each time', () => {
  const scenario: Scenario = {
    ...withDefects({ version: '2', fate: 'rollsBack', part: 0.1 }, { version: '2', fate: 'bricks', part: 0.02 }),
    silent: 0.05,
    badClocks: 0.03,
    faultsPerDay: 2,
    lastsMs: 3_600_000,
  };
  const n = 20_000;
  const all = Array.from({ length: n }, (_, i) => ({
    fate: fateOf(scenario, '2', i),
    traits: traitsOf(scenario, i),
    fault: faultAt(scenario, i, 0),
  }));
  const part = (fits: (one: (typeof all)[number]) => boolean) => all.filter(fits).length / n;
  expect(part(({ fate }) => fate === 'rollsBack')).toBeCloseTo(0.1, 2);
  expect(part(({ fate }) => fate === 'bricks')).toBeCloseTo(0.02, 2);
  expect(part(({ traits }) => traits.silentFromMs !== null)).toBeCloseTo(0.05, 2);
  expect(part(({ traits }) => traits.clockMs !== 0)).toBeCloseTo(0.03, 2);
  expect(part(({ fault }) => fault !== null)).toBeCloseTo(2 / 24, 2);
  for (const { traits } of all)
    if (traits.clockMs !== 0) expect(Math.abs(traits.clockMs)).toBeGreaterThan(5 * minuteMs);
  // Another release is bad for others: a release of its own draws anew.
  const again = { ...scenario, defects: scenario.defects.map((defect) => ({ ...defect, version: '3' })) };
  const both = all.filter(({ fate }, i) => fate !== 'good' && fateOf(again, '3', i) !== 'good').length / n;
  expect(both).toBeCloseTo(0.12 * 0.12, 2);
  expect(fateOf(scenario, '4', 1)).toBe('good');
  expect(all.map(({ fate }) => fate)).toEqual(all.map((_, i) => fateOf(scenario, '2', i)));
});

test('a district without network is not reached while it lasts, and nobody else is cut off', () => {
  const scenario: Scenario = { ...nothingWrong, outages: [{ district: 'TH', fromMs: 1000, toMs: 2000 }] };
  expect([999, 1000, 1999, 2000].map((at) => isReached(scenario, 'TH', at))).toEqual([true, false, false, true]);
  expect(isReached(scenario, 'BY', 1500)).toBe(true);
});

test('a few visits of a quiet day are taken in without the hub, the same ones each time, and not all of them', () => {
  const away = () => Array.from({ length: 5000 }, (_, i) => isBrieflyAway(nothingWrong, i % 50, Math.floor(i / 50)));
  const some = away().filter(Boolean).length;
  expect(some).toBeGreaterThan(100);
  expect(some).toBeLessThan(200);
  expect(away()).toEqual(away());
});
