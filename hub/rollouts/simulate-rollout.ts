import type { RolloutMachineState } from '../../contract/console/rollouts.ts';
import { openMsBetween, usualHours } from '../fleet/open-hours.ts';
import { type Decided, decide, type RingView } from './decide.ts';
import { blamesRelease, isFinal, type StandingFacts, silentLimitMs, standingOf } from './machine-standing.ts';
import { type Member, ringsOf, soakMsOf } from './rings.ts';
import { noCounts } from './view.ts';

/** What a release does to machines: part of them that go back by themselves, and that never speak again. The others take it. */
export interface Defect {
  readonly rollsBack: number;
  readonly bricks: number;
}

export interface SimulatedRollout {
  readonly state: 'finished' | 'halted' | 'endless';
  readonly halt: Decided | null;
  /** Machines that were offered the release. */
  readonly exposed: number;
  readonly counts: Readonly<Record<RolloutMachineState, number>>;
  /** From the start to the end, hours. */
  readonly hours: number;
}

interface Simulated {
  readonly id: string;
  readonly ring: number;
  readonly fate: 'takes' | 'rollsBack' | 'bricks';
  state: RolloutMachineState;
  offeredMs: number | null;
  activatedMs: number | null;
  silentFromMs: number | null;
  isThrough: boolean;
  cause: string | null;
}

const hourMs = 3_600_000;
/** A Monday, when halls open. */
const startMs = Date.parse('2026-11-30T09:00:00+08:00');
/** Half an hour from the offer to the first start of the new release: fetching and the next idle moment. */
const installMs = hourMs / 2;
const stepsAtMost = 24 * 40;
const release = (seed: number) => `2026.12.${seed}-0123456789abcdef`;

/**
 * Rolls a release out over a fleet in virtual time, by the rules of the hub themselves (`ringsOf`, `standingOf`, `decide`) and nothing else: no database, no wire. One step is an hour.
 * @param random in [0, 1); decides which machines the defect hits
 */
export function simulateRollout(
  members: readonly Member[],
  defect: Defect,
  { seed, random }: { readonly seed: number; readonly random: () => number },
): SimulatedRollout {
  const membership = ringsOf(release(seed), members);
  const machines = members.map(({ id }): Simulated => {
    const u = random();
    const fate = u < defect.bricks ? 'bricks' : u < defect.bricks + defect.rollsBack ? 'rollsBack' : 'takes';
    return {
      ...{ id, ring: membership.get(id) ?? 0, fate, state: 'untouched', offeredMs: null, activatedMs: null },
      ...{ silentFromMs: null, isThrough: false, cause: null },
    };
  });
  const byRing = [...Map.groupBy(machines, ({ ring }) => ring)].sort(([a], [b]) => a - b).map(([, group]) => group);
  const opened: (number | null)[] = byRing.map(() => null);
  const passed: (number | null)[] = byRing.map(() => null);
  for (let step = 0; step < stepsAtMost; step += 1) {
    const nowMs = startMs + step * hourMs;
    for (const machine of machines)
      if (machine.offeredMs !== null && !isFinal(machine.state)) judge(machine, seed, nowMs);
    const rings = byRing.map((group, ring) => viewOf(group, ring, opened[ring] ?? null, passed[ring] ?? null, nowMs));
    const { decided, next, open, mayOffer } = decide({ state: 'running', plan: {}, rings, figures: [], nowMs });
    for (const one of decided) if (one.code === 'ringPassed' && one.ring !== null) passed[one.ring] = nowMs;
    if (next !== 'running') {
      const halt = next === 'halted' ? (decided.at(-1) ?? null) : null;
      return reportOf(machines, next === 'halted' ? 'halted' : 'finished', halt, step);
    }
    if (open !== null) opened[open] = nowMs;
    if (open !== null || mayOffer)
      for (const machine of machines)
        if (machine.state === 'untouched' && opened[machine.ring] !== null) {
          machine.state = 'offered';
          machine.offeredMs = nowMs;
        }
  }
  return reportOf(machines, 'endless', null, stepsAtMost);
}

function judge(machine: Simulated, seed: number, nowMs: number): void {
  const offeredMs = machine.offeredMs ?? nowMs;
  const hasBegun = nowMs - offeredMs >= installMs;
  if (machine.fate === 'bricks' && hasBegun) machine.silentFromMs ??= offeredMs + installMs;
  const heardMs = machine.silentFromMs ?? nowMs;
  const runs = machine.fate === 'takes' && hasBegun;
  const since = (ms: number) => openMsBetween(usualHours, ms, nowMs);
  const { activatedMs } = machine;
  const facts: StandingFacts = {
    ...{
      nowMs,
      state: machine.state,
      cause: null,
      isInForce: true,
      activatedMs,
      newestCounter: 1,
      release: release(seed),
    },
    offer: { counter: 1, atMs: offeredMs, expiresMs: offeredMs + 1000 * hourMs },
    beat: {
      ...{ atMs: Math.max(heardMs, offeredMs), release: runs ? release(seed) : '1-0000000000000000' },
      ...{ toldCounter: 1, phase: hasBegun ? null : 'downloading', isHealthy: true },
    },
    outcome:
      machine.fate === 'bricks' || !hasBegun
        ? null
        : machine.fate === 'takes'
          ? { outcome: 'succeeded', cause: null, what: null, atMs: offeredMs + installMs }
          : { outcome: 'rolledBack', cause: 'unhealthy', what: null, atMs: offeredMs + installMs },
    ...{ silentMs: nowMs - heardMs, openSilentMs: nowMs - heardMs < silentLimitMs ? 0 : since(heardMs) },
    soakedMs: activatedMs === null ? 0 : machine.ring === 0 ? since(activatedMs) : nowMs - activatedMs,
    soakMs: soakMsOf(machine.ring),
  };
  const standing = standingOf(facts);
  machine.state = standing.state;
  machine.activatedMs = standing.activatedMs;
  machine.cause = standing.cause;
  machine.isThrough ||= facts.outcome?.outcome === 'succeeded';
}

function viewOf(
  group: readonly Simulated[],
  ring: number,
  openedMs: number | null,
  passedMs: number | null,
  nowMs: number,
): RingView {
  const counts = countsOf(group);
  const count = (fits: (machine: Simulated) => boolean) => group.filter(fits).length;
  return {
    ...{ ring, machines: group.length, openedMs, passedMs, isApproved: true, counts },
    through: count(({ state, isThrough }) => state === 'succeeded' || (state === 'probation' && isThrough)),
    blamed: count(({ state, cause }) => state === 'refused' && blamesRelease(cause)),
    ...{ excused: { finished: 0, failures: 0, lost: 0 }, gateFromMs: openedMs ?? nowMs, sessions: null },
    offerable: counts.untouched,
  };
}

function countsOf(machines: readonly Simulated[]): Record<RolloutMachineState, number> {
  const counts = noCounts();
  for (const { state } of machines) counts[state] += 1;
  return counts;
}

function reportOf(
  machines: readonly Simulated[],
  state: SimulatedRollout['state'],
  halt: Decided | null,
  hours: number,
): SimulatedRollout {
  const counts = countsOf(machines);
  return { state, halt, exposed: machines.length - counts.untouched, counts, hours };
}
