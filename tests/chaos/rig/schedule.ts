import { createRandom, type Random } from '../../../hub/city/random.ts';
import { describeFault, drawFault, type Fault, type FaultKind, linkFaults, pass } from './faults.ts';

/** What one citizen does at a machine (`citizen.ts`). */
export const visitKinds = ['loss', 'offline', 'two', 'certificate', 'payment', 'refund', 'booking', 'card'] as const;
export type VisitKind = (typeof visitKinds)[number];

export interface KioskPlan {
  readonly visits: readonly { readonly kind: VisitKind; readonly pauseMs: number }[];
  /** What happens to the n-th exchange of this kiosk; behind the last the network has healed. */
  readonly faults: readonly Fault[];
}

export interface Schedule {
  readonly seed: number;
  readonly kiosks: readonly KioskPlan[];
  /** Requests go to one of two hub instances in turn, and one of them may be killed. */
  readonly isTwoInstances: boolean;
  /** How far the kiosks' clocks are off at the start, milliseconds. */
  readonly wallErrorMs: number;
}

const hour = 3_600_000;
const wallErrors = [0, 0, 0, 0, 0, 400_000, -400_000, 30 * hour, -30 * hour];
const mostFaults = 18;

/** The whole plan of a seed; the same for ever, so that a seed is a bug report. */
export function planSchedule(seed: number): Schedule {
  const dice = createRandom(seed);
  const isTwoInstances = dice.chance(0.12);
  const hasCrashes = dice.chance(0.3);
  const hasDatabaseCuts = dice.chance(0.1);
  const wallErrorMs = dice.pick(wallErrors);
  // A storm of one kind finds what a mixture rarely does: every reply lost, every connection refused.
  const storm = dice.chance(0.3) ? dice.pick(linkFaults) : null;
  const kiosks = Array.from({ length: dice.pick([1, 2, 2, 3]) }, (): KioskPlan => {
    const visits = Array.from({ length: dice.int(1, 3) }, () => ({
      kind: dice.pick(visitKinds),
      pauseMs: dice.pick([0, 0, 400, 3_000, 20_000]),
    }));
    const faults = Array.from({ length: dice.int(3, mostFaults) }, () =>
      drawFault(kindOf(dice, { storm, hasCrashes, hasDatabaseCuts, isTwoInstances }), dice),
    );
    return { visits, faults };
  });
  return { seed, kiosks: isTwoInstances ? withOneKill(kiosks) : kiosks, isTwoInstances, wallErrorMs };
}

function kindOf(
  dice: Random,
  has: {
    readonly storm: FaultKind | null;
    readonly hasCrashes: boolean;
    readonly hasDatabaseCuts: boolean;
    readonly isTwoInstances: boolean;
  },
): FaultKind {
  if (dice.chance(0.35)) return 'pass';
  if (has.hasCrashes && dice.chance(0.08)) return 'crash';
  if (has.hasDatabaseCuts && dice.chance(0.15)) return 'database';
  if (has.isTwoInstances && dice.chance(0.25)) return 'kill';
  return has.storm ?? dice.pick(linkFaults);
}

/** One instance can be killed once: what else was drawn passes. */
function withOneKill(kiosks: readonly KioskPlan[]): readonly KioskPlan[] {
  let isKilled = false;
  return kiosks.map((kiosk) => ({
    ...kiosk,
    faults: kiosk.faults.map((fault) => {
      if (fault.kind !== 'kill') return fault;
      if (isKilled) return pass;
      isKilled = true;
      return fault;
    }),
  }));
}

/** Where a fault stands: kiosk and exchange. */
export interface FaultPlace {
  readonly kiosk: number;
  readonly exchange: number;
}

export function faultPlaces(schedule: Schedule): readonly FaultPlace[] {
  return schedule.kiosks.flatMap(({ faults }, kiosk) =>
    faults.flatMap((fault, exchange) => (fault.kind === 'pass' ? [] : [{ kiosk, exchange }])),
  );
}

/** The same schedule with these faults and no other. */
export function keepFaults(schedule: Schedule, kept: readonly FaultPlace[]): Schedule {
  return {
    ...schedule,
    kiosks: schedule.kiosks.map((plan, kiosk) => ({
      ...plan,
      faults: plan.faults.map((fault, exchange) =>
        kept.some((place) => place.kiosk === kiosk && place.exchange === exchange) ? fault : pass,
      ),
    })),
  };
}

/** `0:3,1:7`, for `--keep`. */
export function writePlaces(places: readonly FaultPlace[]): string {
  return places.map(({ kiosk, exchange }) => `${kiosk}:${exchange}`).join(',');
}

/** Null for what is no such list. */
export function readPlaces(text: string): readonly FaultPlace[] | null {
  if (text === '') return [];
  const parts = text.split(',').map((part) => /^(\d{1,3}):(\d{1,3})$/.exec(part));
  const places = parts.flatMap((match) =>
    match === null ? [] : [{ kiosk: Number(match[1]), exchange: Number(match[2]) }],
  );
  return places.length === parts.length ? places : null;
}

/** One line for each fault. */
export function describeFaults(schedule: Schedule, places: readonly FaultPlace[]): readonly string[] {
  return places.map(({ kiosk, exchange }) => {
    const fault = schedule.kiosks[kiosk]?.faults[exchange] ?? pass;
    return `kiosk ${kiosk}, exchange ${exchange}: ${describeFault(fault)}`;
  });
}

/**
 * The fewest faults that still fail: halves first, then one by one. Greedy; each try runs the whole schedule again.
 * @param most tries
 */
export async function shrink(
  places: readonly FaultPlace[],
  stillFails: (kept: readonly FaultPlace[]) => Promise<boolean>,
  most = 60,
): Promise<readonly FaultPlace[]> {
  let kept = places;
  let tries = 0;
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < kept.length && tries < most; ) {
      const without = [...kept.slice(0, from), ...kept.slice(from + size)];
      tries += 1;
      if (await stillFails(without)) kept = without;
      else from += size;
    }
  }
  return kept;
}
