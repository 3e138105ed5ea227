/** What an operator makes a simulated department suffer, to try out the rest. In this instance's memory only. */
export interface DepartmentFaults {
  /** Milliseconds before the department answers a pull, or puts a report in force. */
  delayMs: number;
  /** Its core system is away: pulls time out, reports wait. */
  outage: boolean;
  /** Pulls answer `partial` with the first half of each list. */
  partial: boolean;
  /** Pulls answer `denied`. */
  denied: boolean;
}

/** Codes of the departments that answer pulls or decide cases (docs/domain/catalogue.md §1.7), and the banks behind the cards. */
export const departmentCodes = [
  'gz.hrss',
  'gz.med',
  'gz.tax',
  'gz.hc',
  'gz.amr',
  'gz.ps',
  'gz.hpf',
  'gz.civil',
  'gz.pnr',
  'gz.trans',
  'gz.data',
  'gz.street',
  'gz.bank',
] as const;
export type DepartmentCode = (typeof departmentCodes)[number];

/** The faults of every department; the objects stay the same and are changed in place. */
export type FaultBook = Readonly<Record<DepartmentCode, DepartmentFaults>>;

/** Every department answers at once and completely. */
export function noFaults(): FaultBook {
  const entries = departmentCodes.map((code) => [code, { delayMs: 0, outage: false, partial: false, denied: false }]);
  return Object.fromEntries(entries) as FaultBook;
}

/** Whether a department has this code. */
export function isDepartmentCode(text: string): text is DepartmentCode {
  return (departmentCodes as readonly string[]).includes(text);
}
