import type { Permission } from '../../../contract/accounts.ts';
import {
  type RolloutAct,
  type RolloutDetail,
  type RolloutMachineState,
  type RolloutState,
  rolloutMachineStates,
  type StateCounts,
} from '../../../contract/console/rollouts.ts';
import type { ShapeName } from '../../kit/state-shape.tsx';
import type { Tone } from '../../kit/tone.ts';

/** What the thirteen states of a machine come down to when one looks at a bar. */
export const machineGroups = ['succeeded', 'underWay', 'bad', 'out', 'untouched'] as const;
export type MachineGroup = (typeof machineGroups)[number];

export const groupOf: Readonly<Record<RolloutMachineState, MachineGroup>> = {
  ...{ untouched: 'untouched', offered: 'underWay', downloading: 'underWay', staged: 'underWay' },
  ...{ waitingIdle: 'underWay', activating: 'underWay', probation: 'underWay', succeeded: 'succeeded' },
  ...{ failed: 'bad', rolledBack: 'bad', lost: 'bad', refused: 'bad', superseded: 'out' },
};

export const lookOfGroup: Readonly<Record<MachineGroup, { readonly tone: Tone; readonly shape: ShapeName }>> = {
  succeeded: { tone: 'done', shape: 'circle' },
  underWay: { tone: 'waiting', shape: 'half' },
  bad: { tone: 'attention', shape: 'triangle' },
  out: { tone: 'information', shape: 'diamond' },
  untouched: { tone: 'quiet', shape: 'dash' },
};

export const lookOfRollout: Readonly<Record<RolloutState, { readonly tone: Tone; readonly shape: ShapeName }>> = {
  proposed: { tone: 'waiting', shape: 'half' },
  running: { tone: 'information', shape: 'diamond' },
  paused: { tone: 'waiting', shape: 'square' },
  halted: { tone: 'attention', shape: 'square' },
  reverted: { tone: 'attention', shape: 'ring' },
  finished: { tone: 'done', shape: 'circle' },
  superseded: { tone: 'quiet', shape: 'dash' },
};

/** Machines by group, and within it by state; what is nowhere stays out. Pure. */
export function groupCounts(counts: StateCounts): ReadonlyMap<MachineGroup, number> {
  const sums = new Map<MachineGroup, number>();
  for (const state of rolloutMachineStates) {
    if (counts[state] > 0) sums.set(groupOf[state], (sums.get(groupOf[state]) ?? 0) + counts[state]);
  }
  return sums;
}

/** Whether it still stands where it was halted: one that goes on again keeps its halt in the record. Pure. */
export const isStopped = ({ state }: Pick<RolloutDetail, 'state'>): boolean =>
  state === 'halted' || state === 'reverted';

export type OfferedAct = RolloutAct | 'approveStart' | 'approveRing';

/** What may be done with a roll-out as it stands; the hub decides again. Pure. */
export function actsOf({ state, waitingFor }: Pick<RolloutDetail, 'state' | 'waitingFor'>): readonly OfferedAct[] {
  const ring: readonly OfferedAct[] = waitingFor?.code === 'waitRingApproval' ? ['approveRing'] : [];
  switch (state) {
    case 'proposed':
      return ['approveStart', 'withdraw'];
    case 'running':
      return [...ring, 'pause', 'halt', 'revert'];
    case 'paused':
      return ['resume', 'halt', 'revert'];
    case 'halted':
      return ['resume', 'revert'];
    case 'finished':
      return ['revert'];
    case 'reverted':
    case 'superseded':
      return [];
  }
}

/** To say yes is another permission than to send out, and asks for a fresh code. */
export const permissionOfAct = (act: OfferedAct): Permission =>
  act === 'approveStart' || act === 'approveRing' ? 'rollout.approve' : 'rollout.manage';

/** What stops machines or changes what they run. */
export const isDangerous = (act: OfferedAct): boolean => act === 'halt' || act === 'revert';
