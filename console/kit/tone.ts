import type { MachineCondition } from './machine-condition.ts';

/** What a state means for whoever looks: the colour and the shape follow from it. */
export const tones = ['done', 'waiting', 'attention', 'information', 'quiet'] as const;
export type Tone = (typeof tones)[number];

export const toneOfMachine: Readonly<Record<MachineCondition, Tone>> = {
  ok: 'done',
  limited: 'waiting',
  outOfService: 'attention',
  maintenance: 'information',
  offline: 'quiet',
  lost: 'attention',
};
