import type { EndedVisit } from '../../contract/heartbeat-facts.ts';
import type { ReleaseId } from '../../contract/release/release-id.ts';
import type { UpdateOutcome } from '../../contract/release/update-outcome.ts';
import { share } from './chance.ts';
import { type Fate, fateOf, type Scenario, simRelease, type Traits, traitsOf } from './scenario.ts';

/** What a machine has counted since its boot. */
export interface SimCounts {
  readonly started: number;
  readonly completed: number;
  readonly abandoned: number;
  readonly printed: number;
  readonly misprinted: number;
  readonly touches: number;
  readonly crashes: number;
}

/** The phases of an update in their order; each lasts until `untilMs`. */
export const updatePhases = ['downloading', 'staged', 'waitingIdle', 'activating', 'probation'] as const;
export type UpdatePhase = (typeof updatePhases)[number];

export interface SimUpdate {
  readonly counter: number;
  readonly version: string;
  readonly release: ReleaseId;
  readonly fate: Fate;
  readonly phase: UpdatePhase;
  readonly untilMs: number;
}

/** One simulated machine at one moment. All times are of the fleet, milliseconds after its start. */
export interface SimLife {
  readonly boots: number;
  readonly bootMs: number;
  readonly release: ReleaseId;
  /** Version that runs: what it does to this machine goes on after it has proven itself. */
  readonly version: string;
  readonly update: SimUpdate | null;
  readonly isBricked: boolean;
  readonly counts: SimCounts;
  /** Ended visits that no answered heartbeat has told, oldest first. */
  readonly untold: readonly EndedVisit[];
  readonly paper: number;
  /** Since when there is none; null = there is some. */
  readonly emptySinceMs: number | null;
}

/** A release that the hub has assigned, as far as a simulated machine looks at it. */
export interface SimOffer {
  readonly counter: number;
  readonly version: string;
  readonly release: ReleaseId;
}

const noCounts: SimCounts = {
  ...{ started: 0, completed: 0, abandoned: 0, printed: 0, misprinted: 0, touches: 0, crashes: 0 },
};

/** A simulated machine as it is before its first minute. */
export function newLife(scenario: Scenario, traits: Traits): SimLife {
  return {
    ...{ boots: 1, bootMs: 0, release: simRelease(scenario.version), version: scenario.version, update: null },
    ...{ isBricked: false, counts: noCounts, untold: [], paper: traits.paperAtStart },
    emptySinceMs: traits.paperAtStart === 0 ? 0 : null,
  };
}

const minuteMs = 60_000;
const drawPhase = 100;
const drawVisit = 200;

/** How long a phase of this update lasts on this machine. */
function phaseMs(phase: UpdatePhase, n: number, counter: number, { pace }: Traits): number {
  const drawn = share(drawPhase, n, counter, updatePhases.indexOf(phase));
  switch (phase) {
    case 'downloading':
      return minuteMs * (1 + 9 * drawn) * pace;
    case 'staged':
      return minuteMs * 0.5;
    case 'waitingIdle':
      return minuteMs * (1 + 14 * drawn);
    case 'activating':
      return minuteMs * 1.5;
    case 'probation':
      return minuteMs * 10;
  }
}

/** An assignment arrives: taken up, unless an update is past the point at which it can be given up. @returns the same life when it must be offered again */
export function offered(scenario: Scenario, n: number, life: SimLife, offer: SimOffer, nowMs: number): SimLife {
  const isUnderWay = life.update?.phase === 'activating' || life.update?.phase === 'probation';
  if (isUnderWay || life.isBricked) return life;
  if (offer.release === life.release) return { ...life, update: null };
  const untilMs = nowMs + phaseMs('downloading', n, offer.counter, traitsOf(scenario, n));
  const fate = fateOf(scenario, offer.version, n);
  return { ...life, update: { ...offer, fate, phase: 'downloading', untilMs } };
}

/** What became of an update, without the time at which it is told. */
export type SimOutcome = Omit<UpdateOutcome, 'at'>;

/** Time goes on: phases that are over are left, one after the other. @returns the outcome, when the update has come to its end */
export function lived(
  scenario: Scenario,
  n: number,
  before: SimLife,
  nowMs: number,
): { readonly life: SimLife; readonly outcome: SimOutcome | null } {
  let life = refilled(scenario, before, nowMs);
  for (let update = life.update; update !== null && update.untilMs <= nowMs; update = life.update) {
    const { fate, phase, release, version, untilMs, counter } = update;
    if (phase === 'staged' && fate === 'refuses') {
      const outcome = { release, from: life.release, outcome: 'refused', cause: 'damaged' } as const;
      return { life: { ...life, update: null }, outcome };
    }
    if (phase === 'activating' && fate === 'bricks')
      return { life: { ...life, isBricked: true, update: null }, outcome: null };
    if (phase === 'probation') {
      const isBack = fate === 'rollsBack';
      const from = simRelease(life.version);
      const at = { release, from } as const;
      return isBack
        ? {
            life: { ...booted(life, untilMs), update: null },
            outcome: { ...at, outcome: 'rolledBack', cause: 'unhealthy' },
          }
        : { life: { ...life, version, update: null }, outcome: { ...at, outcome: 'succeeded', cause: null } };
    }
    const next = updatePhases[updatePhases.indexOf(phase) + 1] ?? 'probation';
    const length = phaseMs(next, n, counter, traitsOf(scenario, n));
    const entered = { ...update, phase: next, untilMs: untilMs + length };
    life = next === 'probation' ? { ...booted(life, untilMs), release, update: entered } : { ...life, update: entered };
  }
  return { life, outcome: null };
}

