/** Prefix of the hint (`hub/signals.ts`) that a machine has told something of an update, or a person has acted: the next round of roll-outs comes soon. */
export const rolloutHint = 'rollouts:';
