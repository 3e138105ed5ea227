/**
 * How a command of the hub to one machine stands. `offered`: the machine has not said that it has it. `accepted`: recorded durably there; it waits until no citizen is active. `running`: begun,
 * and never begun again. The rest is final: `done`, `refused` (never begun; the code says why), `expired` (its time ran out before it was begun), `failed` (begun, and its end is not as wanted).
 */
export const commandStates = ['offered', 'accepted', 'running', 'done', 'refused', 'expired', 'failed'] as const;
export type CommandState = (typeof commandStates)[number];

/** Those that a machine says. */
export const commandWords = ['accepted', 'running', 'done', 'refused', 'expired', 'failed'] as const;

export const finalStates = ['done', 'refused', 'expired', 'failed'] as const;
export type FinalState = (typeof finalStates)[number];

/** Whether nothing comes after this state. */
export const isFinal = (state: CommandState): state is FinalState => finalStates.some((one) => one === state);

/** Machines of one order at most. */
export const maxCommandKiosks = 1000;

/** Newest orders that one answer of the hub has. */
export const sendsAtMost = 100;