/** A boot: the release that has proven itself runs again, and counting begins anew. */
function booted(life: SimLife, atMs: number): SimLife {
  return {
    ...life,
    boots: life.boots + 1,
    bootMs: atMs,
    release: simRelease(life.version),
    counts: noCounts,
    untold: [],
  };
}

function refilled(scenario: Scenario, life: SimLife, nowMs: number): SimLife {
  if (life.emptySinceMs === null || nowMs - life.emptySinceMs < scenario.keeperMs) return life;
  return { ...life, paper: scenario.paper, emptySinceMs: null };
}

/** What runs now, the one on probation included, does this to the machine. */
function fateNow(scenario: Scenario, n: number, life: SimLife): Fate {
  const version = life.update?.phase === 'probation' ? life.update.version : life.version;
  return fateOf(scenario, version, n);
}

/** What citizens come for, and how many of a hundred; the first sends an application. */
const wishes = [
  { item: 'ss.card.loss', part: 0.4, seconds: 75, pages: 7 },
  { item: 'ss.contrib.query', part: 0.2, seconds: 40, pages: 4 },
  { item: 'cert.ss.insured', part: 0.15, seconds: 55, pages: 6 },
  { item: 'u.progress', part: 0.15, seconds: 30, pages: 3 },
  { item: 'med.res.change', part: 0.1, seconds: 140, pages: 9 },
] as const;
type Wish = (typeof wishes)[number];
export const applicationItem = wishes[0].item;

/** What the n-th visitor since a machine's boot wants. */
function wishOf(n: number, boots: number, visit: number): Wish {
  let left = share(drawVisit, n, boots, visit, 2);
  return (
    wishes.find(({ part }) => {
      left -= part;
      return left < 0;
    }) ?? wishes[0]
  );
}

/**
 * A citizen comes. Nine of ten get to the end on a healthy machine, three of ten on one that repels them; without paper a visit is abandoned.
 * @param uniform in [0, 1)
 */
export function visited(scenario: Scenario, n: number, life: SimLife, uniform: number, nowMs: number): SimLife {
  const { counts } = life;
  const fate = fateNow(scenario, n, life);
  const crashes = counts.crashes + (fate === 'crashes' && share(drawVisit, n, counts.started) < 0.3 ? 1 : 0);
  if (uniform > 0.95) return { ...life, counts: { ...counts, touches: counts.touches + 1, crashes } };
  const isCompleted = life.paper > 0 && uniform < (fate === 'repels' ? 0.3 : 0.9);
  const started = counts.started + 1;
  const untold = [...life.untold, endedVisit(n, life, isCompleted, uniform)];
  if (!isCompleted) {
    return { ...life, untold, counts: { ...counts, started, abandoned: counts.abandoned + 1, crashes } };
  }
  const isPrinted = share(drawVisit, n, counts.printed, 1) < 0.99;
  const paper = life.paper - 1;
  return {
    ...life,
    ...{ untold, paper, emptySinceMs: paper === 0 ? nowMs : life.emptySinceMs },
    counts: {
      ...{ ...counts, started, completed: counts.completed + 1, crashes },
      ...(isPrinted ? { printed: counts.printed + 1 } : { misprinted: counts.misprinted + 1 }),
    },
  };
}

function endedVisit(n: number, { boots, counts }: SimLife, isCompleted: boolean, uniform: number): EndedVisit {
  const number = counts.started + 1;
  const { item, seconds, pages } = wishOf(n, boots, number);
  const part = isCompleted ? 1 : 0.4;
  return {
    ...{ n: number, item, end: isCompleted ? 'completed' : 'abandoned', page: isCompleted ? 'done' : 'question' },
    ...{ seconds: Math.round(seconds * part * (0.6 + uniform)), touches: Math.round(pages * part * 2.5) },
    ...{ pages: Math.ceil(pages * part), papers: item === 'med.res.change' && isCompleted ? 2 : 0 },
  };
}

/** An answer has come to what it told: these visits are not told again. @param last number of the last one, of this boot */
export const told = (life: SimLife, boots: number, last: number): SimLife =>
  life.boots === boots ? { ...life, untold: life.untold.filter((visit) => visit.n > last) } : life;

/** Whether it can be heard at this moment, as far as it is up to the machine. */
export const isUp = ({ silentFromMs }: Traits, life: SimLife, nowMs: number): boolean =>
  !life.isBricked && life.update?.phase !== 'activating' && (silentFromMs === null || nowMs < silentFromMs);
