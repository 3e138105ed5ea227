import type { FleetState } from '../../contract/console/fleet-state.ts';

/** What a state means for whoever looks: the colour and the shape follow from it. */
export const tones = ['done', 'waiting', 'attention', 'information', 'quiet'] as const;
export type Tone = (typeof tones)[number];

export const toneOfMachine: Readonly<Record<FleetState, Tone>> = {
  ok: 'done',
  limited: 'waiting',
  outOfService: 'attention',
  maintenance: 'information',
  offline: 'quiet',
  lost: 'attention',
};
