/** States of a machine, best first. */
export const machineConditions = ['ok', 'limited', 'maintenance', 'offline', 'outOfService', 'lost'] as const;
export type MachineCondition = (typeof machineConditions)[number];

export const isMachineCondition = (word: string): word is MachineCondition =>
  (machineConditions as readonly string[]).includes(word);
