/** What an operator makes the simulated department suffer, to try out the rest. In this instance's memory only. */
export interface DepartmentFaults {
  /** Milliseconds before the department answers a pull, or puts a report in force. */
  delayMs: number;
  /** Its core system is away: pulls time out, reports wait. */
  outage: boolean;
}

export function noFaults(): DepartmentFaults {
  return { delayMs: 0, outage: false };
}
